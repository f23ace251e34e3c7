import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, HashMap, Option, Result } from "effect"
import { TestClock } from "effect/testing"
import {
  Place,
  Pool,
  StockBook,
  StockEvolution,
  type StockCommand,
  StockDecision,
  StockLedger,
  type StockLedgerShape,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { adjust, hold, line, move, release, ship } from "./support/given.ts"
import { ledgerOver } from "./support/ledger.ts"

type Command = StockCommand.StockCommand
type Decide = typeof StockDecision.decide

const sku = "MUG"
const pool = "EU"
const places = ["Berlin", "Rome"] as const

const shelf = (place: string, onHand: number): StockBook.Shelf => ({
  sku,
  place,
  onHand,
  held: 0,
  ties: { pool },
})
const gate: StockBook.Shelf = { sku, place: pool, onHand: 0, held: 0, ties: { places } }

const assign = (holdId: string, place: string, quantity: number): Command => ({
  _tag: "Assign",
  commandId: "c",
  holdId,
  lines: [{ sku, pool, place, quantity }],
})

const small = fc.integer({ min: 1, max: 4 })
const holdId = fc.constantFrom("a", "b", "c")
const place = fc.constantFrom(...places)
const anywhere = fc.constantFrom(pool, ...places)

const commandOf: fc.Arbitrary<Command> = fc.oneof(
  {
    arbitrary: fc
      .tuple(holdId, fc.array(fc.tuple(anywhere, small), { minLength: 1, maxLength: 2 }))
      .map(([id, lines]) => hold(id, ...lines.map(([at, units]) => line(sku, units, at)))),
    weight: 4,
  },
  fc.tuple(holdId, place, small).map(([id, at, units]) => assign(id, at, units)),
  holdId.map((id): Command => release(id)),
  holdId.map((id): Command => ship(id)),
  fc.tuple(place, small).map(([at, units]) => adjust({ sku, place: at, delta: -units })),
  fc.tuple(place, small).map(([at, units]) =>
    move({
      sku,
      quantity: units,
      from: { _tag: "Shelf", place: at },
      to: { _tag: "Quarantine", place: at },
    }),
  ),
)

const worlds = fc.tuple(
  fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
  fc.array(commandOf, { maxLength: 12 }),
)

function* booksOf(
  decide: Decide,
  [[berlin, rome], commands]: readonly [readonly [number, number], ReadonlyArray<Command>],
  evolve = StockEvolution.evolve,
) {
  let book = StockBook.of([shelf("Berlin", berlin), shelf("Rome", rome), gate], [])
  for (const command of commands) {
    const before = book
    const events = Result.getOrElse(decide(book, command), () => [])
    book = events.reduce(evolve, book)
    yield { before, command, book }
  }
}

const gateOf = (book: StockBook.Book) => Option.getOrThrow(StockBook.shelf(book, gate))

const neverUndercut = (decide: Decide) =>
  fc.property(worlds, (world) => {
    for (const { book } of booksOf(decide, world)) {
      assert.isAtLeast(StockBook.available(Pool.together(book, gateOf(book))), 0)
      for (const at of places) {
        const found = Option.getOrThrow(StockBook.shelf(book, { sku, place: at }))
        assert.isAtLeast(StockBook.available(found), 0)
      }
    }
  })

const gateKnowsItsHolds = (evolve: typeof StockEvolution.evolve) =>
  fc.property(worlds, (world) => {
    for (const { book } of booksOf(StockDecision.decide, world, evolve)) {
      const open = [...book.holds].flatMap(([, { lines }]) =>
        lines.filter((each) => each.place === pool).map(StockBook.open),
      )
      assert.strictEqual(
        gateOf(book).held,
        open.reduce((sum, units) => sum + units, 0),
      )
    }
  })

/** To give held units a place changes nothing of what others may have. */
const assigningTakesNothing = (decide: Decide) =>
  fc.property(worlds, (world) => {
    for (const { before, command, book } of booksOf(decide, world))
      if (command._tag === "Assign")
        assert.strictEqual(
          StockBook.available(Pool.together(book, gateOf(book))),
          StockBook.available(Pool.together(before, gateOf(before))),
        )
  })

/** Mutant: whoever names a place looks at that place alone. */
const lookingAtOnePlace: Decide = (book, command) =>
  StockDecision.decide(
    command._tag === "Hold" && command.lines.every((each) => each.place !== pool)
      ? { ...book, shelves: HashMap.remove(book.shelves, StockBook.shelfName(gate)) }
      : book,
    command,
  )

/** Mutant: assigned units are held at the place, and of the pool as before. */
const keepingTheGate: Decide = (book, command) =>
  Result.map(StockDecision.decide(book, command), (events) =>
    events.flatMap((event) =>
      event._tag === "Assigned"
        ? [{ ...event, _tag: "Held", holdId: `${event.holdId}+` }]
        : [event],
    ),
  )

/** Mutant: the gate hears nothing of what is assigned. */
const forgettingTheGate: typeof StockEvolution.evolve = (book, event) => {
  const after = StockEvolution.evolve(book, event)
  return event._tag === "Assigned"
    ? { ...after, shelves: HashMap.set(after.shelves, StockBook.shelfName(gate), gateOf(book)) }
    : after
}

const setUp = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* ledger.declarePool({ commandId: "pool", pool, places })
  yield* ledger.receive({
    commandId: "po-1",
    lines: [line(sku, 3, "Berlin"), line(sku, 2, "Rome")],
  })
  return ledger
})

const heldOf = (ledger: StockLedgerShape, id: string, units: number, at = pool) =>
  ledger.hold({ commandId: id, holdId: id, lines: [line(sku, units, at)] })

describe("pools of places", () => {
  it("what is held of a pool no other hold can take, whatever place it names", () => {
    holds(neverUndercut(StockDecision.decide))
    kills(neverUndercut(lookingAtOnePlace))
  })

  it("the gate says that held what its holds keep of the pool", () => {
    holds(gateKnowsItsHolds(StockEvolution.evolve))
    kills(gateKnowsItsHolds(forgettingTheGate))
  })

  it("to give held units a place changes nothing of what others may have", () => {
    holds(assigningTakesNothing(StockDecision.decide))
    kills(assigningTakesNothing(keepingTheGate))
  })

  it.effect("an order holds units of several places before it is known which ships them", () =>
    Effect.gen(function* () {
      const ledger = yield* setUp
      assert.strictEqual((yield* ledger.level(sku, pool)).available, 5)
      yield* heldOf(ledger, "order-1", 4)
      const { onHand, held, available } = yield* ledger.level(sku, pool)
      assert.deepStrictEqual([onHand, held, available], [5, 4, 1])
      // The sum over places said yes, and one place alone would have as well.
      const refusal = yield* Effect.flip(heldOf(ledger, "order-2", 2, "Berlin"))
      assert.strictEqual(refusal.message, "MUG at Berlin: 2 wanted, 1 available")
      yield* heldOf(ledger, "order-3", 1, "Berlin")
      yield* ledger.assign({
        commandId: "a-1",
        holdId: "order-1",
        lines: [
          { sku, pool, place: "Berlin", quantity: 2 },
          { sku, pool, place: "Rome", quantity: 2 },
        ],
      })
      yield* ledger.ship({ commandId: "s-1", holdId: "order-1" })
      const after = yield* ledger.level(sku, pool)
      assert.deepStrictEqual([after.onHand, after.held, after.available], [1, 1, 0])
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("nothing of a pool is shipped before it has a place", () =>
    Effect.gen(function* () {
      const ledger = yield* setUp
      yield* heldOf(ledger, "order-1", 1)
      const refusal = yield* Effect.flip(ledger.ship({ commandId: "s-1", holdId: "order-1" }))
      assert.strictEqual(refusal.message, "MUG: EU is a pool, not a place")
      const arrived = yield* Effect.flip(
        ledger.receive({ commandId: "po-2", lines: [line(sku, 1, pool)] }),
      )
      assert.strictEqual(arrived._tag, "PlaceIsPool")
      const elsewhere = { sku, pool, place: "Oslo", quantity: 1 }
      const strange = yield* Effect.flip(
        ledger.assign({ commandId: "a-1", holdId: "order-1", lines: [elsewhere] }),
      )
      assert.strictEqual(strange._tag, "NotInPool")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("shelves that were there before the pool are part of it", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po-1", lines: [line(sku, 3, "Berlin")] })
      yield* ledger.declarePool({ commandId: "pool", pool, places })
      yield* heldOf(ledger, "order-1", 2)
      const refusal = yield* Effect.flip(heldOf(ledger, "order-2", 2, "Berlin"))
      assert.strictEqual(refusal._tag, "InsufficientStock")
      // And those that come after it.
      yield* ledger.receive({ commandId: "po-2", lines: [line(sku, 5, "Rome")] })
      assert.strictEqual((yield* ledger.level(sku, pool)).available, 6)
      yield* heldOf(ledger, "order-3", 6)
      assert.strictEqual(
        (yield* Effect.flip(heldOf(ledger, "order-4", 1, "Rome")))._tag,
        "InsufficientStock",
      )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("what is held of a pool becomes free at its instant", () =>
    Effect.gen(function* () {
      const ledger = yield* setUp
      const at = 60_000
      yield* ledger.hold({
        commandId: "h-1",
        holdId: "order-1",
        lines: [line(sku, 5, pool)],
        expiresAt: at,
      })
      yield* TestClock.setTime(at - 1)
      assert.strictEqual((yield* ledger.level(sku, pool)).available, 0)
      assert.strictEqual(
        (yield* Effect.flip(heldOf(ledger, "order-2", 1, "Rome")))._tag,
        "InsufficientStock",
      )
      yield* TestClock.setTime(at)
      assert.strictEqual((yield* ledger.level(sku, pool)).available, 5)
      yield* heldOf(ledger, "order-3", 1, "Rome")
      assert.strictEqual((yield* ledger.level(sku, pool)).available, 4)
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a pool stays as it was declared, and takes no name of a place", () =>
    Effect.gen(function* () {
      const ledger = yield* setUp
      const again = yield* ledger.declarePool({
        commandId: "p-2",
        pool,
        places: ["Rome", "Berlin"],
      })
      assert.deepStrictEqual(again.answer, { event: "None" })
      const declare = (
        commandId: string,
        name: string,
        parts: readonly [string, ...Array<string>],
      ) =>
        Effect.map(
          Effect.flip(ledger.declarePool({ commandId, pool: name, places: parts })),
          ({ message }) => message,
        )
      assert.strictEqual(yield* declare("p-3", pool, ["Rome"]), 'pool "EU": EU is a pool')
      assert.strictEqual(
        yield* declare("p-4", "IT", ["Rome", "Bari", "Bari"]),
        'pool "IT": Rome is part of pool EU; Bari is named twice',
      )
      assert.strictEqual(
        yield* declare("p-5", "Berlin", ["Potsdam"]),
        'pool "Berlin": Berlin is a place',
      )
      assert.strictEqual(yield* declare("p-6", "World", [pool]), 'pool "World": EU is a pool')
    }).pipe(Effect.provide(ledgerOver())),
  )

  it("places know their pool", () => {
    const [event] = Result.getOrThrow(
      Place.decide(Place.of([]), { _tag: "DeclarePool", commandId: "c", pool, places }),
    )
    assert.isDefined(event)
    const after = Place.evolve(Place.of([{ place: "Berlin" }]), event)
    assert.isTrue(
      Equal.equals(HashMap.get(after, "Berlin"), Option.some({ place: "Berlin", pool })),
    )
    assert.isTrue(Equal.equals(HashMap.get(after, pool), Option.some({ place: pool, places })))
  })
})
