/**
 * Laws of guarded indexes: decisions over a set conflict with whatever changes the set.
 *
 * @module
 */
import { Effect, Schema } from "effect"

import * as Collection from "../../store/Collection.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { note, noteOnce, Notes, notesOf } from "./programs.ts"

/** Notes with one more index, as a later release declares them. */
const IndexedNotes = Collection.make({
  ...Notes,
  indexes: {
    byOrder: { entries: ({ order, id }) => [[order, id]], guard: 1 },
    byText: { entries: ({ text, id }) => [[text, id]], guard: 1 },
  },
})

const withText = (text: string) =>
  Transaction.use((tx) => tx.query(IndexedNotes, "byText", [text])).pipe(
    Effect.map((notes) => notes.map(({ id }) => id)),
  )

const textOnce = (id: string, text: string) =>
  Effect.gen(function* () {
    if ((yield* withText(text)).length > 0) return false
    const tx = yield* Transaction
    yield* tx.put(IndexedNotes, { id, order: "o1", text })
    return true
  })

const insertNotes = (ids: ReadonlyArray<string>) =>
  Transaction.use((tx) =>
    Effect.forEach(ids, (id) => tx.insert(Notes, { id, order: "o1", text: "t1" })),
  )

const Places = Collection.make({
  name: "place",
  schema: Schema.Struct({ id: Schema.String, at: Schema.Array(Schema.String) }),
  id: ({ id }) => id,
  indexes: { at: { entries: ({ at }) => [at], guard: 1 } },
})

export const setLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "of programs that each ask for a set and then add to it one sees what the other added",
    Effect.fnUntraced(function* ({ first, second, either }) {
      for (const process of [first, second]) yield* process.run(notesOf("o1"))
      const early = yield* first.run(noteOnce("a", "o1"))
      const late = yield* second.run(noteOnce("b", "o1"))
      yield* Law.equal("who added", [early, late], [true, false])
      for (let i = 0; i < 10; i++) {
        const added = yield* atOnce(4, (n) => either(n).run(noteOnce(`${i} ${n}`, `order ${i}`)))
        yield* Law.equal("how many added", added.filter(Boolean).length, 1)
      }
    }),
  ),

  transactorLaw(
    "what leaves a set, joins it or moves between sets is seen by whoever asks",
    Effect.fnUntraced(function* ({ first, second }) {
      const both = Effect.forEach(["o1", "o2"], notesOf)
      yield* first.run(Effect.forEach(["a", "b", "c"], (id) => note(id, "o1")))
      yield* Law.equal("the sets", yield* first.run(both), [["a", "b", "c"], []])
      yield* second.run(note("b", "o2"))
      yield* Law.equal("the sets after a move", yield* first.run(both), [["a", "c"], ["b"]])
      yield* second.run(Transaction.use((tx) => tx.remove(Notes, "a")))
      yield* Law.equal("the sets after a removal", yield* first.run(both), [["c"], ["b"]])
      yield* second.run(note("a", "o2"))
      yield* Law.equal("the sets after a return", yield* first.run(both), [["c"], ["a", "b"]])
    }),
  ),

  transactorLaw(
    "a change that moves nothing is seen by whoever asks for the set",
    Effect.fnUntraced(function* ({ first, second }) {
      const texts = Transaction.use((tx) => tx.query(Notes, "byOrder", ["o1"])).pipe(
        Effect.map((notes) => notes.map(({ text }) => text)),
      )
      yield* first.run(note("a", "o1", "old"))
      yield* Law.equal("the texts", yield* first.run(texts), ["old"])
      yield* second.run(note("a", "o1", "new"))
      yield* Law.equal("the texts", yield* first.run(texts), ["new"])
    }),
  ),

  transactorLaw(
    "a query sees what its own program wrote, moved and removed",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* second.run(Effect.forEach(["b", "d"], (id) => note(id, "o1")))
      const seen = yield* first.run(
        Effect.gen(function* () {
          const tx = yield* Transaction
          const before = yield* notesOf("o1")
          yield* Effect.forEach(["a", "c"], (id) => note(id, "o1"))
          const written = yield* notesOf("o1")
          yield* note("c", "o2")
          yield* tx.remove(Notes, "b")
          return [before, written, yield* notesOf("o1"), yield* notesOf("o2")]
        }),
      )
      const expected = [["b", "d"], ["a", "b", "c", "d"], ["a", "d"], ["c"]]
      yield* Law.equal("what it saw", seen, expected)
      yield* Law.equal("what is left", yield* second.run(notesOf("o1")), ["a", "d"])
    }),
  ),

  transactorLaw(
    "a query finds all of a large set, page after page",
    Effect.fnUntraced(function* ({ first, second }) {
      const ids = Array.from({ length: 2100 }, (_, i) => `n${String(i).padStart(4, "0")}`)
      for (let from = 0; from < ids.length; from += 700)
        yield* first.run(insertNotes(ids.slice(from, from + 700)))
      yield* Law.equal("the ids", yield* second.run(notesOf("o1")), ids)
    }),
  ),

  transactorLaw(
    "a query finds what stands at or below its parts, in the order of bytes, and no neighbour",
    Effect.fnUntraced(function* ({ first, second }) {
      const below = ["", "\u0001", "\u0002", " ", "0", "a", "～", "📦"]
      const neighbours = ["", "a", "o", "o\u0001", "o1 ", "o1\u0001", "o1\u0002", "o11", "O1", "～"]
      yield* first.run(
        Effect.gen(function* () {
          const tx = yield* Transaction
          yield* tx.put(Places, { id: "at", at: ["o1"] })
          for (const part of below.toReversed())
            yield* tx.put(Places, { id: `below ${part}`, at: ["o1", part] })
          for (const part of neighbours)
            yield* tx.put(Places, { id: `beside ${part}`, at: [part, "a"] })
        }),
      )
      const expected = ["at", ...below.map((part) => `below ${part}`)]
      for (const process of [first, second]) {
        const found = yield* process.run(Transaction.use((tx) => tx.query(Places, "at", ["o1"])))
        const ids = found.map(({ id }) => id)
        yield* Law.equal("the ids", ids, expected)
        const { values } = yield* process.records.page(Places, { index: "at", under: ["o1"] })
        yield* Law.equal(
          "the ids of a page",
          values.map(({ id }) => id),
          expected,
        )
      }
    }),
  ),

  transactorLaw(
    "an index does not answer before its backfill, and then it does, guards included",
    Effect.fnUntraced(function* ({ first, second, either }) {
      yield* first.run(Effect.forEach(["a", "b"], (id) => note(id, "o1", "t1")))
      const byText = { index: "byText", under: ["t1"] } as const
      for (const process of [first, second]) {
        const page = process.records.page(IndexedNotes, byText)
        yield* Law.failsWith(["IndexNotReady"], "a page of it", page)
        yield* Law.failsWith(["IndexNotReady"], "a query of it", process.run(withText("t1")))
      }
      yield* Law.equal("the records filled", yield* second.records.backfill(IndexedNotes), 2)
      for (const process of [first, second]) {
        yield* Law.equal("the query", yield* process.run(withText("t1")), ["a", "b"])
        const { values } = yield* process.records.page(IndexedNotes, byText)
        yield* Law.equal(
          "the page",
          values.map(({ id }) => id),
          ["a", "b"],
        )
      }
      yield* second.run(
        Transaction.use((tx) => tx.put(IndexedNotes, { id: "a", order: "o1", text: "t2" })),
      )
      yield* Law.equal("the query after a move", yield* first.run(withText("t1")), ["b"])
      const added = yield* atOnce(4, (i) => either(i).run(textOnce(`new ${i}`, "t3")))
      yield* Law.equal("how many added", added.filter(Boolean).length, 1)
    }),
  ),

  transactorLaw(
    "a backfill beside writers leaves every record in the index",
    Effect.fnUntraced(function* ({ first, second, either }) {
      const ids = Array.from({ length: 450 }, (_, i) => `n${String(i).padStart(3, "0")}`)
      yield* first.run(insertNotes(ids))
      const put = (id: string, text: string) =>
        Transaction.use((tx) => tx.put(IndexedNotes, { id, order: "o1", text }))
      yield* Effect.all(
        [
          second.records.backfill(IndexedNotes),
          atOnce(100, (i) => either(i).run(put(ids[i * 3] ?? "", "t2"))),
          atOnce(20, (i) => either(i).run(put(`late ${i}`, "t2"))),
        ],
        { concurrency: "unbounded" },
      )
      const [still, moved] = yield* first.run(Effect.forEach(["t1", "t2"], withText))
      yield* Law.equal("how many are under each text", [still?.length, moved?.length], [350, 120])
    }),
  ),
]
