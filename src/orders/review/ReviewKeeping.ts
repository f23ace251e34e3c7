/**
 * Reading what a review has to know: the order, what it says about persons, what is known of its buyer,
 * and the rules in force, all in the transaction of the decision.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { Personal } from "../../channels/OrderTerms.ts"
import type { Instant } from "../../kernel/Calendar.ts"
import * as ValueKeeping from "../../stock/cost/ValueKeeping.ts"
import type { Transaction, TransactionShape } from "../../store/Transaction.ts"
import * as Listing from "../listings/Listing.ts"
import * as ListingPosting from "../listings/ListingPosting.ts"
import * as Order from "../Order.ts"
import type { OrderKey } from "../OrderCommand.ts"
import { orderId, Orders, Personals } from "../OrderRecords.ts"
import { UnknownOrder } from "../OrderRefusal.ts"
import * as PersonalKeeping from "../PersonalKeeping.ts"
import * as BuyerKeeping from "./BuyerKeeping.ts"
import * as EngineKeeping from "./EngineKeeping.ts"
import * as OrderFacts from "./OrderFacts.ts"
import { RatesInForce, ratesInForceId } from "./ReviewRecords.ts"
import type * as Verdict from "./Verdict.ts"

/** An order, and what it says about persons. */
export interface OrderAndPersons {
  readonly order: Order.Order
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
  return yield* withPersons(tx, order)
})

/** Reads what an order says about persons. */
export const withPersons = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: Order.Order,
): Effect.fn.Return<OrderAndPersons> {
  const record = Option.getOrUndefined(yield* tx.get(Personals, orderId(order)))
  return { order, said: record?.personal }
})

/** Units of our items in an order; `undefined` where not all of its lines are mapped. */
export type OrderItems = ReadonlyMap<string, number> | undefined

/**
 * Reads what an order is of our items. What the channel sends itself, and what nobody wants any more,
 * need not be known.
 */
export const itemsOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: Order.Order,
): Effect.fn.Return<Listing.Mapped & { readonly items: OrderItems }> {
  const { channel, account, lines } = order
  const mapped = yield* ListingPosting.mappedOf(tx, { channel, account }, lines)
  if (mapped.unmapped.length > 0) {
    const wanted = lines.filter((line) => Order.wantsListing(line, order))
    const skus = new Set(wanted.map(({ sku }) => sku))
    return { ...mapped, unmapped: mapped.unmapped.filter((sku) => skus.has(sku)), items: undefined }
  }
  const units = new Map(lines.map((line) => [line.lineId, Order.shown(line)]))
  const items = new Map<string, number>()
  for (const line of mapped.lines)
    for (const { sku, quantity } of line.items)
      items.set(sku, (items.get(sku) ?? 0) + quantity * (units.get(line.lineId) ?? 0))
  return { ...mapped, items }
})

/** What rules are asked about an order, and who bought it. */
export interface Question extends Verdict.Question {
  readonly buyer: BuyerKeeping.KnownBuyer
}

/** How an order is asked about where that is not by the rules in force, now. */
export interface Asking {
  /** As at this instant. */
  readonly at?: Instant
  /** By the rules of this version. */
  readonly version?: number | undefined
  /** Which other orders of its buyer count; all unless said. */
  readonly counts?: (other: OrderFacts.Other) => boolean
  /** Other rules that are asked too. */
  readonly besides?: Verdict.OrderEngine
}

/** Reads what rules are asked about an order; what its goods cost only where a rule asks for that. */
export const questionOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { order, said }: OrderAndPersons,
  items: OrderItems,
  { at: asAt, version, counts = () => true, besides }: Asking = {},
): Effect.fn.Return<Question, never, Transaction> {
  const buyer = yield* BuyerKeeping.knownOf(tx, order, said)
  const { standing } = buyer
  const engine = yield* version === undefined
    ? EngineKeeping.inForce(tx)
    : EngineKeeping.ofVersion(tx, version)
  const key = yield* PersonalKeeping.keyOf(tx)
  const at = asAt ?? (yield* tx.now)
  const asksForCost = [engine, besides ?? engine].some((rules) =>
    EngineKeeping.asksFor(rules, "margin"),
  )
  const cost =
    asksForCost && items !== undefined ? yield* ValueKeeping.averageCostOf(items) : undefined
  const rates = Option.getOrUndefined(yield* tx.get(RatesInForce, ratesInForceId))
  return {
    engine,
    subject: OrderFacts.of(order, {
      at,
      said,
      standing: standing && { ...standing, others: standing.others.filter(counts) },
      cost,
    }),
    context: rates === undefined ? { at } : { at, rates },
    key,
    buyer,
  }
})
