/**
 * Laws of namespaces: one transactor serves tenants who never meet.
 *
 * @module
 */
import { Effect } from "effect"

import { Namespace } from "../../store/Namespace.ts"
import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { command, Counts, increment, level, note, notesOf } from "./programs.ts"

export const namespaceLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "the same command, record, set and stream in two namespaces are two",
    Effect.fnUntraced(function* ({ first, either, namespace }) {
      const names = [namespace, `${namespace} `]
      const inside = Effect.provideService(Namespace)
      yield* atOnce(40, (i) =>
        Effect.forEach(names, (name, n) =>
          either(i)
            .transact(command(`c${i % 20}`), increment("a", n + 1))
            .pipe(inside(name)),
        ),
      )
      for (const [n, name] of names.entries()) {
        yield* first.run(note(`note ${n}`, "o1")).pipe(inside(name))
        const count = yield* first.run(level("a")).pipe(inside(name))
        yield* Law.equal("the count", count, 20 * (n + 1))
        const notes = yield* first.run(notesOf("o1")).pipe(inside(name))
        yield* Law.equal("the notes", notes, [`note ${n}`])
        const { entries } = yield* first.journal.page(Counts).pipe(inside(name))
        yield* Law.holds(entries.length <= 20, "at most 20 entries", entries.length)
        const odd = entries.filter(({ fact }) => fact.count % (n + 1) !== 0)
        yield* Law.equal("the entries of the other", odd, [])
      }
    }),
  ),
]
