/**
 * The transaction around a commit, and what a failure in it means.
 *
 * @module
 */
import { Cause, Effect } from "effect"
import { type Committed, HostWorkFailed, StoreConflict } from "entrepot/store"

import { type Access, hostMustRetry, run, type Session, SqlFault, unavailable } from "./session.ts"

/** Commits where something was written, and rolls back in every other case. */
export const inTransaction = Effect.fnUntraced(function* <E>(
  { frame }: Access,
  session: Session,
  body: Effect.Effect<Committed | "again", E | SqlFault>,
) {
  yield* run(session, frame.begin)
  const committed = yield* body.pipe(
    // An interrupted session is closed instead: a statement may still be under way.
    Effect.tapCause((cause) =>
      Cause.hasInterrupts(cause) ? Effect.void : Effect.ignore(run(session, frame.rollback)),
    ),
    Effect.mapError((error) => (error instanceof SqlFault ? failureOf(frame.ours, error) : error)),
  )
  if (committed === "again" || committed.version === 0) yield* run(session, frame.rollback)
  else
    yield* Effect.uninterruptible(run(session, frame.commit)).pipe(
      Effect.mapError((fault) => endOf(frame.ours, fault)),
    )
  return committed
})

/** What a fault before the end means: nothing was written. */
const failureOf = (ours: boolean, fault: SqlFault) => {
  const { sqlState, message } = fault
  // Our own locks do not meet in a circle, but those that the host's work takes may.
  if (!sqlState.startsWith("40")) return unavailable("commit", fault)
  return ours
    ? new StoreConflict({ changed: [] })
    : unavailable("commit", { sqlState, message: `${hostMustRetry}: ${message}` })
}

/** What a fault of COMMIT means: nothing was written only where a constraint had waited for it. */
const endOf = (ours: boolean, fault: SqlFault) =>
  fault.sqlState.startsWith("23")
    ? new HostWorkFailed({ detail: fault.message, cause: fault.cause })
    : unavailable("commit", fault, ours ? "unknown" : "nothing")
