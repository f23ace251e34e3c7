import { assert, describe, it } from "@effect/vitest"
import { Equal, HashMap, Result, Schema } from "effect"
import {
  Kit,
  KitAssembly,
  KitHold,
  KitHoldDecision,
  KitOrder,
  StockBook,
  StockEvolution,
  type StockCommand,
  StockDecision,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Explode = typeof KitOrder.explode
type Available = typeof KitOrder.available
type Lines = ReadonlyArray<StockCommand.Line>

// --- worlds --------------------------------------------------------------------------------------

/** Items of which kits may only hold later ones, so that there is no cycle; the last two are leaves. */
const skus = ["GIFT", "__proto__", "SET", "MUG", "茶"] as const
const small = fc.integer({ min: 1, max: 3 })

const kitOf = (at: number): fc.Arbitrary<Kit.Kit> =>
  fc.record({
    sku: fc.constant(skus[at] ?? ""),
    components: fc.array(
      fc.record({ sku: fc.constantFrom(...skus.slice(at + 1)), quantity: small }),
      { minLength: 1, maxLength: 3 },
    ),
    stocked: fc.constantFrom(false, false, true),
  })
const kitsOf: fc.Arbitrary<Kit.Kits> = fc
  .tuple(kitOf(0), kitOf(1), kitOf(2))
  .map((kits) => kits.reduce((known, kit) => Result.getOrThrow(Kit.define(known, kit)), Kit.none))

const linesOf: fc.Arbitrary<Lines> = fc.array(
  fc.record({
    sku: fc.constantFrom(...skus),
    quantity: small,
    place: fc.constantFrom(undefined, "shop"),
  }),
  { maxLength: 3 },
)

/** Shelves of all items at the main place. */
const bookOf: fc.Arbitrary<StockBook.Book> = fc
  .tuple(
    ...skus.map(() => fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2 }))),
  )
  .map((levels) =>
    StockBook.of(
      skus.map((sku, at) => {
        const [free, held] = levels[at] ?? [0, 0]
        return { sku, place: "main", onHand: free + held, held }
      }),
      [],
    ),
  )

/** Any definitions, of which some would make a cycle. */
const definitionsOf = fc.array(
  fc.record({
    sku: fc.constantFrom("A", "toString", "C"),
    components: fc.array(
      fc.record({ sku: fc.constantFrom("A", "toString", "C", "D"), quantity: small }),
      { minLength: 1, maxLength: 2 },
    ),
    stocked: fc.boolean(),
  }),
  { maxLength: 5 },
)

const levelIn = (book: StockBook.Book) => (sku: string) => {
  const shelf = HashMap.get(book.shelves, StockBook.shelfName({ sku, place: "main" }))
  return shelf._tag === "Some" ? StockBook.available(shelf.value) : 0
}

const quantities = (
  components: ReadonlyArray<{ sku: string; place?: string; quantity: number }>,
) => {
  const sums = new Map<string, number>()
  for (const { sku, place = "main", quantity } of components) {
    const name = StockBook.shelfName({ sku, place })
    sums.set(name, (sums.get(name) ?? 0) + quantity)
  }
  return sums
}

// --- mutants -------------------------------------------------------------------------------------

/** Looks one level deep. */
const shallow: Explode = (kits, lines) =>
  KitOrder.explode(
    HashMap.filter(kits, (kit) => kit.components.every(({ sku }) => !HashMap.has(kits, sku))),
    lines,
  )

/** Takes as many kits as there are of the best component. */
const generous: Available = (...args) => {
  const found = KitOrder.available(...args)
  return { ...found, available: Math.max(...found.components.map(({ kits }) => kits)) }
}

const roundingUp: Available = (...args) => {
  const found = KitOrder.available(...args)
  const kits = found.components.map(({ available, perKit }) => Math.ceil(available / perKit))
  return { ...found, available: Math.min(...kits) }
}

/** Sees each component by itself, as if a kit never held one twice. */
const eachAlone: Available = (kits, sku, level) => {
  const kit = HashMap.get(kits, sku)
  if (kit._tag === "None") return KitOrder.available(kits, sku, level)
  const each = kit.value.components.map((component) =>
    Math.floor(KitOrder.available(kits, component.sku, level).available / component.quantity),
  )
  return { available: Math.min(...each), components: [] }
}

/** Forgets what two lines want together. */
const summingNothing: Explode = (kits, lines) =>
  Result.map(KitOrder.explode(kits, lines), (taken) =>
    taken.map((line) => ({ ...line, quantity: line.wants[0]?.quantity ?? 0 })),
  )

const losingOne: typeof KitAssembly.decide = (...args) =>
  Result.map(KitAssembly.decide(...args), (event) =>
    event._tag === "Disassembled" ? { ...event, components: event.components.slice(1) } : event,
  )

/** Uses one unit of each component, whatever the kit says. */
const frugal: typeof KitAssembly.decide = (...args) =>
  Result.map(KitAssembly.decide(...args), (event) => ({
    ...event,
    components: event.components.map(({ sku }) => ({ sku, quantity: event.quantity })),
  }))

const believing: typeof Kit.define = (kits, kit) => Result.succeed(HashMap.set(kits, kit.sku, kit))

/** Looks for itself among its components only. */
const trustingOthers: typeof Kit.define = (kits, kit) =>
  kit.components.some(({ sku }) => sku === kit.sku) ? Kit.define(kits, kit) : believing(kits, kit)

/** Rounds a kit down to what its first component says. */
const shippingFirstOnly: typeof KitHold.moved = (hold, units) =>
  KitHold.moved(hold, units).slice(0, 1)

// --- laws ----------------------------------------------------------------------------------------

/** So many kits as are available can be held, and not one more. */
const availabilityIsExact = (available: Available) =>
  fc.property(kitsOf, bookOf, fc.constantFrom(...skus), (kits, book, sku) => {
    const found = available(kits, sku, levelIn(book)).available
    const hold = (quantity: number) => {
      const taken = Result.getOrThrow(KitOrder.explode(kits, [{ sku, quantity }]))
      const lines = taken.map((line) => ({
        sku: line.sku,
        place: line.place,
        quantity: line.quantity,
      }))
      return StockDecision.decide(book, { _tag: "Hold", commandId: "c", holdId: "h", lines })
    }
    if (found > 0) assert.isTrue(Result.isSuccess(hold(found)), "as many as are available")
    assert.isTrue(Result.isFailure(hold(found + 1)), "one more")
  })

const explodeIsLinear = (explode: Explode) =>
  fc.property(kitsOf, linesOf, linesOf, (kits, a, b) => {
    const both = Result.getOrThrow(explode(kits, [...a, ...b]))
    const one = Result.getOrThrow(explode(kits, a))
    const other = Result.getOrThrow(explode(kits, b))
    assert.deepStrictEqual(quantities(both), quantities([...one, ...other]))
    for (const { quantity, wants } of both)
      assert.strictEqual(
        wants.reduce((sum, want) => sum + want.quantity, 0),
        quantity,
        "what lines want is what is taken",
      )
  })

/** What is taken holds no kit that should have been opened, and the same in the end as the order. */
const explodeOpensAll = (explode: Explode) =>
  fc.property(kitsOf, linesOf, (kits, lines) => {
    const taken = Result.getOrThrow(explode(kits, lines))
    for (const { sku } of taken)
      assert.isFalse(HashMap.has(HashMap.filter(kits, Kit.bundles), sku), "a bundle is left")
    const inside = (units: ReadonlyArray<Kit.Component>) =>
      quantities(Result.getOrThrow(Kit.contents(kits, units)))
    assert.deepStrictEqual(inside(taken), inside(lines))
  })

/** Assembling keeps what is inside of all shelves; taking apart again leaves them as they were. */
const assemblyConserves = (decide: typeof KitAssembly.decide) =>
  fc.property(kitsOf, bookOf, fc.constantFrom(...skus), small, (kits, book, sku, quantity) => {
    const asked = { commandId: "c", sku, quantity }
    const move = (from: StockBook.Book, _tag: "Assemble" | "Disassemble") =>
      Result.map(
        Result.flatMap(decide(kits, { _tag, ...asked }), (event) =>
          StockDecision.decide(from, {
            _tag: "Move",
            commandId: "c",
            lines: KitAssembly.legs(event),
          }),
        ),
        (events) => events.reduce(StockEvolution.evolve, from),
      )
    const assembled = move(book, "Assemble")
    if (Result.isFailure(assembled)) return
    const between = assembled.success
    const content = (shelves: StockBook.Book["shelves"]) =>
      quantities(
        Result.getOrThrow(
          Kit.contents(
            kits,
            Array.from(HashMap.values(shelves), (shelf) => ({
              sku: shelf.sku,
              quantity: shelf.onHand,
            })).filter((units) => units.quantity > 0),
          ),
        ),
      )
    assert.deepStrictEqual(content(between.shelves), content(book.shelves))
    const after = Result.getOrThrow(move(between, "Disassemble"))
    assert.isTrue(Equal.equals(after.shelves, book.shelves))
  })

/** No definition that was accepted lets a kit contain itself, and only such are refused. */
const noCycles = (define: typeof Kit.define) =>
  fc.property(definitionsOf, (definitions) => {
    let kits = Kit.none
    for (const kit of definitions) {
      const after = define(kits, kit)
      const cyclic = reaches(HashMap.set(kits, kit.sku, kit), kit.sku)
      assert.strictEqual(Result.isFailure(after), cyclic)
      if (Result.isFailure(after) && after.failure._tag === "KitCycle") {
        const { path } = after.failure
        assert.deepStrictEqual([path[0], path.at(-1)], [kit.sku, kit.sku])
        assert.strictEqual(new Set(path).size, path.length - 1)
      }
      kits = Result.getOrElse(after, () => kits)
    }
  })
/** Floods from an item and looks whether it comes back. */
const reaches = (kits: Kit.Kits, start: string): boolean => {
  let found = new Set<string>()
  let frontier = [start]
  while (frontier.length > 0) {
    const next = frontier.flatMap((sku) => {
      const kit = HashMap.get(kits, sku)
      return kit._tag === "Some" ? kit.value.components.map((component) => component.sku) : []
    })
    frontier = next.filter((sku) => !found.has(sku))
    found = new Set([...found, ...frontier])
  }
  return found.has(start)
}

/** Shipping a hold in parts moves what holding it took, in whole kits. */
const partsSum = (moved: typeof KitHold.moved) =>
  fc.property(kitsOf, linesOf, fc.array(fc.nat(2), { maxLength: 4 }), (kits, lines, picks) => {
    if (lines.length === 0) return
    const command = { commandId: "c", holdId: "h" }
    let hold = KitHold.evolve(
      undefined,
      Result.getOrThrow(
        KitHoldDecision.decide(kits, undefined, { _tag: "Hold", ...command, lines }),
      ),
    )
    const taken = Result.getOrThrow(KitOrder.explode(kits, lines))
    const went: Array<{ sku: string; place: string; quantity: number }> = []
    const ships = [...picks.map((line) => [{ line, quantity: 1 }]), undefined]
    for (const [at, units] of ships.entries()) {
      const _tag = at % 2 === 0 ? "Ship" : "Release"
      const event = KitHoldDecision.decide(kits, hold, { _tag, ...command, lines: units })
      if (Result.isFailure(event) || event.success._tag === "KitsHeld") continue
      went.push(...moved(hold, event.success.lines))
      hold = KitHold.evolve(hold, event.success)
    }
    assert.deepStrictEqual(quantities(went), quantities(taken))
    assert.isTrue(Schema.is(KitHold.KitHold)(hold))
  })

describe("the laws of kits", { timeout: 30_000 }, () => {
  it("as many kits as are available can be held, and not one more", () => {
    holds(availabilityIsExact(KitOrder.available))
    kills(availabilityIsExact(generous))
    kills(availabilityIsExact(roundingUp))
    kills(availabilityIsExact(eachAlone))
  })

  it("two orders together take what each takes alone", () => {
    holds(explodeIsLinear(KitOrder.explode))
    kills(explodeIsLinear(summingNothing))
  })

  it("orders are opened down to what is on shelves, and nothing is lost on the way", () => {
    holds(explodeOpensAll(KitOrder.explode))
    kills(explodeOpensAll(shallow))
    kills(explodeOpensAll(summingNothing))
  })

  it("assembling conserves what is inside, and taking apart again leaves nothing behind", () => {
    holds(assemblyConserves(KitAssembly.decide))
    kills(assemblyConserves(losingOne))
    kills(assemblyConserves(frugal))
  })

  it("no kit contains itself, and only such definitions are refused", () => {
    holds(noCycles(Kit.define))
    kills(noCycles(believing))
    kills(noCycles(trustingOthers))
  })

  it("parts of a hold in whole kits sum to what was held", () => {
    holds(partsSum(KitHold.moved))
    kills(partsSum(shippingFirstOnly))
  })
})
