/**
 * Posting: commands on costs as programs of a transaction, to run alone or inside a larger one.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type * as CostBook from "./CostBook.ts"
import type { CostCommand } from "./CostCommand.ts"
import * as CostEvent from "./CostEvent.ts"
import * as CostKeeping from "./CostKeeping.ts"
import {
  CostFollowsShelf,
  type CostRefused,
  UnknownCostLayer,
  UnknownCostScope,
} from "./CostRefusal.ts"
import * as DraftKeeping from "./DraftKeeping.ts"
import * as LandedCost from "./LandedCost.ts"

/**
 * The answer of a posted command on costs; `None` where nothing had to change. `layer` is the first of
 * those that came, or the one that is corrected; `amount` is what the event moved: the cost that came in
 * or left, the correction, or what a revaluation added.
 */
export const CostPosted = Schema.Struct({
  event: Schema.Literals([
    "Tracked",
    "Opened",
    "Received",
    "Issued",
    "Returned",
    "Corrected",
    "Revalued",
    "None",
  ]),
  layer: Schema.optionalKey(Quantity.Quantity),
  amount: Schema.optionalKey(Money.Money),
})
/** The answer of a posted command on costs. */
export type CostPosted = typeof CostPosted.Type

/**
 * Decides a command with all that follows from it in other scopes, and writes it. It fails before it
 * writes anything.
 *
 * What comes to a scope and leaves it can be posted here only where no shelf does; corrections and
 * revaluations always.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { CostPosting } from "entrepot/stock"
 *
 * const late = CostPosting.post({
 *   _tag: "Correct",
 *   commandId: "freight-9",
 *   scope: "MUG",
 *   layer: 3,
 *   amount: Money.of("12.40", "EUR"),
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: CostCommand,
): Effect.fn.Return<CostPosted, CostRefused, Transaction> {
  const tx = yield* Transaction
  const draft = DraftKeeping.drafting()
  const { head } = yield* bookOf(tx, draft, command.scope)
  if (command._tag !== "Correct" && command._tag !== "Revalue") yield* byHand(head)
  const event = yield* CostKeeping.decide(tx, draft, yield* addressed(tx, draft, command))
  yield* CostKeeping.write(tx, draft, command.occurredAt)
  return postedOf(event)
})

const bookOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: DraftKeeping.Draft,
  scope: string,
): Effect.fn.Return<CostBook.CostBook, UnknownCostScope> {
  const found = Option.getOrUndefined(yield* DraftKeeping.bookOf(tx, draft, scope))
  return found ?? (yield* new UnknownCostScope({ scope }))
})

const byHand = ({ scope, follows }: CostBook.Head): Effect.Effect<void, CostFollowsShelf> =>
  follows === undefined ? Effect.void : Effect.fail(new CostFollowsShelf({ scope }))

/** A transfer goes to the next layer of the other scope. */
const addressed = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: DraftKeeping.Draft,
  command: CostCommand,
): Effect.fn.Return<CostCommand, UnknownCostScope | CostFollowsShelf> {
  if (command._tag !== "Issue" || command.destination._tag !== "Transfer") return command
  const { head } = yield* bookOf(tx, draft, command.destination.scope)
  yield* byHand(head)
  return { ...command, destination: { ...command.destination, layer: head.tail } }
})

const postedOf = (event: CostEvent.CostEvent): CostPosted => {
  const money = (minor: bigint) => ({ amount: Money.fromMinor(minor, event.currency) })
  switch (event._tag) {
    case "Opened":
      return { event: event._tag }
    case "Received": {
      const [first] = event.layers
      const layer = first === undefined ? {} : { layer: first.layer }
      return { event: event._tag, ...layer, ...money(CostEvent.costOf(event.layers)) }
    }
    case "Issued":
    case "Returned":
      return { event: event._tag, ...money(CostEvent.costOf(event.parts)) }
    case "Corrected":
      return { event: event._tag, layer: event.layer, ...money(event.amount) }
    case "Revalued":
      return { event: event._tag, layer: event.layer, ...money(event.after - event.before) }
  }
}

/**
 * Divides a landed cost between layers and corrects each of them, all in one transaction: the shares
 * follow the units to where they went, and sum to the cost.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { CostPosting } from "entrepot/stock"
 *
 * const duty = CostPosting.land({
 *   _tag: "Land",
 *   commandId: "duty-4",
 *   cost: Money.of(90, "EUR"),
 *   basis: "Cost",
 *   layers: [
 *     { scope: "MUG", layer: 3 },
 *     { scope: "CUP", layer: 0 },
 *   ],
 * })
 * ```
 */
export const land = Effect.fnUntraced(function* ({
  commandId,
  document,
  occurredAt,
  cost,
  basis,
  layers,
}: LandedCost.LandedCommand): Effect.fn.Return<
  CostPosted,
  CostRefused | LandedCost.LandedRefusal,
  Transaction
> {
  const tx = yield* Transaction
  const draft = DraftKeeping.drafting()
  const lines: Array<LandedCost.Line> = []
  for (const { scope, layer, measure } of layers) {
    yield* bookOf(tx, draft, scope)
    const found = Option.getOrUndefined(yield* DraftKeeping.layerOf(tx, draft, { scope, layer }))
    if (found === undefined) return yield* new UnknownCostLayer({ scope, layer })
    lines.push({ scope, layer, units: found.units, cost: found.cost, measure })
  }
  const shares = yield* Effect.fromResult(LandedCost.divide(cost, lines, basis))
  const header = { commandId, ...(document === undefined ? {} : { document }) }
  for (const share of shares)
    if (!share.amount.amount.isZero())
      yield* CostKeeping.decide(tx, draft, { _tag: "Correct", ...header, ...share })
  yield* CostKeeping.write(tx, draft, occurredAt)
  return { event: "Corrected", amount: cost }
})
