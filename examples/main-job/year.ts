/**
 * A year of a small shop on four channels, drawn from one seed: for a first look without a file.
 *
 * It also shows how little a channel must do: pages of documents, and a cursor behind each.
 */
import { Array, Stream } from "effect"
import type { ChannelOrder, ChannelShape, Observed, OrderFeed } from "entrepot/channels"
import { Calendar } from "entrepot/kernel"
import { Worlds } from "entrepot/testing"

/** A channel that is sure to have orders. */
export interface OrderChannel extends ChannelShape {
  readonly orders: OrderFeed
}

/** The shop's channels, with the most orders of a day on each. */
const shops = [
  { id: "webshop", mostOrders: 6, anonymous: 10 },
  { id: "marketplace", mostOrders: 5, anonymous: 0 },
  { id: "auctions", mostOrders: 2, anonymous: 50 },
  { id: "wholesale", mostOrders: 1, anonymous: 0 },
] as const

const weeks = 52
const firstDay = "2025-01-06"

/** Draws the year; the same seed draws the same one. */
export const draw = (seed = 2025): ReadonlyArray<OrderChannel> => {
  const world = Worlds.make(seed)
  return shops.map((shop) => {
    const documents = drawDocuments(world, shop)
    return {
      id: shop.id,
      account: "main",
      traits: {
        contract: { name: "drawn year", version: "1" },
        orders: { cursor: "pageToken", order: "ascending", overlapMillis: 0, shows: "whole" },
      },
      orders: { pull: (cursor) => Stream.fromIterable(pagesOf(documents, Number(cursor ?? 0))) },
    }
  })
}

/** A page is a week, and its checkpoint the number of weeks told. */
const pagesOf = (documents: ReadonlyArray<Document>, told: number) =>
  Array.makeBy(weeks, (week) => ({
    items: documents.filter(({ value }) => weekOf(value.placedAt) === week),
    rejected: [],
    checkpoint: String(week + 1),
    progress: { done: week + 1, total: weeks, unit: "weeks" },
  })).slice(told)

const start = Calendar.startOf(firstDay, "UTC")
const weekOf = (instant: number): number => Math.floor((instant - start) / Calendar.dayMillis / 7)

type Document = Observed<ChannelOrder.ChannelOrder>
type Line = ChannelOrder.ChannelOrderLine

/** All documents of a channel, in the order of time. */
const drawDocuments = (world: Worlds.World, shop: (typeof shops)[number]) => {
  const documents: Array<Document> = []
  const most = weeks * 7 - 1
  const isWholesale = shop.id === "wholesale"
  for (let day = 0; day <= most; day++) {
    // Twice as many orders in the six weeks before Christmas.
    const busy = day > most - 49 ? 2 : 1
    for (let n = world.integer(0, shop.mostOrders * busy); n > 0; n--) {
      const id = `${shop.id[0]?.toUpperCase()}${10_000 + documents.length}`
      const at = start + day * Calendar.dayMillis + world.integer(7 * 3_600_000, 22 * 3_600_000)
      const lines = drawLines(world, isWholesale ? 12 : 1)
      const isAnonymous = world.integer(1, 100) <= shop.anonymous
      const customer = isAnonymous ? {} : { customerRef: `c${world.integer(1, 400)}` }
      documents.push(documentOf(id, "order", at, lines, customer))
      const back = at + world.integer(2, 20) * Calendar.dayMillis
      if (world.integer(1, 25) === 1 && weekOf(back) < weeks)
        documents.push(documentOf(id, "cancellation", back, [lines[0]], customer))
    }
    const at = start + day * Calendar.dayMillis + 6 * 3_600_000
    if (shop.id === "webshop" && day % 9 === 4)
      documents.push(
        documentOf(`LOSS-${day}`, "writeOff", at, [{ ...drawLine(world, 0), unitPrice: "0" }]),
      )
    if (isWholesale && day % 60 === 30) {
      const rebate = { lineId: "1", sku: "REBATE", quantity: 1, unitPrice: "-25.00" }
      documents.push(documentOf(`BONUS-${day}`, "adjustment", at, [rebate]))
    }
  }
  return documents.toSorted((left, right) => left.value.placedAt - right.value.placedAt)
}

const drawLines = (world: Worlds.World, pack: number): readonly [Line, ...Array<Line>] => {
  const first = drawLine(world, 0, pack)
  const more = world.times(world.integer(0, 3), (i) => drawLine(world, i + 1, pack))
  // Now and then somebody scans an article twice, or a gift goes with the goods.
  const repeat = world.integer(1, 60) === 1 ? [{ ...first, lineId: "again", repeatOf: "1" }] : []
  const gift = world.integer(1, 40) === 1 ? [{ ...drawLine(world, 8, 1), unitPrice: "0" }] : []
  return [first, ...more, ...repeat, ...gift]
}

/** Of two articles the one with the lower number is taken: so the first ones sell best. */
const drawLine = (world: Worlds.World, index: number, pack = 1): Line => {
  const article = Math.min(world.integer(1, 60), world.integer(1, 60))
  return {
    lineId: String(index + 1),
    sku: `ART-${String(article).padStart(2, "0")}`,
    quantity: world.integer(1, 3) * pack,
    unitPrice: `${3 + (article % 17)}.${["50", "90", "95", "99"][article % 4]}`,
  }
}

const documentOf = (
  externalId: string,
  kind: ChannelOrder.Kind,
  placedAt: number,
  lines: ChannelOrder.ChannelOrder["lines"],
  customer: Pick<ChannelOrder.ChannelOrder, "customerRef"> = {},
): Document => ({
  externalId,
  revision: `${externalId}-${kind}`,
  observedAt: placedAt,
  raw: { number: externalId },
  value: { externalId, kind, placedAt, currency: "EUR", ...customer, lines },
})
