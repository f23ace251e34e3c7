/**
 * What would release a held subject: the fewest facts whose change leaves no rule that holds it. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import { type Condition, type Leaf, leaves } from "../Condition.ts"
import type { Engine } from "../Engine.ts"
import type { Fact } from "../Fact.ts"
import * as Facts from "../Facts.ts"
import * as Interpreter from "../Interpreter.ts"
import type { Rule } from "../Rule.ts"
import * as Truth from "../Truth.ts"
import * as Grid from "./Grid.ts"
import * as Line from "./Line.ts"
import { exhausted } from "./Reviewing.ts"
import * as Space from "./Space.ts"

/** A fact and the value that it would have to have; of several that would do the nearest. */
export interface Change {
  readonly fact: string
  readonly value: Facts.AnyValue
}

/** The smallest change, or why there is none; what holds the subject now are `rules`. */
export type Counterfactual =
  | { readonly _tag: "NotHeld" }
  | {
      readonly _tag: "Released"
      readonly rules: ReadonlyArray<string>
      readonly changes: ReadonlyArray<Change>
    }
  | { readonly _tag: "None"; readonly rules: ReadonlyArray<string>; readonly because: string }

/** What it means to be held. */
export interface Options<Outcome> {
  /** Whether a hit with this outcome holds the subject. */
  readonly holds: (outcome: Outcome) => boolean
  /** At most so many cells are looked at; a million unless given. */
  readonly cells?: number
}

/** At most so many facts change. */
export const mostChanges = 3

/**
 * Finds the fewest facts, among those declared `changeable` and at most three, whose change leaves no
 * rule that holds the subject: none whose outcome holds hits, and none that holds where it is unknown
 * is unknown. This looks at all rules that are valid, whatever the hit policy. Values come from what
 * the rules ask; rows of facts are never changed.
 *
 * Facts are tried in the order of their declaration, values from the nearest on, so the answer does
 * not depend on the order of the rules. It is exact where all that rules can tell apart of the
 * changeable facts is listed (see `Review`); where not, the answer `None` says so.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money } from "entrepot/kernel"
 * import { Conditions, Counterfactual, Engine, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({
 *   total: Fact.money({ changeable: true }),
 *   phone: Fact.text({ personal: true, changeable: true }),
 *   country: Fact.text(),
 * })
 * const { all, compare, equals, isMissing } = Conditions.over(facts)
 * const large = all(equals("country", "FR"), compare("total", ">", Money.of(500, "EUR")))
 * const rules = [
 *   { id: "large", when: large, outcome: "hold", onUnknown: "hold" },
 *   { id: "no phone", when: isMissing("phone"), outcome: "hold", onUnknown: "skip" },
 * ] as const
 * const ruleSet = { id: "audit", version: 1, policy: "ruleOrder", rules } as const
 * const engine = Result.getOrThrow(Engine.compile(facts, ruleSet))
 * const order = { total: Money.of("620.50", "EUR"), country: "FR", phone: "030 123" }
 * const answer = Counterfactual.find(engine, order, { at: 0 }, { holds: () => true })
 * console.log(answer._tag, JSON.stringify(answer))
 * ```
 * ```text
 * Released {"_tag":"Released","rules":["large"],"changes":[{"fact":"total","value":{"currency":"EUR","amount":"500"}}]}
 * ```
 */
export const find = <F extends Facts.Fields, Outcome>(
  { facts, ruleSet }: Engine<F, Outcome>,
  given: Facts.Subject<NoInfer<F>>,
  context: Interpreter.Context,
  { holds, cells = 1_000_000 }: Options<Outcome>,
): Counterfactual => {
  const subject = Facts.untyped(given)
  const fixed = Object.fromEntries(
    Object.entries(subject).filter(([name]) => !isChangeable(facts.byName.get(name))),
  )
  const holders = ruleSet.rules
    .flatMap((rule) => holder(rule, context.at, holds(rule.outcome)))
    .filter(({ when }) => mayHold(facts, when, fixed, context))
  const rules = holders
    .filter(({ when, least }) => Interpreter.read(facts, when).test(subject, context) >= least)
    .map(({ id }) => id)
  if (rules.length === 0) return { _tag: "NotHeld" }
  const budget: Grid.Budget = { left: cells }
  const space = Space.make(facts, holders, {
    line: (name, fact, asked) => {
      const own = subject[name]
      if (!isChangeable(fact)) return { values: [own] }
      // Days about its own, where only weekdays are asked.
      const near: ReadonlyArray<Leaf> =
        fact.kind === "day" && typeof own === "string"
          ? [{ _tag: "Compare", fact: name, is: "=", value: own }]
          : []
      const line = Line.of(fact, [...asked, ...near])
      return { ...line, values: [own, ...Line.fromNearest(fact, line.values, own)] }
    },
    instants: () => ({ values: [context.at] }),
    context,
    least: (index) => holders[index]?.least ?? Truth.yes,
    budget,
  })
  const wide = holders.filter((_holder, index) => space.boxesOf[index] === undefined)
  const answer =
    budget.left <= 0
      ? exhausted
      : wide.length > 0
        ? `rules have too many alternatives: ${wide.map(({ id }) => id).join(", ")}`
        : smallest(space, budget, (box) => holders[box.rule]?.id ?? "")
  return typeof answer === "string"
    ? { _tag: "None", rules, because: answer }
    : { _tag: "Released", rules, changes: answer }
}

const isChangeable = (fact: Fact | undefined): boolean =>
  fact?.changeable === true && fact.kind !== "rows"

/** Whether a rule could hold for some values of the changeable facts, here taken out of the subject. */
const mayHold = (
  facts: Facts.Facts,
  when: Condition,
  fixed: Facts.AnySubject,
  context: Interpreter.Context,
): boolean =>
  Interpreter.read(facts, when).test(fixed, context) !== Truth.no ||
  // To be missing is the one thing that is known of what was taken out.
  leaves(when).some(({ _tag }) => _tag === "IsMissing")

/** The first point of the fewest axes that no box covers, or why there is none; the subject is at 0. */
const smallest = (
  space: Space.Space,
  budget: Grid.Budget,
  nameOf: (box: Space.Box) => string,
): ReadonlyArray<Change> | string => {
  const now = space.boxes.filter(({ atoms }) =>
    atoms.every((admitted) => admitted === undefined || Grid.has(admitted, 0)),
  )
  const changeable = space.axes.flatMap(({ atoms }, axis) => (atoms.length > 1 ? [axis] : []))
  const asks = ({ atoms }: Space.Box, axes: ReadonlyArray<number>): boolean =>
    axes.some((axis) => atoms[axis] !== undefined)
  const stuck = now.find((box) => !asks(box, changeable))
  if (stuck !== undefined) return `${nameOf(stuck)} holds it whatever the changeable facts are`
  const boxes = Grid.all(space.boxes.length)
  for (const changed of subsets(changeable, mostChanges)) {
    if (!now.every((box) => asks(box, changed))) continue
    const region = space.axes.map((axis, at) =>
      changed.includes(at)
        ? axis.atoms.filter((atom) => atom > 0 && !Space.isOpen(axis, atom))
        : [0],
    )
    const answer = Grid.uncovered(space.axes, region, boxes, budget)
    if (answer._tag === "Exhausted") return exhausted
    if (answer._tag === "Found") return changes(space, changed, answer.point)
  }
  const open = changeable.flatMap((axis) => {
    const { fact, line } = space.axes[axis] ?? { line: { values: [] } }
    return line.open === undefined ? [] : [`${fact}: ${line.open}`]
  })
  const beyond = open.length === 0 ? "" : ` among the values that were tried (${open.join("; ")})`
  return `no change of at most ${mostChanges} facts releases it${beyond}`
}

const changes = (
  space: Space.Space,
  changed: ReadonlyArray<number>,
  point: ReadonlyArray<number>,
): ReadonlyArray<Change> => {
  const { subject } = Space.subjectAt(space, point)
  return changed.flatMap((axis) => {
    const { fact = "" } = space.axes[axis] ?? {}
    const value = subject[fact]
    return value === undefined ? [] : [{ fact, value }]
  })
}

interface Holder {
  readonly id: string
  readonly when: Condition
  readonly least: Truth.Truth
}

/** When a rule holds: where it hits, where it is unknown, both, or never. */
const holder = (
  { id, when, validity, onUnknown }: Rule<unknown>,
  at: Calendar.Instant,
  holds: boolean,
): ReadonlyArray<Holder> => {
  const { from = -Infinity, before = Infinity } = validity ?? {}
  if (at < from || at >= before || !(holds || onUnknown === "hold")) return []
  if (holds) return [{ id, when, least: onUnknown === "hold" ? Truth.unknown : Truth.yes }]
  // Only what is unknown is neither false itself nor in its opposite.
  return [
    { id, when: { _tag: "All", of: [when, { _tag: "Not", of: when }] }, least: Truth.unknown },
  ]
}

/** The subsets of at least one and at most `most`, small ones first, each in the order given. */
function* subsets<A>(all: ReadonlyArray<A>, most: number): Generator<ReadonlyArray<A>> {
  for (let size = 1; size <= Math.min(most, all.length); size++) yield* ofSize(all, size)
}

function* ofSize<A>(all: ReadonlyArray<A>, size: number): Generator<ReadonlyArray<A>> {
  if (size === 0) yield []
  else
    for (const [at, first] of all.entries())
      for (const rest of ofSize(all.slice(at + 1), size - 1)) yield [first, ...rest]
}
