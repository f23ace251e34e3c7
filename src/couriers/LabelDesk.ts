/**
 * The label desk: buys labels of all couriers, each once, whatever fails on the way.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Option, Result, Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Input from "../store/Input.ts"
import { type PageOptions, Records, type RecordsError, type Values } from "../store/Records.ts"
import { storeServices } from "../store/services.ts"
import type { Store } from "../store/Store.ts"
import { Transaction } from "../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../store/TransactionError.ts"
import { Transactor } from "../store/Transactor.ts"
import { checked } from "./CheckedCourier.ts"
import { Couriers, type CourierShape } from "./Courier.ts"
import type { CourierError } from "./CourierError.ts"
import type { Waybill } from "./CourierLabel.ts"
import * as Label from "./labels/Label.ts"
import { errands } from "./labels/LabelErrands.ts"
import * as LabelPosting from "./labels/LabelPosting.ts"
import { LabelRequests, Labels, LabelWaybills } from "./labels/LabelRecords.ts"
import { type LabelRefusal, UnknownCourier, UnknownLabel } from "./labels/LabelRefusal.ts"
import * as LabelRound from "./labels/LabelRound.ts"
import { LabelRequest } from "./Shipment.ts"

/** A label to buy, and of whom. */
export const WantedLabel = Schema.Struct({ courier: Id.Id, request: LabelRequest })
/** A label to buy, as callers hand it in. */
export type WantedLabel = typeof WantedLabel.Encoded

/** How far a label has come. */
export interface Advanced {
  readonly label: Label.Label
  /** What is left to do: nothing, later, or by a person. */
  readonly next: Label.Step
  /** What the courier failed with just now. */
  readonly error?: CourierError
}

/** How a call of the desk can fail; what a courier fails with is told by {@link Advanced}. */
export type DeskError = LabelRefusal | UnknownCourier | InputInvalid | TransactionError

/** What the desk does. */
export interface LabelDeskShape {
  /** Writes down that a label is wanted; nobody is asked yet. Its reference makes it repeatable. */
  readonly want: (wanted: WantedLabel) => Effect.Effect<Label.Label, DeskError>
  /**
   * Does what is to be done about a label, until it is done, has to wait, or needs a person. It may
   * be called at any time, from several processes at once, and after a crash.
   */
  readonly advance: (reference: string) => Effect.Effect<Advanced, DeskError>
  /** {@link want}, then {@link advance}. */
  readonly buy: (wanted: WantedLabel) => Effect.Effect<Advanced, DeskError>
  /** Gives a label back, at once or as soon as it is known which one was sold. */
  readonly void: (reference: string) => Effect.Effect<Advanced, DeskError>
  /** A label by our reference. */
  readonly find: (
    reference: string,
  ) => Effect.Effect<Option.Option<Label.Label>, InputInvalid | RecordsError>
  /** What is printed for a label, where it was sold and not erased. */
  readonly waybill: (
    reference: string,
  ) => Effect.Effect<Option.Option<Waybill>, InputInvalid | RecordsError>
  /** A page of the labels with something left to do, the soonest first. */
  readonly open: (options?: PageOptions) => Effect.Effect<Values<Label.Label>, RecordsError>
  /**
   * {@link advance} for all labels with something left to do: run it every minute or so. It gives back
   * the labels of parcels that were stopped, and finds out what became of requests whose answer was
   * lost.
   */
  readonly advanceAll: () => Effect.Effect<LabelRound.Round, RecordsError | TransactionError>
  /**
   * Erases what is personal about a label; its life stays. What is not sold by then is given up. The
   * courier erases its own with the next {@link advance} or {@link advanceAll}.
   */
  readonly erase: (reference: string) => Effect.Effect<void, InputInvalid | TransactionError>
}

/**
 * The service, over any store, for the host's {@link Couriers}. Before a courier is asked it is written down that it is; after a crash,
 * a timeout or garbage the courier is asked what it sold, and never simply again.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { type CourierShape, Couriers, LabelDesk, OutcomeUnknown } from "entrepot/couriers"
 *
 * const sold = new Map<string, string>()
 * const labelOf = (reference: string, service: string) => {
 *   const waybill = { mediaType: "text/plain", base64: btoa(reference) }
 *   return { reference, service, trackingNumber: sold.get(reference) ?? "", waybill }
 * }
 * // It sells the label, and then its answer is lost.
 * const post: CourierShape = {
 *   id: "post",
 *   traits: { contract: { name: "none", version: "1" }, labelsOnce: false, settlesMillis: 0 },
 *   label: ({ reference }) => {
 *     sold.set(reference, `T${sold.size + 1}`)
 *     const detail = "connection reset"
 *     return Effect.fail(new OutcomeUnknown({ courier: "post", operation: "label", detail }))
 *   },
 *   find: (reference) => Effect.succeed({ _tag: "Sold", label: labelOf(reference, "parcel") }),
 * }
 * const ada = { name: "Ada", lines: ["Elm St 5"], city: "Bonn", country: "DE" }
 * const sizes = { lengthMm: 300, widthMm: 200, heightMm: 100 }
 * const parcel = { weightGrams: 900, ...sizes, battery: "none", contents: "Mugs" } as const
 * const to = { _tag: "Door", address: ada } as const
 * const shipment = { from: ada, to, parcel, shipOn: "2026-11-23" }
 * const request = { reference: "p1", service: "parcel", shipment }
 * const program = Effect.gen(function* () {
 *   const { buy, advance } = yield* LabelDesk
 *   const { next } = yield* buy({ courier: "post", request })
 *   yield* Effect.sleep(2_000)
 *   const { label } = yield* advance("p1")
 *   return [next._tag, label.status, label.trackingNumber, sold.size]
 * })
 * const live = LabelDesk.layer.pipe(
 *   Layer.provide([Memory.layer(), Layer.succeed(Couriers, { couriers: [post] })]),
 * )
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * [ 'Wait', 'sold', 'T1', 1 ]
 * ```
 */
export class LabelDesk extends Context.Service<LabelDesk, LabelDeskShape>()(
  "entrepot/couriers/LabelDesk",
) {
  /** The desk over given services, such as those that other rooms share. */
  static readonly layerOver: Layer.Layer<LabelDesk, never, Transactor | Records> = Layer.effect(
    LabelDesk,
    Effect.suspend(() => make),
  )

  /** The desk with services of its own over a store. */
  static readonly layer: Layer.Layer<LabelDesk, never, Store> = LabelDesk.layerOver.pipe(
    Layer.provide(storeServices),
  )
}

const make = Effect.gen(function* () {
  const transactor = yield* Transactor
  const records = yield* Records
  const host = yield* Couriers
  const couriers = new Map(host.couriers.map((shape) => [shape.id, checked(shape, host)]))

  const courierOf = (id: string): Result.Result<CourierShape, UnknownCourier> => {
    const courier = couriers.get(id)
    return courier === undefined
      ? Result.fail(new UnknownCourier({ courier: id }))
      : Result.succeed(courier)
  }

  const read = (reference: string) =>
    transactor.run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        const label = Option.getOrUndefined(yield* tx.get(Labels, reference))
        if (label === undefined) return yield* new UnknownLabel({ reference })
        return { label, request: Option.getOrUndefined(yield* tx.get(LabelRequests, reference)) }
      }),
    )

  const { ask, lookUp, giveBack, erase, post } = errands(transactor)

  const advance = Effect.fnUntraced(function* (reference: string) {
    let error: CourierError | undefined
    while (true) {
      const { label, request } = yield* read(reference)
      const courier = yield* Effect.fromResult(courierOf(label.courier))
      const next = Label.next(label, yield* Clock.currentTimeMillis, courier)
      const stop = (step: Label.Step): Advanced => ({ label, next: step, ...(error && { error }) })
      if (error !== undefined) return stop(next)
      if (next._tag === "Ask" && request === undefined)
        return stop({ _tag: "Person", because: "what was asked for is erased" })
      if (next._tag === "Ask" && request !== undefined)
        // Somebody else was faster where it is not to be asked for any more.
        error = yield* Effect.catchTag(
          ask(request, courier),
          "LabelNotReady",
          () => Effect.undefined,
        )
      else if (next._tag === "Find") error = yield* lookUp(label, courier)
      else if (next._tag === "Void")
        error = yield* giveBack(reference, next.trackingNumber, courier)
      else if (next._tag === "Erase") error = yield* erase(label, courier)
      else return stop(next)
    }
  })

  const want: LabelDeskShape["want"] = Effect.fnUntraced(function* (input) {
    const { courier, request } = yield* decode.want(input)
    yield* Effect.fromResult(courierOf(courier))
    return yield* transactor.run(LabelPosting.want(courier, request))
  })

  return LabelDesk.of({
    want,
    advance: (reference) => Effect.flatMap(decode.advance(reference), advance),
    buy: (wanted) => Effect.flatMap(want(wanted), ({ reference }) => advance(reference)),
    void: Effect.fnUntraced(function* (input) {
      const reference = yield* decode.void(input)
      const { label } = yield* read(reference)
      yield* post({ _tag: "Void", reference }, yield* Effect.fromResult(courierOf(label.courier)))
      return yield* advance(reference)
    }),
    find: (input) =>
      Effect.flatMap(decode.find(input), (reference) => records.get(Labels, reference)),
    waybill: Effect.fnUntraced(function* (input) {
      const found = yield* records.get(LabelWaybills, yield* decode.waybill(input))
      return Option.map(found, ({ waybill }) => waybill)
    }),
    open: (page) => records.page(Labels, { index: "open" }, page),
    advanceAll: () => LabelRound.of(records, advance),
    erase: (input) =>
      Effect.flatMap(decode.erase(input), (reference) =>
        transactor.run(LabelPosting.erase(reference)),
      ),
  })
})

const decode = {
  want: Input.decoder("LabelDesk.want", WantedLabel),
  advance: Input.decoder("LabelDesk.advance", Id.Id),
  void: Input.decoder("LabelDesk.void", Id.Id),
  find: Input.decoder("LabelDesk.find", Id.Id),
  waybill: Input.decoder("LabelDesk.waybill", Id.Id),
  erase: Input.decoder("LabelDesk.erase", Id.Id),
}
