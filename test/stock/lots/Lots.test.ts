import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  LotPosting,
  LotRecords,
  type Lots,
  type StockAccount,
  StockLedger,
  StockPosting,
  StockRecords,
} from "entrepot/stock"
import { Journal, Store, type StoreShape, Transactor } from "entrepot/store"

import { line } from "../support/given.ts"
import { ledgerOver, overwrite } from "../support/ledger.ts"
import { contents } from "./support/ledger.ts"

const most = Number.MAX_SAFE_INTEGER
const minutes = (n: number) => n * 60_000
const day = 86_400_000

const of = (lot: string, quantity: number, place = "main") => ({
  sku: "MILK",
  place,
  lot,
  quantity,
})
const shelf = (place: string) => ({ _tag: "Shelf", place }) as const
const wanted = (quantity: number, place = "main") => ({ sku: "MILK", quantity, place })

let commands = 0
/** Any command id, as long as it is a new one. */
const next = () => ({ commandId: `c-${++commands}` })

const receive = (
  { receive }: Lots.LotsShape,
  line: ReturnType<typeof of>,
  at?: number,
  document?: string,
) =>
  receive({
    ...next(),
    lines: [{ ...line, ...(at === undefined ? {} : { expires: { at } }) }],
    ...(document === undefined ? {} : { document }),
  })
const hold = ({ hold }: Lots.LotsShape, holdId: string, quantity: number, expiresAt?: number) =>
  hold({ ...next(), holdId, lines: [wanted(quantity)], expiresAt })

/** What it comes to: nothing, or the name of the refusal. */
const tagOf = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "done" })

/** Provides a ledger over a store of its own. */
const live = () => Effect.provide(ledgerOver())
const everything = Effect.flatMap(Store, contents)

describe("items that are kept by lot", () => {
  it.effect("move by lot and no more by quantity, from their first receipt on", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { lots } = ledger
      yield* receive(lots, of("A", 5))
      yield* hold(lots, "order-1", 2)
      const before = yield* everything
      const lines = [line("MILK", 1)]
      const attempts = [
        ledger.receive({ ...next(), lines }),
        ledger.hold({ ...next(), holdId: "order-2", lines }),
        ledger.adjust({ ...next(), lines: [{ sku: "MILK", delta: -1 }] }),
      ]
      for (const attempt of attempts) assert.strictEqual(yield* tagOf(attempt), "UnitsTracked")
      const kept = [
        ledger.ship({ ...next(), holdId: "order-1" }),
        ledger.release({ ...next(), holdId: "order-1" }),
        ledger.extend({ ...next(), holdId: "order-1" }),
      ]
      for (const attempt of kept) assert.strictEqual(yield* tagOf(attempt), "HoldKept")
      yield* ledger.receive({ ...next(), lines: [line("MUG", 1)] }).pipe(Effect.asVoid)
      const mug = { sku: "MUG", lot: "A", quantity: 1 }
      const asLot = yield* Effect.flip(lots.receive({ ...next(), lines: [mug] }))
      assert.strictEqual(asLot.message, "MUG at main is kept by units")
      assert.lengthOf((yield* everything).entries, before.entries.length + 1)
    }).pipe(live()),
  )

  it.effect("answer what happened, in the journal of lots and in that of the ledger", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { lots } = ledger
      const lines = [of("A", 2), of("B", 3)]
      const first = yield* lots.receive({ ...next(), lines, document: "po-1" })
      assert.deepStrictEqual(first.answer, { event: "Received", units: 5 })
      const holdId = "order-1"
      const held = yield* lots.hold({ ...next(), holdId, lines: [wanted(4)] })
      assert.deepStrictEqual(held.answer, { event: "Held", units: 4 })
      assert.deepStrictEqual(Option.getOrThrow(yield* lots.findHold(holdId)), {
        holdId,
        lines: [
          { ...of("A", 2), shipped: 0, released: 0 },
          { ...of("B", 2), shipped: 0, released: 0 },
        ],
      })
      yield* lots.ship({ ...next(), holdId, lines: [of("A", 1)] })
      yield* lots.release({ ...next(), holdId })
      yield* lots.return({ ...next(), lines: [of("A", 1)] })
      yield* lots.adjust({ ...next(), lines: [{ sku: "MILK", lot: "B", delta: -1 }] })
      const same = yield* lots.setPolicy({ ...next(), sku: "MILK" })
      assert.deepStrictEqual(same.answer, { event: "None", units: 0 })
      const { all } = yield* Journal
      const tagsOf = <A extends { readonly _tag: string }>(facts: ReadonlyArray<{ fact: A }>) =>
        facts.map(({ fact }) => fact._tag)
      const told = ["Received", "Held", "Shipped", "Released", "Returned", "Adjusted"]
      const detail = yield* Stream.runCollect(all(LotRecords.LotMovements))
      const general = yield* Stream.runCollect(all(StockRecords.Movements))
      assert.deepStrictEqual([tagsOf(detail), tagsOf(general)], [told, told])
      assert.strictEqual((yield* ledger.level("MILK")).onHand, 4)
      assert.isTrue((yield* lots.audit()).ok)
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(live()),
  )

  it.effect("are zero, none or without demands where nobody knows them", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      const zero = { onHand: 0, held: 0, blocked: 0, expired: 0, shortDated: 0, available: 0 }
      assert.deepStrictEqual(yield* lots.level("MILK"), zero)
      assert.deepStrictEqual(yield* lots.at("main", "MILK"), [])
      assert.isTrue(Option.isNone(yield* lots.of("MILK", "A")))
      assert.isTrue(Option.isNone(yield* lots.findHold("order-1")))
      assert.strictEqual((yield* lots.policy("MILK")).expiryRequired, false)
      assert.deepStrictEqual((yield* lots.touched("MILK", "A")).touches, [])
      assert.strictEqual(yield* tagOf(lots.level("")), "InputInvalid")
      assert.isTrue((yield* lots.audit()).ok)
    }).pipe(live()),
  )

  it.effect("refuse a hold whose id an order has that held by quantity", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* receive(ledger.lots, of("A", 5))
      yield* ledger.receive({ ...next(), lines: [line("MUG", 1)] })
      yield* ledger.hold({ ...next(), holdId: "order-1", lines: [line("MUG", 1)] })
      const before = yield* everything
      assert.strictEqual(yield* tagOf(hold(ledger.lots, "order-1", 1)), "HoldExists")
      assert.deepStrictEqual(yield* everything, before)
    }).pipe(live()),
  )
})

describe("what an item demands of its lots", () => {
  it.effect("refuses a lot without an expiry where the item demands one, and says which line", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      yield* lots.setPolicy({ ...next(), sku: "MILK", expiryRequired: true })
      const before = yield* everything
      const lines = [{ ...of("A", 1), expires: { at: minutes(9) } }, of("B", 1)]
      const refusal = yield* Effect.flip(lots.receive({ ...next(), lines }))
      assert.strictEqual(refusal.message, "the expiry is missing: line 2, lot B of MILK")
      assert.deepStrictEqual(yield* everything, before)
    }).pipe(live()),
  )

  it.effect("decides which lots are taken, and for how long they must be good", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { lots } = ledger
      yield* lots.setPolicy({ ...next(), sku: "MILK", strategy: { _tag: "Lifo" }, minimumDays: 2 })
      yield* receive(lots, of("short", 4), 2 * day)
      yield* receive(lots, of("old", 4))
      yield* TestClock.setTime(1)
      yield* receive(lots, of("new", 4))
      yield* hold(lots, "order-1", 5)
      const { lines } = Option.getOrThrow(yield* lots.findHold("order-1"))
      assert.deepStrictEqual(
        lines.map(({ lot, quantity }) => [lot, quantity]),
        [
          ["new", 4],
          ["old", 1],
        ],
      )
      const { shortDated, available } = yield* ledger.level("MILK")
      assert.deepStrictEqual([shortDated, available], [4, 3])
      assert.strictEqual(yield* tagOf(hold(lots, "order-2", 4)), "InsufficientLots")
    }).pipe(live()),
  )
})

describe("the level of an item that is kept by lot", () => {
  it.effect("leaves out what was recalled or is good no more, from that instant on", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { lots } = ledger
      yield* receive(lots, of("A", 5), minutes(10))
      yield* receive(lots, of("B", 3))
      yield* receive(lots, of("C", 2))
      yield* hold(lots, "order-1", 1)
      yield* lots.block({ ...next(), sku: "MILK", lot: "B" })
      const there = yield* lots.at("main", "MILK")
      assert.deepStrictEqual(
        there.map(({ lot, onHand, held, blocked }) => [lot, onHand, held, blocked]),
        [
          ["A", 5, 1, false],
          ["B", 3, 0, true],
          ["C", 2, 0, false],
        ],
      )
      const later = { onHand: 10, held: 1, blocked: 3, expired: 4, shortDated: 0, available: 2 }
      assert.deepStrictEqual(yield* lots.level("MILK", { at: minutes(10) }), later)
      yield* TestClock.setTime(minutes(10) - 1)
      const before = yield* ledger.level("MILK")
      assert.deepStrictEqual([before.expired, before.available], [0, 6])
      yield* TestClock.setTime(minutes(10))
      assert.deepStrictEqual(yield* lots.level("MILK"), later)
      assert.deepStrictEqual(yield* ledger.level("MILK"), {
        sku: "MILK",
        place: "main",
        ...later,
        expected: 0,
        transit: 0,
        quarantine: 0,
        repair: 0,
      })
      const [listed] = yield* Stream.runCollect(ledger.levels())
      const [only] = yield* ledger.levelsOf("MILK")
      assert.deepStrictEqual([listed?.available, only?.available], [2, 2])
      assert.strictEqual(yield* tagOf(lots.ship({ ...next(), holdId: "order-1" })), "LotUnsellable")
      assert.strictEqual(yield* tagOf(hold(lots, "order-2", 3)), "InsufficientLots")
    }).pipe(live()),
  )
})

describe("a hold of lots that ends by itself", () => {
  it.effect(
    "keeps its units until t - 1 ms, and at t they are free, with nobody doing anything",
    () =>
      Effect.gen(function* () {
        const ledger = yield* StockLedger
        const { lots } = ledger
        yield* receive(lots, of("A", 2))
        yield* hold(lots, "order-1", 2, minutes(30) - 999)
        const expiresAt = minutes(30)
        assert.strictEqual(Option.getOrThrow(yield* lots.findHold("order-1")).expiresAt, expiresAt)
        assert.strictEqual(
          Option.getOrThrow(yield* ledger.findHold("order-1")).expiresAt,
          expiresAt,
        )
        yield* TestClock.setTime(expiresAt - 1)
        assert.strictEqual((yield* lots.level("MILK")).available, 0)
        assert.strictEqual(yield* tagOf(hold(lots, "order-2", 1)), "InsufficientLots")
        yield* TestClock.setTime(expiresAt)
        assert.strictEqual((yield* lots.level("MILK")).available, 2)
        assert.strictEqual((yield* ledger.level("MILK")).available, 2)
        const there = yield* lots.at("main", "MILK")
        assert.deepStrictEqual(
          there.map(({ lot, held }) => [lot, held]),
          [["A", 0]],
        )
        assert.strictEqual(yield* tagOf(lots.ship({ ...next(), holdId: "order-1" })), "HoldExpired")
        assert.strictEqual(
          yield* tagOf(lots.extend({ ...next(), holdId: "order-1" })),
          "HoldExpired",
        )
        const [before] = (yield* lots.touched("MILK", "A")).orders
        assert.deepStrictEqual(before, { holdId: "order-1", held: 0, shipped: 0 })
        yield* hold(lots, "order-2", 2)
        assert.isTrue((yield* lots.audit()).ok)
        assert.isTrue((yield* ledger.audit()).ok)
      }).pipe(live()),
  )

  it.effect("is extended in the ledger too", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { lots } = ledger
      yield* receive(lots, of("A", 2))
      yield* hold(lots, "order-1", 2, minutes(1))
      yield* lots.extend({ ...next(), holdId: "order-1", expiresAt: minutes(2) })
      yield* TestClock.setTime(minutes(2) - 1)
      yield* lots.ship({ ...next(), holdId: "order-1", lines: [of("A", 1)] })
      yield* TestClock.setTime(minutes(2))
      const levels = [yield* ledger.level("MILK"), yield* lots.level("MILK")]
      assert.deepStrictEqual(
        levels.map(({ onHand, available }) => [onHand, available]),
        [
          [1, 1],
          [1, 1],
        ],
      )
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(live()),
  )

  it.effect("is exact among hundreds that end at other seconds, and its record stays small", () =>
    Effect.gen(function* () {
      const many = 150
      const memory = Memory.make()
      const { lots } = yield* Effect.provide(StockLedger, ledgerOver(memory))
      yield* receive(lots, of("A", many))
      yield* Effect.forEach(Array.range(1, many), (n) => hold(lots, `order-${n}`, 1, n * 2_000), {
        concurrency: "unbounded",
        discard: true,
      })
      const [{ record } = {}] = yield* memory.read("default", [
        { collection: LotRecords.LotShelves.name, id: LotRecords.lotShelfId(of("A", 0)) },
      ])
      assert.isAtMost(record?.body.length ?? Infinity, 4_096)
      for (const ended of [1, 31, 149]) {
        yield* TestClock.setTime(ended * 2_000 - 1)
        assert.strictEqual((yield* lots.level("MILK")).available, ended - 1)
        yield* TestClock.setTime(ended * 2_000)
        assert.strictEqual((yield* lots.level("MILK")).available, ended)
      }
      yield* lots.release({ ...next(), holdId: `order-${many}` })
      assert.strictEqual((yield* lots.level("MILK")).available, many)
      assert.isTrue((yield* lots.audit()).ok)
    }),
  )
})

describe("units of lots elsewhere", () => {
  it.effect("go to quarantine and back, on their way, to the supplier and to scrap", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { lots } = ledger
      yield* receive(lots, of("A", 9))
      type Account = StockAccount.StockAccount
      const move = (quantity: number, from: Account, to: Account) =>
        lots.move({ ...next(), lines: [{ sku: "MILK", lot: "A", quantity, from, to }] })
      const quarantine = { _tag: "Quarantine", place: "main" } as const
      const transit = { _tag: "Transit", place: "shop" } as const
      yield* move(4, shelf("main"), quarantine)
      yield* move(1, quarantine, shelf("main"))
      yield* move(1, quarantine, { _tag: "Supplier" })
      yield* move(3, shelf("main"), transit)
      yield* move(1, transit, shelf("shop"))
      yield* move(1, transit, { _tag: "Loss" })
      const main = yield* ledger.level("MILK")
      assert.deepStrictEqual([main.onHand, main.quarantine], [3, 2])
      const shop = yield* ledger.level("MILK", "shop")
      assert.deepStrictEqual([shop.onHand, shop.transit], [1, 1])
      const { shelves } = Option.getOrThrow(yield* lots.of("MILK", "A"))
      assert.deepStrictEqual(
        shelves.map(({ place, onHand, beside }) => [place, onHand, beside]),
        [
          ["main", 3, { Quarantine: 2 }],
          ["shop", 1, { Transit: 1 }],
        ],
      )
      const short = yield* Effect.flip(move(3, quarantine, shelf("main")))
      assert.strictEqual(short.message, "lot A of MILK: 3 wanted, 2 in quarantine at main")
      assert.isTrue((yield* lots.audit()).ok)
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(live()),
  )
})

describe("a recall", () => {
  it.effect("of a lot in three places lists every order that it reached, and every paper", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      yield* receive(lots, of("A", 9), undefined, "po-1")
      yield* receive(lots, of("B", 9), undefined, "po-2")
      const lines = ["shop", "kiosk"].map((place) => ({
        sku: "MILK",
        lot: "A",
        quantity: 2,
        from: shelf("main"),
        to: shelf(place),
      }))
      yield* lots.move({ ...next(), lines, document: "transfer-1" })
      const from = (place: string, lot: string) => ({
        ...wanted(1, place),
        strategy: { _tag: "ByLot", lot } as const,
      })
      for (const place of ["main", "shop", "kiosk"]) {
        yield* lots.hold({ ...next(), holdId: `from ${place}`, lines: [from(place, "A")] })
        if (place !== "kiosk") yield* lots.ship({ ...next(), holdId: `from ${place}` })
      }
      yield* lots.hold({ ...next(), holdId: "of another lot", lines: [from("main", "B")] })
      yield* lots.return({ ...next(), lines: [of("A", 1, "shop")], document: "rma-1" })
      yield* lots.block({ ...next(), sku: "MILK", lot: "A", document: "recall-7" })
      const trace = yield* lots.touched("MILK", "A")
      assert.deepStrictEqual(trace.orders, [
        { holdId: "from main", held: 0, shipped: 1 },
        { holdId: "from shop", held: 0, shipped: 1 },
        { holdId: "from kiosk", held: 1, shipped: 0 },
      ])
      assert.deepStrictEqual(trace.places, [
        { place: "main", units: 4 },
        { place: "shop", units: 2 },
        { place: "kiosk", units: 2 },
      ])
      assert.deepStrictEqual(trace.documents, ["po-1", "transfer-1", "rma-1", "recall-7"])
      const refused = yield* Effect.flip(lots.ship({ ...next(), holdId: "from kiosk" }))
      assert.strictEqual(refused.message, 'hold "from kiosk": lot A of MILK is blocked')
      yield* lots.unblock({ ...next(), sku: "MILK", lot: "A" })
      yield* lots.ship({ ...next(), holdId: "from kiosk" })
    }).pipe(live()),
  )
})

describe("quantities beyond safe integers", () => {
  it.effect("are refused at the door, in one lot, and in all lots of an item together", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      assert.strictEqual(yield* tagOf(receive(lots, of("A", most + 1))), "InputInvalid")
      yield* receive(lots, of("A", most - 1))
      const before = yield* everything
      const lines = [of("A", 1), of("A", 1)]
      assert.strictEqual(yield* tagOf(lots.receive({ ...next(), lines })), "QuantityOverflow")
      assert.strictEqual(yield* tagOf(receive(lots, of("B", 2))), "QuantityOverflow")
      assert.deepStrictEqual(yield* everything, before)
      yield* receive(lots, of("B", 1))
    }).pipe(live()),
  )

  it.effect("a lot's name is no longer than the key of a record can hold", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      const longest = "x".repeat(200)
      const line = { sku: longest, place: longest, quantity: 2 }
      assert.strictEqual(
        yield* tagOf(lots.receive({ ...next(), lines: [{ ...line, lot: "x".repeat(65) }] })),
        "InputInvalid",
      )
      yield* lots.receive({ ...next(), lines: [{ ...line, lot: "x".repeat(64) }] })
      yield* lots.hold({ ...next(), holdId: longest, lines: [line], expiresAt: minutes(1) })
      assert.isTrue((yield* lots.audit()).ok)
    }).pipe(live()),
  )
})

describe("a posting of lots inside a larger program", () => {
  it.effect("leaves nothing where it is refused, so that the program may go on", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      const transactor = yield* Transactor
      yield* receive(lots, of("A", 1))
      const post = (holdId: string, quantity: number) =>
        LotPosting.post({ _tag: "Hold", ...next(), holdId, lines: [wanted(quantity)] })
      const answer = yield* transactor.run(
        Effect.catchTag(post("order-1", 2), "InsufficientLots", () => post("order-2", 1)),
      )
      assert.deepStrictEqual(answer, { event: "Held", units: 1 })
      assert.isTrue(Option.isNone(yield* lots.findHold("order-1")))
      assert.isTrue((yield* lots.audit()).ok)
    }).pipe(live()),
  )

  it.effect("changes no index, and so no guard, where units are left behind", () =>
    Effect.gen(function* () {
      const memory = Memory.make()
      let guards = 0
      const commit: StoreShape["commit"] = (namespace, commit, revise) => {
        guards += commit.touches.filter(
          ({ key, write }) => key.collection === "$guard" && write !== undefined,
        ).length
        return memory.commit(namespace, commit, revise)
      }
      const { lots } = yield* Effect.provide(StockLedger, ledgerOver({ ...memory, commit }))
      yield* receive(lots, of("A", 3))
      assert.strictEqual(guards, 1)
      yield* hold(lots, "order-1", 2)
      yield* lots.ship({ ...next(), holdId: "order-1" })
      assert.strictEqual(guards, 1)
      yield* hold(lots, "order-2", 1)
      yield* lots.ship({ ...next(), holdId: "order-2" })
      assert.strictEqual(guards, 2)
    }),
  )
})

describe("the audit of lots", () => {
  const { LotShelves, LotHolds, lotShelfId } = LotRecords
  const drifting = (tamper: (store: StoreShape) => Effect.Effect<unknown, unknown, Transactor>) =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      yield* receive(lots, of("A", 3))
      yield* receive(lots, of("B", 2))
      yield* hold(lots, "order-1", 1)
      assert.isTrue((yield* lots.audit()).ok)
      yield* tamper(yield* Store)
      const { ok, differences } = yield* lots.audit()
      assert.isFalse(ok)
      return differences.map(
        ({ where, what, journal, record }) => `${where}: ${what} ${journal}, not ${record}`,
      )
    }).pipe(live())

  it.effect("says what it went through", () =>
    Effect.gen(function* () {
      const { lots } = yield* StockLedger
      yield* receive(lots, of("A", 3))
      yield* hold(lots, "order-1", 1)
      assert.deepStrictEqual(yield* lots.audit(), {
        ok: true,
        entries: 2,
        lots: 1,
        holds: 1,
        differences: [],
        quiet: true,
      })
    }).pipe(live()),
  )

  it.effect("finds one unit too many of a lot", () =>
    Effect.gen(function* () {
      const found = yield* drifting((store) =>
        overwrite(store, LotShelves, lotShelfId(of("B", 0)), (shelf) => ({ ...shelf, onHand: 3 })),
      )
      assert.deepStrictEqual(found, [
        "lot B of MILK at main: onHand 2, not 3",
        "lots of MILK at main: onHand 5, not 6",
      ])
    }),
  )

  it.effect("finds one unit that the ledger has and no lot", () =>
    Effect.gen(function* () {
      const lines = [{ sku: "MILK", quantity: 1 }]
      const found = yield* drifting(() =>
        Effect.flatMap(Transactor, (transactor) =>
          transactor.run(StockPosting.post({ _tag: "Receive", commandId: "x", lines }, "lots")),
        ),
      )
      assert.deepStrictEqual(found, ["lots of MILK at main: onHand 6, not 5"])
    }),
  )

  it.effect("finds a hold that kept another lot, and a recall that was forgotten", () =>
    Effect.gen(function* () {
      const other = yield* drifting((store) =>
        overwrite(store, LotHolds, "order-1", ({ holdId }) => ({
          holdId,
          lines: [{ ...of("B", 1), shipped: 0, released: 0 }],
        })),
      )
      assert.deepStrictEqual(other.toSorted(), [
        "hold order-1: lot A of MILK at main: quantity 1, not 0",
        "hold order-1: lot B of MILK at main: quantity 0, not 1",
      ])
      const forgotten = yield* drifting((store) =>
        overwrite(store, LotRecords.Lots, LotRecords.lotId(of("A", 0)), (lot) => ({
          ...lot,
          blocked: true,
        })),
      )
      assert.deepStrictEqual(forgotten, ["lot A of MILK: blocked 0, not 1"])
    }),
  )
})
