/**
 * A commit in one transaction: lock and compare, perhaps revise with the rows locked, then write.
 *
 * Why commits never wait for one another in a circle:
 *
 * 1. The rows that are to change are locked first, in the order of keys: whoever waits here holds
 *    smaller keys only.
 * 2. The rows that were only read are locked without waiting. Where one is taken, all is given up,
 *    and the next attempt locks every row as in 1.
 * 3. What is expected to be absent is inserted, in the order of keys. It waits for whoever has
 *    inserted, changes or deletes the same key, and they are here with a larger one, or beyond.
 * 4. Updates, deletes, index entries and the journal wait for nobody. They come last, because a
 *    row that changes or goes makes others wait in 3.
 *
 * A key that is expected to be absent, and stays so, is inserted too and deleted in the end: so two
 * commits that each expect the other's record to be absent meet.
 *
 * @module
 */
import { Cause, Effect, Result } from "effect"
import {
  Admission,
  type Commit,
  type Committed,
  type HostWork,
  HostWorkFailed,
  Key,
  RecordRefused,
  type Revise,
  type Snapshot,
  StoreConflict,
  type StoreError,
  type Touch,
} from "entrepot/store"

import { hostMustRetry, run, type Session, SqlFault, unavailable } from "./session.ts"
import { type Database, recordOf, type RecordRow } from "./statements.ts"
import { numbersOf } from "./tables.ts"
import {
  byKey,
  compareValues,
  type Drawn,
  insertValues,
  removeValues,
  renumberValues,
  writeValues,
  writingOf,
} from "./values.ts"

type Refusal = StoreConflict | StoreError

interface Work {
  readonly database: Database
  readonly session: Session
  readonly namespace: string
  readonly proposal: Commit
  readonly revise: Revise
}

/** Commits, or says why not. */
export const commitNow = (
  database: Database,
  namespace: string,
  proposal: Commit,
  revise: Revise,
): Effect.Effect<Committed, Refusal> =>
  Effect.suspend(() => {
    const refused = refuse(database, namespace, proposal)
    if (refused !== undefined) return Effect.fail(refused)
    return database.access.use("commit", (session) =>
      tryAgain({ database, session, namespace, proposal, revise }),
    )
  })

const attempts = 5

const tryAgain = Effect.fnUntraced(function* (work: Work) {
  const { proposal } = work
  let lockAll = false
  if (onlyValidates(proposal)) {
    // What changed and what did not are of one moment, so an answer that still writes nothing
    // holds.
    const changed = yield* compare(work, "compare", proposal.touches)
    if (onlyValidates(yield* Effect.fromResult(decide(work, changed)))) return { version: 0 }
    lockAll = true
  }
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const committed = yield* inTransaction(work, attemptOnce(work, lockAll))
    if (committed !== "again") return committed
    lockAll = true
  }
  // Not known: each time a record appeared between its absence and its insert.
  return yield* new StoreConflict({ changed: [] })
})

const attemptOnce = Effect.fnUntraced(function* (work: Work, lockAll: boolean) {
  const { proposal } = work
  const changed = yield* lock(work, lockAll)
  if (changed === "again") return changed
  const commit = yield* Effect.fromResult(decide(work, changed))
  if (commit !== proposal) {
    if (onlyValidates(commit))
      return (yield* compare(work, "compare", commit.touches)).length === 0
        ? { version: 0 }
        : "again"
    if (!lockAll && !isLocked(proposal, commit)) return "again"
  }
  return yield* write(work, commit)
})

/** What changed of all keys; "again" where somebody holds a row that was only read. */
const lock = Effect.fnUntraced(function* (work: Work, lockAll: boolean) {
  const { touches } = work.proposal
  if (lockAll) return yield* compare(work, "lock", touches.toSorted(byKey))
  const written = yield* compare(work, "lock", touches.filter(isChange).toSorted(byKey))
  const read = yield* compare(work, "share", touches.filter(isRead))
  if (read.some(({ record }) => record === undefined)) return "again"
  // Most commits end here. Absence is settled by the insert, but revise wants to know all.
  return written.length + read.length === 0
    ? []
    : [...written, ...read, ...(yield* compare(work, "compare", touches.filter(isAbsence)))]
})

const isAbsence = ({ expected }: Touch): boolean => expected === 0
const isChange = ({ expected, write }: Touch): boolean => expected > 0 && write !== undefined
const isRead = ({ expected, write }: Touch): boolean => expected > 0 && write === undefined

/** Whether the locks that the proposal took, not all, are enough for its revision. */
const isLocked = (proposal: Commit, revised: Commit): boolean => {
  const locked = new Map(
    proposal.touches
      .filter(({ expected }) => expected > 0)
      .map((touch) => [Key.toString(touch.key), touch]),
  )
  return revised.touches.every((touch) => {
    const before = locked.get(Key.toString(touch.key))
    return isAbsence(touch) || (before !== undefined && (isChange(before) || isRead(touch)))
  })
}

const compare = Effect.fnUntraced(function* (
  { database, session, namespace }: Work,
  how: "compare" | "lock" | "share",
  touches: ReadonlyArray<Touch>,
) {
  if (touches.length === 0) return []
  const statement = database.statements[how]
  const rows = yield* run<RecordRow>(session, statement, compareValues(namespace, touches))
  return rows.map((row): Snapshot => {
    const key = { collection: row.collection, id: row.id }
    return { key, record: row.version === null ? undefined : recordOf(key, row) }
  })
})

/** The proposal, or what revise makes of it on the changed records. */
const decide = (
  { database, namespace, proposal, revise }: Work,
  changed: ReadonlyArray<Snapshot>,
): Result.Result<Commit, StoreConflict | RecordRefused> => {
  if (changed.length === 0) return Result.succeed(proposal)
  const revised = database.capabilities.revise ? revise(changed) : undefined
  if (revised === undefined) return Result.fail(conflict(changed))
  const now = new Map(proposal.touches.map(({ key, expected }) => [Key.toString(key), expected]))
  for (const { key, record } of changed) now.set(Key.toString(key), record?.version ?? 0)
  const refused = refuse(database, namespace, revised) ?? refuseStrangers(now, revised)
  if (refused !== undefined) return Result.fail(refused)
  const still = revised.touches.filter(
    ({ key, expected }) => now.get(Key.toString(key)) !== expected,
  )
  return still.length === 0 ? Result.succeed(revised) : Result.fail(conflict(still))
}

const conflict = (changed: ReadonlyArray<{ readonly key: Key.Key }>) =>
  new StoreConflict({ changed: changed.map(({ key }) => key) })

const onlyValidates = ({ touches, entries, alongside }: Commit): boolean =>
  entries.length === 0 &&
  alongside === undefined &&
  touches.every(({ write }) => write === undefined)

const refuse = ({ capabilities }: Database, namespace: string, commit: Commit) => {
  const refused = Admission.ofCommit(capabilities, namespace, commit)
  if (refused !== undefined || commit.alongside === undefined) return refused
  if (!capabilities.joinsHost)
    return new RecordRefused({ detail: "this store runs no work of the host" })
  return commit.alongside.adapter === "postgres"
    ? undefined
    : new RecordRefused({
        detail: `the host's work is for ${commit.alongside.adapter}, not for postgres`,
      })
}

const refuseStrangers = (known: ReadonlyMap<string, number>, revised: Commit) => {
  const stranger = revised.touches.find(({ key }) => !known.has(Key.toString(key)))
  return (
    stranger &&
    new RecordRefused({ key: stranger.key, detail: "a revision touched a key of its own" })
  )
}

const write = Effect.fnUntraced(function* ({ database, session, namespace }: Work, commit: Commit) {
  const { statements, tables } = database
  const writing = writingOf(namespace, numbersOf(tables, namespace), commit)
  const [drawn] = yield* run<Drawn>(session, statements.insert, insertValues(writing)).pipe(
    Effect.catchIf(isDuplicate, () => Effect.succeed([])),
  )
  if (drawn === undefined) return "again"
  if (commit.alongside !== undefined) yield* runAlongside(session, commit.alongside)
  const removing = removeValues(writing)
  if (removing !== undefined) yield* run(session, statements.remove, removing)
  const [written] = yield* run<Drawn>(session, statements.write, writeValues(writing, drawn))
  if (written === undefined) return yield* Effect.die(new Error("no number came back"))
  if (written.version !== drawn.version)
    yield* run(session, statements.renumber, renumberValues(writing, written.version))
  return { version: Number(written.version) }
})

const isDuplicate = ({ sqlState }: SqlFault): boolean => sqlState === "23505"

const runAlongside = ({ client }: Session, work: HostWork) =>
  Effect.tryPromise({
    try: async () => {
      if (typeof work.run !== "function") throw new TypeError("not made by alongside")
      await work.run(client)
      const status = client.getTransactionStatus()
      if (status !== "T")
        throw new Error(
          status === "E" ? "it left a failed transaction" : "it ended the transaction",
        )
    },
    catch: (cause) =>
      new HostWorkFailed({ detail: cause instanceof Error ? cause.message : String(cause), cause }),
  })

const inTransaction = Effect.fnUntraced(function* (
  { database, session }: Work,
  body: ReturnType<typeof attemptOnce>,
) {
  const { begin, commit, rollback } = database.access.frame
  yield* run(session, begin)
  // An interrupted session is closed instead, since a statement may still be under way.
  const committed = yield* Effect.tapCause(body, (cause) =>
    Cause.hasInterrupts(cause) ? Effect.void : Effect.ignore(run(session, rollback)),
  ).pipe(Effect.catchIf(isFault, (fault) => Effect.fail(refusalOf(database, fault))))
  const isWritten = committed !== "again" && committed.version > 0
  yield* isWritten
    ? Effect.mapError(Effect.uninterruptible(run(session, commit)), endOf(database))
    : run(session, rollback)
  return committed
})

const isFault = (error: unknown): error is SqlFault => error instanceof SqlFault

/** What a fault before the end means: nothing was written. */
const refusalOf = ({ access }: Database, fault: SqlFault): Refusal => {
  const { sqlState, message } = fault
  // Not with our locks, but the host's work takes its own: a deadlock, or a race lost.
  if (sqlState.startsWith("40"))
    return access.frame.ours
      ? new StoreConflict({ changed: [] })
      : unavailable("commit", { ...fault, message: `${hostMustRetry}: ${message}` })
  return unavailable("commit", fault)
}

/** What a fault of COMMIT means: only a constraint that waits for it certainly writes nothing. */
const endOf =
  ({ access }: Database) =>
  (fault: SqlFault): Refusal =>
    fault.sqlState.startsWith("23")
      ? new HostWorkFailed({ detail: fault.message, cause: fault.cause })
      : unavailable("commit", fault, access.frame.ours ? "unknown" : "nothing")
