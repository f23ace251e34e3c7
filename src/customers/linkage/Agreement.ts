/**
 * Which level of agreement holds between two values.
 *
 * @module
 */
import * as HashedValue from "./HashedValue.ts"
import type { Level } from "./Level.ts"
import * as MaskedValue from "./MaskedValue.ts"
import * as SetSimilarity from "./SetSimilarity.ts"
import * as Similarity from "./Similarity.ts"
import * as Values from "./Values.ts"

/** Whether two values agree, by their places; symmetric. */
type Agreement = (a: number, b: number) => boolean

/**
 * Whether a level holds between two values. `Crossed` is about two fields, and holds for no two
 * values of one.
 *
 * @example
 * ```ts
 * import { Agreement } from "entrepot/customers"
 *
 * const masked = { _tag: "Masked" } as const
 * console.log(Agreement.holds(masked, "18312342807", "183****2807"))
 * console.log(Agreement.holds(masked, "18312342807", "18312342807"))
 * ```
 * ```text
 * true
 * false
 * ```
 */
export const holds = (level: Level, a: string, b: string): boolean =>
  firstOf([level], [a, b])(0, 1) === 0

/**
 * Finds the place of the first level that holds between two of some values, by their places, or one
 * more than the last. What levels take of values is taken once.
 *
 * @internal
 */
export const firstOf = (
  levels: ReadonlyArray<Level>,
  values: ReadonlyArray<string>,
): ((a: number, b: number) => number) => {
  const compiled = agreements(levels, values)
  const all = levels.map(compiled)
  const first = (a: number, b: number): number => {
    for (let at = 0; at < all.length; at += 1) if (all[at]?.(a, b) === true) return at
    return all.length
  }
  const hashed = values.map(HashedValue.isHashed)
  if (!hashed.includes(true)) return first
  // Two hashes that look alike are of values as different as any two.
  return (a, b) =>
    (hashed[a] === true || hashed[b] === true) && values[a] !== values[b] ? all.length : first(a, b)
}

const agreements = (levels: ReadonlyArray<Level>, values: ReadonlyArray<string>) => {
  const text = (at: number): string => values[at] ?? ""
  const taken = <A>(part: (value: string) => A) => once(values, part)
  const folded = taken(Values.folded)
  const words = taken(Values.numbered(Values.words))
  const grams = taken(Values.numbered(Values.grams))
  const dates = taken(Values.dateOf)
  const mails = taken(Values.mailOf)
  const mostEdits = levels.reduce(
    (most, level) => (level._tag === "Damerau" ? Math.max(most, level.atMost) : most),
    0,
  )
  const leastAlike = levels.reduce(
    (least, level) => (level._tag === "JaroWinkler" ? Math.min(least, level.atLeast) : least),
    1,
  )
  const hasMasks =
    levels.some(({ _tag }) => _tag === "Masked") && values.some((value) => value.includes("*"))
  const kinds = taken(Similarity.kindsOf)
  const alike = lately((a, b) => {
    const [one, other] = [kinds(a), kinds(b)]
    const [lost, otherLost] = [Similarity.kindsLost(one, other), Similarity.kindsLost(other, one)]
    const most = Similarity.mostAlike(text(a).length, lost, text(b).length, otherLost)
    // What is below all levels need not be known.
    return most < leastAlike ? most : Similarity.jaroWinkler(text(a), text(b))
  })
  const edits = lately((a, b) => {
    const [one, other] = [kinds(a), kinds(b)]
    const lost = Math.max(Similarity.kindsLost(one, other), Similarity.kindsLost(other, one))
    // An edit takes one kind away at most, and adds one.
    return lost > mostEdits ? lost : Similarity.damerau(text(a), text(b), mostEdits)
  })
  const wordsShared = lately((a, b) => SetSimilarity.jaccard(words(a), words(b)))
  const gramsShared = lately((a, b) => SetSimilarity.dice(grams(a), grams(b)))
  return (level: Level): Agreement => {
    switch (level._tag) {
      case "Exact":
        return (a, b) => text(a) === text(b) && !(hasMasks && text(a).includes("*"))
      case "Folded":
        return (a, b) => folded(a) === folded(b) && folded(a) !== ""
      case "Masked":
        return (a, b) => hasMasks && MaskedValue.areAlike(text(a), text(b))
      case "Crossed":
        return () => false
      case "JaroWinkler":
        return (a, b) => alike(a, b) >= level.atLeast
      case "Damerau":
        // Of texts as short as "ab", one edit leaves nothing to go by.
        return (a, b) =>
          Math.max(text(a).length, text(b).length) >= 2 * level.atMost &&
          edits(a, b) <= level.atMost
      case "Initial":
        return (a, b) =>
          (text(a).length === 1 || text(b).length === 1) && text(a).charAt(0) === text(b).charAt(0)
      case "Subset":
        return (a, b) => SetSimilarity.isWithin(words(a), words(b))
      case "Words":
        return (a, b) => wordsShared(a, b) >= level.atLeast
      case "Grams":
        return (a, b) => gramsShared(a, b) >= level.atLeast
      case "DayMonthSwapped":
        return (a, b) => Values.areSwapped(dates(a), dates(b))
      case "SameYear":
        return (a, b) => dates(a) !== undefined && dates(a)?.year === dates(b)?.year
      case "DaysApart":
        return (a, b) => Values.daysBetween(dates(a), dates(b)) <= level.atMost
      case "LocalPart":
        return (a, b) => mails(a).localPart === mails(b).localPart
      case "LocalPartSimilar":
        return (a, b) =>
          Similarity.jaroWinkler(mails(a).localPart, mails(b).localPart) >= level.atLeast
      case "Domain":
        return (a, b) => mails(a).domain === mails(b).domain && mails(a).domain !== ""
      case "NumbersWithin":
        return (a, b) => Math.abs(Number(text(a)) - Number(text(b))) <= level.difference
    }
  }
}

/** Takes a part of each value when it is first asked for. */
const once = <A>(
  values: ReadonlyArray<string>,
  part: (value: string) => A,
): ((at: number) => A) => {
  const known: Array<{ readonly part: A } | undefined> = []
  return (at) => (known[at] ??= { part: part(values[at] ?? "") }).part
}

/** Remembers the last answer: levels of one kind ask one after the other. */
const lately = (find: (a: number, b: number) => number): ((a: number, b: number) => number) => {
  let [lastA, lastB, last] = [-1, -1, 0]
  return (a, b) => {
    if (a === lastA && b === lastB) return last
    lastA = a
    lastB = b
    last = find(a, b)
    return last
  }
}
