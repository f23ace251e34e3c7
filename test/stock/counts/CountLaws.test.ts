import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { CountComparison, CountDecision, type CountEvent, CycleCount } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

/** What counts are made of; a mutant replaces one part. */
interface Parts {
  readonly decide: typeof CountDecision.decide
  readonly evolve: typeof CycleCount.evolve
  readonly movedSince: typeof CountComparison.movedSince
}
const parts: Parts = {
  decide: CountDecision.decide,
  evolve: CycleCount.evolve,
  movedSince: CountComparison.movedSince,
}

const countId = "c1"
const header = { commandId: "c", countId }
const skus = ["mug", "__proto__"] as const
const serialsOf = ["s1", "s2", "s3", "toString"] as const

const stepOf = fc.record({
  verb: fc.constantFrom("move", "move", "stray", "count", "count", "countLate"),
  sku: fc.nat({ max: 1 }),
  serial: fc.constantFrom(...serialsOf),
  counter: fc.constantFrom("ana", "ben"),
})
type Step = typeof stepOf extends fc.Arbitrary<infer A> ? A : never
type Command = Parameters<typeof CountDecision.decide>[1]

/** Every item has serial numbers; that units agree with them is part of the law. */
interface Item {
  readonly book: Set<string>
  readonly physical: Set<string>
  readonly movements: Array<CountComparison.Movement>
  snapshot: ReadonlyArray<string>
  /** Physical less book when the count that is newest by position was made. */
  truth: CountEvent.Finding | undefined
}

const difference = ({ book, physical }: Item): CountEvent.Finding => ({
  variance: physical.size - book.size,
  missing: [...book].filter((serial) => !physical.has(serial)).toSorted(),
  unexpected: [...physical].filter((serial) => !book.has(serial)).toSorted(),
})

/**
 * A place where serials come and go by the book, stray past it, and are counted meanwhile, some of
 * it told late. Answers what was posted and what was true.
 */
const played = ({ decide, evolve, movedSince }: Parts, steps: ReadonlyArray<Step>) => {
  const items = skus.map((): Item => ({
    book: new Set(["s1", "s2"]),
    physical: new Set(["s1", "s2"]),
    movements: [],
    snapshot: ["s1", "s2"],
    truth: undefined,
  }))
  const opensAt = Math.floor(steps.length / 3)
  let position = 0
  let count: CycleCount.CycleCount | undefined
  const late: Array<Command> = []
  const ask = (command: Command) => {
    const events = Result.getOrThrow(decide(count, command))
    count = events.reduce(evolve, count)
    return events
  }
  const open = () => {
    for (const item of items) item.snapshot = [...item.book]
    ask({
      _tag: "Open",
      ...header,
      place: "main",
      position,
      tolerance: 0,
      items: items.map(({ snapshot }, at) => ({
        sku: skus[at] ?? "",
        onHand: snapshot.length,
        serials: snapshot,
      })),
    })
  }
  const counting = (at: number, counter: string, isLate = false) => {
    const item = items[at]
    if (item === undefined || count === undefined) return
    const serials = [...item.physical]
    const command = {
      _tag: "Enter",
      ...header,
      counter,
      position,
      lines: [
        {
          sku: skus[at] ?? "",
          quantity: serials.length,
          serials,
          since: movedSince(item.movements, count.position, position),
        },
      ],
    } as const
    item.truth = difference(item)
    if (isLate) late.push(command)
    else ask(command)
  }
  for (const [step, { verb, sku, serial, counter }] of steps.entries()) {
    if (step === opensAt) open()
    const item = items[sku]
    if (item === undefined) continue
    // So that no two counts are made at one position, whatever arrives first.
    position += 1
    if (verb === "count") counting(sku, counter)
    else if (verb === "countLate") counting(sku, counter, true)
    else {
      const isThere = item.physical.has(serial)
      const change = isThere ? "delete" : "add"
      if (verb === "move" && item.book.has(serial) === isThere) {
        item.book[change](serial)
        item.movements.push({ position, delta: isThere ? -1 : 1, serials: [serial] })
        item.physical[change](serial)
      } else if (verb === "stray") item.physical[change](serial)
    }
  }
  if (count === undefined) open()
  position += 1
  for (const [at, item] of items.entries()) if (item.truth === undefined) counting(at, "ana")
  for (const command of late) ask(command)
  for (const [at, item] of items.entries()) {
    const variance = item.truth?.variance ?? 0
    ask({ _tag: "Approve", ...header, lines: [{ sku: skus[at] ?? "", variance }] })
    // What moves after the count, or vanishes, is not the count's.
    item.physical.clear()
    item.book.add("s9")
  }
  const events = ask({ _tag: "Post", ...header })
  const lines = events.flatMap((event) => (event._tag === "CountPosted" ? event.lines : []))
  return { items, lines }
}

// --- mutants -------------------------------------------------------------------------------------

const standingStill: Parts["movedSince"] = () => ({ units: 0, arrived: [], left: [] })
const countingTheSnapshot: Parts["movedSince"] = (movements, after, through) =>
  CountComparison.movedSince(movements, after - 1, through)
const netUnitsOnly: Parts["movedSince"] = (movements, after, through) => ({
  units: CountComparison.movedSince(movements, after, through).units,
})
const lastToArriveWins: Parts["evolve"] = (count, event) =>
  CycleCount.evolve(
    count,
    event._tag === "CountEntered" ? { ...event, position: Number.MAX_SAFE_INTEGER } : event,
  )
const postingAll: Parts["decide"] = (count, command) =>
  command._tag === "Post" && count !== undefined
    ? Result.succeed([
        {
          _tag: "CountPosted",
          countId,
          place: count.place,
          lines: count.lines.flatMap((line) => {
            const finding = CycleCount.settledFinding(count, line)
            return finding === undefined ? [] : [{ sku: line.sku, finding }]
          }),
        },
      ])
    : CountDecision.decide(count, command)

// --- laws ----------------------------------------------------------------------------------------

const steps = fc.array(stepOf, { maxLength: 24, size: "max" })

const postsTheTruth = (parts: Parts) =>
  fc.property(steps, (steps) => {
    const { items, lines } = played(asserting(parts), steps)
    const expected = items.flatMap(({ truth }, at) =>
      truth === undefined || CycleCount.discrepancy(truth) === 0
        ? []
        : [{ sku: skus[at] ?? "", finding: truth }],
    )
    assert.deepStrictEqual(lines, expected)
  })

/** A mutant may be refused where the true one is not; that is a broken law, too. */
const asserting = (parts: Parts): Parts => ({
  ...parts,
  decide: (count, command) => {
    const decision = parts.decide(count, command)
    if (Result.isFailure(decision)) assert.fail(decision.failure.message)
    return decision
  },
})

const withoutStrays = (parts: Parts) =>
  fc.property(steps, (steps) => {
    const { lines } = played(
      asserting(parts),
      steps.filter(({ verb }) => verb !== "stray"),
    )
    assert.deepStrictEqual(lines, [])
  })

describe("the laws of counts", () => {
  it("what is posted is physical less book at the instant of counting, whatever moved", () => {
    holds(postsTheTruth(parts))
    kills(postsTheTruth({ ...parts, movedSince: standingStill }))
    kills(postsTheTruth({ ...parts, movedSince: netUnitsOnly }))
    kills(postsTheTruth({ ...parts, evolve: lastToArriveWins }))
  })

  it("a count without a difference posts nothing, however much moved meanwhile", () => {
    holds(withoutStrays(parts))
    kills(withoutStrays({ ...parts, decide: postingAll }))
    kills(withoutStrays({ ...parts, movedSince: standingStill }))
    kills(withoutStrays({ ...parts, movedSince: countingTheSnapshot }))
  })
})
