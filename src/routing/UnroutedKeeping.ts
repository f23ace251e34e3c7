/**
 * Orders that have no route as things are: kept with the reason, for people to see, and left alone until
 * something changes.
 *
 * @module
 */
import { Effect, Option } from "effect"

import * as Order from "../orders/Order.ts"
import { orderId, Orders } from "../orders/OrderRecords.ts"
import { Transaction } from "../store/Transaction.ts"
import * as RouteKeeping from "./RouteKeeping.ts"
import * as RouteTelling from "./RouteTelling.ts"
import type { RouteOrder } from "./RoutingCommand.ts"
import { routeId, RoutingHistory, UnroutedOrders } from "./RoutingRecords.ts"
import type { RoutingRefusal } from "./RoutingRefusal.ts"

type OrderKey = RouteOrder["order"]

/** What an order would be routed with now, and whether that was refused before. */
export const standing = Effect.fnUntraced(function* (
  order: OrderKey,
): Effect.fn.Return<{ readonly facts: string; readonly wasRefused: boolean }, never, Transaction> {
  const tx = yield* Transaction
  const facts = yield* RouteKeeping.factsHash({ order })
  const found = yield* tx.get(UnroutedOrders, routeId(order))
  return { facts, wasRefused: Option.exists(found, (unrouted) => unrouted.facts === facts) }
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
  const found = yield* tx.get(Orders, orderId({ ...order, kind: "order" }))
  if (!Option.exists(found, (each) => Order.stage(each) === "released")) return
  const refusal = RouteTelling.refusalOf(refused)
  yield* tx.put(UnroutedOrders, { order, refusal, since: yield* tx.now, facts })
  yield* tx.append(RoutingHistory, { _tag: "RouteFailed", order, refusal })
})
