/**
 * Laws of contention: many programs over few records, in two processes.
 *
 * @module
 */
import { Effect, Exit } from "effect"

import { Namespace } from "../../store/Namespace.ts"
import type { StoreShape } from "../../store/Store.ts"
import { StoreConflict } from "../../store/StoreError.ts"
import * as Law from "../Law.ts"
import { callers, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, Counters, Counts, increment, level, take } from "./programs.ts"

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

const ascending = (left: number, right: number) => left - right

export const contentionLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "no increment is lost, through whichever process",
    Effect.fnUntraced(function* ({ first, either }) {
      const answers = yield* callers(20, 10, (i) => either(i).run(increment("a")))
      yield* Law.equal("the answers in their order", answers.toSorted(ascending), upTo(200))
      yield* Law.equal("the count", yield* first.run(level("a")), 200)
    }),
  ),

  transactorLaw(
    "of a thousand commands on one hot record as many are accepted as there are units",
    Effect.fnUntraced(function* ({ first, second, either }) {
      yield* first.run(increment("a", 500))
      const exits = yield* callers(100, 10, (i) =>
        Effect.exit(either(i).transact(command(`c${i}`), take("a"))),
      )
      yield* Law.equal("the commands accepted", exits.filter(Exit.isSuccess).length, 500)
      for (const refused of exits.filter(Exit.isFailure))
        yield* Law.failsWith(["Short"], "a command refused", Effect.failCause(refused.cause))
      yield* Law.equal("the count", yield* second.run(level("a")), 0)
    }),
  ),

  transactorLaw(
    "programs over the same records in opposite orders all come to an end",
    Effect.fnUntraced(function* ({ first, either }) {
      const ids = ["a", "b", "c"]
      yield* callers(6, 10, (i) =>
        either(i).run(
          Effect.forEach(i % 2 === 0 ? ids : ids.toReversed(), (id) => increment(id), {
            discard: true,
          }),
        ),
      )
      const counts = yield* first.run(Effect.forEach(ids, level))
      yield* Law.equal("the counts", counts, [60, 60, 60])
    }),
  ),

  transactorLaw(
    "a program that others beat again and again ends as Contended, with nothing written",
    Effect.fnUntraced(function* ({ first, second, open }) {
      // Before each of its commits another process changes what it read, and it may not revise.
      const beaten: StoreShape = {
        ...first.store,
        commit: (namespace, commit, revise) =>
          commit.touches.some(({ key, write }) => key.collection === Counters.name && write)
            ? Effect.andThen(
                second
                  .run(increment("a"))
                  .pipe(Effect.provideService(Namespace, namespace), Effect.orDie),
                Effect.mapError(
                  first.store.commit(namespace, commit, () => undefined),
                  (error) =>
                    error._tag === "StoreConflict" ? new StoreConflict({ changed: [] }) : error,
                ),
              )
            : first.store.commit(namespace, commit, revise),
      }
      const third = yield* open({ over: beaten, options: { attempts: 5 } })
      const error = yield* Law.failsWith(
        ["Contended"],
        "a program that is always late",
        third.run(increment("a", 1000)),
      )
      yield* Law.holds(error.message.includes("5"), "the bound to be told", error)
      const count = yield* first.run(level("a"))
      yield* Law.holds(count < 1000, "nothing written", count)
      const { entries } = yield* first.journal.page(Counts)
      yield* Law.holds(
        entries.every(({ fact }) => fact.count < 1000),
        "nothing journaled",
        entries,
      )
    }),
  ),
]
