/**
 * What the checks of a review share: the rules in the order of their hits, the space they span, and
 * the cells that may still be looked at. Pure.
 *
 * @module
 */
import type { Instant } from "../../kernel/Calendar.ts"
import type { AnySubject } from "../Facts.ts"
import type { Rule } from "../Rule.ts"
import type { Check, NotAnalysed, Witness } from "./Finding.ts"
import * as Grid from "./Grid.ts"
import * as Space from "./Space.ts"

/** A review under way. */
export interface Reviewing {
  /** In the order of hits; all indexes of rules are places in it. */
  readonly rules: ReadonlyArray<Rule<unknown>>
  readonly space: Space.Space
  readonly budget: Grid.Budget
  /** The rules that hit a subject, by interpretation. */
  readonly hits: (subject: AnySubject, at: Instant | undefined) => ReadonlyArray<number>
  /** Findings of each check are told up to this many. */
  readonly most: number
}

/** What a check found, and what it makes no claim about. */
export interface Looked<Finding> {
  readonly findings: ReadonlyArray<Finding>
  readonly notAnalysed: ReadonlyArray<NotAnalysed>
}

/** The budget ended before a check did. */
export const exhausted = "the budget of cells ended"

/** There is more than is told. */
export const more = "there are more findings than are told"

/** A condition stands for too many rows. */
export const tooManyRows = `a condition of more than ${Space.mostRows} alternatives`

/** The witness at a point of the space. */
export const witness = ({ space }: Reviewing, point: ReadonlyArray<number>): Witness =>
  Space.subjectAt(space, point)

/** The ids of rules. */
export const ids = ({ rules }: Reviewing, indexes: Iterable<number>): ReadonlyArray<string> =>
  Array.from(indexes, (index) => rules[index]?.id ?? "")

/** Why boxes are open: the facts that they ask of and that have values that are not listed. */
export const openness = ({ space }: Reviewing, boxes: Iterable<number>): string => {
  const reasons = new Set<string>()
  for (const box of boxes)
    for (const [at, { fact, line }] of space.axes.entries())
      if (line.open !== undefined && space.boxes[box]?.atoms[at] !== undefined)
        reasons.add(`${fact}: ${line.open}`)
  return [...reasons].join("; ")
}

/** What is not analysed, told once for each reason. */
export class Unclaimed {
  readonly #rules = new Map<string, Set<number>>()

  add(because: string, rules: Iterable<number>): void {
    const known = this.#rules.get(because) ?? new Set()
    for (const rule of rules) known.add(rule)
    this.#rules.set(because, known)
  }

  get isEmpty(): boolean {
    return this.#rules.size === 0
  }

  of(check: Check, reviewing: Reviewing): ReadonlyArray<NotAnalysed> {
    return Array.from(this.#rules, ([because, rules]) => ({
      check,
      rules: ids(
        reviewing,
        [...rules].toSorted((left, right) => left - right),
      ),
      because,
    }))
  }
}
