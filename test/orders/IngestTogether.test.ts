import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { OrderDesk, OrderRecords } from "entrepot/orders"
import { Records, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { killsAsync } from "../kernel/law.ts"
import { comparingNothing } from "../stock/support/brokenStores.ts"
import { deskOver, history, pageOf, sourceThatShows } from "./support/desk.ts"
import { type Document, documents } from "./support/worlds.ts"

const source = sourceThatShows("whole")

/** Cuts documents into pages of so many. */
const pagesOf = (seen: ReadonlyArray<Document>, size: number) =>
  seen.flatMap((_, at) =>
    at % size === 0 ? [pageOf(`p${at + size}`, ...seen.slice(at, at + size))] : [],
  )

/** Two processes take in the same documents at the same time, each in pages of its own. */
const together = (
  store: StoreShape,
  seen: ReadonlyArray<Document>,
  sizes: readonly [number, number],
) => {
  const process = (size: number) =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      for (const page of pagesOf(seen, size)) yield* desk.ingest(source, page)
    }).pipe(Effect.provide(deskOver(store), { local: true }))
  return Effect.gen(function* () {
    yield* Effect.all(sizes.map(process), { concurrency: "unbounded" })
    return yield* Effect.gen(function* () {
      const orders = yield* Stream.runCollect((yield* Records).all(OrderRecords.Orders))
      return { events: yield* history, orders }
    }).pipe(Effect.provide(deskOver(store), { local: true }))
  })
}

const size = fc.integer({ min: 1, max: 4 })

const eachOnce = (open: () => StoreShape) =>
  fc.asyncProperty(documents, size, size, async (seen, one, other) => {
    const { events, orders } = await Effect.runPromise(together(open(), seen, [one, other]))
    const alone = await Effect.runPromise(together(Memory.make(), seen, [seen.length, seen.length]))
    assert.deepStrictEqual(
      events.map((event) => ("revision" in event ? event.revision : event._tag)).toSorted(),
      seen.map(({ revision }) => revision).toSorted(),
    )
    assert.deepStrictEqual(orders, alone.orders)
  })

describe("two processes that take in the same documents at the same time", () => {
  it("take in each of them once", async () => {
    await fc.assert(eachOnce(Memory.make), { numRuns: 100 })
    await killsAsync(eachOnce(comparingNothing))
  }, 30_000)
})
