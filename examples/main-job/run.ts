/** The whole run: takes in what is left, lets the last deliveries arrive, and sums up. */
import { Effect, Option, Schema, Stream } from "effect"
import type { ChannelError, ChannelOrder, Page } from "entrepot/channels"
import { OrderDesk } from "entrepot/orders"
import { StockLedger, type StockRefusal } from "entrepot/stock"
import {
  type JournalError,
  Records,
  type RecordsError,
  Transaction,
  type TransactionError,
  Transactor,
} from "entrepot/store"

import { receiveDue } from "./fulfilment.ts"
import { forEachPage } from "./inTime.ts"
import type { Show } from "./progress.ts"
import { Buyers, Items, Tallies, tallyId } from "./records.ts"
import { type Summary, summarise } from "./summary.ts"
import { takeIn, type TakeInError } from "./takeIn.ts"
import * as Tally from "./tally.ts"
import type { OrderChannel } from "./year.ts"

/** The store holds the run of something else. */
export class OtherRun extends Schema.TaggedError<OtherRun>()("OtherRun", {
  wanted: Schema.String,
  found: Schema.String,
}) {
  override get message(): string {
    return `The store holds ${this.found}, and not ${this.wanted}. Name another store.`
  }
}

/** How a run fails. */
export type RunError =
  | OtherRun
  | TakeInError
  | ChannelError
  | StockRefusal
  | TransactionError
  | RecordsError
  | JournalError

/** Runs, or goes on where an earlier run over the same store was stopped. */
export const run = Effect.fnUntraced(function* (
  name: string,
  channels: ReadonlyArray<OrderChannel>,
  show: Show,
): Effect.fn.Return<Summary, RunError, OrderDesk | StockLedger | Records | Transactor> {
  const desk = yield* OrderDesk
  const records = yield* Records
  const before = yield* records.get(Tallies, tallyId)
  if (Option.isSome(before) && before.value.run !== name)
    return yield* new OtherRun({ wanted: name, found: before.value.run })

  const feeds = yield* Effect.forEach(channels, (channel) =>
    Effect.map(
      desk.checkpoint({ channel: channel.id, account: channel.account }),
      (checkpoint) => ({ channel, cursor: Option.getOrUndefined(checkpoint) }),
    ),
  )
  const share = shareOf(channels)
  yield* forEachPage(feeds, (channel, page) =>
    Effect.map(takeIn(name, sourceOf(channel), page), () => {
      const at = page.items.at(-1)?.value.placedAt
      show(share(channel, page), at === undefined ? "" : new Date(at).toISOString().slice(0, 10))
    }),
  )
  show(1, "self-audit")
  yield* finish
  const ledger = yield* StockLedger
  const tally = Option.getOrElse(yield* records.get(Tallies, tallyId), () => Tally.start(name))
  const levels = yield* Stream.runCollect(ledger.levels())
  const items = yield* Stream.runCollect(records.all(Items))
  const buyers = yield* Stream.runCollect(records.all(Buyers))
  return summarise(tally, levels, items, buyers, yield* ledger.audit())
})

const sourceOf = ({ id, account, traits }: OrderChannel) => ({
  channel: id,
  account,
  shows: traits.orders?.shows ?? "whole",
})

/** How much of all channels is done, where they say it. */
const shareOf = (channels: ReadonlyArray<OrderChannel>) => {
  const done = new Map<OrderChannel, number>()
  return (channel: OrderChannel, { progress }: Page<ChannelOrder.ChannelOrder>): number => {
    if (progress !== undefined && progress.total > 0)
      done.set(channel, progress.done / progress.total)
    return [...done.values()].reduce((sum, share) => sum + share, 0) / channels.length
  }
}

const itemsInCommit = 2_000

/** Brings the items that nothing moved lately up to the last day. Safe to repeat. */
const finish: Effect.Effect<void, RunError, Records | Transactor> = Effect.gen(function* () {
  const records = yield* Records
  const transactor = yield* Transactor
  yield* records.all(Items).pipe(
    Stream.grouped(itemsInCommit),
    Stream.runForEach((some) => transactor.run(catchUp(some.map(({ sku }) => sku)))),
  )
})

const catchUp = Effect.fnUntraced(function* (skus: ReadonlyArray<string>) {
  const tx = yield* Transaction
  const found = yield* tx.get(Tallies, tallyId)
  if (Option.isNone(found) || found.value.now === undefined) return
  const items = yield* tx.getAll(Items, skus)
  const { bought } = yield* receiveDue(items.flatMap(Option.toArray), found.value.now)
  if (bought > 0) yield* tx.put(Tallies, Tally.countMoved(found.value, { bought }))
})
