/**
 * Orders that have no route as things are: kept with the reason, for people to see, and left alone until
 * something changes.
 *
 * @module
 */
import { Effect, Option } from "effect"

import * as Order from "../orders/Order.ts"
import { orderId, Orders, Personals } from "../orders/OrderRecords.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import * as RouteKeeping from "./RouteKeeping.ts"
import * as RouteTelling from "./RouteTelling.ts"
import type { RouteOrder } from "./RoutingCommand.ts"
import { routeId, RoutingHistory, type UnroutedOrder, UnroutedOrders } from "./RoutingRecords.ts"
import type { RoutingRefusal } from "./RoutingRefusal.ts"

type OrderKey = RouteOrder["order"]

/** What an order would be routed with now, and whether it is to be left alone. */
export interface Standing {
  readonly facts: string
  /** It was refused with the same facts, or it was erased: then it is routed by name only. */
  readonly isLeft: boolean
}

/** How an order stands. */
export const standing = Effect.fnUntraced(function* (
  order: OrderKey,
): Effect.fn.Return<Standing, never, Transaction> {
  const tx = yield* Transaction
  const facts = yield* RouteKeeping.factsHash({ order })
  const found = yield* tx.get(UnroutedOrders, routeId(order))
  const wasRefused = Option.exists(found, (unrouted) => unrouted.facts === facts)
  return { facts, isLeft: wasRefused || !(yield* waits(tx, order)) }
})

/**
 * Writes down why an order has no route, unless it waits for none any more. `facts` is what it was tried
 * with, read before it was tried: where that has changed since, it is tried again.
 */
export const note = Effect.fnUntraced(function* (
  order: OrderKey,
  facts: string,
  refused: RoutingRefusal,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  if (!(yield* waits(tx, order))) return
  const refusal = RouteTelling.refusalOf(refused)
  yield* tx.put(UnroutedOrders, { order, refusal, since: yield* tx.now, facts })
  yield* tx.append(RoutingHistory, { _tag: "RouteFailed", order, refusal })
})

/**
 * Takes orders off the list that wait for no route any more, since they were cancelled, erased or put
 * back to their rules; answers how many. Orders know nothing of routes, so it is done when people look.
 */
export const tidy = Effect.fnUntraced(function* (
  unrouted: ReadonlyArray<UnroutedOrder>,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  let gone = 0
  for (const { order } of unrouted) {
    if (yield* waits(tx, order)) continue
    yield* tx.remove(UnroutedOrders, routeId(order))
    gone += 1
  }
  return gone
})

/** Whether an order is released, with units that nobody has planned yet, and was not erased. */
const waits = Effect.fnUntraced(function* (tx: TransactionShape, key: OrderKey) {
  const id = orderId({ ...key, kind: "order" })
  const order = yield* tx.get(Orders, id)
  const personal = yield* tx.get(Personals, id)
  return (
    Option.exists(order, (found) => Order.stage(found) === "released") &&
    !Option.exists(personal, ({ erasedAt }) => erasedAt !== undefined)
  )
})
