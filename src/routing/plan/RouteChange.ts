/**
 * What may be changed to make a route possible, as values that can be tried. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { Country } from "../../kernel/Address.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import type { RoutePlace, RouteRequest } from "./RouteRequest.ts"

/**
 * A change of a request.
 *
 * - `RaiseMaxParcels`, `SplitLines`, `ShipBy`: the limits.
 * - `RaiseBudget`: more steps, where a search ran out of them.
 * - `AddStock`: more units of an item, of one lot where it is named, at any one of the places.
 * - `RaiseCapacity`: a place takes so many orders, or units, more on the day.
 * - `ShipTo`: a place ships to the country, and to all its regions.
 * - `ExtendBands`: the last band reaches as far as this.
 * - `AddCourier`: some courier takes the parcel of a place.
 * - `AddThirdParty`: there is a place of a third party that has these units; it is tried as one within
 *   the nearest band that ships on the day of the order, or the next one on which parcels are delivered.
 */
export const Change = Schema.TaggedUnion({
  RaiseMaxParcels: { to: Quantity.PositiveQuantity },
  RaiseBudget: { to: Quantity.PositiveQuantity },
  SplitLines: {},
  ShipBy: { day: Calendar.Day },
  AddStock: {
    sku: Id.Sku,
    lot: Schema.optionalKey(Id.Id),
    units: Quantity.PositiveQuantity,
    places: Schema.Array(Id.PlaceId).check(Schema.isMinLength(1)),
  },
  RaiseCapacity: {
    place: Id.PlaceId,
    what: Schema.Literals(["orders", "units"]),
    by: Quantity.PositiveQuantity,
  },
  ShipTo: { place: Id.PlaceId, country: Country },
  ExtendBands: { upToKilometres: Quantity.PositiveQuantity },
  AddCourier: { place: Id.PlaceId },
  AddThirdParty: {
    items: Schema.Array(
      Schema.Struct({
        sku: Id.Sku,
        lot: Schema.optionalKey(Id.Id),
        units: Quantity.PositiveQuantity,
      }),
    ).check(Schema.isMinLength(1)),
  },
})
/** A change of a request. */
export type Change = typeof Change.Type

/** Changes that make a route possible when all of them are made. */
export const Advice = Schema.Array(Change).check(Schema.isMinLength(1))
/** Changes that make a route possible together. */
export type Advice = typeof Advice.Type

/**
 * The request as it would be after a change; of the places of `AddStock` it is the first that gets
 * the units.
 *
 * @example
 * ```ts
 * import { RouteChange, type RouteRequest } from "entrepot/routing"
 *
 * const twoParcels = (request: RouteRequest.RouteRequest) =>
 *   RouteChange.apply(request, { _tag: "RaiseMaxParcels", to: 2 })
 * ```
 */
export const apply = (request: RouteRequest, change: Change): RouteRequest => {
  const { limits } = request
  switch (change._tag) {
    case "RaiseMaxParcels":
      return { ...request, limits: { ...limits, maxParcels: change.to } }
    case "RaiseBudget":
      return { ...request, limits: { ...limits, budget: change.to } }
    case "SplitLines":
      return { ...request, limits: { ...limits, splitLines: true } }
    case "ShipBy":
      return { ...request, limits: { ...limits, shipBy: change.day } }
    case "AddStock":
      return atPlace(request, change.places[0], (place) => withStock(place, change))
    case "RaiseCapacity":
      return atPlace(request, change.place, (place) => withCapacity(place, change))
    case "ShipTo":
      return atPlace(request, change.place, (place) =>
        place.shipsTo === undefined
          ? place
          : { ...place, shipsTo: [...place.shipsTo, { country: change.country }] },
      )
    case "ExtendBands":
      return {
        ...request,
        bands: request.bands.map((band, at) =>
          at === request.bands.length - 1
            ? { ...band, upToKilometres: change.upToKilometres }
            : band,
        ),
      }
    case "AddCourier":
      return atPlace(request, change.place, ({ noCourier: _, ...place }) => place)
    case "AddThirdParty":
      return withThirdParty(request, change)
  }
}

const atPlace = (
  request: RouteRequest,
  name: string | undefined,
  changed: (place: RoutePlace) => RoutePlace,
): RouteRequest => ({
  ...request,
  places: request.places.map((place) => (place.place === name ? changed(place) : place)),
})

type Of<Tag extends Change["_tag"]> = Extract<Change, { readonly _tag: Tag }>

const withThirdParty = (request: RouteRequest, { items }: Of<"AddThirdParty">): RouteRequest => {
  const { at, currency, deliveryDays, destination, distances = [], places } = request
  const free = Money.of(0, currency)
  const names = new Set(places.map(({ place }) => place))
  let name = "third party"
  while (names.has(name)) name += "+"
  const bare: RoutePlace = {
    place: name,
    kind: "thirdParty",
    priority: 0,
    zone: "UTC",
    cutOffAt: at,
    handlingDays: 0,
    workdays: deliveryDays,
    perParcel: free,
    perUnit: free,
    stock: [],
  }
  return {
    ...request,
    places: [...places, items.reduce(withStock, bare)],
    distances: [...distances, { place: name, country: destination.country, kilometres: 0 }],
  }
}

type Added = Pick<Of<"AddStock">, "sku" | "lot" | "units">

const withStock = (place: RoutePlace, { sku, lot, units }: Added): RoutePlace => {
  const known = place.stock.find((each) => each.sku === sku) ?? { sku, free: 0 }
  const { lots = [] } = known
  const ofLot = lots.find((each) => each.lot === lot)
  const more = {
    ...known,
    free: known.free + units,
    ...(lot === undefined
      ? {}
      : {
          lots: [
            ...lots.filter((each) => each !== ofLot),
            { lot, free: (ofLot?.free ?? 0) + units },
          ],
        }),
  }
  return { ...place, stock: [...place.stock.filter((each) => each !== known), more] }
}

const withCapacity = (place: RoutePlace, { what, by }: Of<"RaiseCapacity">): RoutePlace => {
  const room = what === "orders" ? place.ordersLeft : place.unitsLeft
  if (room === undefined) return place
  const raised = { left: room.left + by, of: room.of + by }
  return { ...place, ...(what === "orders" ? { ordersLeft: raised } : { unitsLeft: raised }) }
}

const saidOf = ({ sku, lot, units }: Added): string =>
  `${units} ${sku}${lot === undefined ? "" : ` of lot ${lot}`}`

const said: { readonly [K in Change["_tag"]]: (change: Of<K>) => string } = {
  RaiseMaxParcels: ({ to }) => `${to} parcels`,
  RaiseBudget: ({ to }) => `${to} steps of search`,
  SplitLines: () => "splitting lines over places",
  ShipBy: ({ day }) => `shipping by ${day}`,
  AddStock: ({ sku, lot, units, places }) =>
    `${units} more ${sku}${lot === undefined ? "" : ` of lot ${lot}`} at ${places.join(" or ")}`,
  RaiseCapacity: ({ place, what, by }) => `capacity of ${place} raised by ${by} ${what}`,
  ShipTo: ({ place, country }) => `${place} shipping to ${country}`,
  ExtendBands: ({ upToKilometres }) => `bands up to ${upToKilometres} km`,
  AddCourier: ({ place }) => `a courier that takes the parcel of ${place}`,
  AddThirdParty: ({ items }) => `a place of a third party that has ${items.map(saidOf).join(", ")}`,
}

/**
 * Advice in words.
 *
 * @example
 * ```ts
 * import { RouteChange } from "entrepot/routing"
 *
 * const more = { sku: "MUG", units: 2, places: ["Berlin", "Rome"] }
 * console.log(RouteChange.describe([{ _tag: "AddStock", ...more }, { _tag: "SplitLines" }]))
 * ```
 * ```text
 * 2 more MUG at Berlin or Rome, and splitting lines over places
 * ```
 */
export const describe = (advice: Advice): string =>
  advice.map((change) => Change.match(change, said)).join(", and ")
