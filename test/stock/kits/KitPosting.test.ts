import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { StockLedger } from "entrepot/stock"

import { ledgerOver } from "../support/ledger.ts"

const set = {
  sku: "SET",
  components: [
    { sku: "MUG", quantity: 2 },
    { sku: "TEA", quantity: 1 },
  ],
  stocked: false,
}
const line = (sku: string, quantity: number, place = "main") => ({ sku, quantity, place })

/** A shop with five mugs, nine teas, and sets of two mugs and a tea. */
const shop = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* ledger.receive({ commandId: "po-1", lines: [line("MUG", 5), line("TEA", 9)] })
  yield* ledger.kits.define({ commandId: "k-1", ...set })
  return ledger
})
const hold = (holdId: string, ...lines: ReadonlyArray<ReturnType<typeof line>>) => ({
  commandId: `hold ${holdId}`,
  holdId,
  lines,
})
const available = Effect.fnUntraced(function* (sku: string, place = "main") {
  const { kits } = yield* StockLedger
  return (yield* kits.available(sku, { place })).available
})

describe("kits over the ledger", () => {
  it.effect(
    "a kit and its component in one order are summed, and the refusal says who wants what",
    () =>
      Effect.gen(function* () {
        const { kits, level } = yield* shop
        const refusal = yield* Effect.flip(kits.hold(hold("1", line("SET", 2), line("MUG", 2))))
        assert.strictEqual(
          refusal.message,
          "MUG at main: 6 wanted (line 1, SET; line 2, MUG), 5 available",
        )
        assert.strictEqual((yield* level("TEA")).held, 0)
        yield* kits.hold(hold("1", line("SET", 2), line("MUG", 1)))
        assert.deepStrictEqual([(yield* level("MUG")).held, (yield* level("TEA")).held], [5, 2])
        assert.strictEqual(yield* available("SET"), 0)
      }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a hold is shipped in whole kits here, and not by the ledger", () =>
    Effect.gen(function* () {
      const { kits, level, ship } = yield* shop
      yield* kits.hold(hold("1", line("SET", 2)))
      const refusal = yield* Effect.flip(ship({ commandId: "s-0", holdId: "1" }))
      assert.strictEqual(refusal._tag, "HoldKept")
      yield* kits.ship({ commandId: "s-1", holdId: "1", lines: [{ line: 0, quantity: 1 }] })
      assert.deepStrictEqual([(yield* level("MUG")).onHand, (yield* level("MUG")).held], [3, 2])
      yield* kits.release({ commandId: "r-1", holdId: "1" })
      assert.strictEqual((yield* level("MUG")).available, 3)
      const found = Option.getOrThrow(yield* kits.findHold("1"))
      assert.deepInclude(found.lines[0], { ordered: "SET", quantity: 2, shipped: 1, released: 1 })
      const used = yield* Effect.flip(kits.ship({ commandId: "s-2", holdId: "1" }))
      assert.strictEqual(used._tag, "KitHoldExceeded")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("an order that is held twice is refused, also where nothing is left", () =>
    Effect.gen(function* () {
      const { kits, hold: holdUnits } = yield* shop
      yield* kits.hold(hold("1", line("SET", 2)))
      const again = { ...hold("1", line("SET", 2)), commandId: "again" }
      assert.strictEqual((yield* Effect.flip(kits.hold(again)))._tag, "HoldExists")
      yield* holdUnits({ commandId: "h-2", holdId: "2", lines: [line("MUG", 1)] })
      const other = { ...hold("2", line("TEA", 1)), commandId: "other" }
      assert.strictEqual((yield* Effect.flip(kits.hold(other)))._tag, "HoldExists")
      assert.isTrue(Option.isNone(yield* kits.findHold("2")))
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a hold keeps what a kit consisted of, whatever it consists of now", () =>
    Effect.gen(function* () {
      const { kits, level } = yield* shop
      yield* kits.hold(hold("1", line("SET", 1)))
      yield* kits.define({ ...set, commandId: "k-2", components: [{ sku: "CUP", quantity: 1 }] })
      yield* kits.ship({ commandId: "s-1", holdId: "1" })
      assert.deepStrictEqual([(yield* level("MUG")).onHand, (yield* level("TEA")).onHand], [3, 8])
      const kit = Option.getOrThrow(yield* kits.kit("SET"))
      assert.deepStrictEqual(kit.components, [{ sku: "CUP", quantity: 1 }])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a hold that has expired is free, and is neither shipped nor released", () =>
    Effect.gen(function* () {
      const { kits, extend } = yield* shop
      yield* kits.hold({ ...hold("1", line("SET", 2)), expiresAt: 10_000 })
      yield* extend({ commandId: "e-1", holdId: "1", expiresAt: 20_000 })
      yield* TestClock.setTime(19_999)
      assert.strictEqual(yield* available("SET"), 0)
      yield* TestClock.setTime(20_000)
      assert.strictEqual(yield* available("SET"), 2)
      for (const use of [kits.ship, kits.release])
        assert.strictEqual(
          (yield* Effect.flip(use({ commandId: "u-1", holdId: "1" })))._tag,
          "HoldExpired",
        )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("kits that are held of a pool get a place, whole, and are shipped from there", () =>
    Effect.gen(function* () {
      const { kits, level, declarePool, receive } = yield* shop
      yield* receive({ commandId: "po-2", lines: [line("MUG", 2, "shop"), line("TEA", 1, "shop")] })
      yield* declarePool({ commandId: "p-1", pool: "all", places: ["main", "shop"] })
      assert.strictEqual(yield* available("SET", "all"), 3)
      yield* kits.hold(hold("1", line("SET", 3, "all")))
      assert.strictEqual(yield* available("SET"), 0)
      const units = [{ line: 0, quantity: 1 }]
      const early = yield* Effect.flip(kits.ship({ commandId: "s-0", holdId: "1", lines: units }))
      assert.strictEqual(early._tag, "PlaceIsPool")
      yield* kits.assign({ commandId: "a-1", holdId: "1", place: "shop", lines: units })
      const more = yield* Effect.flip(
        kits.assign({ commandId: "a-2", holdId: "1", place: "shop", lines: units }),
      )
      assert.strictEqual(more._tag, "InsufficientStock")
      yield* kits.assign({
        commandId: "a-3",
        holdId: "1",
        place: "main",
        lines: [{ line: 0, quantity: 2 }],
      })
      yield* kits.ship({ commandId: "s-1", holdId: "1" })
      assert.deepStrictEqual(
        [(yield* level("MUG", "shop")).onHand, (yield* level("MUG")).onHand],
        [0, 1],
      )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("assembling takes what nobody holds, and taking apart gives it back", () =>
    Effect.gen(function* () {
      const { kits, level, audit } = yield* shop
      yield* kits.define({ ...set, commandId: "k-2", sku: "BOX", stocked: true })
      yield* kits.hold(hold("1", line("MUG", 2)))
      const asked = { sku: "BOX", quantity: 1 }
      const short = yield* Effect.flip(kits.assemble({ commandId: "m-0", sku: "BOX", quantity: 2 }))
      assert.strictEqual(short.message, "MUG at main: 4 wanted, 3 available")
      const made = yield* kits.assemble({ commandId: "m-1", ...asked, document: "job-1" })
      assert.deepStrictEqual(made.answer, { event: "Assembled", units: 4 })
      assert.strictEqual(yield* available("BOX"), 1)
      yield* kits.hold(hold("2", line("BOX", 1)))
      const kept = yield* Effect.flip(kits.disassemble({ commandId: "d-0", ...asked }))
      assert.strictEqual(kept._tag, "InsufficientStock")
      yield* kits.release({ commandId: "r-2", holdId: "2" })
      yield* kits.disassemble({ commandId: "d-1", ...asked })
      assert.deepStrictEqual(
        [(yield* level("MUG")).onHand, (yield* level("TEA")).onHand, (yield* level("BOX")).onHand],
        [5, 9, 0],
      )
      assert.isTrue((yield* audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a kit of which assembled units are anywhere stays as it is", () =>
    Effect.gen(function* () {
      const { kits, move } = yield* shop
      const box = { ...set, sku: "BOX", stocked: true }
      const other = { ...box, components: [{ sku: "MUG", quantity: 1 }] }
      yield* kits.define({ ...box, commandId: "k-2" })
      yield* kits.assemble({ commandId: "m-1", sku: "BOX", quantity: 1 })
      const place = "main"
      yield* move({
        commandId: "q-1",
        lines: [
          {
            sku: "BOX",
            quantity: 1,
            from: { _tag: "Shelf", place },
            to: { _tag: "Quarantine", place },
          },
        ],
      })
      const refusal = yield* Effect.flip(kits.define({ ...other, commandId: "k-3" }))
      assert.strictEqual(refusal.message, "assembled units of BOX are at main")
      const same = yield* kits.define({ ...box, commandId: "k-4" })
      assert.strictEqual(same.answer.event, "None")
      yield* move({
        commandId: "q-2",
        lines: [
          { sku: "BOX", quantity: 1, from: { _tag: "Quarantine", place }, to: { _tag: "Loss" } },
        ],
      })
      yield* kits.define({ ...other, commandId: "k-5" })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("bad input is refused at the door, and says where", () =>
    Effect.gen(function* () {
      const { kits } = yield* shop
      const none = yield* Effect.flip(kits.define({ ...set, commandId: "k-2", components: [] }))
      assert.strictEqual(none._tag, "InputInvalid")
      const half = yield* Effect.flip(kits.hold(hold("1", line("SET", 0.5))))
      assert.include(half.message, `["lines"][0]["quantity"]`)
      const unknown = yield* Effect.flip(kits.ship({ commandId: "s-1", holdId: "nobody" }))
      assert.strictEqual(unknown._tag, "UnknownHold")
      assert.strictEqual(yield* available("nothing"), 0)
      const never = yield* Effect.flip(kits.hold(hold("2", line("CUP", 1))))
      assert.strictEqual(never._tag, "UnknownSku")
    }).pipe(Effect.provide(ledgerOver())),
  )
})
