import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { CountDecision, CycleCount } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

/** What counts are made of; a mutant replaces one part. */
interface Parts {
  readonly decide: typeof CountDecision.decide
  readonly evolve: typeof CycleCount.evolve
}
const parts: Parts = { decide: CountDecision.decide, evolve: CycleCount.evolve }

const countId = "c1"
const header = { commandId: "c", countId }
const skus = ["mug", "__proto__"] as const

const stepOf = fc.record({
  verb: fc.constantFrom("move", "move", "stray", "count", "count", "countLate"),
  sku: fc.nat({ max: 1 }),
  delta: fc.constantFrom(-1, 1, 2),
  counter: fc.constantFrom("ana", "ben"),
})
type Step = typeof stepOf extends fc.Arbitrary<infer A> ? A : never
type Asked = readonly [Parameters<Parts["decide"]>[1], CountDecision.CountBook]

interface Item {
  readonly sku: string
  book: number
  physical: number
  /** Physical less book when the count that is the newest was made. */
  truth: number | undefined
}

/**
 * A place where units come and go by the book, stray past it, and are counted meanwhile, some of it
 * told late. Answers what was posted and what was true.
 */
const played = ({ decide, evolve }: Parts, steps: ReadonlyArray<Step>) => {
  const items = skus.map((sku): Item => ({ sku, book: 9, physical: 9, truth: undefined }))
  const opensAt = Math.floor(steps.length / 3)
  let now = 0
  let count: CycleCount.CycleCount | undefined
  const late: Array<Asked> = []
  const ask = (...asked: Asked) => {
    const decision = decide(count, ...asked)
    // A mutant may be refused where the true one is not; that is a broken law, too.
    if (Result.isFailure(decision)) return assert.fail(decision.failure.message)
    count = decision.success.reduce(evolve, count)
    return decision.success
  }
  const bookNow = (): CountDecision.CountBook => ({
    ...CountDecision.noBook,
    at: now,
    onHand: new Map(items.map(({ sku, book }) => [sku, book])),
  })
  const open = () => ask({ _tag: "Open", ...header, skus }, bookNow())
  const counting = (item: Item, counter: string, isLate = false) => {
    if (count === undefined) return
    const lines = [{ sku: item.sku, quantity: item.physical }]
    const asked = [{ _tag: "Enter", ...header, counter, lines }, bookNow()] as const
    item.truth = item.physical - item.book
    if (isLate) late.push(asked)
    else ask(...asked)
  }
  for (const [step, { verb, sku, delta, counter }] of steps.entries()) {
    if (step === opensAt) open()
    const item = items[sku]
    if (item === undefined) continue
    // So that no two counts are made at one instant, whatever arrives first.
    now += 1
    if (verb === "count") counting(item, counter)
    else if (verb === "countLate") counting(item, counter, true)
    else if (item.physical + delta >= 0 && item.book + delta >= 0) {
      if (verb === "move") item.book += delta
      item.physical += delta
    }
  }
  if (count === undefined) open()
  now += 1
  for (const item of items) if (item.truth === undefined) counting(item, "ana")
  for (const asked of late) ask(...asked)
  for (const { sku, truth: variance = 0 } of items)
    ask({ _tag: "Approve", ...header, lines: [{ sku, variance }] }, CountDecision.noBook)
  // What moves after the count, or vanishes, is not the count's.
  for (const item of items) {
    item.physical = 0
    item.book += 7
  }
  const events = ask({ _tag: "Post", ...header }, bookNow())
  return {
    items,
    lines: events.flatMap((event) => ("place" in event && "lines" in event ? event.lines : [])),
  }
}

// --- mutants -------------------------------------------------------------------------------------

/** Compares with the snapshot, as if nothing had moved since. */
const standingStill: Parts["decide"] = (count, command, book) =>
  CountDecision.decide(
    count,
    command,
    command._tag === "Enter"
      ? { ...book, onHand: new Map(count?.lines.map(({ sku, onHand }) => [sku, onHand])) }
      : book,
  )
const lastToArriveWins: Parts["evolve"] = (count, event) =>
  CycleCount.evolve(
    count,
    event._tag === "CountEntered" ? { ...event, countedAt: Number.MAX_SAFE_INTEGER } : event,
  )
const postingAll: Parts["decide"] = (count, command, book) =>
  command._tag === "Post" && count !== undefined
    ? Result.succeed([
        {
          _tag: "CountPosted",
          countId,
          place: count.place,
          lines: count.lines.map((line) => ({
            sku: line.sku,
            variance: CycleCount.settledVariance(count, line) ?? 0,
          })),
        },
      ])
    : CountDecision.decide(count, command, book)

// --- laws ----------------------------------------------------------------------------------------

const steps = fc.array(stepOf, { maxLength: 24, size: "max" })

const postsTheTruth = (parts: Parts) =>
  fc.property(steps, (steps) => {
    const { items, lines } = played(parts, steps)
    const expected = items.flatMap(({ sku, truth = 0 }) =>
      truth === 0 ? [] : [{ sku, variance: truth }],
    )
    assert.deepStrictEqual(lines, expected)
  })

const withoutStrays = (parts: Parts) =>
  fc.property(steps, (steps) => {
    const { lines } = played(
      parts,
      steps.filter(({ verb }) => verb !== "stray"),
    )
    assert.deepStrictEqual(lines, [])
  })

describe("the laws of counts", () => {
  it("what is posted is physical less book at the instant of counting, whatever moved", () => {
    holds(postsTheTruth(parts))
    kills(postsTheTruth({ ...parts, decide: standingStill }))
    kills(postsTheTruth({ ...parts, evolve: lastToArriveWins }))
  })

  it("a count without a difference posts nothing, however much moved meanwhile", () => {
    holds(withoutStrays(parts))
    kills(withoutStrays({ ...parts, decide: postingAll }))
    kills(withoutStrays({ ...parts, decide: standingStill }))
  })
})
