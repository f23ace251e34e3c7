import { assert, describe, it } from "@effect/vitest"
import { HashMap, Result, Schema } from "effect"
import {
  InsufficientComponents,
  Kit,
  KitAssembly,
  KitHold,
  KitHoldDecision,
  KitOrder,
  StockBook,
  StockEvolution,
  StockDecision,
} from "entrepot/stock"

const most = Number.MAX_SAFE_INTEGER
const kit = (sku: string, components: Record<string, number>, stocked = false): Kit.Kit => ({
  sku,
  components: Object.entries(components).map(([component, quantity]) => ({
    sku: component,
    quantity,
  })),
  stocked,
})
const kitsOf = (...kits: ReadonlyArray<Kit.Kit>): Kit.Kits =>
  kits.reduce((known, next) => Result.getOrThrow(Kit.define(known, next)), Kit.none)
const failure = <E>(result: Result.Result<unknown, E>): E => {
  if (Result.isSuccess(result)) throw new Error("it was not refused")
  return result.failure
}
const shelf = (sku: string, onHand: number, held = 0): StockBook.Shelf => ({
  sku,
  place: "main",
  onHand,
  held,
})
const set = kit("SET", { MUG: 2, TEA: 1 })
const gift = kit("GIFT", { SET: 1, MUG: 1, CARD: 1 })
const commandId = "c"

describe("defining kits", () => {
  it("refuses a kit that would contain itself, with the way there", () => {
    const refusal = failure(Kit.define(kitsOf(set, gift), kit("TEA", { GIFT: 1 })))
    assert.deepStrictEqual(refusal._tag === "KitCycle" && refusal.path, [
      "TEA",
      "GIFT",
      "SET",
      "TEA",
    ])
    const itself = failure(Kit.define(Kit.none, kit("SET", { MUG: 1, SET: 1 })))
    assert.strictEqual(itself.message, "a kit would contain itself: SET > SET")
  })

  it("refuses a kit of which one unit holds more than can be counted", () => {
    const crate = kit("CRATE", { BOX: most })
    const box = kit("BOX", { MUG: 2 })
    assert.strictEqual(failure(Kit.define(kitsOf(box), crate))._tag, "QuantityOverflow")
  })

  it("refuses at the door a kit of nothing, or of half a unit", () => {
    const isKit = Schema.is(Kit.Kit)
    assert.isTrue(isKit(set))
    assert.isFalse(isKit(kit("SET", {})))
    assert.isFalse(isKit(kit("SET", { MUG: 0.5 })))
  })

  it("answers kits that contain themselves, which were never defined, with a defect", () => {
    const kits = HashMap.make(["A", kit("A", { B: 1 })], ["B", kit("B", { A: 1 })])
    assert.throws(() => Kit.contents(kits, [{ sku: "A", quantity: 1 }]), RangeError)
  })

  it("opens each kit once, however often it is nested", () => {
    // As a tree this has 2^33 leaves.
    const kits = kitsOf(
      ...Array.from({ length: 33 }, (_, at) =>
        Schema.decodeSync(Kit.Kit)({
          sku: `K${at + 1}`,
          components: [
            { sku: `K${at}`, quantity: 1 },
            { sku: `K${at}`, quantity: 2 },
          ],
          stocked: false,
        }),
      ),
    )
    const inside = Kit.contents(kits, [{ sku: "K33", quantity: 1 }])
    assert.deepStrictEqual(Result.getOrThrow(inside), [{ sku: "K0", quantity: 3 ** 33 }])
  })
})

describe("orders of kits", () => {
  it("sums a kit and its component in one order, and remembers who wanted what", () => {
    const lines = [
      { sku: "GIFT", quantity: 2 },
      { sku: "MUG", quantity: 1, place: "main" },
      { sku: "MUG", quantity: 1, place: "shop" },
    ]
    const forGift = (quantity: number) => ({ line: 0, ordered: "GIFT", quantity })
    const taken = Result.getOrThrow(KitOrder.explode(kitsOf(set, gift), lines))
    assert.deepStrictEqual(taken, [
      { sku: "TEA", place: "main", quantity: 2, wants: [forGift(2)] },
      {
        sku: "MUG",
        place: "main",
        quantity: 7,
        wants: [forGift(6), { line: 1, ordered: "MUG", quantity: 1 }],
      },
      { sku: "CARD", place: "main", quantity: 2, wants: [forGift(2)] },
      { sku: "MUG", place: "shop", quantity: 1, wants: [{ line: 2, ordered: "MUG", quantity: 1 }] },
    ])
  })

  it("takes an assembled kit from its own shelf", () => {
    const kits = kitsOf({ ...set, stocked: true }, gift)
    const taken = Result.getOrThrow(KitOrder.explode(kits, [{ sku: "GIFT", quantity: 1 }]))
    assert.deepStrictEqual(
      taken.map(({ sku, quantity }) => [sku, quantity]),
      [
        ["SET", 1],
        ["MUG", 1],
        ["CARD", 1],
      ],
    )
  })

  it("names the lines that want what is short", () => {
    const book = StockBook.of([shelf("MUG", 2), shelf("TEA", 9)], [])
    const order = [
      { sku: "SET", quantity: 1 },
      { sku: "MUG", quantity: 1 },
    ]
    const taken = Result.getOrThrow(KitOrder.explode(kitsOf(set), order))
    const lines = taken.map(({ sku, place, quantity }) => ({ sku, place, quantity }))
    const hold = StockDecision.decide(book, { _tag: "Hold", commandId, holdId: "order-1", lines })
    const refusal = KitOrder.explained(taken, failure(hold))
    assert.isTrue(refusal instanceof InsufficientComponents)
    assert.strictEqual(
      refusal.message,
      "MUG at main: 3 wanted (line 1, SET; line 2, MUG), 2 available",
    )
  })

  it("refuses what cannot be counted, of one line and of two", () => {
    const explode = (...quantities: ReadonlyArray<number>) =>
      KitOrder.explode(
        kitsOf(set),
        quantities.map((quantity) => ({ sku: "SET", quantity })),
      )
    assert.strictEqual(failure(explode(most))._tag, "QuantityOverflow")
    const half = Math.floor(most / 4)
    assert.isTrue(Result.isSuccess(explode(half, half)))
    assert.strictEqual(failure(explode(half, half, 2))._tag, "QuantityOverflow")
  })

  it("derives how many kits there are, and which component is to blame", () => {
    const stock = new Map([
      ["MUG", 5],
      ["TEA", 9],
      ["CARD", -1],
    ])
    const level = (sku: string) => stock.get(sku) ?? 0
    assert.deepStrictEqual(KitOrder.available(kitsOf(set), "SET", level), {
      available: 2,
      components: [
        { sku: "MUG", perKit: 2, available: 5, kits: 2 },
        { sku: "TEA", perKit: 1, available: 9, kits: 9 },
      ],
    })
    assert.strictEqual(KitOrder.available(kitsOf(set, gift), "GIFT", level).available, 0)
    assert.strictEqual(KitOrder.available(Kit.none, "MUG", level).available, 5)
  })
})

describe("holds of kits", () => {
  const lines = [
    { sku: "SET", quantity: 3 },
    { sku: "MUG", quantity: 1 },
  ]
  const held = Result.getOrThrow(
    KitHoldDecision.decide(kitsOf(set), undefined, {
      _tag: "Hold",
      commandId,
      holdId: "order-1",
      lines,
    }),
  )
  const hold = KitHold.evolve(undefined, held)
  const ship = (from: KitHold.KitHold | undefined, ...units: ReadonlyArray<KitHold.Units>) =>
    KitHoldDecision.decide(kitsOf(set), from, {
      _tag: "Ship",
      commandId,
      holdId: "order-1",
      lines: units.length > 0 ? units : undefined,
    })

  it("ships whole kits, and then the rest", () => {
    const some = Result.getOrThrow(ship(hold, { line: 0, quantity: 1 }, { line: 0, quantity: 1 }))
    assert.deepStrictEqual(some, {
      _tag: "KitsShipped",
      holdId: "order-1",
      lines: [{ line: 0, quantity: 2 }],
    })
    assert.deepStrictEqual(KitHold.moved(hold, [{ line: 0, quantity: 2 }]), [
      { sku: "MUG", place: "main", quantity: 4 },
      { sku: "TEA", place: "main", quantity: 2 },
    ])
    const rest = [
      { line: 0, quantity: 1 },
      { line: 1, quantity: 1 },
    ]
    assert.deepStrictEqual(Result.getOrThrow(ship(KitHold.evolve(hold, some))), {
      _tag: "KitsShipped",
      holdId: "order-1",
      lines: rest,
    })
    assert.deepStrictEqual(KitHold.moved(hold, rest), [
      { sku: "MUG", place: "main", quantity: 3 },
      { sku: "TEA", place: "main", quantity: 1 },
    ])
  })

  it("gives a place to kits of a pool, some of a line or all, and no line another position", () => {
    const assign = (from: KitHold.KitHold, units: ReadonlyArray<KitHold.Units> | undefined) =>
      KitHold.evolve(
        from,
        Result.getOrThrow(
          KitHoldDecision.decide(kitsOf(set), from, {
            _tag: "Assign",
            commandId,
            holdId: "order-1",
            place: "shop",
            lines: units,
          }),
        ),
      )
    const shown = ({ lines }: KitHold.KitHold) =>
      lines.map((line) => [line.ordered, line.place, line.quantity, line.shipped])
    const event = Result.getOrThrow(ship(hold, { line: 0, quantity: 1 }))
    const some = assign(KitHold.evolve(hold, event), [{ line: 0, quantity: 1 }])
    assert.deepStrictEqual(shown(some), [
      ["SET", "main", 2, 1],
      ["MUG", "main", 1, 0],
      ["SET", "shop", 1, 0],
    ])
    assert.deepStrictEqual(shown(assign(hold, undefined)), [
      ["SET", "shop", 3, 0],
      ["MUG", "shop", 1, 0],
    ])
  })

  it("keeps what a kit consisted of when it was held", () => {
    const changed = kitsOf(kit("SET", { CUP: 1 }))
    const event = KitHoldDecision.decide(changed, hold, {
      _tag: "Release",
      commandId,
      holdId: "order-1",
    })
    const { lines } = Result.getOrThrow(event)
    assert.strictEqual(lines.length, 2)
    assert.deepStrictEqual(hold.lines[0]?.each, set.components)
  })

  it("refuses more than is open, a line that there is not, and a hold that is used up", () => {
    const refusal = failure(ship(hold, { line: 0, quantity: 4 }, { line: 7, quantity: 1 }))
    assert.deepStrictEqual(refusal._tag === "KitHoldExceeded" && refusal.lines, [
      { line: 0, ordered: "SET", wanted: 4, open: 3 },
      { line: 7, ordered: "", wanted: 1, open: 0 },
    ])
    const all = KitHold.evolve(hold, Result.getOrThrow(ship(hold)))
    assert.strictEqual(failure(ship(all))._tag, "KitHoldExceeded")
    assert.strictEqual(failure(ship(undefined))._tag, "UnknownHold")
    const again = KitHoldDecision.decide(kitsOf(set), hold, {
      _tag: "Hold",
      commandId,
      holdId: "order-1",
      lines,
    })
    assert.strictEqual(failure(again)._tag, "HoldExists")
  })
})

describe("assembling kits", () => {
  const kits = kitsOf(set, { ...gift, stocked: true })
  const asked = { commandId, sku: "GIFT", quantity: 2 }
  const book = StockBook.of([shelf("MUG", 7, 1), shelf("TEA", 2), shelf("CARD", 2)], [])
  const move = (event: KitAssembly.AssemblyEvent) =>
    StockDecision.decide(book, { _tag: "Move", commandId, lines: KitAssembly.legs(event) })

  it("makes kits of what is free", () => {
    const event = Result.getOrThrow(
      KitAssembly.decide(kits, { _tag: "Assemble", ...asked, document: "job-1" }),
    )
    assert.deepStrictEqual(event, {
      _tag: "Assembled",
      sku: "GIFT",
      quantity: 2,
      place: "main",
      components: [
        { sku: "TEA", quantity: 2 },
        { sku: "MUG", quantity: 6 },
        { sku: "CARD", quantity: 2 },
      ],
      document: "job-1",
    })
    const after = Result.getOrThrow(move(event)).reduce(
      StockEvolution.evolve,
      StockBook.of([...HashMap.values(book.shelves), shelf("GIFT", 0)], []),
    )
    assert.strictEqual(StockBook.onHand(after, { sku: "GIFT", place: "main" }), 2)
    assert.strictEqual(StockBook.onHand(after, { sku: "MUG", place: "main" }), 1)
  })

  it("leaves to the ledger to refuse what is held or not there", () => {
    const event = KitAssembly.decide(kits, { _tag: "Assemble", ...asked, quantity: 3 })
    assert.strictEqual(
      failure(Result.flatMap(event, move)).message,
      "TEA at main: 3 wanted, 2 available; MUG at main: 9 wanted, 6 available; " +
        "CARD at main: 3 wanted, 2 available",
    )
  })

  it("refuses a bundle, a single item, and what cannot be counted", () => {
    const refusal = (sku: string, quantity = 1) =>
      failure(KitAssembly.decide(kits, { _tag: "Disassemble", commandId, sku, quantity }))._tag
    for (const sku of ["SET", "MUG"]) assert.strictEqual(refusal(sku), "NotAssembled")
    assert.strictEqual(refusal("GIFT", most), "QuantityOverflow")
  })
})
