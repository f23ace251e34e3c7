/**
 * Costs as a part of the ledger: what the units on its shelves cost, and what those cost that left.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { JournalError, JournalShape } from "../../store/Journal.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { Axis } from "../cards/Card.ts"
import * as CardAmounts from "../cards/CardAmounts.ts"
import * as CardKeeping from "../cards/CardKeeping.ts"
import * as CardPosting from "../cards/CardPosting.ts"
import * as CostAuditKeeping from "./CostAuditKeeping.ts"
import type * as CostBook from "./CostBook.ts"
import * as CostCard from "./CostCard.ts"
import { CostCommand } from "./CostCommand.ts"
import type { CostEvent } from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import { PolicyCommand } from "./CostPolicy.ts"
import * as CostPolicyPosting from "./CostPolicyPosting.ts"
import * as CostPosting from "./CostPosting.ts"
import * as CostRecords from "./CostRecords.ts"
import type { CostRefused } from "./CostRefusal.ts"
import { LandedCommand, type LandedRefusal } from "./LandedCost.ts"
import { costOfSale } from "./SaleCostPosting.ts"
import * as ValueKeeping from "./ValueKeeping.ts"

/** A command on costs as a method. */
export type PostCost<Tag extends CostCommand["_tag"]> = CommandMethod<
  (typeof CostCommand.cases)[Tag],
  CostPosting.CostPosted,
  CostRefused
>

/** A command on what is costed as a method. */
export type PostPolicy<Tag extends PolicyCommand["_tag"]> = CommandMethod<
  (typeof PolicyCommand.cases)[Tag],
  CostPosting.CostPosted,
  CostRefused
>

/**
 * A layer: the units of one receipt. `units` and `cost` are of all that came, with every correction
 * since; `onHand` and `value` of those that are still there. A moving average knows only the former.
 */
export interface Layer {
  readonly scope: string
  readonly layer: number
  readonly document?: string
  readonly serial?: string
  readonly units: number
  readonly cost: Money.Money
  readonly onHand: number
  readonly value: Money.Money
}

/** A scope and an instant in epoch milliseconds, by one of the two times. */
export const CostAsOf = Schema.Struct({
  sku: Id.Sku,
  place: Schema.optional(Id.PlaceId),
  at: Calendar.Instant,
  axis: Axis,
})
/** A scope and an instant. */
export type CostAsOf = typeof CostAsOf.Type

/** Why a question about costs is not answered. */
export type CostsError = InputInvalid | RecordsError | TransactionError

/**
 * What can be done with costs. Once the cost of an item is tracked it follows every posting on its
 * shelves; what is received then says what it cost. Scopes of one's own are for hosts who keep units
 * elsewhere: there receipts, issues and returns are commands too.
 *
 * A scope is named like its item; where costs are kept per place, {@link CostsShape.scopeOf} tells.
 */
export interface CostsShape {
  /** Keeps the cost of an item from now on. */
  readonly track: PostPolicy<"Track">
  /** Opens a scope of one's own. */
  readonly open: PostPolicy<"Open">
  /** Takes units into a scope of one's own, at a cost. */
  readonly receive: PostCost<"Receive">
  /** Lets units of a scope of one's own leave at their cost. */
  readonly issue: PostCost<"Issue">
  /** Takes units of an issue back into a scope of one's own, at the cost at which they left. */
  readonly return: PostCost<"Return">
  /** Changes what a layer cost: it follows the units to where they went. */
  readonly correct: PostCost<"Correct">
  /** Gives what is on hand another value, such as a write-down. */
  readonly revalue: PostCost<"Revalue">
  /** Divides a landed cost between layers, of any scopes, and corrects them. */
  readonly land: CommandMethod<
    typeof LandedCommand.cases.Land,
    CostPosting.CostPosted,
    CostRefused | LandedRefusal
  >
  /** The name of the scope of an item, or of an item at a place. */
  readonly scopeOf: (sku: string, place?: string) => string
  /** What the units of an item cost, of all its places or of one; or those of a scope of one's own. */
  readonly value: (
    sku: string,
    options?: { readonly place?: string },
  ) => Effect.Effect<Option.Option<ValueKeeping.CostValue>, CostsError>
  /**
   * What the units cost that a hold sold of an item and that did not come back, with every correction
   * since. Under moving average it is what was posted, for there a correction is told as one amount for
   * all sales.
   */
  readonly costOfSale: (
    sku: string,
    holdId: string,
  ) => Effect.Effect<Option.Option<ValueKeeping.CostValue>, CostsError>
  /** A page of the layers of a scope, in the order of their receipt. */
  readonly layers: (
    scope: string,
    options?: PageOptions,
  ) => Effect.Effect<Values<Layer>, CostsError>
  /**
   * What the units cost as of an instant, that instant included: by `recordedAt` as the ledger knew it
   * then, by `occurredAt` as is known now. Of an item whose places have costs of their own, of one place.
   */
  readonly valueAsOf: (
    asOf: CostAsOf,
  ) => Effect.Effect<Option.Option<ValueKeeping.CostValue>, CostsError | JournalError>
  /** Takes in what was posted since the last time, so that no question has to take in much. */
  readonly keep: (options?: {
    readonly progress?: (entries: number) => void
  }) => Effect.Effect<number, CardPosting.PostingError>
  /** Folds the journal of costs, and compares it with the records and the shelves. */
  readonly audit: () => Effect.Effect<
    CostAuditKeeping.Audit,
    RecordsError | JournalError | TransactionError
  >
}

/**
 * Makes the service over the services that it shares with the ledger.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Option } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Money } from "entrepot/kernel"
 * import { StockLedger } from "entrepot/stock"
 *
 * const eur = (amount: string) => ({ currency: "EUR", amount })
 * const mugs = (quantity: number) => ({ sku: "MUG", quantity })
 * const program = Effect.gen(function* () {
 *   const { cost, receive, hold, ship } = yield* StockLedger
 *   const policy = { sku: "MUG", method: "Fifo", currency: "EUR", per: "item" } as const
 *   yield* cost.track({ commandId: "c-1", ...policy })
 *   yield* receive({ commandId: "c-2", lines: [{ ...mugs(10), cost: eur("100") }] })
 *   yield* hold({ commandId: "c-3", holdId: "order-1", lines: [mugs(4)] })
 *   yield* ship({ commandId: "c-4", holdId: "order-1" })
 *   // The freight bill comes when four are sold already.
 *   yield* cost.correct({ commandId: "c-5", scope: "MUG", layer: 0, amount: eur("5") })
 *   const stock = Option.getOrThrow(yield* cost.value("MUG"))
 *   const sale = Option.getOrThrow(yield* cost.costOfSale("MUG", "order-1"))
 *   return [stock.value, sale.value]
 * })
 * const ledger = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * const values = await Effect.runPromise(program.pipe(Effect.provide(ledger)))
 * console.log(values.map(Money.format).join(", "))
 * ```
 * ```text
 * 63.00 EUR, 42.00 EUR
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): CostsShape => {
  const service = "StockLedger.cost"
  const answer = CostPosting.CostPosted
  const post = commandMethods(transactor, {
    service,
    answer,
    cases: CostCommand.cases,
    post: CostPosting.post,
  })
  const keepBy = commandMethods(transactor, {
    service,
    answer,
    cases: PolicyCommand.cases,
    post: CostPolicyPosting.post,
  })
  const land = commandMethods(transactor, {
    service,
    answer,
    cases: LandedCommand.cases,
    post: CostPosting.land,
  })
  const keep: CostsShape["keep"] = ({ progress } = {}) =>
    CardPosting.post({ transactor, records, journal }, source, progress)

  return {
    track: keepBy("track", "Track"),
    open: keepBy("open", "Open"),
    receive: post("receive", "Receive"),
    issue: post("issue", "Issue"),
    return: post("return", "Return"),
    correct: post("correct", "Correct"),
    revalue: post("revalue", "Revalue"),
    land: land("land", "Land"),
    scopeOf: (sku, place) => CostRecords.scopeOf(ValueKeeping.homeOf(sku, place)),
    value: (sku, { place } = {}) =>
      Effect.flatMap(decode.value({ sku, place }), () =>
        transactor.run(ValueKeeping.valueOf(sku, place)),
      ),
    costOfSale: (sku, holdId) =>
      Effect.flatMap(decode.costOfSale({ sku, holdId }), (sale) =>
        transactor.run(
          Effect.map(
            costOfSale(sale),
            Option.map(({ units, cost, currency }) => ({
              units,
              value: Money.fromMinor(cost, currency),
            })),
          ),
        ),
      ),
    layers: Effect.fnUntraced(function* (scope, options) {
      yield* decode.layers({ scope })
      const head = Option.getOrUndefined(yield* records.get(CostRecords.Heads, scope))
      if (head === undefined) return { values: [], cursor: undefined }
      const page = yield* records.page(CostRecords.Layers, { under: [scope] }, options)
      return { ...page, values: page.values.map((layer) => layerOf(head, layer)) }
    }),
    valueAsOf: Effect.fnUntraced(function* (input) {
      const { sku, place, at, axis } = yield* decode.valueAsOf(input)
      const scope = CostRecords.scopeOf(ValueKeeping.homeOf(sku, place))
      const head = yield* records.get(CostRecords.Heads, scope)
      if (Option.isNone(head)) return Option.none()
      yield* keep()
      const card = CardKeeping.until(CostCard.nameOf(scope), axis, at)
      const { amounts } = yield* transactor.run(card)
      return Option.some({
        units: Number(CardAmounts.amountOf(amounts, CostCard.units)),
        value: Money.fromMinor(CardAmounts.amountOf(amounts, "Stock"), head.value.currency),
      })
    }),
    keep,
    audit: () => CostAuditKeeping.audit(transactor, records, journal),
  }
}

const source: CardPosting.Source<CostEvent> = {
  stream: CostRecords.Costs,
  rowsOf: CostCard.rowsOf,
}

const layerOf = ({ currency, revaluation }: CostBook.Head, stored: CostLayer.CostLayer): Layer => {
  const { scope, layer, document, serial, units, cost, onHand } = CostLayer.upTo(
    stored,
    revaluation,
  )
  return {
    scope,
    layer,
    units,
    ...(document === undefined ? {} : { document }),
    ...(serial === undefined ? {} : { serial }),
    cost: Money.fromMinor(cost, currency),
    onHand: CostLayer.unitsOf(onHand),
    value: Money.fromMinor(CostLayer.costOfAll(stored, onHand), currency),
  }
}

const decode = {
  value: Input.decoder(
    "StockLedger.cost.value",
    Schema.Struct({ sku: Id.Sku, place: Schema.optional(Id.PlaceId) }),
  ),
  costOfSale: Input.decoder(
    "StockLedger.cost.costOfSale",
    Schema.Struct({ sku: Id.Sku, holdId: Id.Id }),
  ),
  layers: Input.decoder("StockLedger.cost.layers", Schema.Struct({ scope: Id.Id })),
  valueAsOf: Input.decoder("StockLedger.cost.valueAsOf", CostAsOf),
}
