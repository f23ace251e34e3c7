/** What a document does to the stock, as programs of the transaction that takes it in. */
import { Array, Effect, Option } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import type { OrderIngest } from "entrepot/orders"
import {
  type InsufficientStock,
  StockBook,
  StockCommand,
  StockPosting,
  StockRecords,
  type StockRefusal,
} from "entrepot/stock"
import { Transaction } from "entrepot/store"

import * as Purchasing from "./purchasing.ts"
import { Items } from "./records.ts"
import type { Moved } from "./tally.ts"

type Post<A = Moved> = Effect.Effect<A, StockRefusal, Transaction>

/** Units by item. */
export type Units = ReadonlyMap<string, number>

/** A document at the run's clock (epoch milliseconds). */
export interface Dated {
  readonly channel: string
  readonly document: OrderIngest.Taken["document"]
  readonly now: number
}

/** The units of lines, by item. */
export const unitsOf = (lines: ReadonlyArray<ChannelOrder.ChannelOrderLine>): Units => {
  const units = new Map<string, number>()
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity)
  return units
}

const linesOf = (units: Units) =>
  Array.fromIterable(units)
    .filter(([, quantity]) => quantity > 0)
    .map(([sku, quantity]) => ({ sku, quantity }))

const total = (units: Units): number => [...units.values()].reduce((sum, more) => sum + more, 0)

const commandOf = ({ channel, document, now }: Dated) => ({
  commandId: `${channel} ${document.revision}`,
  occurredAt: now,
})

/** Reads all that is needed of items in one go, before documents ask for them one by one. */
export const prepare = (skus: ReadonlyArray<string>): Effect.Effect<void, never, Transaction> =>
  Effect.andThen(
    Transaction.use((tx) => tx.getAll(Items, skus)),
    Effect.asVoid(shelvesOf(skus)),
  )

/** Does what a document of this kind asks for, with the lines that are new in it. */
export const fulfil = (dated: Dated, units: Units): Post => {
  switch (dated.document.value.kind) {
    case "order":
      return serve(dated, units)
    case "cancellation":
      return takeBack(dated, units)
    case "writeOff":
      return writeOff(dated, units)
    case "adjustment":
      return Effect.succeed({})
  }
}

/** Holds the whole order or, where that is refused, what is there of each item; and ships it. */
const serve = Effect.fnUntraced(function* (dated: Dated, wanted: Units) {
  const bought = yield* replenish(dated, wanted)
  const hold = (units: Units): Post<number> => {
    const lines = linesOf(units)
    const holdId = commandOf(dated).commandId
    if (lines.length === 0) return Effect.succeed(0)
    return Effect.andThen(
      StockPosting.post({ _tag: "Hold", ...commandOf(dated), holdId, lines }),
      Effect.map(
        StockPosting.post({ _tag: "Ship", ...commandOf(dated), holdId }),
        ({ units }) => units,
      ),
    )
  }
  const filled = yield* hold(wanted).pipe(
    Effect.catchTag("InsufficientStock", (short) => hold(whatIsThere(wanted, short))),
  )
  return { ...bought, wanted: total(wanted), filled }
})

const whatIsThere = (wanted: Units, { lines }: InsufficientStock): Units =>
  new Map([...wanted, ...lines.map(({ sku, available }) => [sku, available] as const)])

/** Puts what came back onto the shelf. */
const takeBack = Effect.fnUntraced(function* (dated: Dated, units: Units) {
  const bought = yield* replenish(dated, units)
  const lines = linesOf(units)
  if (lines.length === 0) return bought
  yield* StockPosting.post({ _tag: "Return", ...commandOf(dated), lines })
  return { ...bought, returned: total(units) }
})

/** Takes units off the shelf that are gone, as far as the shelf has them. */
const writeOff = Effect.fnUntraced(function* (dated: Dated, units: Units) {
  const bought = yield* replenish(dated, units)
  const shelves = yield* shelvesOf([...units.keys()])
  const lines = linesOf(units)
    .map(({ sku, quantity }) => ({ sku, delta: -Math.min(quantity, available(shelves.get(sku))) }))
    .filter(({ delta }) => delta < 0)
  const gone = lines.reduce((sum, { delta }) => sum - delta, 0)
  if (lines.length > 0) yield* StockPosting.post({ _tag: "Adjust", ...commandOf(dated), lines })
  return { ...bought, writtenOff: gone, notThere: total(units) - gone }
})

/**
 * Brings the purchasing of items up to the day, before anything moves them. Nobody looks at an item
 * between two of its movements, so its Mondays may wait for the next one. An item that an order
 * names for the first time gets its opening stock.
 */
const replenish = (dated: Dated, units: Units): Post =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    const { document, now } = dated
    const found = yield* tx.getAll(Items, [...units.keys()])
    const { items, bought } = yield* receiveDue(found.flatMap(Option.toArray), now)
    const known = new Map(items.map((item) => [item.sku, item]))
    if (document.value.kind !== "order") return { bought }
    const fresh = [...units].filter(([sku]) => !known.has(sku))
    const opening = fresh.map(([sku, first]) => [sku, Purchasing.openingUnits(first)] as const)
    const opened = yield* receive(now, opening)
    const week = Purchasing.weekOf(now)
    for (const [sku, wanted] of units) {
      const item = known.get(sku) ?? Purchasing.list(sku, week)
      yield* tx.put(Items, Purchasing.want(item, week, wanted))
    }
    return { opened, bought }
  })

/** Goes through the Mondays of items until the day, and receives what arrived on them. */
export const receiveDue = Effect.fnUntraced(function* (
  items: ReadonlyArray<Purchasing.Item>,
  now: number,
): Effect.fn.Return<
  { readonly items: ReadonlyArray<Purchasing.Item>; readonly bought: number },
  StockRefusal,
  Transaction
> {
  const week = Purchasing.weekOf(now)
  const isBehind = ({ reviewed }: Purchasing.Item): boolean => reviewed < week
  if (!items.some(isBehind)) return { items, bought: 0 }
  const tx = yield* Transaction
  const shelves = yield* shelvesOf(items.map(({ sku }) => sku))
  const arrivals = new Map<number, Array<readonly [sku: string, units: number]>>()
  const upToDate: Array<Purchasing.Item> = []
  for (const before of items) {
    const { sku } = before
    const { item, arrived } = Purchasing.catchUp(before, shelves.get(sku)?.onHand ?? 0, week)
    if (item !== before) yield* tx.put(Items, item)
    upToDate.push(item)
    for (const { week, units } of arrived)
      arrivals.set(week, [...(arrivals.get(week) ?? []), [sku, units]])
  }
  let bought = 0
  for (const [week, units] of [...arrivals].toSorted(([left], [right]) => left - right))
    bought += yield* receive(Purchasing.startOf(week), units)
  return { items: upToDate, bought }
})

const receive = (
  at: number,
  units: ReadonlyArray<readonly [sku: string, units: number]>,
): Post<number> => {
  const lines = units.map(([sku, quantity]) => ({ sku, quantity }))
  if (lines.length === 0) return Effect.succeed(0)
  const command = { commandId: `delivery ${at}`, occurredAt: at, lines }
  return Effect.map(StockPosting.post({ _tag: "Receive", ...command }), ({ units }) => units)
}

const available = (shelf: StockBook.Shelf | undefined): number =>
  shelf === undefined ? 0 : StockBook.available(shelf)

/** The shelves of items at the main place. */
const shelvesOf = (
  skus: ReadonlyArray<string>,
): Effect.Effect<ReadonlyMap<string, StockBook.Shelf>, never, Transaction> =>
  Transaction.use((tx) =>
    Effect.map(
      tx.getAll(
        StockRecords.Shelves,
        skus.map((sku) => StockRecords.shelfId({ sku, place: StockCommand.mainPlace })),
      ),
      (found) => new Map(found.flatMap(Option.toArray).map((shelf) => [shelf.sku, shelf])),
    ),
  )
