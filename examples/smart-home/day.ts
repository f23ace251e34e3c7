/**
 * A day of 1,000 orders on four channels, drawn from one seed: what the channels show, what is true
 * of it, and what stands on the shelves in the morning.
 */
import type { ChannelOrder } from "entrepot/channels"
import { Worlds } from "entrepot/testing"

import { forgotten, type Offer, offers, type Shop, shops } from "./goods.ts"
import { drawOpenings, type Opening } from "./openings.ts"
import { type Buyer, drawBuyer, maskedOf, oddOf, remarks } from "./people.ts"

const minute = 60_000

/** The first and the last moment at which somebody buys: 6:00 and 16:00 in New Jersey. */
export const opensAt = Date.parse("2026-11-23T11:00:00Z")
export const closesAt = Date.parse("2026-11-23T21:00:00Z")

/** The own warehouse in New Jersey, and that of a third party in California. */
export const places = { own: "new-jersey", thirdParty: "california" } as const

/** What a channel shows of an order, and when. */
export interface Shown {
  readonly at: number
  readonly value: ChannelOrder.ChannelOrder
}

/** Units of one of our items. */
export interface Units {
  readonly sku: string
  readonly quantity: number
}

/** A line of an order, and what it is of our items. */
export interface DrawnLine {
  readonly lineId: string
  readonly quantity: number
  readonly of: Offer["of"]
}

/** An order of the day: how its channel shows it, and what is true of it. */
export interface DrawnOrder {
  /** From 0, by the instants at which they were placed. */
  readonly number: number
  readonly shop: Shop
  readonly externalId: string
  readonly placedAt: number
  /** As it is placed; then as the buyer puts the address right, or asks to cancel. */
  readonly shown: readonly [Shown, ...ReadonlyArray<Shown>]
  readonly lines: ReadonlyArray<DrawnLine>
  /** The channel sends it from its own warehouse. */
  readonly isChannels: boolean
  readonly hasOddAddress: boolean
  /** When the buyer puts an odd address right, where they do. */
  readonly answersAt?: number
  readonly asksToCancelAt?: number
  readonly isBlacklisted: boolean
}

/** A drawn day. */
export interface Day {
  readonly seed: number
  readonly orders: ReadonlyArray<DrawnOrder>
  readonly openings: ReadonlyArray<Opening>
  /** Phone numbers of buyers whom we do not sell to any more. */
  readonly blacklist: ReadonlyArray<string>
}

/** Draws a day; the same seed draws the same one. */
export const draw = (seed: number, size = 1_000): Day => {
  const world = Worlds.make(seed)
  const instants = world
    .times(size, () => world.integer(opensAt, closesAt - 1))
    .toSorted((left, right) => left - right)
  const bad = new Set<string>()
  const orders: Array<DrawnOrder> = []
  const buyers: Array<{ readonly buyer: Buyer; readonly shop: Shop; readonly at: number }> = []
  for (const [number, placedAt] of instants.entries()) {
    // Some buy twice within minutes, and not always on purpose.
    const [before] = buyers.slice(-20).filter(({ at }) => placedAt - at < 25 * minute)
    const again = before !== undefined && oneIn(world, 60) ? before : undefined
    const shop = again?.shop ?? weighed(world, shops, ({ share }) => share)
    const buyer = again?.buyer ?? drawBuyer(world, number)
    buyers.push({ buyer, shop, at: placedAt })
    if (oneIn(world, 150)) bad.add(buyer.address.phone ?? "")
    orders.push(drawOrder(world, number, shop, buyer, placedAt, bad))
  }
  const ours = orders.filter(({ isChannels }) => !isChannels)
  const wanted = unitsOf(ours.flatMap(({ lines }) => lines))
  const today = new Map(wanted.map(({ sku, quantity }) => [sku, quantity]))
  return { seed, orders, openings: drawOpenings(world, today), blacklist: [...bad] }
}

/** Units of our items in lines. */
export const unitsOf = (lines: ReadonlyArray<DrawnLine>): ReadonlyArray<Units> => {
  const units = new Map<string, number>()
  for (const { quantity, of } of lines)
    for (const part of of)
      units.set(part.sku, (units.get(part.sku) ?? 0) + quantity * part.quantity)
  return Array.from(units, ([sku, quantity]) => ({ sku, quantity }))
}

const oneIn = (world: Worlds.World, many: number): boolean => world.integer(1, many) === 1

/** One of the choices, each as often as its weight says. */
const weighed = <A>(
  world: Worlds.World,
  choices: readonly [A, ...ReadonlyArray<A>],
  weightOf: (choice: A) => number,
): A => {
  let left = world.integer(
    1,
    choices.reduce((sum, choice) => sum + weightOf(choice), 0),
  )
  return choices.find((choice) => (left -= weightOf(choice)) <= 0) ?? choices[0]
}

const drawOrder = (
  world: Worlds.World,
  number: number,
  shop: Shop,
  { ref, address }: Buyer,
  placedAt: number,
  bad: ReadonlySet<string>,
): DrawnOrder => {
  const externalId = `${shop.id.slice(0, 2).toUpperCase()}-${200_000 + number}`
  const isChannels = world.integer(1, 100) <= shop.sendsItself
  const isBlacklisted = !shop.masks && bad.has(address.phone ?? "")
  const hasOddAddress = !shop.masks && !isChannels && oneIn(world, 35)
  const [first, ...rest] = drawLines(world, shop)
  const lines = [first, ...rest] as const
  const goods = lines.map(({ document }) => document)
  const total = lines.reduce(
    (cents, { drawn, document }) =>
      cents + drawn.quantity * Math.round(Number(document.unitPrice) * 100),
    490,
  )
  const base: Omit<ChannelOrder.ChannelOrder, "personal"> = {
    externalId,
    kind: "order",
    placedAt,
    customerRef: ref,
    market: "US",
    currency: "USD",
    shipping: "4.90",
    country: "US",
    shipBy: placedAt + 24 * 60 * minute,
    lines: [first.document, ...goods.slice(1)],
    ...(isChannels ? { fulfilledBy: "channel" } : {}),
    ...(shop.masks ? { label: "channel" } : {}),
    ...(world.integer(1, 1_000) <= shop.collects
      ? { payment: "pending", collect: (total / 100).toFixed(2) }
      : { payment: "paid" }),
  }
  const remark = oneIn(world, 25) ? { remark: world.pick(remarks) } : {}
  const right = shop.masks ? maskedOf(address, ref, closesAt + 24 * 60 * minute) : address
  const wrong = hasOddAddress ? oddOf(world, address) : right
  const today = (at: number): number | undefined => (at < closesAt ? at : undefined)
  const answersAt =
    hasOddAddress && world.integer(1, 4) > 1
      ? today(placedAt + world.integer(45, 150) * minute)
      : undefined
  const asksToCancelAt =
    !hasOddAddress && !isChannels && oneIn(world, 80)
      ? today(placedAt + world.integer(10, 240) * minute)
      : undefined
  const shownAs = (recipient: typeof right, more: Partial<ChannelOrder.ChannelOrder> = {}) => ({
    ...base,
    personal: { recipient, ...remark },
    ...more,
  })
  return {
    number,
    shop,
    externalId,
    placedAt,
    shown: [
      { at: placedAt, value: shownAs(wrong) },
      ...(answersAt === undefined ? [] : [{ at: answersAt, value: shownAs(right) }]),
      ...(asksToCancelAt === undefined
        ? []
        : [{ at: asksToCancelAt, value: shownAs(right, { cancellation: "asked" }) }]),
    ],
    lines: lines.map(({ drawn }) => drawn),
    isChannels,
    hasOddAddress,
    isBlacklisted,
    ...(answersAt === undefined ? {} : { answersAt }),
    ...(asksToCancelAt === undefined ? {} : { asksToCancelAt }),
  }
}

interface BothLines {
  readonly drawn: DrawnLine
  readonly document: ChannelOrder.ChannelOrderLine
}

const drawLines = (
  world: Worlds.World,
  shop: Shop,
): readonly [BothLines, ...ReadonlyArray<BothLines>] => {
  const line = (at: number, { sku, price, of }: Offer): BothLines => {
    const quantity = oneIn(world, 300)
      ? 24
      : weighed(world, [1, 2, 3], (units) => Math.round(12 / units ** 2))
    const lineId = String(at + 1)
    return {
      drawn: { lineId, quantity, of },
      document: { lineId, sku: shop.nameOf(sku), quantity, unitPrice: price },
    }
  }
  const known = (): Offer => weighed(world, offers, ({ sells }) => sells)
  const first = known()
  const more = world
    .times(
      weighed(world, [0, 1, 2], (lines) => 7 - 3 * lines),
      known,
    )
    .filter(({ sku }, at, all) => sku !== first.sku && all.findIndex((o) => o.sku === sku) === at)
  return [line(0, first), ...more.map((offer, at) => line(at + 1, offer))]
}

/** Whether nobody told the office what an offer is of our items. */
export const isForgotten = (shop: Shop, offer: Offer): boolean =>
  forgotten.has(`${shop.id} ${offer.sku}`)
