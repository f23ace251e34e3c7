/**
 * Promises of the ledger: backorders and preorders against what is coming, never against air.
 *
 * @module
 */
import { Effect, Option, Schema, Stream, Struct } from "effect"

import * as Id from "../../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { CommandError, TransactorShape } from "../../store/Transactor.ts"
import { mainPlace } from "../StockCommand.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import { type Promised, waiting } from "./PromiseBook.ts"
import { NumberedId, PromiseCommand } from "./PromiseCommand.ts"
import * as PromiseKeeping from "./PromiseKeeping.ts"
import { type Scheduled, schedule } from "./PromisePool.ts"
import * as PromisePosting from "./PromisePosting.ts"
import { Pages, poolId, Pools, Promises } from "./PromiseRecords.ts"
import type { PromiseRefusal } from "./PromiseRefusal.ts"

/** A command of promises as a method. */
export type PostPromise<Tag extends PromiseCommand["_tag"]> = CommandMethod<
  (typeof PromiseCommand.cases)[Tag],
  PromisePosting.PromisePosted,
  PromiseRefusal | StockRefusal
>

const tellOnce = Struct.omit(PromiseCommand.cases.Tell.fields, ["_tag"])
const Telling = Schema.Struct({
  ...tellOnce,
  commandId: NumberedId,
  most: Schema.optional(tellOnce.most),
})
/** Whose promises are to be told their dates, and how many in one transaction. */
export type Telling = typeof Telling.Encoded

/**
 * What the ledger promises. A promise is for units of one item at one place, the main place unless said
 * otherwise. Promises of one item at one place form a queue; whatever arrives there, by whichever
 * delivery, becomes holds in the order of the queue, in the transaction in which it arrives. Units are
 * counted, not told apart: what is kept by lot or by serial number cannot be expected here.
 */
export interface PromisesShape {
  /** Units are coming, and should be there when they are due. */
  readonly expect: PostPromise<"Expect">
  /** They will be there at another instant. */
  readonly postpone: PostPromise<"Postpone">
  /** Fewer are coming; promises that cannot be kept any more are broken, the last one first. */
  readonly cut: PostPromise<"Cut">
  /** Promises units that are coming and promised to nobody yet: all, or none and the refusal says what is. */
  readonly promise: PostPromise<"Promise">
  /** What is waiting of a promise is wanted no more; what was kept of it is a hold. */
  readonly cancel: PostPromise<"Cancel">
  /** Units are there, also more than were expected: promises are kept, and the rest is free. */
  readonly arrive: PostPromise<"Arrive">
  /**
   * Tells promises their dates where these have changed, `most` in one transaction (100 unless said
   * otherwise), until none is left, and answers how many were told another date.
   */
  readonly tell: (
    input: Telling,
  ) => Effect.Effect<{ readonly promises: number }, PromiseRefusal | StockRefusal | CommandError>
  /** A promise, with what became of it and the holds that keep it. */
  readonly find: (
    promiseId: string,
  ) => Effect.Effect<Option.Option<Promised>, InputInvalid | RecordsError>
  /** The promises of an item at a place that wait, in promise order. */
  readonly queue: (
    sku: string,
    place?: string,
  ) => Stream.Stream<Promised, InputInvalid | RecordsError | TransactionError>
  /** What is coming of an item to a place, by date, and how much of it is promised. */
  readonly inbounds: (
    sku: string,
    place?: string,
  ) => Effect.Effect<ReadonlyArray<Scheduled>, InputInvalid | RecordsError>
}

/**
 * Makes the service over the services that it shares with the ledger.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger } from "entrepot/stock"
 *
 * const program = Effect.gen(function* () {
 *   const { promises, level } = yield* StockLedger
 *   const inbound = { inboundId: "po-1", sku: "MUG", quantity: 6 }
 *   const due = Date.UTC(2100, 6, 1)
 *   yield* promises.expect({ commandId: "c-1", ...inbound, due })
 *   const preorder = { promiseId: "order-1", sku: "MUG", quantity: 5 }
 *   const { answer } = yield* promises.promise({ commandId: "c-2", ...preorder })
 *   console.log("promised for", new Date(answer.due ?? 0).toISOString().slice(0, 10))
 *   yield* promises.arrive({ commandId: "c-3", ...inbound })
 *   return yield* level("MUG")
 * })
 * const live = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * const level = await Effect.runPromise(program.pipe(Effect.provide(live)))
 * console.log(level.held, "held,", level.available, "available")
 * ```
 * ```text
 * promised for 2100-07-01
 * 5 held, 1 available
 * ```
 */
export const make = (transactor: TransactorShape, records: RecordsShape): PromisesShape => {
  const post = commandMethods(transactor, {
    service,
    cases: PromiseCommand.cases,
    answer: PromisePosting.PromisePosted,
    post: PromisePosting.post,
  })
  const tellSome = post("tell", "Tell")

  const tell: PromisesShape["tell"] = Effect.fnUntraced(function* (input) {
    const { commandId, most = 100, ...asked } = yield* decode.tell(input)
    let promises = 0
    // Each step is a command of its own, so that telling again goes the same way.
    for (let step = 1; ; step++) {
      const { answer } = yield* tellSome({
        ...asked,
        most,
        commandId: step === 1 ? commandId : `${commandId}/${step}`,
      })
      promises += answer.promises
      if (!answer.isStale) return { promises }
    }
  })

  return {
    expect: post("expect", "Expect"),
    postpone: post("postpone", "Postpone"),
    cut: post("cut", "Cut"),
    promise: post("promise", "Promise"),
    cancel: post("cancel", "Cancel"),
    arrive: post("arrive", "Arrive"),
    tell,
    find: (promiseId) =>
      Effect.flatMap(decode.find({ promiseId }), () =>
        Effect.map(
          records.get(Promises, promiseId),
          Option.map(({ promised }) => promised),
        ),
      ),
    queue: (sku, place = mainPlace) =>
      Stream.unwrap(
        Effect.map(decode.queue({ sku, place }), () =>
          records.all(Pages, { index: "byTurn", under: [place, sku] }).pipe(
            Stream.mapEffect((page) =>
              transactor.run(
                Effect.flatMap(Transaction, (tx) => PromiseKeeping.promisesOf(tx, page)),
              ),
            ),
            Stream.flatMap(Stream.fromIterable),
            Stream.filter((promised) => waiting(promised) > 0),
          ),
        ),
      ),
    inbounds: (sku, place = mainPlace) =>
      Effect.flatMap(decode.inbounds({ sku, place }), (where) =>
        Effect.map(
          records.get(Pools, poolId(where)),
          Option.match({ onNone: () => [], onSome: ({ pool }) => schedule(pool) }),
        ),
      ),
  }
}

const service = "StockLedger.promises"
const Where = Schema.Struct({ sku: Id.Sku, place: Id.PlaceId })
const decode = {
  tell: Input.decoder(`${service}.tell`, Telling),
  find: Input.decoder(`${service}.find`, Schema.Struct({ promiseId: Id.Id })),
  queue: Input.decoder(`${service}.queue`, Where),
  inbounds: Input.decoder(`${service}.inbounds`, Where),
}
