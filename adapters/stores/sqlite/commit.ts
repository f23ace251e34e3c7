/**
 * A commit under SQLite's one write lock: check, perhaps revise, then write, without a pause.
 *
 * @module
 */
import { Result } from "effect"
import {
  Admission,
  type Commit,
  type Committed,
  type HostWork,
  HostWorkFailed,
  Key,
  RecordRefused,
  type Revise,
  StoreConflict,
  type StoreUnavailable,
  type Touch,
} from "entrepot/store"

import { type Connection, recordOf, type Row } from "./statements.ts"
import { transact } from "./transaction.ts"
import { writeAll } from "./writes.ts"

type Refusal = StoreConflict | RecordRefused | HostWorkFailed

/** Commits, or says why not. Throws what SQLite throws while nothing is written. */
export const commitNow = (
  connection: Connection,
  namespace: string,
  proposal: Commit,
  revise: Revise,
): Result.Result<Committed, Refusal | StoreUnavailable> => {
  const { database } = connection
  const refused = refuse(connection, namespace, proposal)
  if (refused !== undefined) return Result.fail(refused)
  if (onlyValidates(proposal)) {
    const valid = transact("commit", database, "BEGIN", () =>
      Result.succeed(changedIn(proposal, locateAll(connection, namespace, proposal)).length === 0),
    )
    // Where something changed, revise may have writes to answer: decide under the lock.
    if (Result.isFailure(valid)) return Result.fail(valid.failure)
    if (valid.success) return Result.succeed({ version: 0 })
  }
  // The host's work may run only once everything was found as expected.
  if (proposal.alongside === undefined) {
    const swift = transact("commit", database, "BEGIN IMMEDIATE", () =>
      commitSwiftly(connection, namespace, proposal),
    )
    if (Result.isSuccess(swift)) return Result.succeed(swift.success)
    if (swift.failure !== surprise) return Result.fail(swift.failure)
  }
  return transact("commit", database, "BEGIN IMMEDIATE", () =>
    decide(connection, namespace, proposal, revise),
  )
}

const surprise = "surprise"

/**
 * Looks up only what should be there: most records are new, and their insert finds out. Where
 * anything is not as expected, all that was written is rolled back, to be decided with care.
 */
const commitSwiftly = (
  connection: Connection,
  namespace: string,
  commit: Commit,
): Result.Result<Committed, typeof surprise> => {
  const found = commit.touches.map((touch) =>
    isInsert(touch) ? undefined : locate(connection, namespace, touch),
  )
  const version =
    changedIn(commit, found).length === 0
      ? writeAll(connection, namespace, commit, found)
      : undefined
  return version === undefined ? Result.fail(surprise) : Result.succeed({ version })
}

const isInsert = ({ expected, write }: Touch): boolean => expected === 0 && write?._tag === "Put"

const onlyValidates = ({ touches, entries, alongside }: Commit): boolean =>
  entries.length === 0 &&
  alongside === undefined &&
  touches.every(({ write }) => write === undefined)

const decide = (
  connection: Connection,
  namespace: string,
  proposal: Commit,
  revise: Revise,
): Result.Result<Committed, Refusal> => {
  const found = locateAll(connection, namespace, proposal)
  const changed = changedIn(proposal, found)
  if (changed.length === 0) return carryOut(connection, namespace, proposal, found)

  const revised = connection.capabilities.revise
    ? revise(changed.map((key) => snapshot(connection, namespace, key)))
    : undefined
  if (revised === undefined) return Result.fail(new StoreConflict({ changed }))
  const refused = refuse(connection, namespace, revised) ?? Admission.ofRevision(proposal, revised)
  if (refused !== undefined) return Result.fail(refused)

  const now = locateAll(connection, namespace, revised)
  const still = changedIn(revised, now)
  return still.length === 0
    ? carryOut(connection, namespace, revised, now)
    : Result.fail(new StoreConflict({ changed: still }))
}

const carryOut = (
  connection: Connection,
  namespace: string,
  commit: Commit,
  found: ReadonlyArray<Row | undefined>,
): Result.Result<Committed, HostWorkFailed> => {
  const failed = commit.alongside && runAlongside(connection, commit.alongside)
  if (failed !== undefined) return Result.fail(failed)
  const version = writeAll(connection, namespace, commit, found)
  if (version === undefined) throw new Error("a record that was not there appeared under the lock")
  return Result.succeed({ version })
}

const refuse = ({ capabilities }: Connection, namespace: string, commit: Commit) =>
  Admission.ofCommit(capabilities, namespace, commit) ??
  Admission.ofHostWork(capabilities, "sqlite", commit)

const locate = ({ statements }: Connection, namespace: string, { key }: Touch): Row | undefined =>
  statements.locate.get(namespace, key.collection, key.id)

const locateAll = (connection: Connection, namespace: string, { touches }: Commit) =>
  touches.map((touch) => locate(connection, namespace, touch))

const changedIn = (
  { touches }: Commit,
  found: ReadonlyArray<Row | undefined>,
): ReadonlyArray<Key.Key> =>
  touches
    .filter(({ expected }, i) => expected !== (found[i]?.["version"] ?? 0))
    .map(({ key }) => key)

const snapshot = ({ statements }: Connection, namespace: string, key: Key.Key) => {
  const row = statements.read.get(namespace, key.collection, key.id)
  return { key, record: row && recordOf(key, row) }
}

const runAlongside = ({ database }: Connection, { run }: HostWork): HostWorkFailed | undefined => {
  try {
    if (typeof run !== "function") throw new TypeError("not made by alongside")
    const answer: unknown = run(database)
    if (answer instanceof Promise) throw new TypeError("it is asynchronous")
    if (!database.isTransaction) throw new Error("it ended the transaction")
    return undefined
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    return new HostWorkFailed({ detail, cause })
  }
}
