/**
 * The second half of a commit: insert what was absent, which may have to wait, then all the rest.
 *
 * @module
 */
import { Effect, Result } from "effect"
import { type Commit, type HostWork, HostWorkFailed, RecordRefused } from "entrepot/store"

import { run, type Session, type SqlFault } from "./session.ts"
import type { Statements } from "./statements.ts"
import {
  type Drawn,
  insertValues,
  removeValues,
  renumberValues,
  writeValues,
  type Writing,
} from "./values.ts"

/** Writes a commit whose rows are locked, or says "again" where a key is no longer absent. */
export const writeAll = Effect.fnUntraced(function* (
  session: Session,
  statements: Statements,
  writing: Writing,
) {
  const { commit } = writing
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

const runAlongside = Effect.fnUntraced(function* (session: Session, work: HostWork) {
  const { client } = session
  const outcome = yield* Effect.result(
    Effect.tryPromise({
      try: async () => {
        if (typeof work.run !== "function") throw new TypeError("not made by alongside")
        await work.run(client)
        if (client.getTransactionStatus() === "I") throw new Error("it ended the transaction")
      },
      catch: hostWorkFailed,
    }),
  )
  // Fails where the connection is lost, or where one of its statements failed, forgiven or not.
  yield* run(session, { text: "SELECT" }).pipe(
    Effect.catchIf(isAborted, (fault) =>
      Effect.fail(Result.isFailure(outcome) ? outcome.failure : hostWorkFailed(fault)),
    ),
  )
  return yield* Effect.fromResult(outcome)
})

const isAborted = ({ sqlState }: SqlFault): boolean => sqlState === "25P02"

const hostWorkFailed = (cause: unknown) =>
  new HostWorkFailed({ detail: cause instanceof Error ? cause.message : String(cause), cause })

/**
 * The refusal of data that PostgreSQL does not take (text that is no JSON, a number or a row beyond
 * its limits), naming the first record whose body is no JSON; `undefined` for other faults.
 */
export const refusalOf = (commit: Commit, { sqlState, message }: SqlFault) => {
  if (!/^(?:22|54)/.test(sqlState)) return undefined
  const offender = commit.touches.find(({ write }) => write?._tag === "Put" && !isJson(write.body))
  return new RecordRefused({ ...(offender && { key: offender.key }), detail: message })
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
