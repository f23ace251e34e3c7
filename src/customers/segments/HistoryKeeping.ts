/**
 * The history of a customer as it was known at each instant, read off what the room keeps.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Consents, Identities, Moments, TradeEvents, tradeId } from "../CustomerRecords.ts"
import { asOf } from "../trade/TradeEvent.ts"
import * as TradeRecord from "../trade/TradeRecord.ts"
import type { Known } from "./Walk.ts"

/** Every customer once, by id. */
export const customers = (records: RecordsShape): Stream.Stream<string, RecordsError> =>
  records.all(Identities, { index: "byCustomer" }).pipe(
    Stream.map(({ customer }) => customer),
    Stream.changes,
  )

/**
 * What was known of a customer from each instant on at which something was told. With `since` only what
 * was known then, and what was told later. Their records are those of now: a merge counts from the
 * instant at which somebody looks.
 */
export const known = (records: RecordsShape) =>
  Effect.fnUntraced(function* (
    customerId: string,
    since: Calendar.Instant = -Infinity,
  ): Effect.fn.Return<ReadonlyArray<Known>, RecordsError> {
    const collect = <A>(stream: Stream.Stream<A, RecordsError>) => Stream.runCollect(stream)
    const own = yield* collect(
      records.all(Identities, { index: "byCustomer", under: [customerId] }),
    )
    const events = yield* Effect.forEach(
      own.flatMap(({ order }) => (order === undefined ? [] : [tradeId(order)])),
      (order) => collect(records.all(TradeEvents, { index: "byOrder", under: [order] })),
    )
    const moments = yield* Effect.forEach(own, ({ recordId }) =>
      collect(records.all(Moments, { index: "byRecord", under: [recordId] })),
    )
    const consents = yield* Effect.forEach(own, ({ recordId }) => records.get(Consents, recordId))
    const trade = events.flat()
    const seen = moments.flat()
    const said = consents.flatMap(Option.toArray).map(({ statements }) => statements)
    const told = [
      ...trade.map(({ recordedAt }) => recordedAt),
      ...seen.map(({ recordedAt }) => recordedAt),
      ...said.flat().map(({ at }) => at),
      ...own.map((record) => record.since),
    ]
    const last = Math.max(...told.filter((instant) => instant <= since))
    const instants = Array.from(new Set([last, ...told.filter((instant) => instant > since)]))
    return instants
      .filter((instant) => instant > -Infinity)
      .toSorted((a, b) => a - b)
      .map((from) => ({
        from,
        history: {
          trades: TradeRecord.tradesOf(asOf(trade, { recorded: from })),
          moments: seen
            .filter(({ recordedAt }) => recordedAt <= from)
            .map(({ moment }) => moment.occurredAt),
          consents: said.map((statements) => statements.filter(({ at }) => at <= from)),
        },
      }))
  })
