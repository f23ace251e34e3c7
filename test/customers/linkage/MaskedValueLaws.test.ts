import { assert, describe, it } from "@effect/vitest"
import { MaskedValue } from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"

type AreAlike = typeof MaskedValue.areAlike

// --- small worlds --------------------------------------------------------------------------------

const word = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 })
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 5 })
const mailOf = (name: string) => `x${name}@q.com`
const masks = fc.tuple(pattern, pattern).filter(([a, b]) => `${a}${b}`.includes("*"))
const digits = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 5 })

// --- the plain definition ------------------------------------------------------------------------

/** Every word that is long enough for what two patterns of five show together. */
const words = Array.from({ length: 9 }, (_, length) =>
  Array.from({ length: 2 ** length }, (_, n) =>
    n.toString(2).padStart(length, "0").slice(0, length).replaceAll("0", "a").replaceAll("1", "b"),
  ),
).flat()
const namesOf = (mask: string): ReadonlySet<string> => {
  const shape = new RegExp(`^${mask.replace(/\*+/g, ".*")}$`)
  return new Set(words.filter((name) => shape.test(name)))
}

// --- laws ----------------------------------------------------------------------------------------

const shareAName = (areAlike: AreAlike) =>
  fc.property(masks, ([a, b]) => {
    const others = namesOf(b)
    const isShared = [...namesOf(a)].some((name) => others.has(name))
    assert.strictEqual(areAlike(mailOf(a), mailOf(b)), isShared)
    assert.strictEqual(areAlike(mailOf(b), mailOf(a)), isShared)
  })

const keepPlaces = (areAlike: AreAlike) =>
  fc.property(digits, fc.nat(4), fc.integer({ min: 1, max: 4 }), (all, from, stars) => {
    const number = `+861${all.join("")}`
    const mask = `${number.slice(0, 4 + from)}${"*".repeat(stars)}`
    assert.strictEqual(areAlike(mask, number), mask.length === number.length)
  })

const ends = fc.string({ unit: fc.constantFrom("1", "2"), minLength: 1, maxLength: 3 })
const fronts = fc.constantFrom("+86", "+49", "TW:", "")
/** A number, or a mask of its end, by its length and the number of its stars. */
const whatEnds = fc.record({ front: fronts, end: ends, before: fc.nat(3), stars: fc.nat(4) })
type Ends = typeof whatEnds extends fc.Arbitrary<infer A> ? A : never
const textOf = ({ front, end, before, stars }: Ends) =>
  stars > 0 ? `${front}${"*".repeat(stars)}${end}` : `${front}${"3".repeat(before)}${end}`

const compareEnds = (areAlike: AreAlike) =>
  fc.property(whatEnds, whatEnds, (one, other) => {
    fc.pre(one.stars + other.stars > 0)
    const shown = (a: Ends) => (a.stars > 0 ? a.end : "3".repeat(a.before) + a.end)
    const [a, b] = [shown(one), shown(other)]
    const [isWithin, isAround] = [b.endsWith(a), a.endsWith(b)]
    const hasSameEnd = (isWithin && one.stars > 0) || (isAround && other.stars > 0)
    // Where nobody tells of which land a number is, it may be of any.
    const isSameLand = one.front === other.front || one.front === "" || other.front === ""
    assert.strictEqual(areAlike(textOf(one), textOf(other)), isSameLand && hasSameEnd)
  })

const sayNoMoreThanTheEnd = (mostBits: typeof MaskedValue.mostBits) =>
  fc.property(fronts, ends, fc.integer({ min: 1, max: 9 }), (front, end, stars) => {
    const bits = mostBits(`${front}${"*".repeat(stars)}${end}`, `${front}33333${end}`)
    assert.closeTo(bits, Math.log2(10) * (end.length - 1), 1e-9)
  })

const sayNoMoreThanIsShown = (mostBits: typeof MaskedValue.mostBits) =>
  fc.property(word, word, fc.integer({ min: 1, max: 6 }), word, (start, hidden, stars, end) => {
    const mail = mailOf(start + hidden + end)
    const bits = mostBits(mailOf(`${start}${"*".repeat(stars)}${end}`), mail)
    const shown = start.length + end.length
    // Of two bits a letter, but for the first, which is always the x; a star may hide one by chance.
    assert.strictEqual(bits, 2 * shown)
    const less = mostBits(mailOf(`${start.slice(0, -1)}${"*".repeat(stars)}${end}`), mail)
    assert.isAtMost(less, bits)
  })

const byPlace: AreAlike = (a, b) =>
  a.length === b.length &&
  Array.from(a).every((char, at) => char === b[at] || char === "*" || b[at] === "*")

describe("masked values", () => {
  it("are alike where one address may be behind both, however many stars hide it", () => {
    holds(shareAName(MaskedValue.areAlike), 500)
    kills(shareAName(byPlace))
    kills(shareAName(() => true))
  })

  it("of a number hide as many digits as they have stars", () => {
    holds(keepPlaces(MaskedValue.areAlike), 200)
    kills(keepPlaces(() => true))
  })

  it("of a number that show its end alone are of all that end so, however many stars they have", () => {
    holds(compareEnds(MaskedValue.areAlike), 2_000)
    kills(compareEnds(byPlace))
    kills(compareEnds((a, b) => a.replace(/.*\*/, "") === b.replace(/.*\*/, "")))
    kills(compareEnds((a, b) => a.endsWith(b.replace(/.*\*/, ""))))
    kills(compareEnds((a, b) => MaskedValue.areAlike(a.slice(3), b.slice(3))))
    assert.isTrue(MaskedValue.areAlike("+886******64", "+886912345664"))
    assert.isFalse(MaskedValue.areAlike("+60******64", "+886912345664"))
    assert.isTrue(MaskedValue.areAlike("+***********64", "+886912345664"))
  })

  it("of the end of a number say no more than the end, and nothing by its calling code", () => {
    holds(sayNoMoreThanTheEnd(MaskedValue.mostBits), 300)
    kills(
      sayNoMoreThanTheEnd((a, b) => MaskedValue.mostBits(a.replace("+", ""), b.replace("+", ""))),
    )
  })

  it("say no more than they show", () => {
    holds(sayNoMoreThanIsShown(MaskedValue.mostBits), 300)
    kills(sayNoMoreThanIsShown((a, b) => (a.length === b.length ? MaskedValue.mostBits(a, b) : 0)))
  })
})
