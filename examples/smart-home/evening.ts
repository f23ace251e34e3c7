/** What became of each order, as the store tells it in the evening. */
import { Effect, Option, Record, Stream } from "effect"
import { ConsignmentPosting, FulfilmentRecords, Parcel } from "entrepot/fulfilment"
import { Order, OrderDesk } from "entrepot/orders"
import { Journal, Records } from "entrepot/store"

import { type Day, type DrawnOrder, unitsOf } from "./day.ts"
import { type ErrorKind, errors, type Fate } from "./outcome.ts"

/** The orders of the day, and what was told of them. */
export const look = Effect.fnUntraced(function* ({ orders }: Day) {
  const desk = yield* OrderDesk
  const left = yield* leftOf
  const told = yield* toldOf
  const known = yield* Effect.forEach(orders, (drawn) => desk.find(keyOf(drawn)))
  const fates = orders.map((drawn, at) =>
    fateOf(drawn, Option.getOrUndefined(known[at] ?? Option.none()), { left, told }),
  )
  return {
    fates,
    ordersOnDesk: yield* count,
    /** Facts of parcels and orders, and how many of them differ: as many, if each is told once. */
    told: { facts: told.facts, different: told.times.size },
  }
})

/** The name of an order at the desk. */
export const keyOf = ({ shop, externalId }: DrawnOrder) => ({
  channel: shop.id,
  account: shop.account,
  externalId,
})

/** Orders of all channels on the one screen. */
const count = Effect.gen(function* () {
  const desk = yield* OrderDesk
  let orders = 0
  let cursor: string | undefined
  do {
    const page = yield* desk.page({ cursor, limit: 500 })
    orders += page.values.length
    cursor = page.cursor
  } while (cursor !== undefined)
  return orders
})

type Left = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Units that lie in parcels which left, by order and item. */
const leftOf: Effect.Effect<Left, unknown, Records> = Effect.gen(function* () {
  const records = yield* Records
  const left = new Map<string, Map<string, number>>()
  for (const { parcels } of yield* Stream.runCollect(records.all(FulfilmentRecords.Dockets)))
    for (const parcel of parcels.filter(({ stage }) => stage === "dispatched"))
      for (const { orderName, sku, quantity } of Parcel.contents(parcel)) {
        const units = left.get(orderName) ?? new Map<string, number>()
        left.set(orderName, units.set(sku, (units.get(sku) ?? 0) + quantity))
      }
  return left
})

interface Told {
  readonly facts: number
  /** How often each fact was told. */
  readonly times: ReadonlyMap<string, number>
  /** When the last parcel of an order was told, by order. */
  readonly at: ReadonlyMap<string, number>
}

const toldOf: Effect.Effect<Told, unknown, Journal> = Effect.gen(function* () {
  const journal = yield* Journal
  const times = new Map<string, number>()
  const at = new Map<string, number>()
  const entries = yield* Stream.runCollect(journal.all(FulfilmentRecords.OrderOutbox))
  for (const { fact, recordedAt } of entries) {
    const { order, parcelId, _tag } = fact
    const name = `${_tag} ${order.externalId} ${parcelId}`
    times.set(name, (times.get(name) ?? 0) + 1)
    at.set(order.externalId, recordedAt)
  }
  return { facts: entries.length, times, at }
})

const fateOf = (
  drawn: DrawnOrder,
  order: Order.Order | undefined,
  { left, told }: { readonly left: Left; readonly told: Told },
): Fate => {
  if (order === undefined) return { errors: new Set(["lost"]) }
  const gone = left.get(ConsignmentPosting.orderNameOf(keyOf(drawn)))
  if (gone === undefined) return notSent(drawn, order)
  const wanted = new Map(unitsOf(drawn.lines).map(({ sku, quantity }) => [sku, quantity]))
  const skus = new Set([...wanted.keys(), ...gone.keys()])
  const differs = (sku: string) => (gone.get(sku) ?? 0) - (wanted.get(sku) ?? 0)
  const toldAt = told.at.get(drawn.externalId) ?? Infinity
  const [{ value }] = drawn.shown
  const went: Readonly<Record<ErrorKind, boolean>> = {
    lost: false,
    doubled:
      [...wanted.keys()].some((sku) => differs(sku) > 0) ||
      [...told.times].some(([name, times]) => times > 1 && name.split(" ")[1] === drawn.externalId),
    oversold: order.lines.some(({ planned = 0 }) => planned > 0),
    wrongAddress: drawn.hasOddAddress && (drawn.answersAt ?? Infinity) > toldAt,
    wrongGoods: [...skus].some((sku) => !wanted.has(sku) || differs(sku) < 0),
    late: toldAt > (value.shipBy ?? Infinity),
    unwanted: drawn.isBlacklisted || drawn.asksToCancelAt !== undefined,
  }
  return { errors: new Set(Record.keys(errors).filter((kind) => went[kind])) }
}

const notSent = (drawn: DrawnOrder, order: Order.Order): Fate => {
  if (drawn.isChannels) return { unsent: "channel", errors: new Set() }
  switch (Order.stage(order)) {
    case "cancelled":
      return { unsent: drawn.isBlacklisted ? "refused" : "cancelled", errors: new Set() }
    case "held":
      return { unsent: "asked", errors: new Set() }
    case "released":
      return { unsent: "short", errors: new Set() }
    default:
      // It should have left, and stands somewhere.
      return { errors: new Set(["late"]) }
  }
}
