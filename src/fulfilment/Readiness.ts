/**
 * Whether an order may leave with a consignment: asked before a label is bought, and again before it
 * is dispatched. Pure.
 *
 * @module
 */
import * as Order from "../orders/Order.ts"
import { CancellationAsked } from "../orders/OrderRefusal.ts"
import type { CarriedOrder } from "./DocketEvent.ts"
import { AddressChanged, type NotReady, OrderNotReleased, UnitsWithdrawn } from "./DocketRefusal.ts"

/**
 * Why an order may not leave with a consignment that carries it, if it may not.
 *
 * It has to be released, and not changed since so that people look at it again; the buyer must not
 * wait for an answer to a cancellation; the lines must want all units that are under way; and it must
 * go to the door that the consignment was made for.
 *
 * @example
 * ```ts
 * import { Readiness } from "entrepot/fulfilment"
 *
 * const ref = { channel: "csv", account: "shop", externalId: "7" }
 * const order = { ...ref, kind: "order", placedAt: 0, currency: "EUR", lines: [] } as const
 * const refusal = Readiness.refusal(
 *   { ...order, shownBy: { revision: "a", observedAt: 0 } },
 *   { ...ref, orderName: "7", lines: [] },
 *   "c1",
 * )
 * console.log(refusal?.message)
 * ```
 * ```text
 * consignment "c1": order "7" is waiting
 * ```
 */
export const refusal = (
  order: Order.Order,
  carried: CarriedOrder,
  consignmentId: string,
): NotReady | undefined => {
  const { externalId } = order
  const { review, cancellation } = Order.axes(order)
  if (review !== "released")
    return new OrderNotReleased({
      consignmentId,
      externalId,
      review,
      changed: order.review?.changed ?? [],
    })
  if (cancellation === "asked") return new CancellationAsked({ externalId })
  const ids = new Set(carried.lines.map(({ lineId }) => lineId))
  const lines = order.lines
    .map((line) => ({ lineId: line.lineId, units: Order.overplanned(line) }))
    .filter(({ lineId, units }) => ids.has(lineId) && units > 0)
  if (lines.length > 0) return new UnitsWithdrawn({ consignmentId, externalId, lines })
  const door = order.destination?.door
  return door === undefined || carried.door === undefined || door === carried.door
    ? undefined
    : new AddressChanged({ consignmentId, externalId })
}
