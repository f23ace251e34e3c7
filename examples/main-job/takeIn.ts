/** A page of a channel, taken in and carried out in one transaction. */
import { Effect, Option, Schema } from "effect"
import type { ChannelOrder, Page } from "entrepot/channels"
import type { Money, Quantity } from "entrepot/kernel"
import { type OrderCommand, OrderIngest } from "entrepot/orders"
import type { StockRefusal } from "entrepot/stock"
import { type CommandError, Transaction, type TransactionShape, Transactor } from "entrepot/store"

import * as Buyers from "./buyers.ts"
import { fulfil, prepare, unitsOf } from "./fulfilment.ts"
import { Tallies, tallyId } from "./records.ts"
import * as Records from "./records.ts"
import * as Tally from "./tally.ts"

/** Where a page comes from. */
export type Source = Pick<OrderCommand.OrderPage, "channel" | "account" | "shows">

/** How taking in a page fails: only data that nobody can count is refused. */
export type TakeInError =
  | StockRefusal
  | Quantity.QuantityOverflow
  | Money.CurrencyMismatch
  | CommandError

// A line touches a shelf and an item, and its document and order some records more.
const linesInCommit = 8_000

/**
 * Takes in a page. A page that is too large for one commit is taken in parts; only the last one
 * moves the checkpoint, and parts that come again change nothing.
 */
export const takeIn = Effect.fnUntraced(function* (
  run: string,
  source: Source,
  { items, rejected, checkpoint }: Page<ChannelOrder.ChannelOrder>,
): Effect.fn.Return<void, TakeInError, Transactor> {
  const transactor = yield* Transactor
  for (const part of partsOf(items)) {
    const isLast = part.at(-1) === items.at(-1)
    const page = { ...source, items: part, ...(isLast ? { checkpoint } : {}) }
    const command = {
      commandId: `${run} ${OrderIngest.commandId(page)}`,
      body: source,
      answer: Schema.Struct({ documents: Schema.Int }),
    }
    yield* transactor.transact(command, takeInPart(run, page, isLast ? rejected : []))
  }
})

const partsOf = <A extends { readonly value: ChannelOrder.ChannelOrder }>(
  items: ReadonlyArray<A>,
): ReadonlyArray<ReadonlyArray<A>> => {
  const parts: Array<Array<A>> = [[]]
  let lines = 0
  for (const item of items) {
    lines += item.value.lines.length
    if (lines > linesInCommit) {
      parts.push([])
      lines = item.value.lines.length
    }
    parts.at(-1)?.push(item)
  }
  return parts
}

const takeInPart = Effect.fnUntraced(function* (
  run: string,
  page: OrderCommand.OrderPage,
  rejected: Page<unknown>["rejected"],
) {
  const tx = yield* Transaction
  const taken = yield* OrderIngest.ingest(page)
  const found = yield* tx.get(Tallies, tallyId)
  let tally = Tally.countRejected(
    Option.getOrElse(found, () => Tally.start(run)),
    rejected,
  )
  yield* prepare([...unitsOf(taken.flatMap(OrderIngest.newLines)).keys()])
  const brought = new Map<OrderIngest.Taken, Money.Money>()
  for (const one of taken) {
    const { document } = one
    const revenue = Buyers.revenueOf(one)
    if (revenue !== undefined) brought.set(one, revenue)
    tally = yield* Effect.fromResult(Tally.countDocument(tally, one, revenue))
    const now = tally.now ?? document.value.placedAt
    const moved = yield* fulfil(
      { channel: page.channel, document, now },
      unitsOf(OrderIngest.newLines(one)),
    )
    tally = Tally.countMoved(tally, moved)
  }
  const customers = yield* countBuyers(tx, page.channel, brought)
  yield* tx.put(Tallies, { ...tally, customers: tally.customers + customers })
  return { documents: taken.length }
})

/** Adds up what each customer bought, and answers how many were never named before. */
const countBuyers = Effect.fnUntraced(function* (
  tx: TransactionShape,
  channel: string,
  brought: ReadonlyMap<OrderIngest.Taken, Money.Money>,
): Effect.fn.Return<number, Money.CurrencyMismatch> {
  const names = Array.from(brought.keys(), (one) => Buyers.nameOf(channel, one))
  const wanted = new Map(names.map((name) => [Buyers.idOf(name), name]))
  const found = yield* tx.getAll(Records.Buyers, [...wanted.keys()])
  const known = new Map(
    found.flatMap(Option.toArray).map((buyer) => [Buyers.idOf(buyer), buyer] as const),
  )
  const after = new Map(known)
  for (const [one, revenue] of brought) {
    const name = Buyers.nameOf(channel, one)
    const buyer = after.get(Buyers.idOf(name)) ?? Buyers.nobodyYet(name)
    after.set(Buyers.idOf(name), yield* Effect.fromResult(Buyers.count(buyer, one, revenue)))
  }
  for (const buyer of after.values()) yield* tx.put(Records.Buyers, buyer)
  return [...after].filter(([id, buyer]) => buyer.customerRef !== undefined && !known.has(id))
    .length
})
