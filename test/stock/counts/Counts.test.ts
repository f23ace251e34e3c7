import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  type CountCommand,
  InsufficientStock,
  StockLedger,
  StockPosting,
  StockRecords,
} from "entrepot/stock"
import { Journal, Store, Transactor } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import { contents, outcomeOf } from "../transfers/support/ledgers.ts"

const minute = 60_000
const most = Number.MAX_SAFE_INTEGER
const mugs = (quantity: number, place?: string) => [
  place === undefined ? { sku: "MUG", quantity } : { sku: "MUG", quantity, place },
]

/** So many mugs and cups at the main place, and a count of both that wants no approval. */
const opened = Effect.fnUntraced(function* (quantities: { MUG: number; CUP?: number }) {
  const ledger = yield* StockLedger
  const stock = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity }))
  yield* ledger.receive({ commandId: "po", lines: stock })
  const skus = stock.map(({ sku }) => sku)
  yield* ledger.counts.open({ commandId: "open", countId: "week-7", skus, tolerance: 9 })
  let sent = 0
  const next = () => ({ commandId: `c${(sent += 1)}`, countId: "week-7" })
  return {
    ledger,
    enter: (
      lines: ReadonlyArray<CountCommand.CountedLine>,
      { counter = "ana", occurredAt }: { counter?: string; occurredAt?: number } = {},
    ) =>
      ledger.counts.enter({
        ...next(),
        counter,
        lines,
        ...(occurredAt === undefined ? {} : { occurredAt }),
      }),
    post: () => ledger.counts.post(next()),
    sells: (quantity: number) =>
      Effect.gen(function* () {
        const { commandId } = next()
        yield* ledger.hold({ commandId, holdId: commandId, lines: mugs(quantity) })
        yield* ledger.ship({ commandId: `ship-${commandId}`, holdId: commandId })
      }),
    onHand: Effect.map(ledger.level("MUG"), ({ onHand }) => onHand),
    expected: Effect.map(ledger.counts.find("week-7"), (found) =>
      Option.getOrThrow(found).lines.flatMap(({ sku, entries }) =>
        entries.map(({ counter, expected }) => [sku, counter, expected] as const),
      ),
    ),
  }
})

const withLedger = <A, E>(
  program: Effect.Effect<A, E, StockLedger | Journal | Store | Transactor>,
) => Effect.provide(program, ledgerOver())

describe("a cycle count posted by the ledger", () => {
  it.effect("finds what is missing while stock goes on moving", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 9, CUP: 3 })
        yield* count.sells(2)
        // One was stolen.
        yield* count.enter([
          { sku: "MUG", quantity: 6 },
          { sku: "CUP", quantity: 3 },
        ])
        yield* count.sells(1)
        yield* count.ledger.receive({ commandId: "po-2", lines: mugs(5) })
        const { answer } = yield* count.post()
        assert.deepStrictEqual(answer, { event: "CountPosted", items: 1 })
        assert.strictEqual(yield* count.onHand, 9 - 2 - 1 - 1 + 5)
        assert.isTrue((yield* count.ledger.audit()).ok)
      }),
    ),
  )

  it.effect("is posted as one adjustment, once", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 9, CUP: 3 })
        yield* count.enter([
          { sku: "MUG", quantity: 8 },
          { sku: "CUP", quantity: 5 },
        ])
        yield* count.post()
        assert.deepStrictEqual((yield* count.post()).answer, { event: "None", items: 0 })
        const { entries } = yield* Effect.flatMap(Journal, ({ page }) =>
          page(StockRecords.Movements),
        )
        assert.deepStrictEqual(entries.map(({ fact }) => fact).slice(1), [
          {
            _tag: "Adjusted",
            document: "week-7",
            lines: [
              { sku: "MUG", place: "main", delta: -1 },
              { sku: "CUP", place: "main", delta: 2 },
            ],
          },
        ])
      }),
    ),
  )

  it.effect("compares what a device sends late with the book of when it was counted", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 9 })
        yield* TestClock.setTime(10 * minute)
        yield* count.sells(2)
        yield* TestClock.setTime(12 * minute)
        yield* count.sells(3)
        yield* TestClock.setTime(13 * minute)
        yield* count.enter(mugs(7), { occurredAt: 11 * minute })
        yield* count.enter(mugs(4), { counter: "ben", occurredAt: 99 * minute })
        assert.deepStrictEqual(yield* count.expected, [
          ["MUG", "ben", 4],
          ["MUG", "ana", 7],
        ])
        const early = count.enter(mugs(9), { occurredAt: -1 })
        assert.strictEqual(yield* outcomeOf(early), "CountLinesRefused")
      }),
    ),
  )

  it.effect("refuses as a whole where units are held, and names the lines", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 3, CUP: 3 })
        yield* count.ledger.hold({ commandId: "h", holdId: "order-1", lines: mugs(3) })
        yield* count.enter([
          { sku: "MUG", quantity: 2 },
          { sku: "CUP", quantity: 2 },
        ])
        const store = yield* Store
        const before = yield* contents(store)
        const refusal = yield* Effect.flip(count.post())
        assert.instanceOf(refusal, InsufficientStock)
        assert.deepStrictEqual(
          refusal.lines.map(({ sku }) => sku),
          ["MUG"],
        )
        assert.deepStrictEqual(yield* contents(store), before)
        yield* count.ledger.release({ commandId: "r", holdId: "order-1" })
        yield* count.post()
        assert.strictEqual(yield* count.onHand, 2)
      }),
    ),
  )

  it.effect("refuses what was counted at another place", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 3 })
        const refusal = yield* Effect.flip(count.enter(mugs(3, "shop")))
        assert.strictEqual(
          refusal.message,
          'count "week-7": line 0, MUG, was counted at another place',
        )
      }),
    ),
  )

  it.effect("counts no further than can be counted", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: most - 1 })
        assert.strictEqual(yield* outcomeOf(count.enter(mugs(most + 1))), "InputInvalid")
        yield* count.enter(mugs(most))
        yield* count.ledger.receive({ commandId: "po-2", lines: mugs(1) })
        assert.strictEqual(yield* outcomeOf(count.post()), "QuantityOverflow")
        assert.strictEqual(yield* count.onHand, most)
      }),
    ),
  )

  it.effect("tells those who count which items there are, and nothing of the book", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 9, CUP: 3 })
        assert.deepStrictEqual(
          yield* count.ledger.counts.sheet("week-7"),
          Option.some({
            countId: "week-7",
            place: "main",
            status: "open" as const,
            skus: ["MUG", "CUP"],
          }),
        )
        assert.deepStrictEqual((yield* count.enter(mugs(1))).answer, {
          event: "CountEntered",
          items: 1,
        })
        assert.isTrue(Option.isNone(yield* count.ledger.counts.sheet("week-8")))
        assert.isTrue(Option.isNone(yield* count.ledger.counts.find("week-8")))
      }),
    ),
  )

  it.effect("has its items alone until it is over, so that no difference is corrected twice", () =>
    withLedger(
      Effect.gen(function* () {
        const count = yield* opened({ MUG: 9 })
        const { open, abandon } = count.ledger.counts
        const another = (commandId: string, place?: string) =>
          open({
            commandId,
            countId: commandId,
            skus: ["MUG"],
            ...(place === undefined ? {} : { place }),
          })
        assert.strictEqual(
          (yield* Effect.flip(another("x1"))).message,
          'count "x1": MUG is in count "week-7"',
        )
        yield* another("x2", "shop")
        yield* abandon({ commandId: "a", countId: "week-7" })
        yield* another("x3")
        assert.strictEqual(yield* outcomeOf(another("x4")), "CountsOverlap")
        assert.strictEqual(yield* outcomeOf(count.post()), "CountOver")
      }),
    ),
  )

  it.effect("finds units where the book never had any", () =>
    withLedger(
      Effect.gen(function* () {
        const { counts, level } = yield* StockLedger
        const countId = "week-7"
        yield* counts.open({ commandId: "1", countId, place: "attic", skus: ["MUG"], tolerance: 9 })
        yield* counts.enter({ commandId: "2", countId, counter: "ana", lines: mugs(4) })
        yield* counts.post({ commandId: "3", countId })
        assert.strictEqual((yield* level("MUG", "attic")).onHand, 4)
      }),
    ),
  )

  it.effect("leaves units that are told apart to those who tell them apart, and pools alone", () =>
    withLedger(
      Effect.gen(function* () {
        const { transact } = yield* Transactor
        const lines = [{ sku: "PHONE", quantity: 2 }]
        yield* transact(
          { commandId: "po", body: {}, answer: StockPosting.Posted },
          StockPosting.post({ _tag: "Receive", commandId: "po", lines }, "serials"),
        )
        const { counts, declarePool } = yield* StockLedger
        yield* declarePool({ commandId: "pool", pool: "EU", places: ["Berlin", "Rome"] })
        const open = (sku: string, place: string) =>
          counts.open({ commandId: `${sku}/${place}`, countId: "c", place, skus: [sku] })
        assert.strictEqual(yield* outcomeOf(open("PHONE", "main")), "UnitsTracked")
        assert.strictEqual(yield* outcomeOf(open("PHONE", "attic")), "UnitsTracked")
        assert.strictEqual(yield* outcomeOf(open("MUG", "EU")), "PlaceIsPool")
      }),
    ),
  )

  it.effect("two counters of different items share no record, and one count is posted once", () =>
    Effect.gen(function* () {
      const store = Memory.make()
      yield* Effect.provide(opened({ MUG: 9, CUP: 3 }), ledgerOver(store))
      const two = yield* Effect.forEach(["MUG", "CUP"], () =>
        Effect.provide(StockLedger, ledgerOver(store)),
      )
      yield* Effect.forEach(
        two,
        ({ counts }, i) =>
          counts.enter({
            commandId: `e${i}`,
            countId: "week-7",
            counter: "ana",
            lines: [{ sku: i === 0 ? "MUG" : "CUP", quantity: 2 }],
          }),
        { concurrency: "unbounded" },
      )
      const answers = yield* Effect.forEach(
        two,
        ({ counts }, i) => counts.post({ commandId: `p${i}`, countId: "week-7" }),
        { concurrency: "unbounded" },
      )
      assert.sameMembers(
        answers.map(({ answer }) => answer.event),
        ["CountPosted", "None"],
      )
      const { audit, level } = yield* Effect.provide(StockLedger, ledgerOver(store))
      assert.strictEqual((yield* level("MUG")).onHand, 2)
      assert.strictEqual((yield* level("CUP")).onHand, 2)
      assert.isTrue((yield* audit()).ok)
    }),
  )

  it.effect("may have a thousand items", () =>
    withLedger(
      Effect.gen(function* () {
        const { counts, level } = yield* StockLedger
        const skus = Array.from({ length: 1_000 }, (_, i) => `item-${i}`)
        const countId = "year"
        yield* counts.open({ commandId: "1", countId, skus, tolerance: 9 })
        const lines = skus.map((sku) => ({ sku, quantity: 2 }))
        yield* counts.enter({ commandId: "2", countId, counter: "ana", lines })
        assert.strictEqual((yield* counts.post({ commandId: "3", countId })).answer.items, 1_000)
        assert.strictEqual((yield* level("item-999")).onHand, 2)
        const tooMany = counts.open({ commandId: "4", countId: "more", skus: [...skus, "one"] })
        assert.strictEqual(yield* outcomeOf(tooMany), "InputInvalid")
      }),
    ),
  )
})
