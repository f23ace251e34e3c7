/**
 * The trade of orders, kept event by event: those that the order desk tells of by following its
 * journal, others as a host tells them.
 *
 * @module
 */
import { Effect, Equal, Option, Struct } from "effect"

import type { OrderEvent } from "../orders/OrderEvent.ts"
import { History as OrderHistory } from "../orders/OrderRecords.ts"
import type { JournalError, JournalFacts, JournalShape } from "../store/Journal.ts"
import * as JournalFold from "../store/JournalFold.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type { TransactionError } from "../store/TransactionError.ts"
import type { TransactorShape } from "../store/Transactor.ts"
import { bookmarkId, OrderTrades, TradeBookmarks, TradeEvents, tradeId } from "./CustomerRecords.ts"
import { EventReused } from "./CustomerRefusal.ts"
import * as OrderTrade from "./trade/OrderTrade.ts"
import type { TradeEvent } from "./trade/TradeEvent.ts"
import * as TradeTelling from "./trade/TradeTelling.ts"

/** Takes in an event of trade, unless it was; another event of its id is refused. */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  event: TradeEvent,
): Effect.fn.Return<boolean, EventReused> {
  const known = Option.getOrUndefined(yield* tx.get(TradeEvents, event.eventId))
  if (known !== undefined)
    return Equal.equals(saidBy(known), saidBy(event))
      ? false
      : yield* new EventReused({ eventId: event.eventId })
  const trade = Option.getOrElse(yield* tx.get(OrderTrades, tradeId(event.order)), () =>
    OrderTrade.empty(event.order),
  )
  yield* tx.put(TradeEvents, event)
  yield* tx.put(OrderTrades, OrderTrade.evolve(trade, event))
  return true
})

/** When we heard of it is ours to say. */
const saidBy = (event: TradeEvent) => JSON.stringify(Struct.omit(event, ["recordedAt"]))

/** What following needs. */
export interface Services {
  readonly transactor: TransactorShape
  readonly records: RecordsShape
  readonly journal: JournalShape
}

/** Why the journal of the desk cannot be followed. */
export type FollowError = JournalError | RecordsError | TransactionError

/** Events of one commit. */
const eventsAtOnce = 200

/**
 * Takes in what the order desk told since the last time, and answers how many events of trade were
 * new. May run in several processes at once, and anew from the beginning: each event counts once.
 */
export const follow = Effect.fnUntraced(function* ({
  transactor,
  records,
  journal,
}: Services): Effect.fn.Return<number, FollowError> {
  const bookmark = Option.getOrUndefined(yield* records.get(TradeBookmarks, bookmarkId))
  let count = 0
  const take = Effect.fnUntraced(function* ({ entries, cursor }: JournalFacts<OrderEvent>) {
    const events = entries.flatMap((entry) => TradeTelling.of(entry) ?? [])
    const position = entries.at(-1)?.position
    if (position !== undefined)
      count += yield* transactor.run(takeAll(events, { cursor, position }))
  })
  yield* JournalFold.follow(journal, {
    stream: OrderHistory,
    after: bookmark?.cursor,
    limit: eventsAtOnce,
    take,
  })
  return count
})

const takeAll = Effect.fnUntraced(function* (
  events: ReadonlyArray<TradeEvent>,
  bookmark: { readonly cursor: string; readonly position: number },
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  let count = 0
  // An id of the desk's journal names one entry for ever, so none can be reused.
  for (const event of events) if (yield* Effect.orDie(take(tx, event))) count += 1
  const known = Option.getOrUndefined(yield* tx.get(TradeBookmarks, bookmarkId))
  if ((known?.position ?? -1) <= bookmark.position) yield* tx.put(TradeBookmarks, bookmark)
  return count
})
