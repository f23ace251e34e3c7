import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import {
  ExpiryDiffers,
  ExpiryMissing,
  ExpiryPassed,
  HoldExists,
  HoldExpired,
  InsufficientLots,
  Lot,
  LotBook,
  LotCommand,
  LotDecision,
  type LotEvent,
  LotEvolution,
  LotExceeded,
  LotHoldExceeded,
  LotPick,
  type LotRefusal,
  LotTrace,
  LotUnsellable,
  type StockAccount,
  UnknownHold,
  UnknownLot,
} from "entrepot/stock"

type Command = LotCommand.LotCommand
type Event = LotEvent.LotEvent

const most = Number.MAX_SAFE_INTEGER
const commandId = "c"
const of = (lot: string, quantity: number, place = "main") => ({
  sku: "MILK",
  place,
  lot,
  quantity,
})
const received = (lot: string, quantity: number, expiresAt?: number, at = 0): Event => ({
  _tag: "Received",
  lines: [{ ...of(lot, quantity), ...(expiresAt === undefined ? {} : { expiresAt }) }],
  at,
})
const held = (...lines: ReadonlyArray<LotEvent.LotMoved>): Event => ({
  _tag: "Held",
  holdId: "order-1",
  lines,
})
const hold = (...lines: ReadonlyArray<LotCommand.WantedLine>): Command => ({
  _tag: "Hold",
  commandId,
  holdId: "order-1",
  lines,
})
const ship = (...lines: ReadonlyArray<LotCommand.LotLine>): Command => ({
  _tag: "Ship",
  commandId,
  holdId: "order-1",
  ...(lines.length > 0 ? { lines } : {}),
})
const shelf = (place = "main"): StockAccount.StockAccount => ({ _tag: "Shelf", place })
const leg = (
  quantity: number,
  from: StockAccount.StockAccount,
  to: StockAccount.StockAccount,
): LotCommand.LotMovement => ({ sku: "MILK", lot: "A", quantity, from, to })
const there = (level: Partial<Lot.LotLevel>): Lot.LotLevel => ({
  onHand: 0,
  held: 0,
  blocked: 0,
  expired: 0,
  shortDated: 0,
  available: 0,
  ...level,
})

const givenOf =
  (base: LotBook.LotBook) =>
  (...events: ReadonlyArray<Event>) => ({
    when: (command: Command, at = 0) => {
      const decision = LotDecision.decide(
        { ...events.reduce(LotEvolution.evolve, base), now: at },
        command,
        at,
      )
      return {
        tells: (...expected: ReadonlyArray<Event>): void =>
          assert.deepStrictEqual(Result.getOrUndefined(decision), expected),
        refuses: (expected: LotRefusal): void => {
          assert.isTrue(Result.isFailure(decision), "it was not refused")
          if (Result.isFailure(decision))
            assert.deepStrictEqual({ ...decision.failure }, { ...expected })
        },
      }
    },
  })
const given = givenOf(LotBook.empty)
const demanding = (policy: Partial<LotPick.LotPolicy>) =>
  givenOf(LotBook.of({ policies: [{ ...LotPick.anyLot("MILK"), ...policy }] }))

describe("holding units of lots", () => {
  it("takes what expires first, unless the line says otherwise", () => {
    const lots = [received("A", 2, 90, 1), received("B", 2, 80, 2), received("C", 2, undefined, 3)]
    given(...lots)
      .when(hold({ sku: "MILK", quantity: 3 }))
      .tells(held(of("B", 2), of("A", 1)))
    given(...lots)
      .when(hold({ sku: "MILK", quantity: 3, strategy: { _tag: "Fifo" } }))
      .tells(held(of("A", 2), of("B", 1)))
    given(...lots)
      .when(hold({ sku: "MILK", quantity: 3, strategy: { _tag: "Lifo" } }))
      .tells(held(of("C", 2), of("B", 1)))
    given(...lots)
      .when(hold({ sku: "MILK", quantity: 2, strategy: { _tag: "ByLot", lot: "C" } }))
      .tells(held(of("C", 2)))
  })

  it("breaks ties by receipt, and then by the name of the lot", () => {
    given(received("B", 1, 90, 1), received("A", 1, 90, 2), received("0", 1, 90, 2))
      .when(hold({ sku: "MILK", quantity: 3 }))
      .tells(held(of("B", 1), of("0", 1), of("A", 1)))
  })

  it("follows the strategy of the item", () => {
    demanding({ strategy: { _tag: "Lifo" } })(received("A", 1, 80, 1), received("B", 1, 90, 2))
      .when(hold({ sku: "MILK", quantity: 1 }))
      .tells(held(of("B", 1)))
  })

  it("sums two lines of an item, and takes those first that name their lot", () => {
    const lines = [
      { sku: "MILK", quantity: 1 },
      { sku: "MILK", quantity: 1, strategy: { _tag: "ByLot", lot: "A" } },
    ] as const
    given(received("A", 1, 80), received("B", 1, 90))
      .when(hold(...lines))
      .tells(held(of("A", 1), of("B", 1)))
    given(received("A", 1, 80))
      .when(hold(...lines))
      .refuses(
        new InsufficientLots({
          lines: [
            {
              line: 0,
              sku: "MILK",
              place: "main",
              wanted: 1,
              there: there({ onHand: 1, held: 1 }),
            },
          ],
        }),
      )
  })

  it("says of what is there why it is not available", () => {
    demanding({ minimumDays: 1 })(
      received("A", 1, 50),
      received("B", 2, 60),
      received("C", 3, 86_400_050),
      received("D", 5),
      { _tag: "Blocked", sku: "MILK", lot: "B" },
      { _tag: "Held", holdId: "order-0", lines: [of("D", 4)] },
    )
      .when(hold({ sku: "MILK", quantity: 2 }), 50)
      .refuses(
        new InsufficientLots({
          lines: [
            {
              line: 0,
              sku: "MILK",
              place: "main",
              wanted: 2,
              there: { onHand: 11, held: 4, blocked: 2, expired: 1, shortDated: 3, available: 1 },
            },
          ],
        }),
      )
  })

  it("refuses a second hold of the same id", () => {
    given(received("A", 2), held(of("A", 1)))
      .when(hold({ sku: "MILK", quantity: 1 }))
      .refuses(new HoldExists({ holdId: "order-1" }))
  })
})

describe("shipping and releasing", () => {
  it("ships or releases all that is open, or the lots that are named", () => {
    const events = [received("A", 2), held(of("A", 2))]
    given(...events)
      .when(ship())
      .tells({ _tag: "Shipped", holdId: "order-1", lines: [of("A", 2)] })
    given(...events)
      .when(ship(of("A", 1)))
      .tells({ _tag: "Shipped", holdId: "order-1", lines: [of("A", 1)] })
    given(...events)
      .when({ _tag: "Release", commandId, holdId: "order-1" })
      .tells({ _tag: "Released", holdId: "order-1", lines: [of("A", 2)] })
  })

  it("refuses more than the hold keeps, a hold that is used up, and one that nobody knows", () => {
    given(received("A", 2), received("B", 2), held(of("A", 1)))
      .when(ship(of("A", 1), of("A", 1), of("B", 1)))
      .refuses(
        new LotHoldExceeded({
          holdId: "order-1",
          lines: [
            { sku: "MILK", place: "main", lot: "A", wanted: 2, there: 1 },
            { sku: "MILK", place: "main", lot: "B", wanted: 1, there: 0 },
          ],
        }),
      )
    const shipped: Event = { _tag: "Shipped", holdId: "order-1", lines: [of("A", 1)] }
    given(received("A", 2), held(of("A", 1)), shipped)
      .when(ship())
      .refuses(new LotHoldExceeded({ holdId: "order-1", lines: [] }))
    given()
      .when(ship())
      .refuses(new UnknownHold({ holdId: "order-1" }))
  })

  it("refuses to ship what was recalled or has expired since, and releases it", () => {
    const events = [received("A", 1, 50), received("B", 1, 90), held(of("A", 1), of("B", 1))]
    const recalled: Event = { _tag: "Blocked", sku: "MILK", lot: "B" }
    given(...events, recalled)
      .when(ship(), 50)
      .refuses(
        new LotUnsellable({
          holdId: "order-1",
          lines: [
            { sku: "MILK", place: "main", lot: "A", why: "expired" },
            { sku: "MILK", place: "main", lot: "B", why: "blocked" },
          ],
        }),
      )
    given(...events, recalled)
      .when({ _tag: "Release", commandId, holdId: "order-1" }, 50)
      .tells({ _tag: "Released", holdId: "order-1", lines: [of("A", 1), of("B", 1)] })
  })
})

describe("a hold that ends by itself", () => {
  const until = (expiresAt?: number) => (expiresAt === undefined ? {} : { expiresAt })
  const heldUntil = (expiresAt: number | undefined, ...lines: ReadonlyArray<LotEvent.LotMoved>) =>
    ({ _tag: "Held", holdId: "order-1", lines, ...until(expiresAt) }) as const
  const extend = (expiresAt?: number): Command => ({
    _tag: "Extend",
    commandId,
    holdId: "order-1",
    ...until(expiresAt),
  })
  const expired = (at: number): Event => ({ _tag: "Expired", lines: [of("A", 2)], at })
  const events = [received("A", 2), heldUntil(5_000, of("A", 2))]

  it("is made until a whole second that is still to come", () => {
    const asked = { ...hold({ sku: "MILK", quantity: 2 }), expiresAt: 4_001 }
    given(received("A", 2))
      .when(asked, 4_999)
      .tells(heldUntil(5_000, of("A", 2)))
    given(received("A", 2))
      .when(asked, 5_000)
      .refuses(new ExpiryPassed({ expiresAt: 5_000, now: 5_000 }))
  })

  it("keeps its lots until then, and from then on they are free", () => {
    const other: Command = {
      _tag: "Hold",
      commandId,
      holdId: "order-2",
      lines: [{ sku: "MILK", quantity: 1 }],
    }
    given(...events)
      .when(ship(), 4_999)
      .tells({ _tag: "Shipped", holdId: "order-1", lines: [of("A", 2)] })
    given(...events)
      .when(ship(), 5_000)
      .refuses(new HoldExpired({ holdId: "order-1", expiredAt: 5_000 }))
    const wanted = { line: 0, sku: "MILK", place: "main", wanted: 1 }
    given(...events)
      .when(other, 4_999)
      .refuses(
        new InsufficientLots({ lines: [{ ...wanted, there: there({ onHand: 2, held: 2 }) }] }),
      )
    given(...events)
      .when(other, 5_000)
      .tells(expired(5_000), { _tag: "Held", holdId: "order-2", lines: [of("A", 1)] })
  })

  it("is extended, also for good, while it stands", () => {
    const extended = (expiresAt?: number): Event => ({
      _tag: "Extended",
      holdId: "order-1",
      lines: [of("A", 2)],
      ...until(expiresAt),
    })
    given(...events)
      .when(extend(5_001), 4_999)
      .tells(extended(6_000))
    given(...events)
      .when(extend(), 4_999)
      .tells(extended())
    given(...events)
      .when(extend(5_000))
      .tells()
    given(...events)
      .when(extend(6_000), 5_000)
      .refuses(new HoldExpired({ holdId: "order-1", expiredAt: 5_000 }))
    given(...events, { _tag: "Released", holdId: "order-1", lines: [of("A", 2)] })
      .when(extend(6_000))
      .refuses(new LotHoldExceeded({ holdId: "order-1", lines: [] }))
    given(...events, extended(6_000))
      .when(ship(), 5_999)
      .tells({ _tag: "Shipped", holdId: "order-1", lines: [of("A", 2)] })
  })
})

describe("what an item demands of its lots", () => {
  it("is told once, and is nothing where nothing is said", () => {
    const set: Command = { _tag: "SetPolicy", commandId, sku: "MILK", minimumDays: 2 }
    const policy = { ...LotPick.anyLot("MILK"), minimumDays: 2 }
    given().when(set).tells({ _tag: "PolicySet", policy })
    given({ _tag: "PolicySet", policy }).when(set).tells()
    given({ _tag: "PolicySet", policy })
      .when({ _tag: "SetPolicy", commandId, sku: "MILK" })
      .tells({ _tag: "PolicySet", policy: LotPick.anyLot("MILK") })
  })
})

describe("receiving lots", () => {
  const line = (lot: string, expires?: Lot.Expiry): LotCommand.ReceivedLine => ({
    ...of(lot, 1),
    expires,
  })
  const receive = (...lines: ReadonlyArray<LotCommand.ReceivedLine>): Command => ({
    _tag: "Receive",
    commandId,
    lines,
    document: "po-1",
  })

  it("counts a day on the package to its end, where the item is sold", () => {
    const day = { day: "2026-02-28", zone: "Asia/Tokyo" }
    given()
      .when(receive(line("A", day), line("A", day)), 7)
      .tells({
        _tag: "Received",
        lines: [{ ...of("A", 2), expiresAt: Date.UTC(2026, 1, 28, 15) }],
        at: 7,
        document: "po-1",
      })
  })

  it("refuses a lot without an expiry where the item demands one, and says which line", () => {
    demanding({ expiryRequired: true })()
      .when(receive(line("A", { at: 9 }), line("B"), line("A")))
      .refuses(new ExpiryMissing({ lines: [{ line: 1, sku: "MILK", lot: "B" }] }))
  })

  it("refuses another expiry than is known, and needs none for a lot that is known", () => {
    given(received("A", 1, 9))
      .when(receive(line("A", { at: 8 }), line("B", { at: 5 }), line("B", { at: 6 })))
      .refuses(
        new ExpiryDiffers({
          lines: [
            { line: 0, sku: "MILK", lot: "A", given: 8, known: 9 },
            { line: 2, sku: "MILK", lot: "B", given: 6, known: 5 },
          ],
        }),
      )
    demanding({ expiryRequired: true })(received("A", 1, 9))
      .when(receive(line("A")), 2)
      .tells({
        _tag: "Received",
        lines: [{ ...of("A", 1), expiresAt: 9 }],
        at: 2,
        document: "po-1",
      })
  })

  it("refuses what cannot be counted", () => {
    const decision = LotDecision.decide(
      LotEvolution.evolve(LotBook.empty, received("A", most)),
      receive(line("A")),
      0,
    )
    assert.strictEqual(Result.isFailure(decision) && decision.failure._tag, "QuantityOverflow")
  })

  it("refuses at the door a package that is good beyond the calendar", () => {
    const read = Schema.decodeUnknownResult(Lot.Expiry)
    assert.isTrue(Result.isSuccess(read({ day: "2027-01-31", zone: "Europe/Berlin" })))
    assert.isTrue(Result.isFailure(read({ day: "9999-12-31", zone: "Europe/Berlin" })))
    assert.isTrue(Result.isFailure(read({ day: "2027-02-30", zone: "Europe/Berlin" })))
    assert.isTrue(Result.isFailure(read({ day: "2027-01-31", zone: "Mars/Olympus" })))
  })
})

describe("moving, returning and adjusting", () => {
  it("moves free units with their age, blocked ones too", () => {
    const events = [received("A", 3, 9, 4), held(of("A", 1))]
    const blocked: Event = { _tag: "Blocked", sku: "MILK", lot: "A" }
    const toShop = (quantity: number) => leg(quantity, shelf(), shelf("shop"))
    const move: Command = { _tag: "Move", commandId, lines: [toShop(2)] }
    const moved: Event = { _tag: "Moved", lines: [{ ...toShop(2), receivedAt: 4 }] }
    given(...events, blocked)
      .when(move, 50)
      .tells(moved)
    const book = [...events, moved].reduce(LotEvolution.evolve, LotBook.empty)
    const there = LotBook.shelf(book, of("A", 0, "shop"))
    assert.deepStrictEqual([there.onHand, there.receivedAt], [2, 4])
    given(...events)
      .when({ ...move, lines: [toShop(2), toShop(1)] })
      .refuses(
        new LotExceeded({
          lines: [{ sku: "MILK", lot: "A", account: shelf(), wanted: 3, there: 2 }],
        }),
      )
  })

  it("keeps units apart that are in quarantine or on their way, and their age", () => {
    const quarantine: StockAccount.StockAccount = { _tag: "Quarantine", place: "main" }
    const transit: StockAccount.StockAccount = { _tag: "Transit", place: "shop" }
    const move = (...lines: ReadonlyArray<LotCommand.LotMovement>): Command => ({
      _tag: "Move",
      commandId,
      lines,
    })
    const moved = (...lines: ReadonlyArray<LotCommand.LotMovement>): Event => ({
      _tag: "Moved",
      lines: lines.map((line) => ({ ...line, receivedAt: 4 })),
    })
    const away = [leg(2, shelf(), quarantine), leg(1, shelf(), transit)]
    const events = [received("A", 3, undefined, 4), moved(...away)]
    given(received("A", 3, undefined, 4))
      .when(move(...away), 9)
      .tells(moved(...away))
    given(...events)
      .when(hold({ sku: "MILK", quantity: 1 }))
      .refuses(
        new InsufficientLots({
          lines: [{ line: 0, sku: "MILK", place: "main", wanted: 1, there: there({}) }],
        }),
      )
    const arrived = leg(1, transit, shelf("shop"))
    given(...events)
      .when(move(arrived), 9)
      .tells(moved(arrived))
    const back = leg(3, quarantine, shelf())
    given(...events)
      .when(move(back))
      .refuses(
        new LotExceeded({
          lines: [{ sku: "MILK", lot: "A", account: quarantine, wanted: 3, there: 2 }],
        }),
      )
  })

  it("sells nothing and holds nothing by moving it", () => {
    const read = Schema.decodeUnknownResult(LotCommand.LotMovement)
    const customer = { _tag: "Customer" } as const
    assert.isTrue(Result.isFailure(read(leg(1, shelf(), customer))))
    assert.isTrue(Result.isFailure(read(leg(1, shelf(), { _tag: "Held", place: "main" }))))
    assert.isTrue(Result.isFailure(read(leg(1, { _tag: "Supplier" }, shelf()))))
    assert.isTrue(Result.isSuccess(read(leg(1, customer, { _tag: "Quarantine", place: "main" }))))
  })

  it("takes a return into the lot that it was of, blocked or not", () => {
    const back: Command = { _tag: "Return", commandId, lines: [of("A", 1)], document: "rma-1" }
    given(received("A", 1), { _tag: "Blocked", sku: "MILK", lot: "A" })
      .when(back, 5)
      .tells({ _tag: "Returned", lines: [of("A", 1)], at: 5, document: "rma-1" })
    given()
      .when(back)
      .refuses(new UnknownLot({ lots: [{ sku: "MILK", lot: "A" }] }))
  })

  it("writes off what nobody holds", () => {
    const adjust = (delta: number): Command => ({
      _tag: "Adjust",
      commandId,
      lines: [{ sku: "MILK", lot: "A", delta }],
    })
    const lost = { sku: "MILK", place: "main", lot: "A", delta: -1 }
    given(received("A", 2, 9), held(of("A", 1)))
      .when(adjust(-1), 50)
      .tells({ _tag: "Adjusted", lines: [lost], at: 50 })
    given(received("A", 2, 9), held(of("A", 1)))
      .when(adjust(-2))
      .refuses(
        new LotExceeded({
          lines: [{ sku: "MILK", lot: "A", account: shelf(), wanted: 2, there: 1 }],
        }),
      )
    given()
      .when(adjust(1))
      .refuses(new UnknownLot({ lots: [{ sku: "MILK", lot: "A" }] }))
  })
})

describe("a recall", () => {
  const block: Command = { _tag: "Block", commandId, sku: "MILK", lot: "A", document: "recall-7" }
  const blocked: Event = { _tag: "Blocked", sku: "MILK", lot: "A", document: "recall-7" }

  it("blocks a lot once, wherever it is, and what comes after", () => {
    given(received("A", 1)).when(block).tells(blocked)
    given(received("A", 1), blocked).when(block).tells()
    given()
      .when(block)
      .refuses(new UnknownLot({ lots: [{ sku: "MILK", lot: "A" }] }))
    given(received("A", 1), blocked, received("A", 2))
      .when(hold({ sku: "MILK", quantity: 1 }))
      .refuses(
        new InsufficientLots({
          lines: [
            {
              line: 0,
              sku: "MILK",
              place: "main",
              wanted: 1,
              there: there({ onHand: 3, blocked: 3 }),
            },
          ],
        }),
      )
  })

  it("is lifted", () => {
    const unblocked: Event = { _tag: "Unblocked", sku: "MILK", lot: "A" }
    given(received("A", 1), blocked)
      .when({ _tag: "Unblock", commandId, sku: "MILK", lot: "A" })
      .tells(unblocked)
    given(received("A", 1), blocked, unblocked)
      .when(hold({ sku: "MILK", quantity: 1 }))
      .tells(held(of("A", 1)))
  })

  it("lists the orders, places and papers that the lot touched, and no others", () => {
    const events: ReadonlyArray<Event> = [
      { _tag: "Received", lines: [of("A", 5)], at: 0, document: "po-1" },
      received("B", 5),
      held(of("A", 3), of("B", 1)),
      { _tag: "Shipped", holdId: "order-1", lines: [of("A", 2), of("B", 1)] },
      {
        _tag: "Moved",
        lines: [{ ...leg(1, shelf(), shelf("shop")), receivedAt: 0 }],
        document: "tr-1",
      },
      { _tag: "Held", holdId: "order-2", lines: [of("B", 1)] },
      { _tag: "Returned", lines: [of("A", 1)], at: 0, document: "rma-1" },
      blocked,
    ]
    const trace = LotTrace.touched(
      events.map((event, position) => ({ position, occurredAt: 10 * position, event })),
      { sku: "MILK", lot: "A" },
    )
    assert.isFalse(events.every((event) => LotTrace.concerns(event, { sku: "MILK", lot: "A" })))
    assert.deepStrictEqual(trace.orders, [{ holdId: "order-1", held: 1, shipped: 2 }])
    assert.deepStrictEqual(trace.places, [
      { place: "main", units: 3 },
      { place: "shop", units: 1 },
    ])
    assert.deepStrictEqual(trace.documents, ["po-1", "tr-1", "rma-1", "recall-7"])
    assert.deepStrictEqual(
      trace.touches.map(({ position, what, quantity }) => [position, what, quantity]),
      [
        [0, "Received", 5],
        [2, "Held", 3],
        [3, "Shipped", 2],
        [4, "Moved", 1],
        [6, "Returned", 1],
      ],
    )
  })
})

describe("the book of lots", () => {
  it("is written and read as JSON", () => {
    const book = [received("A", 2, 9, 1), held(of("A", 1))].reduce(
      LotEvolution.evolve,
      LotBook.empty,
    )
    const hold = Option.getOrThrow(LotBook.hold(book, "order-1"))
    const json: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(LotBook.LotHold)(hold)))
    assert.deepStrictEqual(Schema.decodeUnknownSync(LotBook.LotHold)(json), hold)
  })
})
