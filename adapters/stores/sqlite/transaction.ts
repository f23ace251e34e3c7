/**
 * Runs synchronous work on a database: all or nothing, and every error of SQLite by its name.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite"

import { type Duration, Effect, Predicate, Result, Schedule } from "effect"
import { StoreUnavailable } from "entrepot/store"

type Operation = StoreUnavailable["operation"]

/** Runs work, again and again while the database is busy, with the event loop free between. */
export type Attempt = <A, E>(
  operation: Operation,
  work: () => Result.Result<A, E>,
) => Effect.Effect<A, E | StoreUnavailable>

/** Makes an {@link Attempt} that gives up after this time. */
export const attempting = (busyTimeout: Duration.Input): Attempt => {
  const schedule = Schedule.spaced("5 millis").pipe(
    Schedule.jittered,
    Schedule.upTo({ duration: busyTimeout }),
  )
  return <A, E>(operation: Operation, work: () => Result.Result<A, E>) =>
    Effect.suspend((): Effect.Effect<A, E | StoreUnavailable> => {
      try {
        return Effect.fromResult(work())
      } catch (cause) {
        const failure = failureOf(operation, cause)
        return failure === undefined ? Effect.die(cause) : Effect.fail(failure)
      }
    }).pipe(Effect.retry({ while: isBusy, schedule }))
}

const isBusy = (error: unknown): boolean =>
  error instanceof StoreUnavailable && error.reason === "busy"

/**
 * Runs work between BEGIN and COMMIT. A failed result and every exception roll back.
 *
 * An exception of COMMIT itself leaves the outcome unknown where SQLite cannot say.
 */
export const transact = <A, E>(
  operation: Operation,
  database: DatabaseSync,
  begin: "BEGIN" | "BEGIN IMMEDIATE",
  work: () => Result.Result<A, E>,
): Result.Result<A, E | StoreUnavailable> => {
  if (database.isTransaction) return Result.fail(hostIsBusy(operation))
  database.exec(begin)
  try {
    const answer = work()
    return Result.isFailure(answer) ? answer : finish(operation, database, answer)
  } finally {
    rollBack(database)
  }
}

const finish = <A, E>(
  operation: Operation,
  database: DatabaseSync,
  answer: Result.Success<A, E>,
): Result.Result<A, E | StoreUnavailable> => {
  try {
    database.exec("COMMIT")
    return answer
  } catch (cause) {
    const failure = failureOf(operation, cause, "unknown")
    if (failure === undefined) throw cause
    return Result.fail(failure)
  }
}

// SQLite may have rolled back by itself, and what keeps it from that now happens at the next open.
const rollBack = (database: DatabaseSync): void => {
  try {
    if (database.isTransaction) database.exec("ROLLBACK")
  } catch {}
}

const hostIsBusy = (operation: Operation) =>
  new StoreUnavailable({
    operation,
    reason: "busy",
    outcome: "nothing",
    detail: "the host's own transaction is open on this connection",
  })

/** What an exception of `node:sqlite` means, or `undefined` where it is another's. */
const failureOf = (
  operation: Operation,
  cause: unknown,
  outcome: StoreUnavailable["outcome"] = "nothing",
): StoreUnavailable | undefined => {
  if (!(cause instanceof Error) || !Predicate.hasProperty(cause, "code")) return undefined
  const detail = cause.message
  if (cause.code === "ERR_INVALID_STATE")
    return new StoreUnavailable({ operation, reason: "gone", outcome, detail })
  if (cause.code !== "ERR_SQLITE_ERROR" || !Predicate.hasProperty(cause, "errcode"))
    return undefined
  const reason = reasonOf(Number(cause.errcode))
  // A full disk or a reader in the way shows before the mark of a commit is written; after any
  // other error of COMMIT the mark may or may not be on disk.
  const isNothing = reason === "full" || reason === "busy"
  return new StoreUnavailable({
    operation,
    reason,
    outcome: isNothing ? "nothing" : outcome,
    detail,
  })
}

// https://www.sqlite.org/rescode.html: the low byte is the primary code.
const reasonOf = (code: number): StoreUnavailable["reason"] => {
  switch (code & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
    case 15: // SQLITE_PROTOCOL: lost a race for a lock
      return "busy"
    case 13: // SQLITE_FULL
      return "full"
    case 10: // SQLITE_IOERR
    case 14: // SQLITE_CANTOPEN
      return "gone"
    default:
      return "failed"
  }
}
