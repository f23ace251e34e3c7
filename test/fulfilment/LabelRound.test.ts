import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { type CourierShape, CourierUnavailable, LabelPosting, RateLimited } from "entrepot/couriers"
import { Fulfilment } from "entrepot/fulfilment"
import { Transactor } from "entrepot/store"

import {
  ada,
  consigned,
  labelled,
  next,
  orderOf,
  packed,
  part,
  Post,
  stocked,
  taken,
  warehouseOver,
} from "./support/warehouse.ts"

/** Two labelled parcels of two consignments, of which nobody has anything left to do. */
const given = Effect.gen(function* () {
  const { labels } = yield* Fulfilment
  yield* stocked
  yield* taken(orderOf("7"), orderOf("8"))
  for (const order of ["7", "8"]) {
    yield* consigned({ id: `c${order}`, parts: [part(order, "1", "MUG", 2)] })
    yield* packed(`c${order}`, "p", [{ sku: "MUG", count: 2 }])
    yield* labelled(`c${order}`, "p")
  }
  assert.deepStrictEqual((yield* labels.open()).values, [])
  return labels
})

const cancelled = Effect.gen(function* () {
  const { cancel } = yield* Fulfilment
  for (const consignmentId of ["c7", "c8"]) yield* cancel({ commandId: next(), consignmentId })
})

/** Wants a label that nobody has asked for yet. */
const wanted = (courier: string, reference: string) =>
  Transactor.use((transactor) => {
    const sizes = { weightGrams: 900, lengthMm: 300, widthMm: 200, heightMm: 100 }
    const parcel = { ...sizes, battery: "none", contents: "Mugs" } as const
    const to = { _tag: "Door", address: ada } as const
    const shipment = { from: ada, to, parcel, shipOn: "2026-11-23" } as const
    return transactor.run(LabelPosting.want(courier, { reference, service: "parcel", shipment }))
  })

describe("a round over open labels", () => {
  it.effect("gives back the labels of parcels that were stopped, each once", () => {
    const post = new Post()
    return Effect.gen(function* () {
      const labels = yield* given
      yield* cancelled
      assert.deepStrictEqual(post.voided, [])
      const round = { later: 0, persons: [], errors: [] }
      assert.deepStrictEqual(yield* labels.advanceAll(), { ...round, done: 2 })
      assert.deepStrictEqual(post.voided.toSorted(), ["T1", "T2"])
      assert.deepStrictEqual(yield* labels.advanceAll(), { ...round, done: 0 })
      assert.lengthOf(post.voided, 2)
    }).pipe(Effect.provide(warehouseOver(Memory.make(), post)))
  })

  it.effect("names what a person has to see to, and goes on with the others", () => {
    const post = new Post()
    const { void: _, ...shape } = post.shape
    return Effect.gen(function* () {
      const labels = yield* given
      yield* cancelled
      yield* wanted("nobody", "r0")
      yield* wanted("post", "r1")
      const { done, later, persons, errors } = yield* labels.advanceAll()
      assert.deepStrictEqual([done, later, errors], [1, 0, []])
      assert.deepStrictEqual(persons.map(({ because }) => because).toSorted(), [
        "T1 cannot be given back",
        "T2 cannot be given back",
        'there is no courier "nobody"',
      ])
      assert.deepStrictEqual([...post.sold.values()], ["T1", "T2", "T3"])
    }).pipe(Effect.provide(warehouseOver(Memory.make(), { shape })))
  })

  it.effect("comes back to what a courier failed at, and not before its pause is over", () => {
    const post = new Post()
    let isAway = false
    let asked = 0
    const at = (operation: "label" | "void") => ({ courier: "post", operation })
    const shape: CourierShape = {
      ...post.shape,
      label: (request) =>
        Effect.suspend(() => {
          asked += 1
          const pause = { ...at("label"), retryAfterMillis: 60_000 }
          return isAway ? Effect.fail(new RateLimited(pause)) : post.shape.label(request)
        }),
      void: (trackingNumber) =>
        isAway
          ? Effect.fail(new CourierUnavailable({ ...at("void"), detail: "away" }))
          : Effect.sync(() => void post.voided.push(trackingNumber)),
    }
    return Effect.gen(function* () {
      const labels = yield* given
      yield* cancelled
      yield* wanted("post", "r1")
      isAway = true
      const { done, later, errors } = yield* labels.advanceAll()
      assert.deepStrictEqual([done, later], [0, 3])
      assert.deepStrictEqual(errors.map(({ error }) => error._tag).toSorted(), [
        "CourierUnavailable",
        "CourierUnavailable",
        "RateLimited",
      ])
      isAway = false
      asked = 0
      assert.include(yield* labels.advanceAll(), { done: 2, later: 0 })
      assert.deepStrictEqual([post.voided.length, asked], [2, 0])
      yield* TestClock.adjust("1 minute")
      assert.include(yield* labels.advanceAll(), { done: 1, later: 0 })
      assert.strictEqual(asked, 1)
    }).pipe(Effect.provide(warehouseOver(Memory.make(), { shape })))
  })
})
