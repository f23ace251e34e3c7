/**
 * One connection in use, and what its errors mean.
 *
 * @module
 */
import { Data, Effect, Exit, Predicate } from "effect"
import { StoreUnavailable } from "entrepot/store"
import type { ClientBase, Pool, QueryResultRow } from "pg"

type Operation = StoreUnavailable["operation"]

/** A connection that nobody else uses meanwhile. */
export interface Session {
  readonly client: ClientBase
  /** Its state is unknown: nobody may use it any more. */
  broken: boolean
}

/** A statement; under a name the connection keeps it parsed. */
export interface Statement {
  readonly text: string
  readonly name?: string
}

/** An error of a statement, with PostgreSQL's code, or an empty one where the server gave none. */
export class SqlFault extends Data.TaggedError("SqlFault")<{
  readonly sqlState: string
  readonly message: string
  readonly cause: unknown
}> {}

/** Where sessions come from, and how a commit begins and ends in them. */
export interface Access {
  readonly use: <A, E>(
    operation: Operation,
    body: (session: Session) => Effect.Effect<A, E | SqlFault>,
  ) => Effect.Effect<A, Exclude<E, SqlFault> | StoreUnavailable>
  readonly frame: Frame
}

/** The statements around a commit, and whether the transaction in which it runs is ours. */
export interface Frame {
  readonly begin: Statement
  readonly commit: Statement
  readonly rollback: Statement
  readonly ours: boolean
}

/** Runs a statement. Columns come as PostgreSQL writes them, whatever parsers the host has set. */
export const run = <R extends QueryResultRow>(
  session: Session,
  statement: Statement,
  values: ReadonlyArray<unknown> = [],
): Effect.Effect<ReadonlyArray<R>, SqlFault> =>
  Effect.tryPromise({
    try: () => session.client.query<R>({ ...statement, values: [...values], types: asText }),
    catch: (cause) => faultOf(cause, session),
  }).pipe(Effect.map(({ rows }) => rows))

const asText = { getTypeParser: () => (text: string) => text }

/** Sessions from a pool: each is given back, or closed where its state is unknown. */
export const pooled = (pool: Pool): Access => ({
  use: (operation, body) =>
    Effect.acquireUseRelease(
      Effect.tryPromise({ try: () => pool.connect(), catch: (cause) => faultOf(cause) }).pipe(
        // A connection lost between two statements says so here; the next statement says it again.
        Effect.tap((client) => Effect.sync(() => client.on("error", ignore))),
        Effect.map((client) => ({ client, broken: false })),
      ),
      body,
      (session, exit) =>
        Effect.sync(() => {
          const midway = Exit.hasInterrupts(exit) || Exit.hasDies(exit)
          session.client.off("error", ignore)
          session.client.release(session.broken || midway)
        }),
    ).pipe(asUnavailable(operation)),
  frame: ownTransaction,
})

const ignore = (): void => {}

// Whatever the pool's defaults are: what a commit answers for is on disk, and a process that hangs
// while it holds rows does not hold up all others.
const ownTransaction: Frame = {
  begin: {
    text: `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
      SET LOCAL lock_timeout = '30s';
      SET LOCAL idle_in_transaction_session_timeout = '30s';
      SELECT set_config('synchronous_commit', 'on', true)
      WHERE current_setting('synchronous_commit') = 'off'`,
  },
  commit: { text: "COMMIT" },
  rollback: { text: "ROLLBACK" },
  ours: true,
}

/** Turns what is left of {@link SqlFault} into the port's error: nothing was written. */
export const asUnavailable =
  (operation: Operation) =>
  <A, E>(self: Effect.Effect<A, E | SqlFault>) =>
    Effect.catchIf(
      self,
      (error): error is Extract<E | SqlFault, SqlFault> => error instanceof SqlFault,
      (fault) => Effect.fail(unavailable(operation, fault)),
    )

const faultOf = (cause: unknown, session?: Session): SqlFault => {
  const sqlState = sqlStateOf(cause)
  if (session !== undefined && isLost(sqlState)) session.broken = true
  return new SqlFault({
    sqlState,
    message: cause instanceof Error ? cause.message : String(cause),
    cause,
  })
}

// Errors of sockets have a code too, but only the server's have a severity.
const sqlStateOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "severity") && Predicate.hasProperty(cause, "code")
    ? String(cause.code)
    : ""

// No answer, a broken protocol, a server that goes down, or a session that it ended.
const isLost = (sqlState: string): boolean =>
  sqlState === "" || /^(?:08|57P|25P0[34])/.test(sqlState)

/** What a fault means to a caller of the port. */
export const unavailable = (
  operation: Operation,
  { sqlState, message }: Pick<SqlFault, "sqlState" | "message">,
  outcome: StoreUnavailable["outcome"] = "nothing",
): StoreUnavailable =>
  new StoreUnavailable({ operation, reason: reasonOf(sqlState), outcome, detail: message })

/** How the detail begins where the host's own transaction lost a race. */
export const hostMustRetry = "host must retry"

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const reasonOf = (sqlState: string): StoreUnavailable["reason"] => {
  if (isLost(sqlState)) return "gone"
  if (sqlState === "53100") return "full"
  // Too many connections, a race lost, a lock or a statement that took too long.
  return /^(?:53|40|55P03|57014)/.test(sqlState) ? "busy" : "failed"
}
