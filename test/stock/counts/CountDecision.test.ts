import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  type CountCommand,
  CountDecision,
  CountEvent,
  CountExists,
  type CountFault,
  CountLinesRefused,
  CountOver,
  type CountRefusal,
  CountsOverlap,
  CycleCount,
  UnknownCount,
} from "entrepot/stock"

type Command = CountCommand.CountCommand
type Event = CountEvent.CountEvent
type Book = CountDecision.CountBook
type Asked = readonly [command: Command, book: Book]

const countId = "c1"
const header = { commandId: "c", countId }

const bookAt = (at: number, onHand: Readonly<Record<string, number>> = {}): Book => ({
  ...CountDecision.noBook,
  at,
  onHand: new Map(Object.entries(onHand)),
})
const open = (
  onHand: Readonly<Record<string, number>>,
  more: Partial<Extract<Command, { readonly _tag: "Open" }>> = {},
): Asked => [{ _tag: "Open", ...header, skus: Object.keys(onHand), ...more }, bookAt(10, onHand)]
const counted = (sku: string, quantity: number, place?: string): CountCommand.CountedLine =>
  place === undefined ? { sku, quantity } : { sku, quantity, place }
/** A counter counts these at an instant at which the book has so much. */
const enter = (
  counter: string,
  at: number,
  onHand: Readonly<Record<string, number>>,
  ...lines: ReadonlyArray<CountCommand.CountedLine>
): Asked => [{ _tag: "Enter", ...header, counter, lines }, bookAt(at, onHand)]
/** Counts mugs, where the book has so many. */
const mug = (counter: string, at: number, quantity: number, onHand = 5): Asked =>
  enter(counter, at, { MUG: onHand }, counted("MUG", quantity))
const approve = (sku: string, variance: number): Asked => [
  { _tag: "Approve", ...header, lines: [{ sku, variance }] },
  CountDecision.noBook,
]
const post: Asked = [{ _tag: "Post", ...header }, CountDecision.noBook]
const abandon: Asked = [{ _tag: "Abandon", ...header }, CountDecision.noBook]

const posted = (...lines: ReadonlyArray<CountEvent.Variance>): Event => ({
  _tag: "CountPosted",
  countId,
  place: "main",
  lines,
})

const mugs = open({ MUG: 5 })

/** Commands before, each of which has to be accepted. */
const given = (...before: ReadonlyArray<Asked>) => {
  let count: CycleCount.CycleCount | undefined
  for (const asked of before)
    count = Result.getOrThrow(CountDecision.decide(count, ...asked)).reduce(
      CycleCount.evolve,
      count,
    )
  return {
    when: (asked: Asked) => {
      const decision = CountDecision.decide(count, ...asked)
      return {
        tells: (...expected: ReadonlyArray<Event>): void =>
          assert.deepStrictEqual(Result.getOrUndefined(decision), expected),
        refuses: (expected: CountRefusal): void => {
          const { ...fields } = Result.isFailure(decision) ? decision.failure : {}
          const { ...wanted } = expected
          assert.deepStrictEqual<object>(fields, wanted)
        },
        faults: (...expected: ReadonlyArray<readonly [number, string, CountFault]>): void => {
          const refusal = Result.isFailure(decision) ? decision.failure : undefined
          assert.instanceOf(refusal, CountLinesRefused)
          assert.deepStrictEqual(
            refusal.lines.map(({ line, sku, fault }) => [line, sku, fault] as const),
            [...expected],
          )
        },
      }
    },
  }
}

describe("a cycle count", () => {
  it("is opened once, with the snapshot of each item, at the main place unless said otherwise", () => {
    given()
      .when(open({ MUG: 5, CUP: 0 }))
      .tells({
        _tag: "CountOpened",
        countId,
        place: "main",
        openedAt: 10,
        tolerance: 0,
        agreement: 1,
        items: [
          { sku: "MUG", onHand: 5 },
          { sku: "CUP", onHand: 0 },
        ],
      })
    given(mugs).when(mugs).refuses(new CountExists({ countId }))
    given()
      .when(open({ MUG: 5 }, { skus: ["MUG", "CUP", "MUG"] }))
      .faults([2, "MUG", "NamedTwice"])
  })

  it("has no item that another count has open at the place", () => {
    const [command, book] = open({ MUG: 5, CUP: 1 })
    given()
      .when([command, { ...book, openCounts: new Map([["MUG", "week-7"]]) }])
      .refuses(new CountsOverlap({ countId, lines: [{ sku: "MUG", openCountId: "week-7" }] }))
  })

  it("expects what the book had when it was counted", () => {
    given(mugs)
      .when(mug("ana", 14, 2, 3))
      .tells({
        _tag: "CountEntered",
        countId,
        counter: "ana",
        countedAt: 14,
        lines: [{ sku: "MUG", quantity: 2, expected: 3 }],
      })
  })

  it("refuses lines of another place, of other items, or named twice, and names each", () => {
    given(open({ MUG: 5, CUP: 1 }))
      .when(
        enter(
          "ana",
          14,
          {},
          counted("MUG", 5, "main"),
          counted("CUP", 5, "shop"),
          counted("POT", 1),
          counted("MUG", 5),
        ),
      )
      .faults([1, "CUP", "OtherPlace"], [2, "POT", "NotInCount"], [3, "MUG", "NamedTwice"])
    given(mugs)
      .when(mug("ana", 9, 5))
      .faults([0, "MUG", "BeforeSnapshot"])
  })

  it("posts nothing of items that do not differ", () => {
    given(mugs, mug("ana", 14, 3, 3))
      .when(post)
      .tells(posted())
  })

  it("posts differences within the tolerance without approval", () => {
    given(open({ MUG: 5 }, { tolerance: 1 }), mug("ana", 14, 4))
      .when(post)
      .tells(posted({ sku: "MUG", variance: -1 }))
  })

  it("wants approval beyond the tolerance, of the very difference that was found", () => {
    const found = [mugs, mug("ana", 14, 4)]
    given(...found)
      .when(post)
      .faults([0, "MUG", "ApprovalWanted"])
    given(...found)
      .when(approve("MUG", -2))
      .faults([0, "MUG", "OtherVariance"])
    given(...found, approve("MUG", -1))
      .when(post)
      .tells(posted({ sku: "MUG", variance: -1 }))
    given(...found, approve("MUG", -1))
      .when(approve("MUG", -1))
      .tells()
    given(...found, approve("MUG", -1), mug("ana", 15, 3))
      .when(post)
      .faults([0, "MUG", "ApprovalWanted"])
    given(...found)
      .when(approve("CUP", 0))
      .faults([0, "CUP", "NotInCount"])
  })

  it("takes the latest recount, also where an earlier one arrives after it", () => {
    given(mugs, mug("ana", 14, 4), mug("ana", 16, 5))
      .when(post)
      .tells(posted())
    given(mugs, mug("ana", 16, 5), mug("ana", 14, 4))
      .when(post)
      .tells(posted())
    given(mugs, mug("ana", 14, 4), mug("ben", 14, 5))
      .when(post)
      .tells(posted())
  })

  it("waits until enough counters find the same difference, at whichever instant", () => {
    const twice = open({ MUG: 5 }, { agreement: 2 })
    const ana = mug("ana", 14, 4)
    given(twice).when(post).faults([0, "MUG", "Uncounted"])
    given(twice, ana).when(post).faults([0, "MUG", "Disputed"])
    given(twice, ana, mug("ana", 15, 4))
      .when(post)
      .faults([0, "MUG", "Disputed"])
    given(twice, ana, mug("ben", 15, 5))
      .when(approve("MUG", -1))
      .faults([0, "MUG", "Disputed"])
    given(twice, ana, mug("ben", 16, 1, 2), approve("MUG", -1))
      .when(post)
      .tells(posted({ sku: "MUG", variance: -1 }))
  })

  it("is over when it was posted or abandoned, and says so once", () => {
    const done = [mugs, mug("ana", 14, 5), post]
    given(...done)
      .when(post)
      .tells()
    given(...done)
      .when(abandon)
      .refuses(new CountOver({ countId, status: "posted" }))
    given(mugs).when(abandon).tells({ _tag: "CountAbandoned", countId })
    given(mugs, abandon).when(abandon).tells()
    given(mugs, abandon)
      .when(mug("ana", 14, 5))
      .refuses(new CountOver({ countId, status: "abandoned" }))
    given().when(post).refuses(new UnknownCount({ countId }))
  })

  it("and its events are JSON as they are", () => {
    let count: CycleCount.CycleCount | undefined
    const events = [mugs, mug("ana", 14, 4), approve("MUG", -1), post].flatMap((asked) => {
      const told = Result.getOrThrow(CountDecision.decide(count, ...asked))
      count = told.reduce(CycleCount.evolve, count)
      return told
    })
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(Schema.Array(CountEvent.CountEvent))(
        JSON.parse(JSON.stringify(events)),
      ),
      events,
    )
  })
})
