/**
 * Laws of receipts: a command is executed once, however often it is sent.
 *
 * @module
 */
import { Effect } from "effect"

import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, increment, level, take } from "./programs.ts"

const day = 86_400_000

export const receiptLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "a repeated command returns its first answer and does nothing",
    Effect.fnUntraced(function* ({ first, second }) {
      const sent = command("c1", { body: { by: 2 } })
      const once = yield* first.transact(sent, increment("a", 2))
      for (const process of [first, second, first])
        yield* Law.equal(
          "the outcome of a repetition",
          yield* process.transact(sent, increment("a", 2)),
          { ...once, repeated: true },
        )
      yield* Law.equal("the count", yield* second.run(level("a")), 2)
    }),
  ),

  transactorLaw(
    "a repeated command is answered though it would be refused now",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.run(increment("a"))
      yield* first.transact(command("c1"), take("a"))
      for (const process of [first, second]) {
        const { answer, repeated } = yield* process.transact(command("c1"), take("a"))
        yield* Law.equal("the answer", [answer, repeated], [0, true])
      }
    }),
  ),

  transactorLaw(
    "of the same command sent many times at once one is executed",
    Effect.fnUntraced(function* ({ first, either }) {
      const outcomes = yield* atOnce(20, (i) => either(i).transact(command("c1"), increment("a")))
      yield* Law.equal("the count", yield* first.run(level("a")), 1)
      yield* Law.equal(
        "the answers",
        outcomes.map(({ answer }) => answer),
        outcomes.map(() => 1),
      )
      const executed = outcomes.filter(({ repeated }) => !repeated).length
      yield* Law.equal("the number of executions", executed, 1)
    }),
  ),

  transactorLaw(
    "a command id with another body is refused, and nothing is done",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.transact(command("c1", { body: { by: 1, of: ["a"] } }), increment("a"))
      for (const process of [first, second])
        yield* Law.failsWith(
          ["CommandReused"],
          "another body",
          process.transact(command("c1", { body: { by: 2, of: ["a"] } }), increment("a", 2)),
        )
      const same = command("c1", { body: { of: ["a"], by: 1 } })
      const { repeated } = yield* second.transact(same, increment("a"))
      yield* Law.holds(repeated, "the same body with its properties in another order to do", same)
      yield* Law.equal("the count", yield* first.run(level("a")), 1)
    }),
  ),

  transactorLaw(
    "a refused command leaves no receipt and may be sent again",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* Law.failsWith(["Short"], "nothing left", first.transact(command("c1"), take("a")))
      yield* second.run(increment("a"))
      const { answer, repeated } = yield* first.transact(command("c1"), take("a"))
      yield* Law.equal("the outcome", [answer, repeated], [0, false])
    }),
  ),

  transactorLaw(
    "a command older than the receipts that are kept is refused, never executed",
    Effect.fnUntraced(function* ({ open }) {
      let now = 1000 * day
      const clock = () => now
      const [first, second] = [yield* open({ clock }), yield* open({ clock })]
      const sent = (id: string) => command(id, { issuedAt: 1000 * day })
      yield* first.transact(sent("old"), increment("a"))
      // The other process remembers the horizon as it was.
      yield* second.transact(sent("other"), increment("a"))
      now += 100 * day
      yield* Law.equal("the receipts forgotten", yield* first.pruneReceipts(), 2)
      for (const process of [first, second])
        for (const id of ["old", "late"])
          yield* Law.failsWith(
            ["CommandTooOld"],
            "a command of before the horizon",
            process.transact(sent(id), increment("a")),
          )
      yield* Law.equal("the count", yield* second.run(level("a")), 2)
    }),
  ),

  transactorLaw(
    "a receipt is kept as long as its command may be repeated",
    Effect.fnUntraced(function* ({ open }) {
      let now = 1000 * day
      const [first, second] = [yield* open({ clock: () => now }), yield* open({})]
      const early = command("early", { issuedAt: 1005 * day })
      yield* first.transact(early, increment("a"))
      now += 20 * day
      const recent = command("recent", { issuedAt: now })
      yield* first.transact(recent, increment("a"))
      // The first was received before the horizon, but says that it was issued behind it.
      yield* Law.equal("the receipts forgotten", yield* first.pruneReceipts({ days: 18 }), 0)
      for (const sent of [early, recent])
        for (const process of [first, second]) {
          const { repeated } = yield* process.transact(sent, increment("a"))
          yield* Law.holds(repeated, "the first answer again", sent)
        }
    }),
  ),
]
