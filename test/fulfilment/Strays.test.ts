import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Fulfilment, FulfilmentRecords } from "entrepot/fulfilment"
import { Journal } from "entrepot/store"

import {
  closed,
  consigned,
  labelled,
  next,
  orderOf,
  packed,
  refusalOf,
  stocked,
  taken,
  warehouseOver,
} from "./support/warehouse.ts"

const mugs = [{ sku: "MUG", count: 2 }] as const
const stray = { consignmentId: "c1", parcelId: "p1" }

const track = (status: "inTransit" | "returned", at: number) =>
  Fulfilment.use(({ track }) =>
    track({ courier: "post", events: [{ trackingNumber: "T1", at, code: "x", status }] }),
  )

/** A parcel that has its label and is stopped; the same mugs are packed again. */
const stopped = Effect.gen(function* () {
  const { stop } = yield* Fulfilment
  yield* stocked
  yield* taken(orderOf("7"))
  yield* consigned({})
  yield* packed("c1", "p1", mugs)
  yield* labelled("c1", "p1")
  yield* stop({ commandId: next(), ...stray })
  yield* packed("c1", "p2", mugs)
})

const strays = Fulfilment.use(({ dispatchList }) =>
  Effect.map(dispatchList("main"), (list) => list.strays),
)
const refused =
  'StrayParcel: parcel "p2" has to wait: parcel "p1" of "c1" (T1) was stopped, and its courier has it'

describe("a stopped parcel that its courier has all the same", () => {
  it.effect("keeps what replaces it from a label until somebody has seen to it", () =>
    Effect.gen(function* () {
      const { clearStray } = yield* Fulfilment
      const clear = { commandId: next(), ...stray, actor: "ada", reason: "they send it back" }
      yield* stopped
      assert.include(yield* refusalOf(clearStray(clear)), "NotStray")
      yield* track("inTransit", 5)
      yield* track("inTransit", 9)
      assert.strictEqual(yield* refusalOf(labelled("c1", "p2")), refused)
      assert.deepStrictEqual(yield* strays, [{ ...stray, trackingNumbers: ["T1"] }])
      yield* clearStray({ ...clear, commandId: next() })
      assert.deepStrictEqual(yield* strays, [])
      assert.strictEqual((yield* labelled("c1", "p2")).status, "labelled")
      const journal = yield* Journal
      const told = yield* Stream.runCollect(journal.all(FulfilmentRecords.FulfilmentHistory))
      const found = told.filter(({ fact }) => fact._tag === "StrayFound")
      assert.lengthOf(found, 1)
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("keeps what replaces it from leaving, and is none any more once it came back", () =>
    Effect.gen(function* () {
      yield* stopped
      yield* labelled("c1", "p2")
      yield* track("inTransit", 5)
      assert.strictEqual(yield* refusalOf(closed("m1", ["c1", "p2"])), refused)
      yield* track("returned", 9)
      assert.deepStrictEqual(yield* strays, [])
      yield* closed("m1", ["c1", "p2"])
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("is found in a consignment that was cancelled, too", () =>
    Effect.gen(function* () {
      const { stop, cancel } = yield* Fulfilment
      yield* stopped
      yield* stop({ commandId: next(), consignmentId: "c1", parcelId: "p2" })
      yield* cancel({ commandId: next(), consignmentId: "c1" })
      yield* track("inTransit", 5)
      assert.lengthOf(yield* strays, 1)
      yield* consigned({ id: "c2" })
      yield* packed("c2", "p2", mugs)
      assert.strictEqual(yield* refusalOf(labelled("c2", "p2")), refused)
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("what a courier tells of parcels", () => {
  it.effect("is read one by one: garbage is named, and the others count", () =>
    Effect.gen(function* () {
      const { track } = yield* Fulfilment
      yield* stocked
      yield* taken(orderOf("7"))
      yield* consigned({})
      yield* packed("c1", "p1", mugs)
      yield* labelled("c1", "p1")
      const garbage = { trackingNumber: "", at: -1, code: "x" }
      const good = { trackingNumber: "T1", at: 5, code: "x", status: "delivered" as const }
      const { moved, refused } = yield* track({ courier: "post", events: [garbage, good] })
      assert.strictEqual(moved, 1)
      assert.deepStrictEqual(
        refused.map(({ at, refusal }) => [at, refusal._tag]),
        [[0, "InputInvalid"]],
      )
    }).pipe(Effect.provide(warehouseOver())),
  )
})
