/**
 * Laws of outages: lost answers, failed commits, callers who left.
 *
 * @module
 */
import { Deferred, Effect, Fiber } from "effect"

import type { StoreShape } from "../../store/Store.ts"
import { StoreUnavailable } from "../../store/StoreError.ts"
import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, Counts, increment, level } from "./programs.ts"

type SendCommit = StoreShape["commit"]

/** A store whose commits can be tampered with while `down` is set. */
const flaky = (store: StoreShape, tamper: (send: SendCommit) => SendCommit) => {
  const line = { down: false }
  const over: StoreShape = {
    ...store,
    commit: (...sent) => (line.down ? tamper(store.commit)(...sent) : store.commit(...sent)),
  }
  return { line, over }
}

const unavailable = (outcome: StoreUnavailable["outcome"]) =>
  new StoreUnavailable({ operation: "commit", reason: "gone", outcome, detail: "cut off" })

export const outageLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "a command whose answer was lost is not done twice",
    Effect.fnUntraced(function* ({ first, second, open }) {
      const { line, over } = flaky(
        first.store,
        (send) =>
          (...sent) =>
            Effect.andThen(send(...sent), Effect.fail(unavailable("unknown"))),
      )
      const third = yield* open({ over })
      yield* third.run(increment("a"))
      line.down = true
      const sent = third.transact(command("c1"), increment("a"))
      const lost = yield* Law.failsWith(["StoreUnavailable"], "a lost answer", sent)
      yield* Law.holds(lost.message.includes("unknown"), "an unknown outcome", lost)
      line.down = false
      for (const process of [third, second]) {
        const { answer, repeated } = yield* process.transact(command("c1"), increment("a"))
        yield* Law.equal("the outcome of a repetition", [answer, repeated], [2, true])
      }
      yield* Law.equal("the count", yield* third.run(level("a")), 2)
    }),
  ),

  transactorLaw(
    "a command that never arrived is done when it is repeated",
    Effect.fnUntraced(function* ({ first, second, open }) {
      const { line, over } = flaky(first.store, () => () => Effect.fail(unavailable("unknown")))
      const third = yield* open({ over })
      yield* third.run(increment("a"))
      line.down = true
      const sent = third.transact(command("c1"), increment("a"))
      yield* Law.failsWith(["StoreUnavailable"], "a command on a dead line", sent)
      line.down = false
      const { answer, repeated } = yield* third.transact(command("c1"), increment("a"))
      yield* Law.equal("the outcome", [answer, repeated], [2, false])
      yield* Law.equal("the count", yield* second.run(level("a")), 2)
    }),
  ),

  transactorLaw(
    "a commit that fails leaves nothing in memory",
    Effect.fnUntraced(function* ({ first, second, open }) {
      const { line, over } = flaky(first.store, () => () => Effect.fail(unavailable("nothing")))
      const third = yield* open({ over })
      yield* third.run(increment("a"))
      line.down = true
      // Each sees the writes of the one before it, which never come to be.
      yield* atOnce(10, () =>
        Law.failsWith(["StoreUnavailable"], "a failing commit", third.run(increment("a"))),
      )
      line.down = false
      yield* Law.equal("the next answer", yield* third.run(increment("a")), 2)
      yield* Law.equal("the count", yield* second.run(level("a")), 2)
      const { entries } = yield* second.journal.page(Counts)
      yield* Law.equal("the number of entries", entries.length, 2)
    }),
  ),

  transactorLaw(
    "a caller who left in the midst learns by repeating what became of the command",
    Effect.fnUntraced(function* ({ first, second, open }) {
      const [committed, answered] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const { line, over } = flaky(
        first.store,
        (send) =>
          (...sent) =>
            send(...sent).pipe(
              Effect.tap(Deferred.succeed(committed, undefined)),
              Effect.tap(Deferred.await(answered)),
            ),
      )
      const third = yield* open({ over })
      yield* third.run(increment("a"))
      line.down = true
      const caller = yield* Effect.forkChild(third.transact(command("c1"), increment("a")))
      yield* Deferred.await(committed)
      yield* Law.inTime("a caller who leaves", Fiber.interrupt(caller))
      const { answer, repeated } = yield* second.transact(command("c1"), increment("a"))
      yield* Law.equal("the outcome of a repetition", [answer, repeated], [2, true])
      line.down = false
      yield* Deferred.succeed(answered, undefined)
      yield* Law.equal("the count", yield* third.run(level("a")), 2)
    }),
  ),

  transactorLaw(
    "a caller who left at once does not hold up others, nor is the command done twice",
    Effect.fnUntraced(function* ({ second, either }) {
      const callers = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, i) => i),
        (i) => Effect.forkChild(either(i).transact(command(`c${i}`), increment("a"))),
      )
      // The later ones leave later, some of them with an answer on its way.
      for (const caller of callers) {
        yield* Effect.yieldNow
        yield* Law.inTime("a caller who leaves", Fiber.interrupt(caller))
      }
      yield* atOnce(20, (i) => either(i + 1).transact(command(`c${i}`), increment("a")))
      yield* Law.equal("the count", yield* second.run(level("a")), 20)
    }),
  ),
]
