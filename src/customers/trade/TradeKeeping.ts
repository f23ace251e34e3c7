/**
 * The trade of orders, kept event by event: those that the order desk, fulfilment and the stock ledger
 * tell of, by following their journals, and others as a host tells them.
 *
 * @module
 */
import { Effect, Equal, Option, Struct } from "effect"

import { type FulfilmentEvent, FulfilmentHistory } from "../../fulfilment/FulfilmentRecords.ts"
import * as Digest from "../../kernel/Digest.ts"
import type { OrderKey } from "../../orders/OrderCommand.ts"
import type { OrderEvent } from "../../orders/OrderEvent.ts"
import { History as OrderHistory } from "../../orders/OrderRecords.ts"
import type { CostEvent } from "../../stock/cost/CostEvent.ts"
import { Costs } from "../../stock/cost/CostRecords.ts"
import type { JournalEntry, JournalError, JournalFacts, JournalShape } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import type { JournalStream } from "../../store/JournalStream.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { History } from "../CustomerRecords.ts"
import { EventIdReserved, EventReused } from "../CustomerRefusal.ts"
import * as JournalEventId from "./JournalEventId.ts"
import * as OrderTrade from "./OrderTrade.ts"
import * as TradeCostKeeping from "./TradeCostKeeping.ts"
import type { TradeEvent } from "./TradeEvent.ts"
import { type Bookmark, OrderTrades, TradeBookmarks, TradeEvents, tradeId } from "./TradeRecords.ts"
import * as TradeTelling from "./TradeTelling.ts"

/**
 * Takes in an event of trade, unless it was; another event of its id is refused.
 *
 * @internal
 */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  event: TradeEvent,
): Effect.fn.Return<boolean, EventReused> {
  const known = Option.getOrUndefined(yield* tx.get(TradeEvents, event.eventId))
  if (known !== undefined)
    return Equal.equals(saidBy(known.event), saidBy(event))
      ? false
      : yield* new EventReused({ eventId: event.eventId })
  const trade = Option.getOrElse(yield* tx.get(OrderTrades, tradeId(event.order)), () =>
    OrderTrade.empty(event.order),
  )
  yield* tx.put(TradeEvents, { event, heardAt: yield* tx.now })
  yield* tx.put(OrderTrades, OrderTrade.evolve(trade, event))
  return true
})

/**
 * Takes in an event that a host tells, under an id of its own.
 *
 * @internal
 */
export const takeTold = Effect.fnUntraced(function* (
  tx: TransactionShape,
  event: TradeEvent,
): Effect.fn.Return<boolean, EventReused | EventIdReserved> {
  const { eventId } = event
  return JournalEventId.isOne(eventId)
    ? yield* new EventIdReserved({ eventId })
    : yield* take(tx, event)
})

/** When we heard of it is ours to say. */
const saidBy = (event: TradeEvent) => Digest.canonicalJson(Struct.omit(event, ["recordedAt"]))

/** What following needs. */
export interface Services {
  readonly transactor: TransactorShape
  readonly records: RecordsShape
  readonly journal: JournalShape
}

/** Why the journal cannot be followed. */
export type FollowError = JournalError | RecordsError | TransactionError

/** Entries of one commit. */
const eventsAtOnce = 200

/** What the entries of a stream tell of trade. */
interface Telling<A extends { readonly _tag: string }> {
  readonly stream: JournalStream<A>
  readonly tell: (
    tx: TransactionShape,
    entry: JournalEntry<A>,
  ) => Effect.Effect<ReadonlyArray<TradeEvent>>
}

const ofOrders: Telling<OrderEvent> = {
  stream: OrderHistory,
  tell: (_, entry) =>
    Effect.succeed(Option.toArray(Option.fromUndefinedOr(TradeTelling.of(entry)))),
}
const ofHolds: Telling<FulfilmentEvent> = {
  stream: FulfilmentHistory,
  tell: TradeCostKeeping.consigned,
}
const ofCosts: Telling<CostEvent> = { stream: Costs, tell: TradeCostKeeping.costed }

/**
 * Takes in what the order desk, fulfilment and the stock ledger told since the last time, and answers
 * how many events of trade were new; of which orders they are stands in the journal of customers. May run
 * in several processes at once, and anew from the beginning: each event counts once, whichever journal is
 * ahead.
 *
 * @internal
 */
export const follow = Effect.fnUntraced(function* (
  services: Services,
): Effect.fn.Return<number, FollowError> {
  const orders = yield* followOne(services, ofOrders)
  const holds = yield* followOne(services, ofHolds)
  return orders + holds + (yield* followOne(services, ofCosts))
})

const followOne = Effect.fnUntraced(function* <A extends { readonly _tag: string }>(
  { transactor, records, journal }: Services,
  { stream, tell }: Telling<A>,
): Effect.fn.Return<number, FollowError> {
  const bookmark = Option.getOrUndefined(yield* records.get(TradeBookmarks, stream.name))
  let count = 0
  const page = Effect.fnUntraced(function* ({ entries, cursor }: JournalFacts<A>) {
    const position = entries.at(-1)?.position
    if (position === undefined) return
    const reached = { stream: stream.name, cursor, position }
    count += yield* transactor.run(takeAll(entries, tell, reached))
  })
  const after = bookmark?.cursor
  yield* JournalFold.follow(journal, { stream, after, limit: eventsAtOnce, take: page })
  return count
})

const takeAll = Effect.fnUntraced(function* <A extends { readonly _tag: string }>(
  entries: ReadonlyArray<JournalEntry<A>>,
  tell: Telling<A>["tell"],
  reached: Bookmark,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  let count = 0
  const orders = new Map<string, OrderKey>()
  for (const entry of entries)
    for (const event of yield* tell(tx, entry)) {
      // An id of the journal names one entry for ever and no host may use it, so none can be reused.
      if (!(yield* Effect.orDie(take(tx, event)))) continue
      count += 1
      orders.set(tradeId(event.order), event.order)
    }
  if (count > 0) yield* tx.append(History, { _tag: "TradeHeard", orders: [...orders.values()] })
  const known = Option.getOrUndefined(yield* tx.get(TradeBookmarks, reached.stream))
  if ((known?.position ?? -1) <= reached.position) yield* tx.put(TradeBookmarks, reached)
  return count
})
