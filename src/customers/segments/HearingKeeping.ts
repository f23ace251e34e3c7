/**
 * Hearing: whoever something was heard of since the last time is looked at, and nobody else. The journal
 * of customers says of whom, and a bookmark how far it was heard: it moves once all before it were looked
 * at, so that a crash loses nobody. To look at somebody twice does no harm.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { OrderKey } from "../../orders/OrderCommand.ts"
import type { JournalError, JournalFacts, JournalShape } from "../../store/Journal.ts"
import * as JournalFold from "../../store/JournalFold.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { customersOf } from "../ChangeRecords.ts"
import type { CustomerEvent } from "../CustomerEvent.ts"
import { History } from "../CustomerRecords.ts"
import { Identities } from "../identity/IdentityRecords.ts"
import * as LookupKeeping from "../persons/LookupKeeping.ts"
import { tradeId } from "../trade/TradeRecords.ts"
import { type Heard, Hearing, hearingId } from "./SegmentRecords.ts"
import { type Looked, nobody, plus, type Rounds, type SegmentsError } from "./StandingKeeping.ts"

/** What hearing needs. */
export interface Services {
  readonly transactor: TransactorShape
  readonly records: RecordsShape
  readonly journal: JournalShape
  readonly rounds: Rounds
}

/** Why it cannot be heard of whom there is news. */
export type HearingError = SegmentsError | JournalError

/**
 * Looks at whoever something was heard of since the last time: at everybody the first time, and where a
 * segment was defined or a setting added since. May run in several processes at once.
 */
export const make = ({
  transactor,
  records,
  journal,
  rounds,
}: Services): Effect.Effect<Looked, HearingError> => {
  const { under } = LookupKeeping.make(records)

  const idsOf = Effect.fnUntraced(function* (
    events: ReadonlyArray<CustomerEvent>,
  ): Effect.fn.Return<ReadonlyArray<string>, RecordsError> {
    const subjects = events.map(subjectsOf)
    const orders = subjects.flatMap((one) => one.orders ?? []).map(tradeId)
    const naming = yield* under(Identities, "byOrder", orders)
    return [...subjects.flatMap(({ ids = [] }) => ids), ...naming.map(({ recordId }) => recordId)]
  })

  /** Reads on behind the bookmark; what is done with each page is done before the next is read. */
  const follow = <E>(
    after: string | undefined,
    take: (page: JournalFacts<CustomerEvent>) => Effect.Effect<unknown, E>,
  ) => JournalFold.follow(journal, { stream: History, after, take })

  return Effect.gen(function* () {
    const known = Option.getOrUndefined(yield* records.get(Hearing, hearingId))
    const asked = yield* rounds.asked
    if (known === undefined || known.asked < asked) {
      let end = { cursor: "", position: 0 }
      yield* follow(known?.cursor, (page) =>
        Effect.sync(() => {
          end = { cursor: page.cursor, position: positionOf(page) ?? end.position }
        }),
      )
      const looked = yield* rounds.refreshAll(() => {})
      yield* transactor.run(mark({ ...end, asked }))
      return looked
    }
    let looked = nobody
    const take = Effect.fnUntraced(function* (page: JournalFacts<CustomerEvent>) {
      const position = positionOf(page)
      if (position === undefined) return
      const ids = yield* idsOf(page.entries.map(({ fact }) => fact))
      if (ids.length > 0) looked = plus(looked, yield* rounds.refreshEach(ids))
      yield* transactor.run(mark({ cursor: page.cursor, position, asked }))
    })
    yield* follow(known.cursor, take)
    return looked
  })
}

const positionOf = ({ entries }: JournalFacts<CustomerEvent>): number | undefined =>
  entries.at(-1)?.position

/** Moves the bookmark on, and never back: another process may have heard more meanwhile. */
const mark = Effect.fnUntraced(function* (
  reached: Heard,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const known = Option.getOrElse(yield* tx.get(Hearing, hearingId), () => reached)
  const { cursor, position } = known.position <= reached.position ? reached : known
  yield* tx.put(Hearing, { cursor, position, asked: Math.max(known.asked, reached.asked) })
})

/** Whom and which orders an event tells of, as far as segments may ask about it. */
const subjectsOf = (
  event: CustomerEvent,
): {
  readonly ids?: ReadonlyArray<string>
  /** Whoever names one of them may gain or lose it. */
  readonly orders?: ReadonlyArray<OrderKey>
} => {
  switch (event._tag) {
    case "Observed":
    case "Withdrawn":
      return { ids: [event.recordId], orders: event.order === undefined ? [] : [event.order] }
    case "Regrouped":
      return { ids: event.changes.flatMap(customersOf) }
    case "ConsentTold":
    case "MomentTold":
      return { ids: [event.recordId] }
    case "TradeTold":
      return { orders: [event.event.order] }
    case "TradeHeard":
      return { orders: event.orders }
    // Who is whose they tell by `Regrouped`, and no fact hangs on what is personal.
    case "EdgeMade":
    case "EdgeTakenBack":
    case "Erased":
    case "Lapsed":
    case "PolicySet":
    case "ModelPut":
      return {}
  }
}
