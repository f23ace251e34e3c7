/**
 * Laws of validation: nothing counts before all that was read, absences included, was still so.
 *
 * Each has a process remember what another one then changes.
 *
 * @module
 */
import { Effect, Exit, Option } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { Counters, increment, level, take } from "./programs.ts"

/** Writes one counter unless the other is there; answers whether it did. */
const unless = (other: string, id: string) =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    if (Option.isSome(yield* tx.get(Counters, other))) return false
    yield* tx.put(Counters, { id, count: 1 })
    return true
  })

/** Raises one counter unless the other was raised; answers whether it did. */
const unlessRaised = (other: string, id: string) =>
  Effect.gen(function* () {
    if ((yield* level(other)) > 1) return false
    yield* increment(id)
    return true
  })

const dieWithout = (id: string) =>
  Effect.flatMap(level(id), (count) =>
    count === 0 ? Effect.die(new Error("a defect of the law's own")) : Effect.succeed(count),
  )

export const validationLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "a refusal heals once another process has restocked",
    Effect.fnUntraced(function* ({ first, second }) {
      for (let round = 0; round < 3; round++) {
        yield* Law.failsWith(["Short"], "an empty shelf", first.run(take("a")))
        yield* second.run(increment("a"))
        yield* Law.equal("what is left", yield* first.run(take("a")), 0)
      }
    }),
  ),

  transactorLaw(
    "a defect counts only if it comes of what is there",
    Effect.fnUntraced(function* ({ first, second }) {
      const exit = yield* Effect.exit(first.run(dieWithout("a")))
      yield* Law.holds(Exit.hasDies(exit), "a defect", exit)
      yield* second.run(increment("a"))
      const healed = yield* Effect.exit(first.run(dieWithout("a")))
      yield* Law.equal("the answer after another process wrote", healed, Exit.succeed(1))
    }),
  ),

  transactorLaw(
    "a program that only reads sees what another process wrote last",
    Effect.fnUntraced(function* ({ first, second }) {
      for (let count = 1; count <= 3; count++) {
        yield* second.run(increment("a"))
        yield* Law.equal("the count", yield* first.run(level("a")), count)
      }
      yield* second.run(Transaction.use((tx) => tx.remove(Counters, "a")))
      yield* Law.equal("the count after a removal", yield* first.run(level("a")), 0)
    }),
  ),

  transactorLaw(
    "of two programs that each expect the other's record absent one sees the other's",
    Effect.fnUntraced(function* ({ first, second, either }) {
      for (const process of [first, second]) yield* process.run(Effect.forEach(["a", "b"], level))
      const early = yield* first.run(unless("b", "a"))
      const late = yield* second.run(unless("a", "b"))
      yield* Law.equal("who wrote", [early, late], [true, false])
      for (let i = 0; i < 10; i++) {
        const [left, right] = [`left ${i}`, `right ${i}`]
        const wrote = yield* atOnce(2, (side) =>
          either(side).run(side === 0 ? unless(right, left) : unless(left, right)),
        )
        yield* Law.equal("how many of the two wrote", wrote.filter(Boolean).length, 1)
      }
    }),
  ),

  transactorLaw(
    "of two programs that each read what the other writes one sees the other's",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.run(Effect.forEach(["a", "b"], (id) => increment(id)))
      for (const process of [first, second]) yield* process.run(Effect.forEach(["a", "b"], level))
      const early = yield* first.run(unlessRaised("b", "a"))
      const late = yield* second.run(unlessRaised("a", "b"))
      yield* Law.equal("who wrote", [early, late], [true, false])
    }),
  ),

  transactorLaw(
    "an insert under an id that is taken writes nothing and says so",
    Effect.fnUntraced(function* ({ first, second, either }) {
      const insert = (count: number) =>
        Transaction.use((tx) => tx.insert(Counters, { id: "a", count }))
      const inserted = yield* atOnce(10, (i) => either(i).run(insert(i)))
      yield* Law.equal("how many inserted", inserted.filter(Boolean).length, 1)
      const winner = inserted.indexOf(true)
      yield* Law.equal("the count", yield* second.run(level("a")), winner)
      yield* first.run(Transaction.use((tx) => tx.remove(Counters, "a")))
      yield* Law.equal("an insert after a removal", yield* second.run(insert(7)), true)
      yield* Law.equal("one more by the other", yield* first.run(insert(8)), false)
      yield* Law.equal("the count", yield* first.run(level("a")), 7)
    }),
  ),

  transactorLaw(
    "a key that depends on what was read is found under a lock too",
    Effect.fnUntraced(function* ({ first, either }) {
      const number = Effect.gen(function* () {
        const tx = yield* Transaction
        const next = yield* increment("numbers")
        yield* tx.insert(Counters, { id: `number ${next}`, count: next })
        return next
      })
      const numbers = yield* atOnce(60, (i) => either(i).run(number))
      yield* Law.equal("how many numbers were drawn", new Set(numbers).size, 60)
      const kept = yield* first.run(Effect.forEach(numbers, (next) => level(`number ${next}`)))
      yield* Law.equal("the numbers kept", kept, numbers)
    }),
  ),
]
