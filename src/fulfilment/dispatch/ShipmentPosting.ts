/**
 * Telling a channel what was sent of its orders: it follows the outbox by a cursor of its own, tells
 * each fact until it is settled, and writes down that it is.
 *
 * @module
 */
import { Array, Effect, Option, Result, Schema, Stream } from "effect"

import type { ChannelShape, ShipmentDesk } from "../../channels/Channel.ts"
import { type ChannelError, ChannelUnavailable } from "../../channels/ChannelError.ts"
import { ShipmentAnswer, type ShipmentNotice } from "../../channels/ShipmentNotice.ts"
import { Journal, type JournalError, type JournalFacts } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import { Records, type RecordsError } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import { Transactor } from "../../store/Transactor.ts"
import {
  OrderOutbox,
  shipmentCursorId,
  ShipmentCursors,
  ToldShipments,
} from "../FulfilmentRecords.ts"
import type { OrderTold } from "./OrderTold.ts"
import * as ToldShipment from "./ToldShipment.ts"

/** What came of a round. */
export interface Followed {
  readonly accepted: number
  /** What the channel does not take: a person has to see to it. */
  readonly rejected: ReadonlyArray<{ readonly notice: ShipmentNotice; readonly code: string }>
  /** Facts of which nothing final is known: another round tells them again. */
  readonly open: number
  /** What calls failed with; their facts are open. */
  readonly errors: ReadonlyArray<ChannelError>
}

type Account = Pick<ChannelShape, "id" | "account">

/**
 * Tells a channel's account of all parcels of its orders that have left. Run it every minute or so, for
 * each channel; it may crash at any point and run in several processes.
 *
 * A fact is told at least once, each time with the same key, and is told no more once the channel has
 * accepted or rejected it: a channel that takes a key once takes a fact once. What is pending is told
 * again only at such a channel. A channel without `shipments` is told nothing.
 *
 * @example
 * ```ts
 * import { Effect, Schedule } from "effect"
 * import type { ChannelShape } from "entrepot/channels"
 * import { ShipmentPosting } from "entrepot/fulfilment"
 *
 * const always = (channel: ChannelShape) =>
 *   Effect.repeat(ShipmentPosting.follow(channel), Schedule.spaced("1 minute"))
 * ```
 */
export const follow = Effect.fnUntraced(function* (
  { id, account, traits, shipments }: ChannelShape,
  { timeoutMillis = 30_000 }: { readonly timeoutMillis?: number } = {},
): Effect.fn.Return<
  Followed,
  JournalError | RecordsError | TransactionError,
  Journal | Records | Transactor
> {
  const rejected: Array<Followed["rejected"][number]> = []
  const errors: Array<ChannelError> = []
  const counts = { accepted: 0, open: 0 }
  if (shipments === undefined) return { ...counts, rejected, errors }
  yield* queue({ id, account })
  const records = yield* Records
  const { run } = yield* Transactor
  const { atOnce = 1, oncePerKey = false } = traits.shipments ?? {}
  const open = yield* Stream.runCollect(
    records.all(ToldShipments, { index: "open", under: [id, account] }),
  )
  const due = open.filter(({ status }) => oncePerKey || status !== "pending")
  counts.open = open.length - due.length
  for (const batch of Array.chunksOf(due, Math.max(1, atOnce))) {
    const notices = batch.map(({ notice }) => notice)
    const told = yield* Effect.result(tell(id, shipments, notices, timeoutMillis))
    if (Result.isFailure(told)) errors.push(told.failure)
    const answers = Result.getOrElse(told, () => new Map<string, ShipmentAnswer>())
    for (const after of yield* run(settle(notices, answers))) {
      if (after.status === "accepted") counts.accepted += 1
      else if (after.status === "rejected")
        rejected.push({ notice: after.notice, code: after.code ?? "" })
      else counts.open += 1
    }
  }
  return { ...counts, rejected, errors }
})

/** Queues what left since, page by page, each with the cursor behind it. */
const queue = Effect.fnUntraced(function* ({ id: channel, account }: Account) {
  const journal = yield* Journal
  const { run } = yield* Transactor
  const cursorId = shipmentCursorId({ channel, account })
  const known = yield* run(Transaction.use((tx) => tx.get(ShipmentCursors, cursorId)))
  let after = Option.getOrUndefined(known)?.cursor
  const take = Effect.fnUntraced(function* ({ entries, cursor }: JournalFacts<OrderTold>) {
    const facts = entries.flatMap(({ fact }) =>
      fact._tag === "ShipmentTold" &&
      fact.order.channel === channel &&
      fact.order.account === account
        ? [ToldShipment.of(fact)]
        : [],
    )
    yield* run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        for (const fact of facts)
          if (Option.isNone(yield* tx.get(ToldShipments, fact.notice.key)))
            yield* tx.put(ToldShipments, fact)
        // Of two that follow at once the slower one must not go back.
        const now = Option.getOrUndefined(yield* tx.get(ShipmentCursors, cursorId))?.cursor
        if (now === after && cursor !== after)
          yield* tx.put(ShipmentCursors, { channel, account, cursor })
      }),
    )
    after = cursor
  })
  yield* JournalFold.follow(journal, { stream: OrderOutbox, after, take })
})

const decodeAnswers = Schema.decodeUnknownResult(Schema.toType(Schema.Array(Schema.Unknown)))
const decodeAnswer = Schema.decodeUnknownOption(Schema.toType(ShipmentAnswer))

/** One call. What makes no sense, or comes to no end, leaves everything in it unknown. */
const tell = (
  channel: string,
  shipments: ShipmentDesk,
  notices: ReadonlyArray<ShipmentNotice>,
  timeoutMillis: number,
): Effect.Effect<ReadonlyMap<string, ShipmentAnswer>, ChannelError> => {
  const failed = (detail: string) =>
    new ChannelUnavailable({ channel, where: "shipments", reason: "failed", detail })
  return Effect.suspend(() => shipments.tell(notices)).pipe(
    Effect.timeoutOrElse({
      duration: timeoutMillis,
      orElse: () => Effect.fail(failed(`no answer within ${timeoutMillis} ms`)),
    }),
    Effect.catchDefect(() => Effect.fail(failed("it threw"))),
    Effect.flatMap((found) =>
      Effect.fromResult(
        Result.mapError(decodeAnswers(found), () => failed("what it answers is no list")),
      ),
    ),
    Effect.map((found) => {
      const answers = found.flatMap((answer) => Option.toArray(decodeAnswer(answer)))
      return new Map(answers.map((answer) => [answer.key, answer]))
    }),
  )
}

const settle = Effect.fnUntraced(function* (
  notices: ReadonlyArray<ShipmentNotice>,
  answers: ReadonlyMap<string, ShipmentAnswer>,
) {
  const tx = yield* Transaction
  const settled: Array<ToldShipment.ToldShipment> = []
  for (const { key } of notices) {
    const told = Option.getOrUndefined(yield* tx.get(ToldShipments, key))
    if (told === undefined) continue
    const after = ToldShipment.answered(told, answers.get(key) ?? { _tag: "Unknown", key })
    if (after.status !== told.status) yield* tx.put(ToldShipments, after)
    settled.push(after)
  }
  return settled
})
