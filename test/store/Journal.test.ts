import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Journal, JournalStream, storeServices, Transaction, Transactor } from "entrepot/store"

const Doors = JournalStream.make({
  name: "door",
  schema: Schema.TaggedUnion({ Opened: { by: Schema.String }, Closed: {} }),
})

/** The same stream in a later release, which calls who opened it the keeper. */
const LaterDoors = JournalStream.make({
  name: "door",
  schema: Schema.TaggedUnion({ Opened: { keeper: Schema.String }, Closed: {} }),
  upcasts: [
    (older) => {
      const fact = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Json))(older)
      return fact["_tag"] === "Opened" ? { _tag: "Opened", keeper: fact["by"] ?? "" } : older
    },
  ],
})

const Bells = JournalStream.make({ name: "bell", schema: Schema.TaggedUnion({ Rung: {} }) })

const open = (by: string) => Transaction.use((tx) => tx.append(Doors, { _tag: "Opened", by }))

const ring = Transaction.use((tx) => tx.append(Bells, { _tag: "Rung" }))

const run = <E>(program: Effect.Effect<unknown, E, Transaction>) =>
  Transactor.use((transactor) => transactor.run(program))

const services = Effect.provide(Layer.fresh(storeServices.pipe(Layer.provide(Memory.layer()))), {
  local: true,
})

describe("reading the journal", () => {
  it.effect("tells the facts of one stream, in the order in which they were recorded", () =>
    Effect.gen(function* () {
      yield* run(Effect.andThen(open("ana"), ring))
      yield* run(Transaction.use((tx) => tx.append(Doors, { _tag: "Closed" })))
      const { entries, end } = yield* (yield* Journal).page(Doors)
      assert.deepStrictEqual(
        entries.map(({ fact }) => fact),
        [{ _tag: "Opened", by: "ana" }, { _tag: "Closed" }],
      )
      assert.isTrue(end)
      assert.isBelow(entries[0]?.position ?? 0, entries[1]?.position ?? 0)
    }).pipe(services),
  )

  it.effect("goes on where a page ended, also from the end", () =>
    Effect.gen(function* () {
      for (const by of ["a", "b", "c"]) yield* run(open(by))
      const journal = yield* Journal
      const first = yield* journal.page(Doors, { limit: 2 })
      assert.deepStrictEqual([first.entries.length, first.end], [2, false])
      const second = yield* journal.page(Doors, { after: first.cursor })
      assert.deepStrictEqual([second.entries.length, second.end], [1, true])
      yield* run(open("d"))
      const third = yield* journal.page(Doors, { after: second.cursor })
      assert.deepStrictEqual(third.entries[0]?.fact, { _tag: "Opened", by: "d" })
    }).pipe(services),
  )

  it.effect("streams all that there is, page by page", () =>
    Effect.gen(function* () {
      yield* run(
        Effect.forEach(
          Array.from({ length: 25 }, (_, i) => `${i}`),
          open,
        ),
      )
      const journal = yield* Journal
      const all = yield* Stream.runCollect(journal.all(Doors, { limit: 10 }))
      assert.deepStrictEqual(
        all.map(({ fact }) => (fact._tag === "Opened" ? fact.by : "")),
        Array.from({ length: 25 }, (_, i) => `${i}`),
      )
      const { cursor } = yield* journal.page(Doors, { limit: 20 })
      const rest = yield* Stream.runCollect(journal.all(Doors, { after: cursor }))
      assert.strictEqual(rest.length, 5)
      assert.deepStrictEqual(yield* Stream.runCollect(journal.all(Bells)), [])
    }).pipe(services),
  )

  it.effect("lifts older facts", () =>
    Effect.gen(function* () {
      yield* run(open("ana"))
      const { entries } = yield* (yield* Journal).page(LaterDoors)
      assert.deepStrictEqual(entries[0]?.fact, { _tag: "Opened", keeper: "ana" })
    }).pipe(services),
  )

  it.effect("refuses facts of a later release, and a cursor that is none", () =>
    Effect.gen(function* () {
      const keep = Transaction.use((tx) => tx.append(LaterDoors, { _tag: "Opened", keeper: "ana" }))
      yield* run(keep)
      const journal = yield* Journal
      const error = yield* Effect.flip(journal.page(Doors))
      assert.match(error.message, /^door "\d+" has schema version 2, this release knows 1$/)
      const odd = yield* Effect.flip(journal.page(Doors, { after: "?" }))
      assert.strictEqual(odd._tag, "CursorMalformed")
    }).pipe(services),
  )
})
