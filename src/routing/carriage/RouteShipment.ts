/**
 * What couriers are asked to carry for a route: its parcels with their sizes, values and addresses.
 * Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Parcel from "../../couriers/Parcel.ts"
import { type Destination, pickUp, type Shipment } from "../../couriers/Shipment.ts"
import * as Allocation from "../../kernel/Allocation.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as OrderTotals from "../../orders/OrderTotals.ts"
import { type Facts, unplannedOf } from "../OrderQuestion.ts"
import type * as RoutePlan from "../plan/RoutePlan.ts"
import type { ItemProfile, Size } from "../Profile.ts"
import { DestinationUnknown, ParcelRefused } from "../RoutingRefusal.ts"
import * as CashOnDelivery from "./CashOnDelivery.ts"

/** Units of an item in a parcel. */
export interface Packed {
  readonly item: ItemProfile
  readonly quantity: number
}

/** From the least to the most dangerous, as couriers take them: cells alone come last. */
const ranks: ReadonlyArray<Parcel.Battery> = ["none", "UN3481", "UN3091", "UN3480", "UN3090"]

const batteryOf = (packed: ReadonlyArray<Packed>): Parcel.Battery =>
  ranks.findLast((battery) => packed.some(({ item }) => (item.battery ?? "none") === battery)) ??
  "none"

/**
 * The box of a parcel: the usual one, or as large as all units laid flat on one another. That is more
 * than they need, so no courier is asked about a parcel that is too small.
 *
 * @example
 * ```ts
 * import { RouteShipment } from "entrepot/routing"
 *
 * const usual = { lengthMm: 300, widthMm: 200, heightMm: 100 }
 * const book = { sku: "BOOK", weightGrams: 900, size: { lengthMm: 60, widthMm: 310, heightMm: 210 } }
 * console.log(RouteShipment.boxOf(usual, [{ item: book, quantity: 3 }]))
 * ```
 * ```text
 * { lengthMm: 310, widthMm: 210, heightMm: 180 }
 * ```
 */
export const boxOf = (usual: Size, packed: ReadonlyArray<Packed>): Size => {
  let [length, width, height] = [0, 0, 0]
  for (const { item, quantity } of packed) {
    if (item.size === undefined) continue
    const [longest, middle, shortest] = Parcel.sidesMm(item.size)
    length = Math.max(length, longest)
    width = Math.max(width, middle)
    height += shortest * quantity
  }
  const sides = { lengthMm: length, widthMm: width, heightMm: height }
  const [longest, middle, shortest] = Parcel.sidesMm(sides)
  const [least, between, last] = Parcel.sidesMm(usual)
  return {
    lengthMm: Math.max(longest, least),
    widthMm: Math.max(middle, between),
    heightMm: Math.max(shortest, last),
  }
}

/**
 * What each parcel of a plan is worth: of each line its portion of the order, divided by units. Together
 * they are what the routed units come to.
 */
export const valuesOf = (
  { order, wanted }: Pick<Facts, "order" | "wanted">,
  parcels: ReadonlyArray<RoutePlan.Parcel>,
): ReadonlyArray<Money.Money> => {
  const sent = sentIn(wanted, parcels)
  const values = parcels.map(() => Decimal.zero)
  for (const { lineId, total } of unplannedTotals(order)) {
    const shares = sent.map((lines) =>
      lines
        .filter((line) => line.lineId === lineId)
        .reduce((units, { quantity }) => units + quantity, 0),
    )
    const parts = Result.getOrThrow(Allocation.allocateMoney(total, shares))
    for (const [at, { amount }] of parts.entries())
      values[at] = Decimal.plus(values[at] ?? Decimal.zero, amount)
  }
  return values.map((value) => Money.of(value, order.currency))
}

/** What each parcel holds, by the names that the order has for its lines. */
const sentIn = (
  wanted: Facts["wanted"],
  parcels: ReadonlyArray<RoutePlan.Parcel>,
): ReadonlyArray<ReadonlyArray<CashOnDelivery.SentUnits>> => {
  const lineIds = new Map(wanted.map(({ name, lineId }) => [name, lineId]))
  return parcels.map(({ lines }) =>
    lines.map((line) => ({ ...line, lineId: lineIds.get(line.lineId) ?? line.lineId })),
  )
}

/** What the units come to that nobody has planned yet, line by line. */
const unplannedTotals = (order: Facts["order"]) => {
  const totals = new Map(OrderTotals.of(order).lines.map((line) => [line.lineId, line]))
  return unplannedOf(order).flatMap(({ lineId, quantity }) => {
    const line = totals.get(lineId)
    if (line === undefined) return []
    const { total } = OrderTotals.portion(line, quantity, line.quantity - quantity)
    return [{ lineId, total }]
  })
}

const isParcel = Schema.decodeUnknownResult(Schema.toType(Parcel.Parcel))

/**
 * What a courier is asked to carry for each parcel of a plan, in its order.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { RouteShipment, type RoutePosting } from "entrepot/routing"
 *
 * const grams = ({ question, plan }: RoutePosting.Draft) =>
 *   Result.map(RouteShipment.shipmentsOf(question, plan.parcels), (shipments) =>
 *     shipments.map(({ parcel }) => parcel.weightGrams),
 *   )
 * ```
 */
export const shipmentsOf = (
  facts: Facts,
  parcels: ReadonlyArray<RoutePlan.Parcel>,
): Result.Result<ReadonlyArray<Shipment>, DestinationUnknown | ParcelRefused> => {
  const { order, policy, places } = facts
  const { deliverBy } = order
  const values = valuesOf(facts, parcels)
  const collects = CashOnDelivery.sharesOf(order, sentIn(facts.wanted, parcels))
  const wantedBy =
    deliverBy === undefined ? {} : { wantedBy: Calendar.dayOf(deliverBy, policy.zone) }
  return Result.flatMap(destinationOf(facts), (to) =>
    Result.all(
      parcels.map(({ place, shipsOn, lines, weightGrams }, at) => {
        const packed = lines.flatMap(({ sku, quantity }) => {
          const item = facts.items.get(sku)
          return item === undefined ? [] : [{ item, quantity }]
        })
        const value = values[at]
        const collect = collects[at]
        const from = places.find(({ profile }) => profile.place === place)?.profile.sender
        const parcel = isParcel({
          ...boxOf(policy.box, packed),
          weightGrams: weightGrams + policy.packagingGrams,
          ...(value?.amount.greaterThan(0) === true ? { declaredValue: value } : {}),
          battery: batteryOf(packed),
          contents: lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(", "),
        })
        if (from === undefined || Result.isFailure(parcel)) {
          const because = Result.isFailure(parcel) ? parcel.failure.message : "it has no sender"
          return Result.fail(new ParcelRefused({ externalId: order.externalId, place, because }))
        }
        return Result.succeed({
          from,
          to,
          parcel: parcel.success,
          ...(collect === undefined ? {} : { collect }),
          shipOn: shipsOn,
          ...wantedBy,
        })
      }),
    ),
  )
}

/** The buyer's door, or the counter at which they take it. */
const destinationOf = ({
  order,
  recipient,
}: Facts): Result.Result<Destination, DestinationUnknown> => {
  const { externalId, pickupPoint } = order
  const country = recipient?.country ?? order.country
  if (country === undefined)
    return Result.fail(new DestinationUnknown({ externalId, missing: "country" }))
  // An address that is not known well enough is the courier's to refuse.
  if (pickupPoint === undefined)
    return Result.succeed({ _tag: "Door", address: recipient ?? { lines: [], country } })
  const name = recipient?.name ?? recipient?.company
  return name === undefined
    ? Result.fail(new DestinationUnknown({ externalId, missing: "recipient" }))
    : Result.succeed(pickUp(pickupPoint.id, country, { ...recipient, name }))
}
