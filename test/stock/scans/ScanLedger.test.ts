import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { SerialBook, SerialCount, SerialRecords, StockLedger } from "entrepot/stock"
import { Records } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import { countId, happeningsOf, places, whereOf } from "./support/warehouse.ts"

const units = Effect.flatMap(Records, ({ all }) => Stream.runCollect(all(SerialRecords.Units)))

describe("scans that are doubled, dropped and out of order", { timeout: 60_000 }, () => {
  it.live("leave the ledger equal to the world, and a count finds exactly the thefts (Z03)", () =>
    Effect.gen(function* () {
      const world = { seed: 20_261_122, units: 160, scans: 4_000, thefts: 12 }
      const { made, truth, stolen, before, count } = happeningsOf(world)
      assert.isAtLeast(made, 4_000)
      assert.strictEqual(stolen.size, 12)
      const { serials, level } = yield* StockLedger
      // As many at once as a warehouse has scanners.
      const takeAll = (scans: typeof before) =>
        Effect.forEach(scans, (scan) => serials.scan(scan), { concurrency: 64, discard: true })

      yield* takeAll(before)
      yield* takeAll(count)
      const counted = yield* units
      const book = SerialBook.of(counted)
      for (const [serial, state] of truth)
        assert.strictEqual(whereOf(book, serial), stolen.get(serial) ?? state, serial)
      assert.deepStrictEqual((yield* serials.waiting()).values, [])

      const missing = new Map<string, string>()
      for (const place of places) {
        const there = yield* Stream.runCollect(serials.at(place))
        const seen = count.filter((scan) => scan.place === place)
        const difference = SerialCount.compare(place, there, seen)
        assert.deepStrictEqual(difference.surplus, [])
        for (const { serial } of difference.missing) missing.set(serial, place)
        const command = SerialCount.writeOff(countId, place, difference)
        if (command?._tag === "Lose") yield* serials.lose(command)
      }
      assert.deepStrictEqual(missing, stolen)

      const after = SerialBook.of(yield* units)
      for (const [serial, state] of truth)
        assert.strictEqual(whereOf(after, serial), state === "stolen" ? "lost" : state, serial)
      for (const place of places) {
        const physical = [...truth.values()].filter((state) => state === place).length
        assert.strictEqual((yield* level("PHONE", place)).onHand, physical, place)
      }
      assert.deepStrictEqual((yield* serials.audit()).differences, [])
    }).pipe(Effect.provide(ledgerOver())),
  )
})
