/**
 * What every law of the transactor stands on: a fresh namespace, and two processes at work in it.
 *
 * @module
 */
import { Clock, Context, Effect, Exit, Layer, Random, Scope } from "effect"

import { Journal, type JournalShape } from "../../store/Journal.ts"
import { Namespace } from "../../store/Namespace.ts"
import { Records, type RecordsShape } from "../../store/Records.ts"
import { Store, type StoreShape } from "../../store/Store.ts"
import type { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import {
  type Command,
  type CommandError,
  type Options,
  type Outcome,
  Transactor,
  type TransactorShape,
} from "../../store/Transactor.ts"
import * as Law from "../Law.ts"
import { SecondStore } from "../SecondStore.ts"
import { TransactorUnderTest } from "../TransactorUnderTest.ts"
import type { World } from "../Worlds.ts"

/** A transactor with its own cache, as a process of its own has it. */
export interface Process {
  readonly store: StoreShape
  readonly transact: <A, E extends Law.Failure>(
    command: Command<A>,
    program: Effect.Effect<A, E, Transaction>,
  ) => Effect.Effect<Outcome<A>, E | CommandError | Law.Mismatch>
  readonly run: <A, E extends Law.Failure>(
    program: Effect.Effect<A, E, Transaction>,
  ) => Effect.Effect<A, E | TransactionError | Law.Mismatch>
  readonly pruneReceipts: TransactorShape["pruneReceipts"]
  readonly records: RecordsShape
  readonly journal: JournalShape
}

/** How a process differs from the others of its law. */
export interface Setting {
  readonly over?: StoreShape
  readonly options?: Options
  /** What its callers take for the time, in epoch milliseconds. */
  readonly clock?: () => number
}

/** Two processes, and more where a law asks for them. */
export interface Fixture {
  readonly namespace: string
  readonly first: Process
  readonly second: Process
  /** First, second, first, second … */
  readonly either: (i: number) => Process
  readonly open: (setting: Setting) => Effect.Effect<Process>
}

export type TransactorLaw = Law.Law<Store | SecondStore>

type Body = (fixture: Fixture) => Effect.Effect<void, Law.Failure>

/** A law over two processes in a fresh namespace. */
export const transactorLaw = (name: string, body: Body): TransactorLaw =>
  Law.make(name, inFreshNamespace(body))

/** A law over two processes in a fresh namespace that draws at random. */
export const seededTransactorLaw = (name: string, body: (world: World) => Body): TransactorLaw =>
  Law.seeded(name, (world) => inFreshNamespace(body(world)))

// The time stands beside the random part, so that a replayed seed finds no leavings either.
const inFreshNamespace = Effect.fnUntraced(function* (body: Body) {
  const [one, other] = [yield* Store, yield* SecondStore]
  const parts = [yield* Clock.currentTimeMillis, yield* Random.nextIntBetween(0, 2 ** 32)]
  const namespace = `law-${parts.map((part) => part.toString(36)).join("-")}`
  const scope = yield* Scope.make()
  const open: Fixture["open"] = ({ over = one, options, clock }) =>
    Effect.map(build(over, options, scope), (built) => processOf(over, built, clock))
  const [first, second] = [yield* open({}), yield* open({ over: other })]
  const either = (i: number) => (i % 2 === 0 ? first : second)
  yield* body({ namespace, first, second, either, open }).pipe(
    Effect.provideService(Namespace, namespace),
    // Closing waits for every program; one that a broken transactor forgot must not hold us up.
    Effect.onExit((exit) => Effect.forkDetach(Scope.close(scope, Exit.asVoid(exit)))),
  )
})

const build = Effect.fnUntraced(function* (
  store: StoreShape,
  options: Options | undefined,
  scope: Scope.Scope,
) {
  const make = yield* TransactorUnderTest
  const services = Layer.mergeAll(Records.layer, Journal.layer).pipe(
    Layer.provideMerge(Layer.fresh(make(options))),
    Layer.provide(Layer.succeed(Store, store)),
  )
  return yield* Layer.buildWithScope(Layer.fresh(services), scope)
})

const processOf = (
  store: StoreShape,
  built: Context.Context<Transactor | Records | Journal>,
  clock: (() => number) | undefined,
): Process => {
  const transactor = Context.get(built, Transactor)
  const own = <A, E>(effect: Effect.Effect<A, E>) =>
    clock === undefined ? effect : Effect.provideService(effect, Clock.Clock, telling(clock))
  return {
    store,
    transact: (command, program) =>
      Law.inTime("a command", own(transactor.transact(command, program))),
    run: (program) => Law.inTime("a program", own(transactor.run(program))),
    pruneReceipts: (options) => own(transactor.pruneReceipts(options)),
    records: Context.get(built, Records),
    journal: Context.get(built, Journal),
  }
}

const real = Clock.Clock.defaultValue()

const telling = (now: () => number): Clock.Clock => ({
  currentTimeMillisUnsafe: now,
  currentTimeMillis: Effect.sync(now),
  currentTimeNanosUnsafe: () => BigInt(now()) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(now()) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: real.monotonicTimeNanos,
  sleep: (duration) => real.sleep(duration),
})

/** So many callers at once, each of whom does so many things one after the other. */
export const callers = <A, E>(
  count: number,
  times: number,
  each: (i: number) => Effect.Effect<A, E>,
) =>
  Effect.map(
    atOnce(count, (caller) =>
      Effect.forEach(
        Array.from({ length: times }, (_, i) => i * count + caller),
        each,
      ),
    ),
    (answers) => answers.flat(),
  )

/** Runs so many at once; answers in their order. */
export const atOnce = <A, E>(count: number, each: (i: number) => Effect.Effect<A, E>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, i) => i),
    each,
    { concurrency: "unbounded" },
  )
