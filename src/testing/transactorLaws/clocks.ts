/**
 * Laws of clocks: two processes whose clocks stand apart never see time run back.
 *
 * @module
 */
import { Deferred, Effect, Fiber } from "effect"

import * as Collection from "../../store/Collection.ts"
import type { Commit, StoreShape } from "../../store/Store.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, Counters, Counts, increment, level } from "./programs.ts"

const now = Transaction.use((tx) => tx.now)

/** The instant, then a write, then a read: in the order in which a slow clock is found out last. */
const stamped = (id: string) =>
  Effect.gen(function* () {
    const instant = yield* now
    yield* increment(id)
    return instant
  })

const early = 1_000_000
const late = 9_000_000

export const clockLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "the instant of a program is never before the writing of what it read",
    Effect.fnUntraced(function* ({ open, namespace }) {
      const [slow, fast] = [yield* open({ clock: () => early }), yield* open({ clock: () => late })]
      // The slow process remembers a record that the fast one then writes: it is asked to revise.
      yield* slow.run(increment("a"))
      yield* Law.equal("the instant of the fast clock", yield* fast.run(stamped("a")), late)
      const seen = yield* slow.run(stamped("a"))
      yield* Law.holds(seen >= late, `an instant of at least ${late}`, seen)
      const key = Collection.key(Counters, "a")
      const [found] = yield* slow.store.read(namespace, [key])
      const asOf = found?.record?.asOf ?? 0
      yield* Law.holds(asOf >= seen, `a record written as of ${seen} or later`, asOf)
    }),
  ),

  transactorLaw(
    "a process that met a later time does not fall back behind it",
    Effect.fnUntraced(function* ({ open, namespace }) {
      const [slow, fast] = [yield* open({ clock: () => early }), yield* open({ clock: () => late })]
      yield* slow.run(Effect.forEach(["a", "b"], (id) => increment(id)))
      yield* fast.run(increment("a"))
      // One knows the time before the others learn of a later one, and reads what they wrote.
      const gate = yield* Deferred.make<void>()
      const waited = yield* Effect.forkChild(
        slow.run(
          Effect.gen(function* () {
            yield* now
            yield* Deferred.await(gate)
            yield* level("b")
            return yield* now
          }),
        ),
        { startImmediately: true },
      )
      yield* Effect.yieldNow
      // Both in one commit, which learns of the later time while it has the records locked.
      yield* atOnce(2, (i) => slow.run(increment(i === 0 ? "b" : "a")))
      const next = yield* slow.run(now)
      yield* Law.holds(next >= late, `an instant of at least ${late}`, next)
      const key = Collection.key(Counters, "b")
      const [found] = yield* fast.store.read(namespace, [key])
      const asOf = found?.record?.asOf ?? 0
      yield* Deferred.succeed(gate, undefined)
      for (const instant of [
        yield* Fiber.join(waited),
        yield* slow.run(Effect.andThen(level("b"), now)),
      ])
        yield* Law.holds(instant >= asOf, `an instant of at least ${asOf}`, instant)
    }),
  ),

  transactorLaw(
    "no process and no journal sees time run back, though clocks do",
    Effect.fnUntraced(function* ({ open }) {
      let step = 0
      const jumping = () => early + ((step++ * 7919) % 1000)
      const processes = [yield* open({ clock: jumping }), yield* open({ clock: jumping })]
      const seen: Array<Array<number>> = [[], []]
      for (let i = 0; i < 40; i++) {
        const process = processes[i % 2]
        if (process !== undefined) seen[i % 2]?.push(yield* process.run(stamped("a")))
      }
      for (const instants of seen)
        yield* Law.equal("the instants of a process", instants, instants.toSorted(ascending))
      const pages = yield* Effect.forEach(processes, ({ journal }) => journal.page(Counts))
      for (const { entries } of pages)
        for (const [i, { occurredAt, recordedAt }] of entries.entries()) {
          const before = entries[i - 1]
          const grows =
            occurredAt >= (before?.occurredAt ?? 0) && recordedAt >= (before?.recordedAt ?? 0)
          yield* Law.holds(grows, "no earlier time after a later one", [before, entries[i]])
          yield* Law.holds(recordedAt >= occurredAt, "recorded not before it occurred", entries[i])
        }
    }),
  ),

  transactorLaw(
    "the programs of one commit share an instant",
    Effect.fnUntraced(function* ({ first, open }) {
      let tick = early
      const commits: Array<Commit> = []
      const over: StoreShape = {
        ...first.store,
        commit: (namespace, commit, revise) => {
          commits.push(commit)
          return first.store.commit(namespace, commit, revise)
        },
      }
      const ticking = yield* open({ over, clock: () => tick++ })
      yield* ticking.run(increment("a"))
      commits.length = 0
      const outcomes = yield* atOnce(50, (i) => ticking.transact(command(`c${i}`), stamped("a")))
      const instants = new Set(outcomes.map(({ answer }) => answer))
      yield* Law.equal("the instants", instants, new Set(commits.map(({ instant }) => instant)))
    }),
  ),
]

const ascending = (left: number, right: number) => left - right
