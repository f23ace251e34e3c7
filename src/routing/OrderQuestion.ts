/**
 * What routing is asked about an order: its units as items, the places as they are now, and where it
 * goes to. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { Address } from "../kernel/Address.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Order from "../orders/Order.ts"
import type { OrderRefusal } from "../orders/OrderRefusal.ts"
import type { RoutePlace, RouteRequest, RouteStock } from "./plan/RouteRequest.ts"
import * as Profile from "./Profile.ts"
import {
  DestinationUnknown,
  ItemsUnweighed,
  LinesUnmapped,
  NothingToRoute,
} from "./RoutingRefusal.ts"

/** Units of an item that an order wants for one of its lines. */
export interface WantedItem {
  /** Unique in the question: a line may be of several items. */
  readonly name: string
  readonly lineId: string
  readonly sku: string
  readonly quantity: number
}

/** Units of lines that nobody has planned yet. */
export const unplannedOf = (
  order: Order.Order,
): ReadonlyArray<{ readonly lineId: string; readonly quantity: number }> =>
  order.lines.flatMap((line) => {
    const quantity = Order.unplanned(line, order)
    return quantity === 0 ? [] : [{ lineId: line.lineId, quantity }]
  })

/**
 * What an order wants of each item, line by line.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import type { Order } from "entrepot/orders"
 * import { OrderQuestion } from "entrepot/routing"
 *
 * const order: Order.Order = {
 *   channel: "csv",
 *   account: "shop",
 *   externalId: "7",
 *   kind: "order",
 *   placedAt: 0,
 *   currency: "EUR",
 *   shownBy: { revision: "a", observedAt: 0 },
 *   lines: [
 *     {
 *       lineId: "1",
 *       sku: "MUG-4PK",
 *       items: [{ sku: "MUG", quantity: 4 }],
 *       quantity: 3,
 *       planned: 1,
 *       withdrawn: 0,
 *       cancelled: 0,
 *       returned: 0,
 *       unitPrice: "19.00",
 *     },
 *   ],
 * }
 * const [mugs] = Result.getOrThrow(OrderQuestion.wantedOf(order))
 * console.log(mugs?.quantity, mugs?.sku)
 * ```
 * ```text
 * 8 MUG
 * ```
 */
export const wantedOf = (
  order: Order.Order,
): Result.Result<
  ReadonlyArray<WantedItem>,
  NothingToRoute | LinesUnmapped | Quantity.QuantityOverflow
> => {
  const { externalId } = order
  const units = new Map(unplannedOf(order).map(({ lineId, quantity }) => [lineId, quantity]))
  const lines = order.lines.filter(({ lineId }) => units.has(lineId))
  if (lines.length === 0) return Result.fail(new NothingToRoute({ externalId }))
  const unmapped = lines.filter(({ items = [] }) => items.length === 0)
  if (unmapped.length > 0)
    return Result.fail(
      new LinesUnmapped({ externalId, lineIds: unmapped.map(({ lineId }) => lineId) }),
    )
  return Result.all(
    lines.flatMap(({ lineId, items = [] }, line) =>
      items.map((item, at) =>
        Result.map(
          Quantity.times(item.quantity, units.get(lineId) ?? 0),
          (quantity): WantedItem => ({ name: `${line}.${at}`, lineId, sku: item.sku, quantity }),
        ),
      ),
    ),
  )
}

/** A place with what it has now, and what was begun there on the day on which the order would be. */
export interface PlaceNow {
  readonly profile: Profile.PlaceProfile
  readonly cutOffAt: Calendar.Instant
  /** The day of its capacity that the order would take of. */
  readonly begunOn: Calendar.Day
  readonly stock: ReadonlyArray<RouteStock>
  readonly ordersBegun: number
  readonly unitsBegun: number
}

/** Everything that a route of an order is made from. */
export interface Facts {
  readonly order: Order.Order
  readonly wanted: ReadonlyArray<WantedItem>
  readonly policy: Profile.RoutingPolicy
  readonly items: ReadonlyMap<string, Profile.ItemProfile>
  readonly places: ReadonlyArray<PlaceNow>
  /** Where the order goes to, as far as it is known and not erased. It is personal. */
  readonly recipient: Address | undefined
  readonly at: Calendar.Instant
  readonly evenLate: boolean
}

/** Why facts are no question. */
export type Refusal = ItemsUnweighed | DestinationUnknown | OrderRefusal

/**
 * The request for a route. Where a rule sends the order by a place there is no other; what a third
 * party is to send comes from their places.
 */
export const requestOf = (
  facts: Facts,
): Result.Result<RouteRequest, ItemsUnweighed | DestinationUnknown> => {
  const { order, wanted, policy, items, places, recipient, at, evenLate } = facts
  const { externalId } = order
  const unweighed = new Set(wanted.map(({ sku }) => sku).filter((sku) => !items.has(sku)))
  if (unweighed.size > 0) return Result.fail(new ItemsUnweighed({ skus: [...unweighed] }))
  const country = recipient?.country ?? order.country
  if (country === undefined)
    return Result.fail(new DestinationUnknown({ externalId, missing: "country" }))
  const { region, postcode } = recipient ?? {}
  const position = Profile.centreOf(policy, country, postcode)
  const { shipBy } = order
  const theirs = thirdPartyLines(order)
  const only = places.filter(({ profile }) => profile.place === order.review?.routeTo)
  return Result.succeed({
    at,
    currency: policy.currency,
    lines: wanted.map(({ name, lineId, sku, quantity }) => ({
      lineId: name,
      sku,
      quantity,
      weightGrams: items.get(sku)?.weightGrams ?? 0,
      ...(theirs.has(lineId) ? { thirdParty: true } : {}),
    })),
    places: (only.length > 0 ? only : places).map(placeOf),
    destination: {
      country,
      ...(region === undefined ? {} : { region }),
      ...(postcode === undefined ? {} : { postcode }),
      ...(position === undefined ? {} : { position }),
    },
    deliveryDays: policy.deliveryDays,
    bands: policy.bands,
    ...(policy.distances === undefined ? {} : { distances: policy.distances }),
    limits: {
      maxParcels: policy.maxParcels,
      splitLines: policy.splitLines,
      ...(policy.budget === undefined ? {} : { budget: policy.budget }),
      ...(shipBy === undefined || evenLate ? {} : { shipBy: Calendar.dayOf(shipBy, policy.zone) }),
    },
    goals: policy.goals,
  })
}

/** Lines that a third party sends. */
const thirdPartyLines = ({ lines, fulfilledBy }: Order.Order): ReadonlySet<string> =>
  new Set(
    lines
      .filter((line) => (line.fulfilledBy ?? fulfilledBy) === "thirdParty")
      .map(({ lineId }) => lineId),
  )

const placeOf = ({ profile, cutOffAt, stock, ordersBegun, unitsBegun }: PlaceNow): RoutePlace => {
  const { sender: _, cutOff: __, collection: ___, ordersPerDay, unitsPerDay, ...place } = profile
  return {
    ...place,
    cutOffAt,
    ...(ordersPerDay === undefined ? {} : { ordersLeft: leftOf(ordersPerDay, ordersBegun) }),
    ...(unitsPerDay === undefined ? {} : { unitsLeft: leftOf(unitsPerDay, unitsBegun) }),
    stock,
  }
}

// A limit may be lowered below what was begun before.
const leftOf = (of: number, begun: number) => ({ left: Math.max(0, of - begun), of })
