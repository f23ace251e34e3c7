import { assert, describe, it } from "@effect/vitest"
import { Equal, HashMap, Result, Schema } from "effect"
import {
  ScanBook,
  ScanConflict,
  ScanDecision,
  ScansWaiting,
  SerialBook,
  SerialCommand,
  SerialScan,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { type Books, desk, noBooks, take } from "./support/warehouse.ts"

type Scan = SerialScan.SerialScan
const unit = { sku: "PHONE", serial: "A" }

/** A scan at an instant, by a gun whose number is that instant. */
const scan = (purpose: Scan["purpose"], at: number, more: Partial<Scan> = {}): Scan => ({
  scanId: `s-${at}`,
  device: "gun",
  sequence: at,
  at,
  purpose,
  ...unit,
  ...more,
})

const booksOf = (...scans: ReadonlyArray<Scan>): Books =>
  scans.reduce((books, each) => take(desk, books, each), noBooks)

/** What becomes of the last scan, and of those that waited. */
const outcome = (...scans: ReadonlyArray<Scan>): ReadonlyArray<string> => {
  const last = scans.at(-1)
  if (last === undefined) return []
  const { scans: book, units } = booksOf(...scans.slice(0, -1))
  return Result.getOrThrow(ScanDecision.decide(book, units, last)).scans.map(
    ({ _tag, scan: { at } }) => `${_tag} ${at}`,
  )
}
const whereIs = ({ units }: Books) => SerialBook.where(units, unit)

describe("a scan", () => {
  it("posts the movement that it was made for", () => {
    assert.deepStrictEqual(outcome(scan("Receive", 1)), ["ScanPosted 1"])
    assert.deepStrictEqual(whereIs(booksOf(scan("Receive", 1, { place: "shop" }))), {
      _tag: "Shelf",
      place: "shop",
    })
    assert.strictEqual(whereIs(booksOf(scan("Receive", 1), scan("Ship", 2)))._tag, "Customer")
  })

  it("comes to the same command each time, and to another than any other scan", () => {
    const isCommand = Schema.is(SerialCommand.SerialCommand)
    for (const purpose of ["Receive", "Ship", "Return", "Count"] as const)
      assert.isTrue(isCommand(SerialScan.commandOf(scan(purpose, 1, { holdId: "h", lot: "l" }))))
    const ids = [
      { device: "gun", sequence: 1 },
      { device: "gun", sequence: 11 },
      { device: "gun/1", sequence: 1 },
    ].map(SerialScan.commandId)
    assert.deepStrictEqual(ids, ["scan/gun/1", "scan/gun/11", "scan/gun/1/1"])
    const longest = { device: "杯".repeat(50), sequence: Number.MAX_SAFE_INTEGER }
    assert.isTrue(Schema.is(SerialScan.SerialScan)(scan("Count", 1, longest)))
    assert.isTrue(isCommand(SerialScan.commandOf(scan("Count", 1, longest))))
  })

  it("that comes again changes nothing, by its id and by its number of the device", () => {
    const first = scan("Receive", 1)
    assert.deepStrictEqual(outcome(first, first), [])
    assert.deepStrictEqual(outcome(first, { ...first, scanId: "gateway-7" }), [])
    assert.deepStrictEqual(outcome(first, { ...first, device: "relay", sequence: 9 }), [])
    // Sold since: a receipt that comes again is no new one.
    assert.deepStrictEqual(outcome(first, scan("Ship", 2), first), [])
  })

  it("is refused where it said something else before", () => {
    const { scans, units } = booksOf(scan("Receive", 1))
    const conflict = new ScanConflict({ scanId: "s-1", device: "gun", sequence: 1 })
    for (const other of [{ serial: "B" }, { purpose: "Return" as const }, { at: 2 }]) {
      const decision = ScanDecision.decide(scans, units, scan("Receive", 1, other))
      assert.isTrue(Result.isFailure(decision))
      if (Result.isFailure(decision))
        assert.deepStrictEqual({ ...decision.failure }, { ...conflict })
    }
  })

  it("that comes before an earlier one waits for it", () => {
    const [one, two, three] = [
      scan("Receive", 1),
      scan("Ship", 2),
      scan("Return", 3, { place: "shop" }),
    ] as const
    assert.deepStrictEqual(outcome(two), ["ScanWaited 2"])
    assert.deepStrictEqual(outcome(three, two), ["ScanWaited 2"])
    assert.deepStrictEqual(outcome(three, two, one), [
      "ScanPosted 1",
      "ScanPosted 2",
      "ScanPosted 3",
    ])
    const books = booksOf(three, two, one)
    assert.deepStrictEqual(whereIs(books), { _tag: "Shelf", place: "shop" })
    assert.deepStrictEqual(ScanBook.waiting(books.scans), [])
    assert.deepStrictEqual(ScanBook.waiting(booksOf(three, two).scans), [two, three])
  })

  it("that is earlier than what was posted is late, and only noted", () => {
    const scans = [
      scan("Receive", 1),
      scan("Ship", 2),
      scan("Return", 5, { place: "shop" }),
      scan("Return", 3, { place: "main" }),
    ]
    assert.deepStrictEqual(outcome(...scans), ["ScanLate 3"])
    assert.deepStrictEqual(whereIs(booksOf(...scans)), { _tag: "Shelf", place: "shop" })
  })

  it("that was made twice tells nothing new, unless it has another document", () => {
    const sale = scan("Ship", 2, { document: "order-1" })
    const sold = [scan("Receive", 1), sale] as const
    const again = { ...sale, scanId: "s-9", sequence: 9, at: 9 }
    assert.deepStrictEqual(outcome(...sold, again), ["ScanRepeated 9"])
    assert.deepStrictEqual(outcome(...sold, { ...again, document: "order-2" }), ["ScanWaited 9"])
    assert.deepStrictEqual(outcome(scan("Receive", 1), scan("Receive", 2, { place: "shop" })), [
      "ScanWaited 2",
    ])
  })

  it("that cannot be true does not hold up what comes after it", () => {
    const mistaken = scan("Return", 2)
    assert.deepStrictEqual(outcome(scan("Receive", 1), mistaken, scan("Ship", 3)), [
      "ScanLate 2",
      "ScanPosted 3",
    ])
  })

  it("is not taken where too many wait already", () => {
    const many = Array.from({ length: ScanBook.mostWaiting }, (_, i) => scan("Return", 10 + i))
    const { scans, units } = booksOf(...many)
    const decision = ScanDecision.decide(scans, units, scan("Return", 99))
    assert.isTrue(Result.isFailure(decision))
    if (Result.isFailure(decision))
      assert.deepStrictEqual(
        { ...decision.failure },
        { ...new ScansWaiting({ ...unit, waiting: ScanBook.mostWaiting }) },
      )
    // The one that they wait for is taken.
    const released = outcome(...many, scan("Receive", 1), scan("Ship", 2))
    assert.deepStrictEqual(released.slice(0, 2), ["ScanPosted 2", "ScanPosted 10"])
    assert.strictEqual(released.at(-1), "ScanRepeated 41")
  })
})

// --- laws ----------------------------------------------------------------------------------------

/** Scans of one unit as they are made: received, then sold and returned by turns. */
const life = fc
  .array(fc.constantFrom("main", "shop"), { minLength: 1, maxLength: 6 })
  .map((places) =>
    places.map((place, i) =>
      i === 0
        ? scan("Receive", 1, { place })
        : scan(i % 2 === 1 ? "Ship" : "Return", i + 1, {
            place: i % 2 === 1 ? (places[i - 1] ?? "") : place,
          }),
    ),
  )
/** The same in any order, each once or twice. */
const arrivals = life.chain((scans) =>
  fc.tuple(
    fc.constant(scans),
    fc.shuffledSubarray([...scans, ...scans], { minLength: 2 * scans.length }),
  ),
)

const playOut = (decide: typeof ScanDecision.decide, scans: ReadonlyArray<Scan>) =>
  scans.reduce((books, each) => take({ ...desk, decide }, books, each), noBooks)

const orderDoesNotMatter = (decide: typeof ScanDecision.decide) =>
  fc.property(arrivals, ([scans, arrived]) => {
    const books = playOut(decide, arrived)
    assert.deepStrictEqual(whereIs(books), whereIs(playOut(decide, scans)))
    assert.deepStrictEqual(ScanBook.waiting(books.scans), [])
  })

const repeatingChangesNothing = (decide: typeof ScanDecision.decide) =>
  fc.property(arrivals, fc.nat(), ([, arrived], nth) => {
    const books = playOut(decide, arrived)
    const again = arrived[nth % arrived.length]
    if (again === undefined) return
    const after = take({ ...desk, decide }, books, again)
    assert.isTrue(Equal.equals(after.units, books.units))
    assert.isTrue(Equal.equals(after.scans.trails, books.scans.trails))
    assert.deepStrictEqual(
      Result.map(decide(books.scans, books.units, again), ({ scans }) => scans.length),
      Result.succeed(0),
    )
  })

const forgettingNames: typeof ScanDecision.decide = (book, units, each) =>
  ScanDecision.decide({ ...book, seen: HashMap.empty() }, units, each)
const forgettingTime: typeof ScanDecision.decide = (book, units, each) =>
  ScanDecision.decide(
    { ...book, trails: HashMap.map(book.trails, ({ lastAt: _, ...trail }) => trail) },
    units,
    each,
  )

describe("the laws of scans", () => {
  it("scans in any order, once or twice, leave the unit where the last one left it", () => {
    holds(orderDoesNotMatter(ScanDecision.decide))
    kills(orderDoesNotMatter(forgettingTime))
  })

  it("a scan that comes again changes nothing", () => {
    holds(repeatingChangesNothing(ScanDecision.decide))
    kills(repeatingChangesNothing(forgettingNames))
  })
})
