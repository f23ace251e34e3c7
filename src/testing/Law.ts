/**
 * Laws as values: a name that reads as a sentence, and a check that any program may run.
 *
 * No test runner is needed. A test gives each law a case of its own; a host may run them all at
 * start-up against the database that it is about to trust.
 *
 * @module
 */
import { Cause, Clock, Context, Data, Effect, Equal, Exit, Formatter, Random, Schema } from "effect"

import * as Worlds from "./Worlds.ts"

/**
 * A promise that an implementation of the services `R` must keep.
 *
 * @example
 * ```ts
 * import { storeLaws } from "entrepot/testing"
 *
 * console.log(storeLaws.some((law) => law.name.includes("namespace")))
 * ```
 * ```text
 * true
 * ```
 */
export interface Law<out R = never> {
  readonly name: string
  readonly check: Effect.Effect<void, LawBroken, R>
}

/**
 * The law does not hold: what it expected, and what it saw.
 *
 * `seed` is there where the check drew at random; provide it as {@link Seed} to draw the same.
 */
export class LawBroken extends Schema.TaggedError<LawBroken>()("LawBroken", {
  law: Schema.String,
  expected: Schema.String,
  seen: Schema.String,
  seed: Schema.optionalKey(Schema.Int),
}) {
  override get message(): string {
    const seed = this.seed === undefined ? "" : ` (seed ${this.seed})`
    return `${this.law}: expected ${this.expected}, saw ${this.seen}${seed}`
  }
}

/** What {@link holds} and its like fail with; {@link make} adds the name of the law. */
export class Mismatch extends Data.TaggedError("Mismatch")<{
  readonly expected: string
  readonly seen: string
}> {}

/**
 * The seed of every law that draws at random; `undefined` (the default) draws a fresh one.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Law } from "entrepot/testing"
 *
 * const law = Law.seeded("three dice show the same", (world) =>
 *   Law.equal("the dice", new Set([1, 2, 3].map(() => world.integer(1, 6))).size, 1),
 * )
 * const replay = law.check.pipe(Effect.provideService(Law.Seed, 7), Effect.flip)
 * console.log(Effect.runSync(replay).seed)
 * ```
 * ```text
 * 7
 * ```
 */
export const Seed: Context.Reference<number | undefined> = Context.Reference<number | undefined>(
  "entrepot/testing/Law/Seed",
  { defaultValue: () => undefined },
)

/**
 * How long a check waits for what should come to an end, in milliseconds: 10,000 by default.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Law } from "entrepot/testing"
 *
 * const law = Law.make("a pause is short", Law.inTime("the pause", Effect.sleep(60_000)))
 * const impatient = law.check.pipe(Effect.provideService(Law.Patience, 20), Effect.flip)
 * console.log((await Effect.runPromise(impatient)).message)
 * ```
 * ```text
 * a pause is short: expected the pause to end, saw nothing after 20 ms
 * ```
 */
export const Patience: Context.Reference<number> = Context.Reference<number>(
  "entrepot/testing/Law/Patience",
  { defaultValue: () => 10_000 },
)

/** How a check may fail before it has a name: an error of the port breaks the law too. */
export interface Failure {
  readonly _tag: string
  readonly message: string
}

/**
 * Names a check.
 *
 * It runs under the real clock, also where a test has provided another: stores wait in real time.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Law } from "entrepot/testing"
 *
 * const law = Law.make("one and one are two", Law.equal("the sum", 1 + 1, 2))
 * Effect.runSync(law.check)
 * ```
 */
export const make = <R>(name: string, body: Effect.Effect<void, Failure, R>): Law<R> => ({
  name,
  check: body.pipe(Effect.mapError(broken(name)), underRealClock),
})

/** Names a check that draws at random, from a seed that its failure tells; see {@link Seed}. */
export const seeded = <R>(
  name: string,
  body: (world: Worlds.World) => Effect.Effect<void, Failure, R>,
): Law<R> => ({
  name,
  check: Effect.gen(function* () {
    const seed = (yield* Seed) ?? (yield* Random.nextIntBetween(0, 2 ** 32))
    yield* Effect.mapError(body(Worlds.make(seed)), broken(name, seed))
  }).pipe(underRealClock),
})

const underRealClock = Effect.provideService(Clock.Clock, Clock.Clock.defaultValue())

const broken =
  (law: string, seed?: number) =>
  (failure: Failure): LawBroken =>
    new LawBroken({
      law,
      ...(failure instanceof Mismatch
        ? { expected: failure.expected, seen: failure.seen }
        : { expected: "no failure", seen: `${failure._tag}: ${failure.message}` }),
      ...(seed === undefined ? {} : { seed }),
    })

/**
 * Fails unless the condition is true. `expected` completes "expected …", `seen` is shown.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Law } from "entrepot/testing"
 *
 * const even = (n: number) => Law.make("it is even", Law.holds(n % 2 === 0, "no remainder", n % 2))
 * console.log(Effect.runSync(Effect.flip(even(3).check)).message)
 * ```
 * ```text
 * it is even: expected no remainder, saw 1
 * ```
 */
export const holds = (
  condition: boolean,
  expected: string,
  seen: unknown,
): Effect.Effect<void, Mismatch> =>
  condition ? Effect.void : Effect.fail(new Mismatch({ expected, seen: show(seen) }))

/** Fails unless both are equal, by structure. `what` names the thing compared. */
export const equal = <A>(what: string, seen: A, expected: A): Effect.Effect<void, Mismatch> =>
  Equal.equals(seen, expected)
    ? Effect.void
    : Effect.fail(new Mismatch({ expected: `${what} to be ${show(expected)}`, seen: show(seen) }))

/**
 * Fails unless the effect fails with one of the tags; answers its error.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Law } from "entrepot/testing"
 *
 * const { read } = Memory.make()
 * const law = Law.make(
 *   "a namespace has a name",
 *   Law.failsWith(["RecordRefused"], "no namespace", read("", [{ collection: "shelf", id: "a" }])),
 * )
 * Effect.runSync(law.check)
 * ```
 */
export const failsWith = <A, E extends Failure, R>(
  tags: ReadonlyArray<E["_tag"]>,
  what: string,
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<E, Mismatch, R> =>
  Effect.matchEffect(effect, {
    onFailure: (error) =>
      tags.includes(error._tag) ? Effect.succeed(error) : unexpected(tags, what, error),
    onSuccess: (answer) => unexpected(tags, what, answer),
  })

const unexpected = (tags: ReadonlyArray<string>, what: string, seen: unknown) =>
  Effect.fail(new Mismatch({ expected: `${tags.join(" or ")} for ${what}`, seen: show(seen) }))

/** Fails unless the effect ends within {@link Patience}. */
export const inTime = <A, E, R>(
  what: string,
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | Mismatch, R> =>
  Effect.gen(function* () {
    const patience = yield* Patience
    const late = new Mismatch({ expected: `${what} to end`, seen: `nothing after ${patience} ms` })
    return yield* Effect.timeoutOrElse(effect, {
      duration: patience,
      orElse: () => Effect.fail(late),
    })
  })

/** What became of one law: it holds, it is broken, or its check died. */
export type Verdict =
  | { readonly law: string; readonly outcome: "holds" }
  | { readonly law: string; readonly outcome: "broken"; readonly broken: LawBroken }
  | { readonly law: string; readonly outcome: "defect"; readonly cause: Cause.Cause<never> }

/**
 * Checks laws one after another and reports on each; it never fails.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 * import { Law, SecondStore, storeLaws } from "entrepot/testing"
 *
 * const store = Memory.make()
 * const report = await Law.runAll(storeLaws.slice(0, 3)).pipe(
 *   Effect.provideService(Store, store),
 *   Effect.provideService(SecondStore, store),
 *   Effect.runPromise,
 * )
 * console.log(report.map(({ outcome }) => outcome).join(" "))
 * ```
 * ```text
 * holds holds holds
 * ```
 */
export const runAll = <R>(
  laws: ReadonlyArray<Law<R>>,
): Effect.Effect<ReadonlyArray<Verdict>, never, R> =>
  Effect.forEach(laws, ({ name, check }) =>
    Effect.map(Effect.exit(check), (exit) => verdict(name, exit)),
  )

const verdict = (law: string, exit: Exit.Exit<void, LawBroken>): Verdict => {
  if (Exit.isSuccess(exit)) return { law, outcome: "holds" }
  const error = Cause.findError(exit.cause)
  return error._tag === "Success"
    ? { law, outcome: "broken", broken: error.success }
    : { law, outcome: "defect", cause: error.failure }
}

const show = (value: unknown): string => {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : Formatter.format(value)
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}

const shownLength = 600
