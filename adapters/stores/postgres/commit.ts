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
import { Effect } from "effect"
import {
  type Commit,
  type Committed,
  Key,
  type Revise,
  type Snapshot,
  StoreConflict,
  type StoreError,
  type Touch,
} from "entrepot/store"

import { decide, onlyValidates, type Proposal, refuse } from "./decision.ts"
import { run, type Session, SqlFault } from "./session.ts"
import { type Database, recordOf, type RecordRow } from "./statements.ts"
import { numbersOf } from "./tables.ts"
import { inTransaction } from "./transaction.ts"
import { byKey, compareValues, writingOf } from "./values.ts"
import { refusalOf, writeAll } from "./write.ts"

interface Work extends Proposal {
  readonly database: Database
  readonly session: Session
}

/** Commits, or says why not. */
export const commitNow = (
  database: Database,
  namespace: string,
  proposal: Commit,
  revise: Revise,
): Effect.Effect<Committed, StoreConflict | StoreError> =>
  Effect.suspend(() => {
    const { access, capabilities } = database
    const refused = refuse(capabilities, namespace, proposal)
    if (refused !== undefined) return Effect.fail(refused)
    return access.use("commit", (session) =>
      tryAgain({ database, session, capabilities, namespace, proposal, revise }),
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
    const committed = yield* inTransaction(
      work.database.access,
      work.session,
      attemptOnce(work, lockAll),
    )
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
  if (onlyValidates(commit)) {
    const later = yield* compare(work, "compare", commit.touches)
    return later.length === 0 ? { version: 0 } : "again"
  }
  return commit === proposal || lockAll || isLocked(proposal, commit)
    ? yield* carryOut(work, commit)
    : "again"
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

const carryOut = ({ database, session, namespace }: Work, commit: Commit) =>
  writeAll(
    session,
    database.statements,
    writingOf(namespace, numbersOf(database.tables, namespace), commit),
  ).pipe(
    Effect.mapError((error) =>
      error instanceof SqlFault ? (refusalOf(commit, error) ?? error) : error,
    ),
  )
