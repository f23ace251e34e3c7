/**
 * A submission: a program that waits to be committed, and how to answer whoever sent it.
 *
 * @internal
 * @module
 */
import { Context, Effect, type Exit, type Fiber, Function, Option, Result, Schema } from "effect"

import * as Collection from "../Collection.ts"
import { Horizons, maxAnswerLength, type Receipt, Receipts } from "../Receipt.ts"
import type { HostWork } from "../Store.ts"
import { Transaction } from "../Transaction.ts"
import { CommandReused, CommandTooOld, type TransactionError } from "../TransactionError.ts"
import { Attempt } from "./Attempt.ts"
import type { View } from "./View.ts"

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
  /** The caller's services. A run must not yield half-way: it would see facts of two moments. */
  readonly context: Context.Context<never>
  readonly alongside: HostWork | undefined
  readonly clock: () => number
  /** Answers; the position is the number of the commit, 0 where nothing was written. */
  readonly answer: (exit: Exit.Exit<Answered, unknown>, position: number) => void
  /** A run that waits for something, or waited and is not judged yet. */
  run: Run | undefined
  /** The random numbers drawn so far: every run sees the same ones. */
  readonly drawn: Array<number>
  /** How often a run was lost to others. */
  lost: number
  /** Set once something that was presumed absent may be there: from now on it is read. */
  doubtful: boolean
  /** Set once a fact that made the program fail was read again from the store. */
  reread: boolean
  cancelled: boolean
}

/** A run of a submission's program, finished where it has an exit. */
export interface Run {
  readonly attempt: Attempt
  readonly fiber: Fiber.Fiber<Answered, unknown>
}

/** Starts the program over a view. Mostly it is finished at once, since facts are in memory. */
export const start = (submission: Submission, view: View): Run => {
  const { header, context, program } = submission
  const attempt = new Attempt(view, submission)
  const whole =
    header === undefined ? Effect.map(program, once) : withReceipt(attempt, header, program)
  const fiber = Effect.runForkWith(Context.add(context, Transaction, attempt))(whole)
  return { attempt, fiber }
}

const once = (answer: unknown): Answered => ({ answer, repeats: undefined })

const withReceipt = (
  attempt: Attempt,
  header: Header,
  program: Submission["program"],
): Effect.Effect<Answered, unknown, Transaction> =>
  Effect.flatMap(attempt.presume(Receipts, header.commandId), (kept) => {
    if (Option.isSome(kept)) return repeat(attempt, header, kept.value)
    const recent =
      header.issuedAt === undefined
        ? program
        : Effect.andThen(assertRecent(attempt, header), program)
    return Effect.flatMap(recent, (answer) => keep(attempt, header, answer))
  })

const repeat = (
  attempt: Attempt,
  { commandId, hash, answer }: Header,
  kept: Receipt,
): Effect.Effect<Answered, CommandReused> =>
  kept.hash === hash
    ? Effect.map(Effect.orDie(Schema.decodeUnknownEffect(answer)(kept.answer)), (first) => ({
        answer: first,
        repeats: attempt.versionOf(Receipts, commandId),
      }))
    : Effect.fail(new CommandReused({ commandId }))

const keep = (
  attempt: Attempt,
  { commandId, hash, issuedAt, answer: codec }: Header,
  answer: unknown,
): Effect.Effect<Answered> => {
  const encoded = encoderOf(codec)(answer)
  if (JSON.stringify(encoded).length > maxAnswerLength)
    return Effect.die(new Error(`the answer of ${commandId} is too long for a receipt`))
  const issued = issuedAt === undefined ? {} : { issuedAt }
  return Effect.as(
    attempt.put(Receipts, { commandId, hash, answer: encoded, ...issued }),
    once(answer),
  )
}

// A codec is compiled once, not for each of its commands.
const encoderOf = Function.memoize(Collection.encoder<unknown, Schema.Json>)

const assertRecent = (attempt: Attempt, { commandId, issuedAt = 0 }: Header) =>
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
