import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { LateObservation, ObservedShelf, RevisionReused } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type Decide = typeof ObservedShelf.decide

const where = { sku: "MUG", place: "FBA" }
const seen = (quantity: number, asOf: number, revision = `r${asOf}`) => ({
  ...where,
  quantity,
  asOf,
  revision,
})
const refusal = (decision: ReturnType<Decide>): object => {
  const { ...fields } = Result.isFailure(decision) ? decision.failure : {}
  return fields
}
const fieldsOf = ({ ...fields }: object): object => fields

// --- mutants -------------------------------------------------------------------------------------

const knowingNothing: Decide = (_, observation, book) =>
  ObservedShelf.decide(undefined, observation, book)
/** Takes what was seen as what there is now, whenever it was. */
const seeingWhatIsNew: Decide = (last, observation) => ObservedShelf.decide(last, observation, 0)

// --- law -----------------------------------------------------------------------------------------

/** A shelf kept elsewhere: units come and go by the book, and vanish or appear outside it. */
interface Entry {
  readonly occurredAt: number
  readonly delta: number
}
const sum = (entries: ReadonlyArray<Entry>, through: number) =>
  entries
    .filter(({ occurredAt }) => occurredAt <= through)
    .reduce((total, { delta }) => total + delta, 0)

const stepOf = fc.record({
  verb: fc.constantFrom("moves", "strays", "isSeen", "isRead", "isRead", "isReadAgain"),
  delta: fc.integer({ min: -2, max: 3 }),
  pick: fc.nat({ max: 3 }),
})

/**
 * After each posted observation the book as of its instant is what was seen there, and everything
 * that had been posted stands as it stood.
 */
const theBookMeetsWhatWasSeen = (decide: Decide) =>
  fc.property(fc.array(stepOf, { maxLength: 20, size: "max" }), (steps) => {
    const truth: Array<Entry> = [{ occurredAt: 0, delta: 50 }]
    const book: Array<Entry> = [{ occurredAt: 0, delta: 50 }]
    const letters: Array<ObservedShelf.ShelfObservation> = []
    let last: ObservedShelf.ObservedShelf | undefined
    let newest = 0
    for (const [at, { verb, delta, pick }] of steps.entries()) {
      const now = at + 1
      if (verb === "moves") {
        truth.push({ occurredAt: now, delta })
        book.push({ occurredAt: now, delta })
      } else if (verb === "strays") truth.push({ occurredAt: now, delta })
      else if (verb === "isSeen") letters.push(seen(sum(truth, now), now))
      else {
        const letter = letters[pick % Math.max(1, letters.length)]
        if (letter === undefined) continue
        const { asOf, quantity } = letter
        const [event] = Result.getOrElse(decide(last, letter, sum(book, asOf)), () => [])
        assert.strictEqual(event !== undefined, asOf > newest, "told once, and in order")
        if (event === undefined) continue
        newest = asOf
        book.push({ occurredAt: asOf, delta: event.delta })
        last = ObservedShelf.evolve(last, event)
        assert.strictEqual(sum(book, asOf), quantity, "the book as of then")
      }
    }
  })

describe("a shelf that others keep", () => {
  it("posts the difference between what was seen and the book at that instant", () => {
    const [event] = Result.getOrThrow(ObservedShelf.decide(undefined, seen(7, 10), 9))
    assert.deepStrictEqual(event, { _tag: "ShelfObserved", ...seen(7, 10), delta: -2 })
    assert.isTrue(Schema.is(ObservedShelf.ShelfObserved)(event))
  })

  it("posts that there was none, so that what was seen before comes too late", () => {
    const [event] = Result.getOrThrow(ObservedShelf.decide(undefined, seen(9, 10), 9))
    assert.strictEqual(event?.delta, 0)
    assert.deepStrictEqual(
      refusal(ObservedShelf.decide(seen(9, 10), seen(7, 9), 9)),
      fieldsOf(new LateObservation({ ...where, asOf: 9, postedAsOf: 10 })),
    )
  })

  it("tells nothing of a revision that it knows, and refuses it with another quantity", () => {
    const last = seen(7, 10)
    assert.deepStrictEqual(Result.getOrThrow(ObservedShelf.decide(last, seen(7, 10), 4)), [])
    assert.deepStrictEqual(
      refusal(ObservedShelf.decide(last, seen(8, 10), 4)),
      fieldsOf(new RevisionReused({ ...where, revision: "r10", quantity: 8, posted: 7 })),
    )
  })

  it("meets what was seen, as of when it was seen, whatever was posted meanwhile", () => {
    holds(theBookMeetsWhatWasSeen(ObservedShelf.decide))
    kills(theBookMeetsWhatWasSeen(knowingNothing))
    kills(theBookMeetsWhatWasSeen(seeingWhatIsNew))
  })
})
