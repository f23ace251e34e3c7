/**
 * A courier by its rate table: own vans, a contract with printed prices, or one to test against.
 *
 * It quotes by the table, sells labels with numbers of a range, and tells of parcels what was scanned.
 * What it knows lies in the store of the host, so it survives a crash, and several processes agree.
 *
 * @module
 */
import { Effect, Layer, Option, Result, Schema } from "effect"
import {
  Courier,
  type CourierError,
  type CourierShape,
  CourierUnavailable,
  Eligibility,
  NotEligible,
  type Operation,
  OutcomeUnknown,
  type Quote,
  RateTableCheck,
  Rating,
  Rejected,
  type Shipment,
  type TableFault,
  Tracking,
} from "entrepot/couriers"
import { Id } from "entrepot/kernel"
import { Key, Transaction, type TransactionError, Transactor } from "entrepot/store"

import {
  NumberRange,
  Papers,
  Parcels,
  SoldLabels,
  type TrackedParcel,
} from "./rateTable/records.ts"
import { selling, type Settings } from "./rateTable/selling.ts"

export { NumberRange } from "./rateTable/records.ts"

/** Settings of {@link make} and {@link layer}. */
export interface Options {
  /** Which courier, such as `vans`; its records are kept under it. */
  readonly id: string
  /** A rate table as JSON; it is checked. */
  readonly table: unknown
  /** The numbers that it draws from, by the standard S10. */
  readonly numbers: NumberRange
  /** What its scanners' codes mean; the names of `Tracking.Status` unless given. */
  readonly codes?: ReadonlyMap<string, Tracking.Status>
}

/** A scan of a parcel: what happened, when (epoch milliseconds) and where. */
export interface Scan {
  readonly trackingNumber: string
  readonly at: number
  readonly code: string
  readonly place?: string
}

/** The courier, and what its own people tell it. */
export interface RateTableCourier extends CourierShape {
  readonly quote: NonNullable<CourierShape["quote"]>
  readonly find: NonNullable<CourierShape["find"]>
  readonly track: NonNullable<CourierShape["track"]>
  readonly void: NonNullable<CourierShape["void"]>
  /** Takes in a scan; it may come late and again. */
  readonly scan: (scan: Scan) => Effect.Effect<void, CourierError>
  readonly erase: NonNullable<CourierShape["erase"]>
}

/** The range of numbers, or the id, makes no sense. */
export class OptionsInvalid extends Schema.TaggedError<OptionsInvalid>()("OptionsInvalid", {
  detail: Schema.String,
}) {
  override get message(): string {
    return this.detail
  }
}

const decodeOptions = Schema.decodeUnknownResult(Schema.Struct({ id: Id.Id, numbers: NumberRange }))
const ownCodes = new Map(Tracking.Status.literals.map((status) => [status as string, status]))

/**
 * Makes the courier; refused where the table has a hole, or anything twice.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as RateTable from "entrepot/adapters/couriers/rateTable"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Money } from "entrepot/kernel"
 * import { Transactor } from "entrepot/store"
 *
 * const limits = { weightGrams: 31_500, batteries: [], deliversTo: ["Door"] }
 * const rates = [{ zone: "home", steps: [{ overGrams: 0, uptoGrams: 31_500, price: "4.99" }] }]
 * const weights = { billedStepGrams: 500, limitBilledGrams: 31_500 }
 * const table = {
 *   id: "vans-2026",
 *   currency: "EUR",
 *   rounding: "halfUp",
 *   validFrom: "2026-01-01",
 *   validUntil: "2026-12-31",
 *   origins: [{ country: "DE" }],
 *   zones: [{ zone: "home", areas: [{ country: "DE" }] }],
 *   notServed: [],
 *   services: [{ service: "parcel", limits, rates, ...weights, surcharges: [] }],
 * }
 * const numbers = { service: "CP", country: "DE", first: 1, last: 99_999 }
 * const ada = { name: "Ada", lines: ["Elm St 5"], city: "Bonn", country: "DE" }
 * const sizes = { lengthMm: 300, widthMm: 200, heightMm: 100 }
 * const parcel = { weightGrams: 900, ...sizes, battery: "none", contents: "Mugs" } as const
 * const to = { _tag: "Door", address: ada } as const
 * const shipment = { from: ada, to, parcel, shipOn: "2026-11-23" }
 * const program = Effect.gen(function* () {
 *   const { quote, label } = yield* RateTable.make({ id: "vans", table, numbers })
 *   const [cheapest] = yield* quote({ shipment })
 *   const sold = yield* label({ reference: "p1", service: "parcel", shipment })
 *   return [cheapest && Money.format(cheapest.price), sold.trackingNumber]
 * })
 * const live = Transactor.layer().pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * [ '4.99 EUR', 'CP000000014DE' ]
 * ```
 */
export const make = (
  options: Options,
): Effect.Effect<RateTableCourier, TableFault.RateTableInvalid | OptionsInvalid, Transactor> =>
  Effect.gen(function* () {
    const transactor = yield* Transactor
    const table = yield* Effect.fromResult(RateTableCheck.parse(options.table))
    const { id, numbers } = yield* Effect.fromResult(
      Result.mapError(
        decodeOptions(options),
        ({ message }) => new OptionsInvalid({ detail: message }),
      ),
    )
    return over(transactor.run, { id, numbers, table, codes: options.codes ?? ownCodes })
  })

/**
 * A layer with the courier; see {@link make}.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as RateTable from "entrepot/adapters/couriers/rateTable"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Courier } from "entrepot/couriers"
 * import { Transactor } from "entrepot/store"
 *
 * const numbers = { service: "CP", country: "DE", first: 9, last: 1 }
 * const live = RateTable.layer({ id: "vans", table: {}, numbers }).pipe(
 *   Layer.provide(Transactor.layer().pipe(Layer.provide(Memory.layer()))),
 * )
 * const failed = Effect.flip(Courier.use(({ id }) => Effect.succeed(id)).pipe(Effect.provide(live)))
 * console.log((await Effect.runPromise(failed))._tag)
 * ```
 * ```text
 * RateTableInvalid
 * ```
 */
export const layer = (
  options: Options,
): Layer.Layer<Courier, TableFault.RateTableInvalid | OptionsInvalid, Transactor> =>
  Layer.effect(Courier, make(options))

type Run = <A, E>(
  program: Effect.Effect<A, E, Transaction>,
) => Effect.Effect<A, E | TransactionError>

const over = (run: Run, settings: Settings): RateTableCourier => {
  const { id, table, codes } = settings
  const idOf = (name: string) => Key.join([id, name])

  const rejected = (operation: Operation, code: string, detail: string) =>
    new Rejected({ courier: id, operation, code, detail })

  /** A program in the store, whose failures are those of a courier. */
  const stored = <A, E extends CourierError>(
    operation: Operation,
    program: Effect.Effect<A, E, Transaction>,
  ): Effect.Effect<A, CourierError> =>
    Effect.mapError(run(program), (error): CourierError => {
      if (isOwn(error)) return error
      const isUnknown = error._tag === "StoreUnavailable" && error.outcome === "unknown"
      const Failure = isUnknown ? OutcomeUnknown : CourierUnavailable
      return new Failure({ courier: id, operation, detail: error.message })
    })

  const rated = (
    operation: Operation,
    { shipment, service }: Shipment.QuoteRequest,
  ): Effect.Effect<ReadonlyArray<Quote.Quote>, NotEligible> =>
    Effect.fromResult(
      Result.mapError(
        Rating.quotes(id, table, shipment, service),
        (reasons) => new NotEligible({ courier: id, operation, reasons }),
      ),
    )

  const { sell, labelOf, parcelOf } = selling(settings, rejected)

  return {
    id,
    traits: {
      contract: { name: "rate table", version: "1" },
      labelsOnce: true,
      settlesMillis: 0,
    },
    quote: (request) => rated("quote", request),
    label: Effect.fnUntraced(function* (request) {
      const { shipment, service } = request
      const [first, ...rest] = Eligibility.judgeAddresses(shipment)
      if (first !== undefined)
        return yield* new NotEligible({
          courier: id,
          operation: "label",
          reasons: [first, ...rest],
        })
      const [quote] = yield* rated("label", { shipment, service })
      return quote === undefined
        ? yield* rejected("label", "service", `there is no service ${service}`)
        : yield* stored("label", sell(request, quote))
    }),
    find: (reference) =>
      stored(
        "find",
        Effect.gen(function* () {
          const tx = yield* Transaction
          const sold = Option.getOrUndefined(yield* tx.get(SoldLabels, idOf(reference)))
          if (sold === undefined) return { _tag: "None" } as const
          const { trackingNumber } = sold
          const { isVoid } = yield* parcelOf("find", trackingNumber)
          if (isVoid) return { _tag: "Voided", trackingNumber } as const
          return { _tag: "Sold", label: (yield* labelOf("find", sold)).label } as const
        }),
      ),
    track: (trackingNumber) =>
      stored(
        "track",
        Effect.gen(function* () {
          const tx = yield* Transaction
          const parcel = Option.getOrUndefined(yield* tx.get(Parcels, idOf(trackingNumber)))
          return parcel?.events ?? []
        }),
      ),
    void: (trackingNumber) =>
      stored(
        "void",
        Effect.gen(function* () {
          const tx = yield* Transaction
          const parcel = yield* parcelOf("void", trackingNumber)
          if (parcel.isVoid) return
          if (isUnderway(parcel))
            return yield* rejected("void", "collected", "the parcel is on its way")
          yield* tx.put(Parcels, { ...parcel, isVoid: true })
        }),
      ),
    scan: ({ trackingNumber, at, code, place }) =>
      stored(
        "track",
        Effect.gen(function* () {
          const tx = yield* Transaction
          const parcel = yield* parcelOf("track", trackingNumber)
          const scanned = { trackingNumber, at, code, ...(place === undefined ? {} : { place }) }
          const { history, news } = Tracking.observe(parcel, [Tracking.canonical(codes, scanned)])
          if (news.length > 0) yield* tx.put(Parcels, { ...parcel, events: history.events })
        }),
      ),
    erase: (reference) =>
      stored(
        "erase",
        Transaction.use((tx) => tx.remove(Papers, idOf(reference))),
      ),
  }
}

const isUnderway = ({ events }: TrackedParcel): boolean =>
  events.some(({ status }) => status !== "announced")

const isOwn = <E extends CourierError>(error: E | TransactionError): error is E =>
  error._tag === "Rejected" || error._tag === "NotEligible"
