/**
 * Laws of the journal as programs write it.
 *
 * @module
 */
import { Effect, Stream } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { atOnce, type Process, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, Counts, increment, level, Short, take } from "./programs.ts"

/** All counts of an id, once there are so many. */
const counted = Effect.fnUntraced(function* ({ journal }: Process, id: string, count: number) {
  const patience = yield* Law.Patience
  for (let waited = 0; ; waited += 5) {
    const entries = yield* Stream.runCollect(journal.all(Counts, { limit: 100 }))
    const found = entries.filter(({ fact }) => fact.id === id)
    if (found.length >= count || waited >= patience) return found
    yield* Effect.sleep(5)
  }
})

const ascendingCounts = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

export const journalLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "entries carry the command, who asked, why, and when it occurred",
    Effect.fnUntraced(function* ({ open }) {
      const process = yield* open({ clock: () => 5000 })
      const header = { actor: "ana", reason: "stocktaking" }
      const tell = (occurredAt?: number) =>
        Transaction.use((tx) =>
          tx.append(Counts, { _tag: "Counted", id: "a", count: 1 }, { occurredAt }),
        )
      const { position } = yield* process.transact(
        command("c1", header),
        Effect.as(Effect.andThen(tell(), tell(1234)), 0),
      )
      yield* process.run(tell())
      const seen = (yield* counted(process, "a", 3)).map(
        ({ position: _, recordedAt: __, fact: ___, ...told }) => told,
      )
      const commanded = { ...header, commandId: "c1" }
      yield* Law.equal("what the entries tell", seen, [
        { ...commanded, occurredAt: 5000 },
        { ...commanded, occurredAt: 1234 },
        { commandId: undefined, actor: undefined, reason: undefined, occurredAt: 5000 },
      ])
      const [entry] = yield* counted(process, "a", 3)
      yield* Law.equal("the position of the command", position, entry?.position)
    }),
  ),

  transactorLaw(
    "the journal tells each write of a record once, in the order of the writes",
    Effect.fnUntraced(function* ({ first, either }) {
      yield* atOnce(150, (i) => either(i).transact(command(`c${i}`), increment("a")))
      yield* atOnce(150, (i) => either(i + 1).transact(command(`c${i}`), increment("a")))
      const told = yield* counted(first, "a", 150)
      yield* Law.equal(
        "the counts told",
        told.map(({ fact }) => fact.count),
        ascendingCounts(150),
      )
    }),
  ),

  transactorLaw(
    "what was refused or died is not told",
    Effect.fnUntraced(function* ({ first }) {
      const refused = Effect.andThen(increment("a"), take("b"))
      yield* Law.failsWith(["Short"], "a refusal", first.run(refused))
      yield* Effect.exit(first.run(Effect.andThen(increment("a"), Effect.die("a defect"))))
      const kept = Effect.catchTag(refused, "Short", ({ there }) => Effect.succeed(there))
      yield* first.run(Effect.asVoid(kept))
      const told = yield* counted(first, "a", 1)
      yield* Law.equal(
        "the counts told",
        told.map(({ fact }) => fact.count),
        [1],
      )
    }),
  ),

  transactorLaw(
    "an effect stands behind its cause, from process to process",
    Effect.fnUntraced(function* ({ first, second, either }) {
      const noise = atOnce(60, (i) => either(i).run(increment(`noise ${i % 7}`)))
      // Each link waits for the one before it, which another process wrote.
      const link = (i: number): Effect.Effect<number, Short, Transaction> =>
        Effect.gen(function* () {
          const there = yield* level(i % 2 === 0 ? "left" : "right")
          if (there < Math.ceil(i / 2)) return yield* new Short({ wanted: i, there })
          yield* increment(i % 2 === 0 ? "right" : "left")
          return yield* increment("chain")
        })
      const chain = Effect.forEach(ascendingCounts(20), (i) => either(i).run(link(i - 1)))
      yield* Effect.all([noise, chain, noise], { concurrency: "unbounded" })
      for (const process of [first, second]) {
        const told = yield* counted(process, "chain", 20)
        const counts = told.map(({ fact }) => fact.count)
        yield* Law.equal("the links told", counts, ascendingCounts(20))
      }
    }),
  ),
]
