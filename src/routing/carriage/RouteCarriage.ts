/**
 * Which couriers may take the parcels of a route, and what was chosen of what they offered. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type { Alternative, NoCourier } from "../../couriers/Alternative.ts"
import * as CourierChoice from "../../couriers/CourierChoice.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import type * as Money from "../../kernel/Money.ts"
import type { Facts } from "../OrderQuestion.ts"
import { CourierMissing, LabelsUnmapped, RouteToUnknown } from "../RoutingRefusal.ts"

/** Who takes a parcel; without a price where a channel sells the label. */
export interface Carriage {
  readonly courier: string
  readonly service: string
  readonly price?: Money.Money
  /** When it arrives, where parcels or the courier tell. */
  readonly promisedOn?: Calendar.Day
  readonly refused: ReadonlyArray<Alternative>
}

/** Who may be asked: the channel that sells its own labels, or couriers by their ids. */
export type Askable =
  | { readonly _tag: "Channel"; readonly carriage: Carriage }
  | { readonly _tag: "Couriers"; readonly ids: ReadonlySet<string> }

/**
 * Who may take an order, of the couriers that there are. A channel that wants its own labels decides
 * alone; a pick-up point is reached by its own courier only, and a rule may want one of them.
 */
export const askable = (
  { order, policy, places }: Pick<Facts, "order" | "policy" | "places">,
  couriers: ReadonlyArray<string>,
): Result.Result<Askable, RouteToUnknown | LabelsUnmapped | CourierMissing> => {
  const { channel, externalId, label, pickupPoint, review } = order
  if (label === "channel") {
    const sold = policy.channelLabels?.find((labels) => labels.channel === channel)
    if (sold === undefined) return Result.fail(new LabelsUnmapped({ channel }))
    const { courier, service } = sold
    return couriers.includes(courier)
      ? Result.succeed({ _tag: "Channel", carriage: { courier, service, refused: [] } })
      : Result.fail(new CourierMissing({ externalId, wanted: [courier], given: couriers }))
  }
  const to = review?.routeTo
  const isPlace = places.some(({ profile }) => profile.place === to)
  if (to !== undefined && !isPlace && !couriers.includes(to))
    return Result.fail(new RouteToUnknown({ externalId, to }))
  const wanted = [pickupPoint?.courier, isPlace ? undefined : to].filter((id) => id !== undefined)
  const ids = couriers.filter((id) => wanted.every((only) => only === id))
  return wanted.length > 0 && ids.length === 0
    ? Result.fail(new CourierMissing({ externalId, wanted, given: couriers }))
    : Result.succeed({ _tag: "Couriers", ids: new Set(ids) })
}

/** Chooses the courier of a parcel that leaves on a day. */
export const choose = (
  { order, policy }: Pick<Facts, "order" | "policy">,
  shipOn: Calendar.Day,
  offers: ReadonlyArray<CourierChoice.Offer>,
): Result.Result<Carriage, NoCourier> => {
  const { percent, minimumParcels, currency, rates, zone } = policy
  const { deliverBy } = order
  return Result.map(
    CourierChoice.choose(offers, {
      shipOn,
      percent,
      minimumParcels,
      currency,
      ...(rates === undefined ? {} : { rates }),
      ...(deliverBy === undefined ? {} : { wantedBy: Calendar.dayOf(deliverBy, zone) }),
    }),
    ({ quote, expected, alternatives }) => ({
      courier: quote.courier,
      service: quote.service,
      price: quote.price,
      ...(expected === undefined ? {} : { promisedOn: Calendar.addDays(shipOn, expected.days) }),
      refused: alternatives,
    }),
  )
}
