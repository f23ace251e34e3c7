/** A page of a channel, taken in and carried out in one transaction. */
import { Effect, Option, Schema } from "effect"
import type { ChannelOrder, Page } from "entrepot/channels"
import type { Money, Quantity } from "entrepot/kernel"
import { type OrderCommand, OrderIngest } from "entrepot/orders"
import type { StockRefusal } from "entrepot/stock"
import { type CommandError, Transaction, type TransactionShape, Transactor } from "entrepot/store"

import { fulfil, prepare, unitsOf } from "./fulfilment.ts"
import { customerId, Customers, Tallies, tallyId } from "./records.ts"
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
  for (const one of taken) {
    const { document } = one
    tally = yield* Effect.fromResult(Tally.countDocument(tally, one))
    const now = tally.now ?? document.value.placedAt
    const moved = yield* fulfil(
      { channel: page.channel, document, now },
      unitsOf(OrderIngest.newLines(one)),
    )
    tally = Tally.countMoved(tally, moved)
  }
  const customers = yield* newCustomers(tx, page.channel, taken)
  yield* tx.put(Tallies, { ...tally, customers: tally.customers + customers })
  return { documents: taken.length }
})

/** Writes down the customers that were never named before, and counts them. */
const newCustomers = (
  tx: TransactionShape,
  channel: string,
  taken: ReadonlyArray<OrderIngest.Taken>,
): Effect.Effect<number> =>
  Effect.gen(function* () {
    const named = new Set(taken.flatMap(({ document }) => document.value.customerRef ?? []))
    const customers = Array.from(named, (customerRef) => ({ channel, customerRef }))
    const known = yield* tx.getAll(Customers, customers.map(customerId))
    const fresh = customers.filter((_, i) => Option.isNone(known[i] ?? Option.none()))
    yield* Effect.forEach(fresh, (customer) => tx.put(Customers, customer), { discard: true })
    return fresh.length
  })
