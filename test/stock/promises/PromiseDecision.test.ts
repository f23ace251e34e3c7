import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import {
  PromiseBook,
  PromiseCommand,
  PromiseDecision,
  type PromiseEvent,
  PromisePool,
  type PromiseRefusal,
} from "entrepot/stock"

type Command = PromiseCommand.PromiseCommand
type Event = PromiseEvent.PromiseEvent

const most = Number.MAX_SAFE_INTEGER
const where = { sku: "MUG", place: "main" }
const asked = { commandId: "c", sku: "MUG" }

const expected = (inboundId: string, quantity: number, due: number): Event => ({
  _tag: "Expected",
  ...where,
  inboundId,
  quantity,
  due,
})
const promise = (promiseId: string, quantity: number, wantedBy?: number): Command => ({
  _tag: "Promise",
  ...asked,
  promiseId,
  quantity,
  wantedBy,
})
const cut = (inboundId: string, quantity?: number): Command => ({
  _tag: "Cut",
  ...asked,
  inboundId,
  quantity,
})
const arrive = (inboundId: string, quantity: number): Command => ({
  _tag: "Arrive",
  ...asked,
  inboundId,
  quantity,
})
const postpone = (inboundId: string, due: number): Command => ({
  _tag: "Postpone",
  ...asked,
  inboundId,
  due,
})
const cancel = (promiseId: string): Command => ({ _tag: "Cancel", ...asked, promiseId })
const tell = (many: number): Command => ({ _tag: "Tell", ...asked, most: many })

/** The book after events, and then after commands that are not refused. */
const bookOf = (events: ReadonlyArray<Event>, ...commands: ReadonlyArray<Command>) =>
  commands.reduce(
    (book, command) =>
      Result.getOrThrow(PromiseDecision.decide(book, command, 0)).reduce(PromiseBook.evolve, book),
    events.reduce(PromiseBook.evolve, PromiseBook.empty(where)),
  )
const tells = (book: PromiseBook.Book, command: Command, at = 0): Event => {
  const [event, ...others] = Result.getOrThrow(PromiseDecision.decide(book, command, at))
  assert.deepStrictEqual(others, [])
  assert(event !== undefined, "nothing happened")
  return event
}
const refuses = (book: PromiseBook.Book, command: Command, at = 0): PromiseRefusal => {
  const decision = PromiseDecision.decide(book, command, at)
  assert(Result.isFailure(decision), "it was not refused")
  return decision.failure
}

const twoDeliveries = [expected("po-2", 5, 2_000), expected("po-1", 3, 1_000)]

describe("promising", () => {
  it("takes the earliest delivery that has unpromised units, and several where it must", () => {
    const first = tells(bookOf(twoDeliveries), promise("order-1", 2))
    assert.deepStrictEqual(first, {
      _tag: "Promised",
      ...where,
      promiseId: "order-1",
      sequence: 0,
      quantity: 2,
      due: 1_000,
      allotted: [{ inboundId: "po-1", due: 1_000, quantity: 2 }],
    })
    const second = tells(bookOf([...twoDeliveries, first]), promise("order-2", 4, 2_000))
    assert.deepStrictEqual(second, {
      _tag: "Promised",
      ...where,
      promiseId: "order-2",
      sequence: 1,
      quantity: 4,
      due: 2_000,
      wantedBy: 2_000,
      allotted: [
        { inboundId: "po-1", due: 1_000, quantity: 1 },
        { inboundId: "po-2", due: 2_000, quantity: 3 },
      ],
    })
  })

  it("refuses more than is coming, and says what could be promised and when the next is due", () => {
    const refusal = refuses(bookOf(twoDeliveries, promise("order-1", 4)), promise("order-2", 5))
    assert(refusal._tag === "PromiseShort")
    assert.deepStrictEqual(
      [refusal.wanted, refusal.promisable, refusal.unpromised, refusal.nextDue],
      [5, 4, 4, 2_000],
    )
  })

  it("refuses what would come too late, and says what would come in time", () => {
    const refusal = refuses(bookOf(twoDeliveries), promise("order-1", 4, 1_999))
    assert(refusal._tag === "PromiseShort")
    assert.deepStrictEqual(
      [refusal.wantedBy, refusal.promisable, refusal.unpromised, refusal.nextDue],
      [1_999, 3, 8, 1_000],
    )
  })

  it("refuses to promise air, and a date that has passed", () => {
    const refusal = refuses(bookOf([]), promise("order-1", 1))
    assert.strictEqual(refusal.message, "MUG at main: 1 wanted, 0 coming, nothing more is due")
    const overdue = refuses(bookOf(twoDeliveries), promise("order-1", 1), 1_001)
    assert(overdue._tag === "InboundOverdue")
    assert.deepStrictEqual([overdue.inboundId, overdue.due], ["po-1", 1_000])
    const promised = bookOf(twoDeliveries, promise("order-1", 3))
    assert.strictEqual(tells(promised, promise("order-2", 1), 1_001)._tag, "Promised")
  })

  it("refuses a second promise of the same id", () => {
    const book = bookOf(twoDeliveries, promise("order-1", 1))
    assert.strictEqual(refuses(book, promise("order-1", 1))._tag, "PromiseExists")
  })
})

describe("arriving", () => {
  const book = bookOf(twoDeliveries, promise("a", 2), promise("b", 3), promise("c", 1))

  it("turns promises into holds in promise order, whatever arrives, and says who still waits", () => {
    assert.deepStrictEqual(tells(book, arrive("po-2", 4)), {
      _tag: "Arrived",
      ...where,
      inboundId: "po-2",
      quantity: 4,
      expected: 4,
      holds: [
        { promiseId: "a", sequence: 0, quantity: 2, holdId: "a", waiting: 0 },
        { promiseId: "b", sequence: 1, quantity: 2, holdId: "b", waiting: 1 },
      ],
      free: 0,
      waiting: 2,
    })
  })

  it("keeps a promise by several holds, and passes over ids that are taken", () => {
    const holdsOf = (from: PromiseBook.Book, ...taken: ReadonlyArray<string>) => {
      const event = tells({ ...from, taken: new Set(taken) }, arrive("po-2", 3))
      return event._tag === "Arrived" ? event.holds.map(({ holdId }) => holdId) : []
    }
    const some = bookOf(twoDeliveries, promise("a", 4), promise("a/2", 1), arrive("po-1", 1))
    assert.deepStrictEqual(holdsOf(some), ["a/2"])
    const both = bookOf(twoDeliveries, promise("a", 3), promise("a/2", 1), arrive("po-1", 1))
    assert.deepStrictEqual(holdsOf(both), ["a/2", "a/2/2"])
    assert.deepStrictEqual(holdsOf(both, "a/2", "a/3"), ["a/4", "a/2/2"])
    const promised = Option.getOrThrow(PromiseBook.promise(both, "a"))
    assert.deepStrictEqual(promised.holds, ["a"])
  })

  it("keeps and breaks as many promises as one command may, and says how many units that is", () => {
    const many = Array.from({ length: PromiseCommand.mostPromises + 1 }, (_, at) =>
      promise(`order-${at}`, 2),
    )
    const all = 2 * many.length
    const crowd = bookOf([expected("po-1", all, 1_000)], ...many)
    for (const ask of [arrive, cut]) {
      const refusal = refuses(crowd, ask("po-1", all))
      assert(refusal._tag === "TooManyPromises")
      assert.strictEqual(refusal.units, all - 2)
      tells(crowd, ask("po-1", refusal.units))
    }
  })

  it("takes more than was expected, and leaves free what nobody waits for", () => {
    const event = tells(book, arrive("po-1", 9))
    assert(event._tag === "Arrived")
    assert.deepStrictEqual([event.expected, event.free, event.waiting], [3, 3, 0])
    const after = PromiseBook.evolve(book, event)
    assert.deepStrictEqual(PromiseBook.queue(after), [])
    assert.deepStrictEqual(after.pool.inbounds, [{ inboundId: "po-2", due: 2_000, open: 5 }])
  })

  it("refuses what nobody expects", () => {
    assert.strictEqual(refuses(book, arrive("po-9", 1))._tag, "UnknownInbound")
    const all = bookOf(twoDeliveries, arrive("po-1", 3))
    assert.strictEqual(refuses(all, arrive("po-1", 1))._tag, "UnknownInbound")
  })
})

describe("cutting and postponing", () => {
  const book = bookOf(twoDeliveries, promise("a", 2), promise("b", 3, 2_000), promise("c", 2))

  it("breaks promises in reverse order, each with all that waits of it", () => {
    assert.deepStrictEqual(tells(book, cut("po-1")), {
      _tag: "InboundCut",
      ...where,
      inboundId: "po-1",
      quantity: 3,
      broken: [{ promiseId: "c", sequence: 2, quantity: 2 }],
    })
    const event = tells(book, cut("po-2", 4))
    assert.deepStrictEqual(event._tag === "InboundCut" && event.broken, [
      { promiseId: "c", sequence: 2, quantity: 2 },
      { promiseId: "b", sequence: 1, quantity: 3 },
    ])
  })

  it("breaks nothing while enough is coming, and refuses to cut more than is", () => {
    const event = tells(book, cut("po-2", 1))
    assert.deepStrictEqual(event._tag === "InboundCut" && event.broken, [])
    const refusal = refuses(book, cut("po-1", 4))
    assert(refusal._tag === "InboundExceeded")
    assert.deepStrictEqual([refusal.wanted, refusal.open], [4, 3])
  })

  it("gives promises new dates and says which are late", () => {
    const [postponed] = Result.getOrThrow(PromiseDecision.decide(book, postpone("po-1", 3_000), 0))
    assert(postponed !== undefined)
    const after = PromiseBook.evolve(book, postponed)
    assert.deepStrictEqual(tells(after, tell(9)), {
      _tag: "Told",
      ...where,
      promises: [
        { promiseId: "a", sequence: 0, from: 1_000, to: 2_000, late: false },
        { promiseId: "c", sequence: 2, from: 2_000, to: 3_000, late: false },
      ],
    })
    const later = PromiseBook.evolve(after, tells(after, postpone("po-2", 4_000)))
    const told = tells(later, tell(9))
    assert.deepStrictEqual(told._tag === "Told" && told.promises.map(({ late: is }) => is), [
      false,
      true,
      false,
    ])
  })

  it("tells page by page, and nothing when all was told", () => {
    const after = PromiseBook.evolve(book, tells(book, postpone("po-1", 3_000)))
    const first = tells(after, tell(2))
    assert.deepStrictEqual(first._tag === "Told" && first.next, { sequence: 2, ahead: 5 })
    const between = PromiseBook.evolve(after, first)
    const second = tells(between, tell(2))
    assert.strictEqual(second._tag === "Told" && second.promises[0]?.promiseId, "c")
    const done = PromiseBook.evolve(between, second)
    assert.deepStrictEqual(Result.getOrThrow(PromiseDecision.decide(done, tell(2), 0)), [])
    assert.deepStrictEqual(
      Result.getOrThrow(PromiseDecision.decide(done, postpone("po-1", 3_000), 0)),
      [],
    )
  })
})

describe("cancelling", () => {
  const book = bookOf(twoDeliveries, promise("a", 3), promise("b", 2))

  it("frees the units for the next in order", () => {
    const after = PromiseBook.evolve(book, tells(book, cancel("a")))
    const told = tells(after, tell(9))
    assert.deepStrictEqual(told._tag === "Told" && told.promises, [
      { promiseId: "b", sequence: 1, from: 2_000, to: 1_000, late: false },
    ])
    assert.strictEqual(PromisePool.promisable(after.pool).units, 6)
  })

  it("cancels what still waits, and refuses what nobody knows or nothing is left of", () => {
    const some = bookOf(twoDeliveries, promise("a", 3), arrive("po-1", 1))
    const event = tells(some, cancel("a"))
    assert.strictEqual(event._tag === "PromiseCancelled" && event.quantity, 2)
    assert.strictEqual(refuses(PromiseBook.evolve(some, event), cancel("a"))._tag, "PromiseSettled")
    assert.strictEqual(refuses(some, cancel("z"))._tag, "UnknownPromise")
  })
})

describe("expecting", () => {
  const expect = (inboundId: string, quantity: number): Command => ({
    _tag: "Expect",
    ...asked,
    inboundId,
    quantity,
    due: 1_000,
  })

  it("refuses an id that is open, more than can be counted, and too many at once", () => {
    const book = bookOf(twoDeliveries)
    assert.strictEqual(refuses(book, expect("po-1", 1))._tag, "InboundExists")
    assert.strictEqual(refuses(book, expect("po-3", most))._tag, "QuantityOverflow")
    const many = Array.from({ length: PromisePool.mostInbounds }, (_, at) =>
      expected(`po-${at}`, 1, 1_000),
    )
    assert.strictEqual(refuses(bookOf(many), expect("one-more", 1))._tag, "TooManyInbounds")
  })
})

describe("the book of promises", () => {
  it("is written and read as JSON", () => {
    const { pool, promises } = bookOf(twoDeliveries, promise("a", 2, 1_000), cut("po-2", 1))
    const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    const read = Schema.decodeUnknownSync(PromisePool.Pool)
    assert.deepStrictEqual(read(json(Schema.encodeSync(PromisePool.Pool)(pool))), pool)
    const promised = Option.getOrThrow(PromiseBook.promise({ pool, promises }, "a"))
    const known = Schema.decodeUnknownSync(PromiseBook.Promised)
    assert.deepStrictEqual(known(json(promised)), promised)
  })

  it("answers a decision that it was not read for with a defect", () => {
    const { pool } = bookOf(twoDeliveries, promise("a", 2))
    const without = { ...PromiseBook.empty(where), pool }
    assert.throws(() => PromiseDecision.decide(without, arrive("po-1", 1), 0), RangeError)
  })
})
