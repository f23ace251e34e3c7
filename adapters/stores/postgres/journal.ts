/**
 * Reading the journal, so that nothing that commits later has a lower position.
 *
 * Numbers are drawn before a commit ends, so they become visible in another order. But each commit
 * holds a lock that is named by its first number, and anybody can see it: a page ends below the
 * lowest number in flight. This needs the server that is written to; a replica shows no locks.
 *
 * @module
 */
import { Clock, Effect, Result } from "effect"
import {
  Admission,
  Cursor,
  type CursorError,
  CursorMalformed,
  type JournalPage,
  type JournalRange,
  type JournalRecord,
  type StoreError,
} from "entrepot/store"

import { run } from "./session.ts"
import type { Database } from "./statements.ts"
import { numbersOf } from "./tables.ts"

/**
 * A page of settled entries.
 *
 * It waits for the commits that are in flight when it is asked for, so that whatever was committed
 * before is in it. Where one takes too long (a host's open transaction may), the page ends below
 * it, and is not the end.
 */
export const journalPage = Effect.fnUntraced(function* (
  database: Database,
  namespace: string,
  range: JournalRange,
): Effect.fn.Return<JournalPage, StoreError | CursorError> {
  const refused = Admission.ofJournal(namespace, range)
  if (refused !== undefined) return yield* refused
  const { epoch } = database
  const after = yield* Effect.fromResult(positionOf(epoch, range.after))
  const { rows, horizon, isSettled } = yield* settledRows(database, namespace, range, after)
  const entries = rows.slice(0, range.limit).map(entryOf)
  const end = isSettled && rows.length <= range.limit
  // At the end a reader of one stream has passed over all others.
  const passed =
    end && range.stream !== undefined ? yield* lastPosition(database, namespace, horizon) : 0
  const last = Math.max(entries.at(-1)?.position ?? after, passed)
  return { entries, cursor: Cursor.encode(epoch, [last]), end }
})

const positionOf = (epoch: string, cursor: string | undefined) =>
  Result.gen(function* () {
    if (cursor === undefined) return 0
    const [position] = yield* Cursor.decode(epoch, cursor)
    return typeof position === "number"
      ? position
      : yield* Result.fail(new CursorMalformed({ cursor }))
  })

const longestWaitMillis = 2000
const longestPauseMillis = 20

const settledRows = Effect.fnUntraced(function* (
  database: Database,
  namespace: string,
  range: JournalRange,
  after: number,
) {
  let wanted: number | undefined
  let waited = 0
  for (let pause = 1; ; pause = Math.min(2 * pause, longestPauseMillis)) {
    const { last, horizon } = yield* horizonOf(database, namespace)
    wanted ??= last
    const isSettled = horizon >= wanted
    // One more than asked for tells whether it is the end.
    const rows = yield* rowsUpTo(database, namespace, range, after, horizon)
    if (isSettled || rows.length >= range.limit || waited >= longestWaitMillis)
      return { rows, horizon, isSettled }
    yield* Effect.provideService(Effect.sleep(pause), Clock.Clock, realClock)
    waited += pause
  }
})

// A test may have stopped the clock of its fibers: commits in flight do not stop.
const realClock = Clock.Clock.defaultValue()

const horizonOf = Effect.fnUntraced(function* ({ access, tables }: Database, namespace: string) {
  const text = `SELECT last, in_flight FROM ${tables.schema}.journal_horizon($1)`
  const [row] = yield* access.use("journal", (session) =>
    run<{ readonly last: string; readonly in_flight: string | null }>(session, { text }, [
      numbersOf(tables, namespace),
    ]),
  )
  const last = Number(row?.last)
  const inFlight = row?.in_flight ?? null
  return { last, horizon: inFlight === null ? last : Number(inFlight) - 1 }
})

interface EntryRow {
  readonly position: string
  readonly stream: string
  readonly type: string
  readonly schema: string
  readonly body: string
  readonly command_id: string | null
  readonly actor: string | null
  readonly reason: string | null
  readonly occurred_at: string
  readonly recorded_at: string
}

const rowsUpTo = (
  { access, tables }: Database,
  namespace: string,
  { stream, limit }: JournalRange,
  after: number,
  horizon: number,
) => {
  const text = `
    SELECT position, stream, type, schema, body::text AS body, command_id, actor, reason,
      occurred_at, recorded_at
    FROM ${tables.schema}.journal_entry
    WHERE namespace = $1 AND position > $2 AND position <= $3
      ${stream === undefined ? "" : "AND stream = $5"}
    ORDER BY position LIMIT $4`
  const values = [namespace, after, horizon, limit + 1, ...(stream === undefined ? [] : [stream])]
  return access.use("journal", (session) => run<EntryRow>(session, { text }, values))
}

const lastPosition = ({ access, tables }: Database, namespace: string, horizon: number) => {
  const text = `
    SELECT coalesce(max(position), 0) AS position FROM ${tables.schema}.journal_entry
    WHERE namespace = $1 AND position <= $2`
  return access
    .use("journal", (session) =>
      run<{ readonly position: string }>(session, { text }, [namespace, horizon]),
    )
    .pipe(Effect.map(([row]) => Number(row?.position)))
}

const entryOf = (row: EntryRow): JournalRecord => ({
  position: Number(row.position),
  stream: row.stream,
  type: row.type,
  schema: Number(row.schema),
  body: row.body,
  commandId: row.command_id ?? undefined,
  actor: row.actor ?? undefined,
  reason: row.reason ?? undefined,
  occurredAt: Number(row.occurred_at),
  recordedAt: Number(row.recorded_at),
})
