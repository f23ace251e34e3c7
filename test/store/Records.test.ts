import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Schema, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Collection, Records, Store, storeServices, Transaction, Transactor } from "entrepot/store"

const plain = {
  name: "note",
  schema: Schema.Struct({ id: Schema.String, order: Schema.String, at: Schema.Int }),
  id: ({ id }: { readonly id: string }) => id,
}
const Notes = Collection.make({
  ...plain,
  indexes: { byOrder: { entries: ({ order, at }) => [[order, at]] } },
})

type Note = (typeof plain)["schema"]["Type"]

const write = (...notes: ReadonlyArray<Note>) =>
  Transactor.use((transactor) =>
    transactor.run(
      Transaction.use((tx) => Effect.forEach(notes, (note) => tx.insert(Notes, note))),
    ),
  )

const note = (id: string, order = "o1", at = 0): Note => ({ id, order, at })

const ids = (notes: ReadonlyArray<Note>) => notes.map(({ id }) => id)

/** Each test has a store of its own. */
const services = Effect.provide(
  Layer.fresh(storeServices.pipe(Layer.provideMerge(Memory.layer()))),
  {
    local: true,
  },
)

describe("reading records", () => {
  it.effect("finds one by its id, or none", () =>
    Effect.gen(function* () {
      yield* write(note("a"))
      const records = yield* Records
      assert.deepStrictEqual(yield* records.get(Notes, "a"), Option.some(note("a")))
      assert.deepStrictEqual(yield* records.get(Notes, "b"), Option.none())
    }).pipe(services),
  )

  it.effect("goes to the store and not to a cache", () =>
    Effect.gen(function* () {
      yield* write(note("a"))
      const [store, records] = [yield* Store, yield* Records]
      const key = Collection.key(Notes, "a")
      const [found] = yield* store.read("default", [key])
      const body = JSON.stringify(note("a", "o2"))
      const edited = { _tag: "Put", asOf: 0, schema: 1, body } as const
      const touches = [{ key, expected: found?.record?.version ?? 0, write: edited }]
      yield* store.commit("default", { touches, entries: [], instant: 0 }, () => undefined)
      assert.deepStrictEqual(yield* records.get(Notes, "a"), Option.some(note("a", "o2")))
    }).pipe(services),
  )

  it.effect("pages by id, and goes on where a page ended", () =>
    Effect.gen(function* () {
      yield* write(...["d", "b", "a", "c"].map((id) => note(id)))
      const records = yield* Records
      const first = yield* records.page(Notes, {}, { limit: 3 })
      assert.deepStrictEqual(ids(first.values), ["a", "b", "c"])
      const second = yield* records.page(Notes, {}, { limit: 3, cursor: first.cursor })
      assert.deepStrictEqual(ids(second.values), ["d"])
      assert.isUndefined(second.cursor)
    }).pipe(services),
  )

  it.effect("pages by an index, forwards and backwards, under its parts", () =>
    Effect.gen(function* () {
      yield* write(
        note("a", "o1", 10),
        note("b", "o1", 9),
        note("c", "o11", 1),
        note("d", "o1", -1),
      )
      const records = yield* Records
      const stretch = { index: "byOrder", under: ["o1"] } as const
      assert.deepStrictEqual(ids((yield* records.page(Notes, stretch)).values), ["d", "b", "a"])
      const backwards = yield* records.page(Notes, { ...stretch, reverse: true }, { limit: 2 })
      assert.deepStrictEqual(ids(backwards.values), ["a", "b"])
      const all = yield* records.page(Notes, { index: "byOrder" })
      assert.deepStrictEqual(ids(all.values), ["d", "b", "a", "c"])
    }).pipe(services),
  )

  it.effect("finds what stands exactly at the parts", () =>
    Effect.gen(function* () {
      yield* write(note("a", "o1", 5), note("b", "o1", 50))
      const records = yield* Records
      const { values } = yield* records.page(Notes, { index: "byOrder", under: ["o1", 5] })
      assert.deepStrictEqual(ids(values), ["a"])
    }).pipe(services),
  )

  it.effect("streams a stretch of any length", () =>
    Effect.gen(function* () {
      const notes = Array.from({ length: 2050 }, (_, i) =>
        note(String(i).padStart(4, "0"), "o1", i),
      )
      yield* write(...notes)
      const records = yield* Records
      const streamed = yield* Stream.runCollect(records.all(Notes, { index: "byOrder" }))
      assert.deepStrictEqual(ids(streamed), ids(notes))
    }).pipe(services),
  )

  it.effect("refuses an odd cursor and an odd limit", () =>
    Effect.gen(function* () {
      const records = yield* Records
      const odd = records.page(Notes, {}, { cursor: "?" })
      assert.strictEqual((yield* Effect.flip(odd))._tag, "CursorMalformed")
      const none = records.page(Notes, {}, { limit: 0 })
      assert.strictEqual((yield* Effect.flip(none))._tag, "RecordRefused")
    }).pipe(services),
  )
})

describe("an index of a later release", () => {
  const Later = Collection.make({
    ...plain,
    indexes: { byAt: { entries: ({ at }) => [[at]], version: 2 } },
  })
  const Earlier = Collection.make({
    ...plain,
    indexes: { byAt: { entries: ({ at }) => [[-at]] } },
  })

  it.effect("answers after a backfill, which tells how many records it filled", () =>
    Effect.gen(function* () {
      yield* write(...Array.from({ length: 450 }, (_, i) => note(`${i}`, "o1", i % 3)))
      const records = yield* Records
      const page = records.page(Later, { index: "byAt", under: [2] }, { limit: 500 })
      const error = yield* Effect.flip(page)
      assert.include(error.message, "index byAt of note is not filled yet")
      assert.strictEqual(yield* records.backfill(Later), 450)
      assert.strictEqual((yield* page).values.length, 150)
      assert.strictEqual(yield* records.backfill(Later), 450)
      assert.strictEqual((yield* page).values.length, 150)
    }).pipe(services),
  )

  it.effect("with another meaning is another index", () =>
    Effect.gen(function* () {
      const { run } = yield* Transactor
      const records = yield* Records
      yield* run(Transaction.use((tx) => tx.put(Earlier, note("a", "o1", 7))))
      const [before, after] = [
        records.page(Earlier, { index: "byAt", under: [-7] }),
        records.page(Later, { index: "byAt", under: [7] }),
      ]
      assert.deepStrictEqual(ids((yield* before).values), ["a"])
      assert.strictEqual((yield* Effect.flip(after))._tag, "IndexNotReady")
      yield* records.backfill(Later)
      assert.deepStrictEqual(ids((yield* after).values), ["a"])
      assert.strictEqual((yield* Effect.flip(before))._tag, "IndexNotReady")
    }).pipe(services),
  )

  it.effect("of a collection without records answers at once", () =>
    Effect.gen(function* () {
      const records = yield* Records
      assert.deepStrictEqual((yield* records.page(Later, { index: "byAt" })).values, [])
    }).pipe(services),
  )
})
