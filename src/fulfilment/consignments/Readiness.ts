/**
 * Whether an order may leave with a consignment: asked before a wave is planned and released, before a
 * label is bought, and again before it is dispatched. Pure.
 *
 * @module
 */
import * as Order from "../../orders/Order.ts"
import { CancellationAsked, UnknownOrder } from "../../orders/OrderRefusal.ts"
import type { Docket } from "./Docket.ts"
import type { CarriedOrder } from "./DocketEvent.ts"
import {
  AddressChanged,
  LabelChanged,
  type NotReady,
  OrderNotReleased,
  UnitsWithdrawn,
} from "./DocketRefusal.ts"

/**
 * Why an order may not leave with a consignment that carries it, if it may not.
 *
 * It has to be released, and not changed since so that people look at it again; the buyer must not
 * wait for an answer to a cancellation; the lines must want all units that are under way; it must go to
 * the door or the pick-up point that the consignment was made for; and the label must still be ours, or
 * the channel's, as it was.
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
  if (goesElsewhere(order, carried)) return new AddressChanged({ consignmentId, externalId })
  const { label: wanted = "ours" } = order
  return wanted === (carried.label ?? "ours")
    ? undefined
    : new LabelChanged({ consignmentId, externalId, wanted })
}

/** Doors are told apart where both are known, and else what is shown of them, as of two masks. */
const goesElsewhere = (
  { destination, persons, pickupPoint }: Order.Order,
  carried: CarriedOrder,
): boolean => {
  if (
    pickupPoint?.id !== carried.pickupPoint?.id ||
    pickupPoint?.courier !== carried.pickupPoint?.courier
  )
    return true
  const [now, then] =
    destination === undefined || carried.door === undefined
      ? [persons?.address, carried.address]
      : [destination.door, carried.door]
  return now !== undefined && then !== undefined && now !== then
}

/** The first reason why a consignment may not leave, of all of its orders or of those in a parcel. */
export const whyNot = (
  { consignment, orders }: Pick<Docket, "consignment" | "orders">,
  known: ReadonlyMap<string, Order.Order>,
): NotReady | UnknownOrder | undefined => {
  for (const carried of orders) {
    const { orderName, channel, account, externalId } = carried
    const order = known.get(orderName)
    const found =
      order === undefined
        ? new UnknownOrder({ channel, account, externalId })
        : refusal(order, carried, consignment.consignmentId)
    if (found !== undefined) return found
  }
  return undefined
}
