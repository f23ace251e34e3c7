/**
 * Laws of batches: programs share a commit, and nothing else.
 *
 * @module
 */
import { Effect, Exit, Result, Schema } from "effect"

import * as Collection from "../../store/Collection.ts"
import type { StoreShape } from "../../store/Store.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { atOnce, callers, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, increment, level, take } from "./programs.ts"

const Texts = Collection.make({
  name: "text",
  schema: Schema.Struct({ id: Schema.String, text: Schema.String }),
  id: ({ id }) => id,
})

const Amounts = Collection.make({
  name: "amount",
  schema: Schema.Struct({ id: Schema.String, amount: Schema.FiniteFromString }),
  id: ({ id }) => id,
})

const insertText = (id: string, text: string) =>
  Transaction.use((tx) => tx.insert(Texts, { id, text }))

const insertAmount = (id: string, amount: number) =>
  Transaction.use((tx) => tx.insert(Amounts, { id, amount }))

/** Programs that cannot be committed, each for a reason of its own. */
const poisons: ReadonlyArray<Effect.Effect<unknown, never, Transaction>> = [
  insertText("nul", "\u0000"),
  insertText("a".repeat(513), ""),
  insertText("\u0000", ""),
  insertAmount("none", Number.NaN),
  Transaction.use((tx) => tx.get(Texts, "\ud800")),
  Effect.die(new Error("a defect of the law's own")),
]

export const batchLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "a program that cannot be committed takes none of a thousand others with it",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.run(increment("a"))
      yield* first.run(Effect.all([insertText("known", ""), insertAmount("known", 1)]))
      const exits = yield* atOnce(1000, (i) => {
        const poison = i % 150 === 99 ? poisons[Math.floor(i / 150)] : undefined
        // Some read what is not in memory, and share their read with a poisonous one.
        const rest = poison ?? (i % 10 === 0 ? level(`cold ${i}`) : Effect.void)
        return Effect.exit(first.run(Effect.andThen(increment("a"), rest)))
      })
      const failed = exits.flatMap((exit, i) => (Exit.isFailure(exit) ? [i] : []))
      yield* Law.equal("who failed", failed, [99, 249, 399, 549, 699, 849])
      yield* Law.equal("the count", yield* second.run(level("a")), 995)
    }),
  ),

  transactorLaw(
    "commits are cut to as many keys as the store takes",
    Effect.fnUntraced(function* ({ first, second, open }) {
      const most = 12
      let longest = 0
      const over: StoreShape = {
        ...first.store,
        capabilities: { ...first.store.capabilities, maxCommitKeys: most },
        commit: (namespace, commit, revise) => {
          longest = Math.max(longest, commit.touches.length)
          return first.store.commit(namespace, commit, revise)
        },
      }
      const third = yield* open({ over })
      yield* atOnce(40, (i) =>
        third.transact(
          command(`c${i}`),
          Effect.andThen(
            increment("hot"),
            Effect.forEach([0, 1, 2], (n) => increment(`${i} ${n}`)),
          ).pipe(Effect.as(0)),
        ),
      )
      yield* Law.holds(longest <= most, `commits of at most ${most} keys`, longest)
      yield* Law.equal("the count", yield* second.run(level("hot")), 40)
    }),
  ),

  transactorLaw(
    "a program that suspends commits once, as if it had not",
    Effect.fnUntraced(function* ({ first, either }) {
      const pause = (i: number) => (i % 3 === 0 ? Effect.sleep(i % 5) : Effect.yieldNow)
      const answers = yield* atOnce(24, (i) =>
        either(i).run(
          Effect.gen(function* () {
            yield* pause(i)
            const before = yield* level("a")
            yield* pause(i + 1)
            const after = yield* increment("a")
            yield* pause(i + 2)
            return after === before + 1 ? after : -1
          }),
        ),
      )
      yield* Law.equal("the answers", new Set(answers).size, 24)
      yield* Law.holds(!answers.includes(-1), "every program to see one moment", answers)
      yield* Law.equal("the count", yield* first.run(level("a")), 24)
    }),
  ),

  transactorLaw(
    "a cache of hardly any records gives the same results",
    Effect.fnUntraced(function* ({ second, open }) {
      const options = { cacheRecords: 1 }
      const processes = [yield* open({ options }), yield* open({ over: second.store, options })]
      const ids = ["a", "b", "c", "d", "e", "f"]
      yield* second.run(Effect.forEach(ids, (id) => increment(id, 10)))
      const move = (i: number) =>
        Effect.gen(function* () {
          yield* take(ids[i % 6] ?? "", 1 + (i % 3))
          if (i % 4 === 0) yield* Effect.yieldNow
          yield* increment(ids[(i + 1) % 6] ?? "", 1 + (i % 3))
          return i
        })
      const moved = yield* callers(12, 10, (i) =>
        Effect.result((processes[i % 2] ?? second).run(move(i))),
      )
      const expected = ids.map(() => 10)
      for (const result of moved) {
        if (Result.isFailure(result)) {
          yield* Law.equal("a failure", result.failure._tag, "Short")
          continue
        }
        const i = result.success
        expected[i % 6] = (expected[i % 6] ?? 0) - 1 - (i % 3)
        expected[(i + 1) % 6] = (expected[(i + 1) % 6] ?? 0) + 1 + (i % 3)
      }
      yield* Law.equal("the counts", yield* second.run(Effect.forEach(ids, level)), expected)
    }),
  ),
]
