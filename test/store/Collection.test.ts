import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Collection, Key, type StoredRecord } from "entrepot/store"

const Lines = Schema.Struct({
  id: Schema.String,
  order: Schema.String,
  skus: Schema.Array(Schema.String),
})

const Orders = Collection.make({
  name: "order",
  schema: Lines,
  id: ({ id }) => id,
  indexes: {
    byOrder: { entries: ({ order, id }) => [[order, id]], guard: 1 },
    bySku: { entries: ({ skus }) => skus.map((sku) => [sku]) },
  },
  upcasts: [
    // From 1: one SKU became many. From 2: the order got a name.
    (older) => ({ ...(older as object), skus: ["first"] }),
    (older) => ({ ...(older as object), order: "unknown" }),
  ],
})

const record = (schema: number, value: unknown): StoredRecord => ({
  key: { collection: "order", id: "o1" },
  version: 1,
  asOf: 0,
  schema,
  body: JSON.stringify(value),
})

const failureOf = (found: StoredRecord) =>
  Result.match(Collection.read(Orders, found), {
    onSuccess: () => assert.fail("it was read"),
    onFailure: (error) => error,
  })

describe("a collection", () => {
  it("counts its version from its upcasts", () => {
    assert.strictEqual(Orders.version, 3)
    const plain = Collection.make({ name: "plain", schema: Lines, id: ({ id }) => id })
    assert.strictEqual(plain.version, 1)
  })

  it("lifts a record by the upcasts that it has not seen", () => {
    const read = (schema: number, value: unknown) => Collection.read(Orders, record(schema, value))
    assert.deepStrictEqual(
      read(1, { id: "o1" }),
      Result.succeed({ id: "o1", order: "unknown", skus: ["first"] }),
    )
    assert.deepStrictEqual(
      read(2, { id: "o1", skus: [] }),
      Result.succeed({ id: "o1", order: "unknown", skus: [] }),
    )
    assert.deepStrictEqual(
      read(3, { id: "o1", order: "o", skus: [] }),
      Result.succeed({ id: "o1", order: "o", skus: [] }),
    )
  })

  it("refuses a record of a newer version, naming both", () => {
    const error = failureOf(record(4, {}))
    assert.strictEqual(error._tag, "FutureSchema")
    assert.include(error.message, 'order "o1" has schema version 4, this release knows 3')
  })

  it("finds a record corrupt that does not decode, and says where", () => {
    const error = failureOf(record(3, { id: "o1", order: 1, skus: [] }))
    assert.strictEqual(error._tag, "RecordCorrupt")
    assert.match(error.message, /order "o1" does not decode: .*\n.*\["order"\]/)
  })

  it("finds a record corrupt that is no JSON, or that no upcast can lift", () => {
    const torn = failureOf({ ...record(3, {}), body: '{"id":' })
    assert.strictEqual(torn._tag, "RecordCorrupt")
    assert.match(torn.message, /order "o1" does not decode: SyntaxError/)
    const Brittle = Collection.make({
      name: "order",
      schema: Lines,
      id: ({ id }) => id,
      upcasts: [
        (older) => {
          throw new Error(`nothing lifts ${JSON.stringify(older)}`)
        },
      ],
    })
    const stuck = Collection.read(Brittle, record(1, {}))
    assert.match(`${Result.isFailure(stuck) && stuck.failure.message}`, /nothing lifts \{\}/)
  })

  it("writes what it reads", () => {
    const value = { id: "o1", order: "o", skus: ["a", "toString"] }
    const body = JSON.stringify(Orders.encode(value))
    assert.deepStrictEqual(
      Collection.read(Orders, { ...record(3, {}), body }),
      Result.succeed(value),
    )
  })

  it("names its records by their ids", () =>
    assert.deepStrictEqual(Collection.key(Orders, "o1"), { collection: "order", id: "o1" }))
})

describe("the indexes of a collection", () => {
  const value = { id: "l1", order: "o1", skus: ["b", "a"] }

  it("place a value under each of its entries", () =>
    assert.deepStrictEqual(Collection.indexEntries(Orders, value), [
      { index: "byOrder", at: Key.join(["o1", "l1"]) },
      { index: "bySku", at: "b" },
      { index: "bySku", at: "a" },
    ]))

  it("guard only what is declared so, by its leading parts", () => {
    const guarded = [...Collection.guardedEntries(Orders, value).values()]
    assert.deepStrictEqual(guarded, [
      { guard: Collection.guardId("order", "byOrder", ["o1"]), at: Key.join(["o1", "l1"]) },
    ])
    assert.isTrue(Collection.hasGuards(Orders))
    assert.strictEqual(Collection.guardedEntries(Orders, undefined).size, 0)
  })

  it("may be named like a property of every object", () => {
    const odd = Collection.make({
      name: "odd",
      schema: Lines,
      id: ({ id }) => id,
      indexes: { constructor: { entries: ({ order }) => [[order]] } },
    })
    assert.deepStrictEqual(Collection.indexEntries(odd, value), [
      { index: "constructor", at: "o1" },
    ])
    const [none] = [Collection.make({ name: "none", schema: Lines, id: ({ id }) => id })]
    assert.deepStrictEqual(Collection.indexEntries(none, value), [])
  })
})
