/**
 * What the units of an item on its shelves cost, as a program: for questions, and for decisions of other
 * rooms such as whether an order earns enough.
 *
 * @module
 */
import { Array, Effect, Option } from "effect"

import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import { Transaction } from "../../store/Transaction.ts"
import { Items } from "../StockRecords.ts"
import * as CostRecords from "./CostRecords.ts"

/** Units, and what they cost together. */
export interface CostValue {
  readonly units: number
  readonly value: Money.Money
}

/** Names an item, or an item at a place where costs are kept per place. */
export const homeOf = (
  sku: string,
  place: string | undefined,
): { readonly sku: string; readonly place?: string } =>
  place === undefined ? { sku } : { sku, place }

/** The value of one scope; of an item whose places have costs of their own, of all its places. */
export const valueOf = Effect.fnUntraced(function* (
  sku: string,
  place: string | undefined,
): Effect.fn.Return<Option.Option<CostValue>, never, Transaction> {
  const tx = yield* Transaction
  const head = yield* tx.get(CostRecords.Heads, CostRecords.scopeOf(homeOf(sku, place)))
  if (Option.isSome(head) || place !== undefined)
    return Option.map(head, ({ units, value, currency }) => ({
      units,
      value: Money.fromMinor(value, currency),
    }))
  const policy = Option.getOrUndefined(yield* tx.get(CostRecords.Policies, sku))
  if (policy === undefined) return Option.none()
  const item = Option.getOrUndefined(yield* tx.get(Items, sku))
  const scopes = (item?.places ?? []).map((place) => CostRecords.scopeOf({ sku, place }))
  const heads = Array.getSomes(yield* tx.getAll(CostRecords.Heads, scopes))
  return Option.some({
    units: heads.reduce((sum, { units }) => sum + units, 0),
    value: Money.fromMinor(
      heads.reduce((sum, { value }) => sum + value, 0n),
      policy.currency,
    ),
  })
})

/**
 * What some units of items would cost at what those on hand cost on average, rounded half to even to
 * the minor unit for each item; none where the cost of one is not kept, none of it is there, or they
 * are in several currencies.
 */
export const averageCostOf = Effect.fnUntraced(function* (
  items: ReadonlyMap<string, number>,
): Effect.fn.Return<Money.Money | undefined, never, Transaction> {
  let sum: Money.Money | undefined
  for (const [sku, quantity] of items) {
    const found = Option.getOrUndefined(yield* valueOf(sku, undefined))
    if (found === undefined || found.units === 0) return undefined
    const { currency } = found.value
    const cost = Money.divide(Money.times(found.value, quantity), found.units, "halfEven").posted
    if (sum !== undefined && sum.currency !== currency) return undefined
    sum = sum === undefined ? cost : Money.of(Decimal.plus(sum.amount, cost.amount), currency)
  }
  return sum
})
