/**
 * Reading what a review has to know: the order, what it says about persons, what is known of its buyer,
 * and the rules in force, all in the transaction of the decision.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { Personal } from "../../channels/OrderTerms.ts"
import type { Context } from "../../rules/Interpreter.ts"
import * as ValueKeeping from "../../stock/cost/ValueKeeping.ts"
import type { Transaction, TransactionShape } from "../../store/Transaction.ts"
import * as Listing from "../listings/Listing.ts"
import * as ListingPosting from "../listings/ListingPosting.ts"
import type { Order } from "../Order.ts"
import type { OrderKey } from "../OrderCommand.ts"
import { orderId, Orders, Personals } from "../OrderRecords.ts"
import { UnknownOrder } from "../OrderRefusal.ts"
import * as PersonalKeeping from "../PersonalKeeping.ts"
import * as BuyerKeeping from "./BuyerKeeping.ts"
import * as EngineKeeping from "./EngineKeeping.ts"
import * as OrderFacts from "./OrderFacts.ts"
import { RatesInForce, ratesInForceId } from "./ReviewRecords.ts"

/** An order, and what it says about persons. */
export interface OrderAndPersons {
  readonly order: Order
  readonly said: Personal | undefined
}

/** Reads an order and what it says about persons. */
export const orderOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  key: OrderKey,
): Effect.fn.Return<OrderAndPersons, UnknownOrder> {
  const id = orderId({ ...key, kind: "order" })
  const order = Option.getOrUndefined(yield* tx.get(Orders, id))
  if (order === undefined) return yield* new UnknownOrder(key)
  const record = Option.getOrUndefined(yield* tx.get(Personals, id))
  return { order, said: record?.personal }
})

/** Units of our items in an order; `undefined` where not all of its lines are mapped. */
export type OrderItems = ReadonlyMap<string, number> | undefined

/** Reads what an order is of our items. */
export const itemsOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { channel, account, lines }: Order,
): Effect.fn.Return<Listing.Mapped & { readonly items: OrderItems }> {
  const skus = lines.map(({ sku }) => sku)
  const mapped = Listing.mapped(yield* ListingPosting.mapOf(tx, { channel, account }, skus), lines)
  if (mapped.unmapped.length > 0) return { ...mapped, items: undefined }
  const units = new Map(lines.map(({ lineId, quantity }) => [lineId, quantity]))
  const items = new Map<string, number>()
  for (const line of mapped.lines)
    for (const { sku, quantity } of line.items)
      items.set(sku, (items.get(sku) ?? 0) + quantity * (units.get(line.lineId) ?? 0))
  return { ...mapped, items }
})

/** What rules are asked about an order, and by what. */
export interface Question {
  readonly engine: EngineKeeping.OrderEngine
  readonly subject: OrderFacts.OrderSubject
  readonly context: Context
  /** Hashes what is personal. */
  readonly key: string
  readonly buyer: BuyerKeeping.KnownBuyer
}

/** Reads what rules are asked about an order; `counts` says which other orders of its buyer count. */
export const questionOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { order, said }: OrderAndPersons,
  items: OrderItems,
  counts: (other: OrderFacts.Other) => boolean = () => true,
): Effect.fn.Return<Question, never, Transaction> {
  const buyer = yield* BuyerKeeping.knownOf(tx, order, said)
  const engine = yield* EngineKeeping.inForce(tx)
  const key = yield* PersonalKeeping.keyOf(tx)
  const at = yield* tx.now
  const cost = items === undefined ? undefined : yield* ValueKeeping.averageCostOf(items)
  const rates = Option.getOrUndefined(yield* tx.get(RatesInForce, ratesInForceId))
  return {
    engine,
    subject: OrderFacts.of(
      order,
      said,
      { ...buyer.standing, others: buyer.standing.others.filter(counts) },
      cost,
    ),
    context: rates === undefined ? { at } : { at, rates },
    key,
    buyer,
  }
})
