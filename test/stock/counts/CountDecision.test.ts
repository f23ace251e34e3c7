import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Quantity } from "entrepot/kernel"
import {
  type CountCommand,
  CountDecision,
  CountEvent,
  CountExists,
  type CountFault,
  CountLinesRefused,
  CountOver,
  type CountRefusal,
  CycleCount,
  UnknownCount,
} from "entrepot/stock"

type Command = CountCommand.CountCommand
type Event = CountEvent.CountEvent

const countId = "c1"
const header = { commandId: "c", countId }

const open = (
  items: ReadonlyArray<CountCommand.CountItem>,
  more: Partial<Extract<Command, { readonly _tag: "Open" }>> = {},
): Command => ({
  _tag: "Open",
  ...header,
  place: "main",
  position: 10,
  tolerance: 0,
  items,
  ...more,
})
const counted = (
  sku: string,
  quantity: number,
  units = 0,
  more: Partial<CountCommand.CountedLine> = {},
): CountCommand.CountedLine => ({ sku, quantity, since: { units }, ...more })
const enter = (
  counter: string,
  position: number,
  ...lines: ReadonlyArray<CountCommand.CountedLine>
): Command => ({ _tag: "Enter", ...header, counter, position, lines })
const approve = (sku: string, variance: number): Command => ({
  _tag: "Approve",
  ...header,
  lines: [{ sku, variance }],
})
const post: Command = { _tag: "Post", ...header }
const abandon: Command = { _tag: "Abandon", ...header }

const finding = (
  variance: number,
  missing: Array<string> = [],
  unexpected: Array<string> = [],
) => ({
  variance,
  missing,
  unexpected,
})
const posted = (...lines: ReadonlyArray<CountEvent.FoundLine>): Event => ({
  _tag: "CountPosted",
  countId,
  place: "main",
  lines,
})

const mugs = open([{ sku: "MUG", onHand: 5 }])
const phones = open([{ sku: "PHONE", onHand: 2, serials: ["A", "B"] }])

/** Commands before, each of which has to be accepted. */
const given = (...before: ReadonlyArray<Command>) => {
  let count: CycleCount.CycleCount | undefined
  for (const command of before)
    count = Result.getOrThrow(CountDecision.decide(count, command)).reduce(CycleCount.evolve, count)
  return {
    count,
    when: (command: Command) => {
      const decision = CountDecision.decide(count, command)
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
  it("is opened once, with each item once, and as many serial numbers as units", () => {
    given(mugs).when(mugs).refuses(new CountExists({ countId }))
    given()
      .when(
        open([
          { sku: "MUG", onHand: 5 },
          { sku: "MUG", onHand: 5 },
          { sku: "PHONE", onHand: 2, serials: ["A"] },
          { sku: "TAB", onHand: 2, serials: ["A", "A"] },
        ]),
      )
      .faults([1, "MUG", "NamedTwice"], [2, "PHONE", "SerialsDiffer"], [3, "TAB", "SerialTwice"])
  })

  it("expects the snapshot and what moved since", () => {
    given(mugs)
      .when(enter("ana", 14, counted("MUG", 2, -2)))
      .tells({
        _tag: "CountEntered",
        countId,
        counter: "ana",
        position: 14,
        lines: [{ sku: "MUG", quantity: 2, expected: 3, finding: finding(-1) }],
      })
  })

  it("names serial numbers that are missing or unexpected, whatever moved since", () => {
    const since = { units: 0, arrived: ["C"], left: ["A"] }
    given(phones)
      .when(enter("ana", 14, { sku: "PHONE", quantity: 2, serials: ["D", "C"], since }))
      .tells({
        _tag: "CountEntered",
        countId,
        counter: "ana",
        position: 14,
        lines: [{ sku: "PHONE", quantity: 2, expected: 2, finding: finding(0, ["B"], ["D"]) }],
      })
  })

  it("refuses lines of another place, of other items, or told wrongly, and names each", () => {
    given(
      open([
        { sku: "MUG", onHand: 5 },
        { sku: "PHONE", onHand: 1, serials: ["A"] },
      ]),
    )
      .when(
        enter(
          "ana",
          14,
          counted("MUG", 5),
          counted("MUG", 5, 0, { place: "shop" }),
          counted("CUP", 1),
          counted("MUG", 5),
          counted("PHONE", 1),
          counted("MUG", 1, 0, { serials: ["X"] }),
        ),
      )
      .faults(
        [1, "MUG", "OtherPlace"],
        [2, "CUP", "NotInCount"],
        [3, "MUG", "NamedTwice"],
        [4, "PHONE", "SerialsWanted"],
        [5, "MUG", "NamedTwice"],
      )
    given(mugs)
      .when(enter("ana", 9, counted("MUG", 5)))
      .faults([0, "MUG", "BeforeSnapshot"])
    given(mugs)
      .when(enter("ana", 11, counted("MUG", 1, 0, { serials: ["X"] })))
      .faults([0, "MUG", "SerialsUnwanted"])
    given(phones)
      .when(enter("ana", 11, counted("PHONE", 2, 0, { serials: ["A", "A"] })))
      .faults([0, "PHONE", "SerialTwice"])
    given(phones)
      .when(enter("ana", 11, counted("PHONE", 2, 0, { serials: ["A"] })))
      .faults([0, "PHONE", "SerialsDiffer"])
  })

  it("posts nothing of items that do not differ", () => {
    given(mugs, enter("ana", 14, counted("MUG", 3, -2)))
      .when(post)
      .tells(posted())
  })

  it("posts differences within the tolerance without approval", () => {
    const tolerant = open([{ sku: "MUG", onHand: 5 }], { tolerance: 1 })
    given(tolerant, enter("ana", 14, counted("MUG", 4)))
      .when(post)
      .tells(posted({ sku: "MUG", finding: finding(-1) }))
  })

  it("wants approval beyond the tolerance, of the very difference that was found", () => {
    const found = [mugs, enter("ana", 14, counted("MUG", 4))]
    given(...found)
      .when(post)
      .faults([0, "MUG", "ApprovalWanted"])
    given(...found)
      .when(approve("MUG", -2))
      .faults([0, "MUG", "OtherVariance"])
    given(...found, approve("MUG", -1))
      .when(post)
      .tells(posted({ sku: "MUG", finding: finding(-1) }))
    given(...found, approve("MUG", -1))
      .when(approve("MUG", -1))
      .tells()
    given(...found, approve("MUG", -1), enter("ana", 15, counted("MUG", 3)))
      .when(post)
      .faults([0, "MUG", "ApprovalWanted"])
    given(...found)
      .when(approve("CUP", 0))
      .faults([0, "CUP", "NotInCount"])
  })

  it("wants approval of swapped serial numbers, though the units agree", () => {
    const swapped = enter("ana", 14, counted("PHONE", 2, 0, { serials: ["A", "C"] }))
    given(phones, swapped).when(post).faults([0, "PHONE", "ApprovalWanted"])
    given(phones, swapped, approve("PHONE", 0))
      .when(post)
      .tells(posted({ sku: "PHONE", finding: finding(0, ["B"], ["C"]) }))
  })

  it("takes the latest recount, also where an earlier one arrives after it", () => {
    given(mugs, enter("ana", 14, counted("MUG", 4)), enter("ana", 16, counted("MUG", 5)))
      .when(post)
      .tells(posted())
    given(mugs, enter("ana", 16, counted("MUG", 5)), enter("ana", 14, counted("MUG", 4)))
      .when(post)
      .tells(posted())
    given(mugs, enter("ana", 14, counted("MUG", 4)), enter("ben", 14, counted("MUG", 5)))
      .when(post)
      .tells(posted())
  })

  it("waits until enough counters find the same difference, at whichever position", () => {
    const twice = open([{ sku: "MUG", onHand: 5 }], { agreement: 2 })
    const ana = enter("ana", 14, counted("MUG", 4))
    given(twice).when(post).faults([0, "MUG", "Uncounted"])
    given(twice, ana).when(post).faults([0, "MUG", "Disputed"])
    given(twice, ana, enter("ana", 15, counted("MUG", 4)))
      .when(post)
      .faults([0, "MUG", "Disputed"])
    given(twice, ana, enter("ben", 15, counted("MUG", 5)))
      .when(approve("MUG", -1))
      .faults([0, "MUG", "Disputed"])
    given(twice, ana, enter("ben", 16, counted("MUG", 1, -3)), approve("MUG", -1))
      .when(post)
      .tells(posted({ sku: "MUG", finding: finding(-1) }))
  })

  it("is over when it was posted or abandoned, and says so once", () => {
    const done = [mugs, enter("ana", 14, counted("MUG", 5)), post]
    given(...done)
      .when(post)
      .tells()
    given(...done)
      .when(abandon)
      .refuses(new CountOver({ countId, status: "posted" }))
    given(mugs).when(abandon).tells({ _tag: "CountAbandoned", countId })
    given(mugs, abandon).when(abandon).tells()
    given(mugs, abandon)
      .when(enter("ana", 14, counted("MUG", 5)))
      .refuses(new CountOver({ countId, status: "abandoned" }))
    given().when(post).refuses(new UnknownCount({ countId }))
  })

  it("counts no further than can be counted", () => {
    const most = Number.MAX_SAFE_INTEGER
    given(open([{ sku: "MUG", onHand: most }]))
      .when(enter("ana", 14, counted("MUG", 5, 1)))
      .refuses(new Quantity.QuantityOverflow({ exact: (BigInt(most) + 1n).toString() }))
  })

  it("and its events are JSON as they are", () => {
    const commands = [phones, enter("ana", 14, counted("PHONE", 1, 0, { serials: ["A"] }))]
    let count: CycleCount.CycleCount | undefined
    const events = [...commands, approve("PHONE", -1), post].flatMap((command) => {
      const told = Result.getOrThrow(CountDecision.decide(count, command))
      count = told.reduce(CycleCount.evolve, count)
      return told
    })
    const schema = Schema.Struct({
      events: Schema.Array(CountEvent.CountEvent),
      count: CycleCount.CycleCount,
    })
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify({ events, count }))),
      { events, count },
    )
  })
})
