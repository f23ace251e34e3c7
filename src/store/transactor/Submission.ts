/**
 * A submission: a program that waits to be committed, and how to answer whoever sent it.
 *
 * @internal
 * @module
 */
import { type Context, Effect, Exit, type Fiber, Option, References, Result, Schema } from "effect"

import { Horizons, maxAnswerLength, Receipts } from "../Receipt.ts"
import type { HostWork } from "../Store.ts"
import { Transaction } from "../Transaction.ts"
import { CommandReused, CommandTooOld, type TransactionError } from "../TransactionError.ts"
import { Attempt, type View } from "./Attempt.ts"

/** What makes a program a command: its id, the hash of its body, and how to keep its answer. */
export interface Header {
  readonly commandId: string
  readonly hash: string
  readonly issuedAt: number | undefined
  readonly actor: string | undefined
  readonly reason: string | undefined
  readonly answer: Schema.Codec<unknown, Schema.Json>
}

/** A program's answer, before anyone knows the number of its commit. */
export interface Answered {
  readonly answer: unknown
  /** The position of the first execution, where this is a repetition of a committed one. */
  readonly repeats: number | undefined
}

/** See the module. */
export interface Submission {
  readonly header: Header | undefined
  readonly program: Effect.Effect<unknown, unknown, Transaction>
  readonly context: Context.Context<never>
  readonly alongside: HostWork | undefined
  readonly clock: () => number
  /** Answers; the position is the number of the commit, 0 where nothing was written. */
  readonly answer: (exit: Exit.Exit<Answered, unknown>, position: number) => void
  run: Run | undefined
  /** How often a run was lost to others. */
  lost: number
  /** Set once a commit failed: what was presumed absent may be there, so it is read. */
  doubtful: boolean
  cancelled: boolean
}

/** A run of a submission's program, finished where it has an exit. */
export interface Run {
  readonly attempt: Attempt
  readonly fiber: Fiber.Fiber<Answered, unknown>
}

/** Starts the program over a view. Mostly it is finished at once, since facts are in memory. */
export const start = (submission: Submission, view: View): Run => {
  const { header, context } = submission
  const issuer = {
    commandId: header?.commandId,
    actor: header?.actor,
    reason: header?.reason,
  }
  const attempt = new Attempt(view, issuer, context, submission.doubtful)
  const whole =
    header === undefined
      ? Effect.map(submission.program, once)
      : withReceipt(attempt, header, submission)
  const fiber = Effect.runFork(
    whole.pipe(
      Effect.provideService(Transaction, attempt),
      // A run that yields half-way would see facts of two moments, and be thrown away.
      Effect.provideService(References.PreventSchedulerYield, true),
      Effect.provideContext(context),
    ),
  )
  return { attempt, fiber }
}

const once = (answer: unknown): Answered => ({ answer, repeats: undefined })

const withReceipt = (
  attempt: Attempt,
  header: Header,
  { program }: Submission,
): Effect.Effect<Answered, unknown, Transaction> =>
  Effect.gen(function* () {
    const { commandId, hash, issuedAt } = header
    const kept = yield* attempt.presume(Receipts, commandId)
    if (Option.isSome(kept)) {
      if (kept.value.hash !== hash) return yield* new CommandReused({ commandId })
      const answer = yield* Effect.orDie(
        Schema.decodeUnknownEffect(header.answer)(kept.value.answer),
      )
      return { answer, repeats: attempt.versionOf(Receipts, commandId) }
    }
    if (issuedAt !== undefined) yield* assertRecent(attempt, commandId, issuedAt)
    const answer = yield* program
    const encoded = Schema.encodeSync(header.answer)(answer)
    if (JSON.stringify(encoded).length > maxAnswerLength)
      return yield* Effect.die(new Error(`the answer of ${commandId} is too long for a receipt`))
    yield* attempt.put(Receipts, {
      commandId,
      hash,
      answer: encoded,
      ...(issuedAt === undefined ? {} : { issuedAt }),
    })
    return once(answer)
  })

const assertRecent = (attempt: Attempt, commandId: string, issuedAt: number) =>
  Effect.flatMap(attempt.get(Horizons, "horizon"), (found) => {
    const horizon = Option.match(found, { onNone: () => 0, onSome: ({ keptSince }) => keptSince })
    return issuedAt < horizon
      ? Effect.fail(new CommandTooOld({ commandId, issuedAt, horizon }))
      : Effect.void
  })

/** What a finished run came to, or that it does not count. */
export const resultOf = (
  run: Run,
): Result.Result<Exit.Exit<Answered, unknown>, TransactionError> | undefined => {
  const exit = run.fiber.pollUnsafe()
  if (run.attempt.failed !== undefined) return Result.fail(run.attempt.failed)
  return exit === undefined || run.attempt.restart !== undefined ? undefined : Result.succeed(exit)
}
