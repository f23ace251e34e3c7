/**
 * The space of all subjects that some rules can tell apart: an axis for each fact that they ask, and
 * boxes for the rows of their conditions. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import { type Condition, type Leaf, leaves } from "../Condition.ts"
import type { Fact } from "../Fact.ts"
import type { AnySubject, AnyValue, Facts } from "../Facts.ts"
import * as Interpreter from "../Interpreter.ts"
import type { Rule } from "../Rule.ts"
import type { Truth } from "../Truth.ts"
import * as Grid from "./Grid.ts"
import * as Rows from "./Rows.ts"
import type { Values } from "./Values.ts"

/** The line of one fact, or of the decision's instant where `fact` is absent. */
export interface SpaceAxis extends Grid.Axis {
  readonly fact?: string
  readonly line: Values
  /**
   * The atoms that differ: places in the line's values and, where the line is open, its length: the
   * values that are not listed, which no condition surely admits.
   */
  readonly atoms: ReadonlyArray<number>
}

/** One row of a rule's condition. */
export interface Box {
  readonly rule: number
  /** For each axis the atoms that the row surely admits, one bit each; nothing for all. */
  readonly atoms: ReadonlyArray<Uint32Array | undefined>
}

/** The axes of some rules, and the rows of their conditions as boxes. */
export interface Space {
  readonly axes: ReadonlyArray<SpaceAxis>
  readonly boxes: ReadonlyArray<Box>
  /** For each rule its boxes; nothing where they would be too many. */
  readonly boxesOf: ReadonlyArray<ReadonlyArray<number> | undefined>
}

/** How a space is made of rules. */
export interface Making {
  /** The line of a fact, of which the rules ask this. */
  readonly line: (name: string, fact: Fact, asked: ReadonlyArray<Leaf>) => Values
  /** The line of the decision's instant, where validities begin and end at these. */
  readonly instants: (points: ReadonlyArray<Calendar.Instant>) => Values
  /** What conditions hang on beside the subject. */
  readonly context: Interpreter.Context
  /** The least truth for which a rule counts. */
  readonly least: (rule: number) => Truth
  /** Each question whether a condition admits an atom takes a cell; with none left no more are asked. */
  readonly budget: Grid.Budget
}

/** A rule's condition may stand for this many rows. */
export const mostRows = 64

type Asking = Pick<Rule<unknown>, "when" | "validity">

/** Cuts the facts that rules ask of at what they ask; nothing of it is left where the budget ends. */
export const make = (facts: Facts, rules: ReadonlyArray<Asking>, making: Making): Space => {
  const asks = Map.groupBy(
    rules.flatMap(({ when }) => leaves(when)),
    ({ fact }) => fact,
  )
  const lines: Array<{ readonly fact?: string; readonly line: Values }> = []
  for (const [name, fact] of facts.byName) {
    const asked = asks.get(name)
    if (asked !== undefined) lines.push({ fact: name, line: making.line(name, fact, asked) })
  }
  const dates = rules.flatMap(({ validity }) =>
    [validity?.from, validity?.before].filter((instant) => instant !== undefined),
  )
  if (dates.length > 0) lines.push({ line: making.instants(dates) })

  const boxes: Array<Box> = []
  const cut = cutter(facts, making)
  const boxesOf = rules.map((rule, index) => {
    if (making.budget.left <= 0) return []
    return Rows.of(rule.when, mostRows)?.flatMap((row) => {
      const least = making.least(index)
      const constant = row.get("") ?? []
      if (constant.some((part) => Interpreter.read(facts, part).test({}, making.context) < least))
        return []
      const atoms = lines.map(({ fact, line }) => {
        if (fact === undefined) return valid(rule, line)
        const parts = row.get(fact)
        return parts === undefined ? undefined : cut(fact, line, parts, least)
      })
      return [boxes.push({ rule: index, atoms }) - 1]
    })
  })
  if (making.budget.left <= 0) return { axes: [], boxes: [], boxesOf: [] }
  return { axes: lines.map((line, at) => axisOf(line, at, boxes)), boxes, boxesOf }
}

/** How many atoms a line has; one more where it is open. */
const sizeOf = ({ values, open }: Values): number => values.length + (open === undefined ? 0 : 1)

/** Finds the atoms where conditions hold; equal conditions are asked once. */
const cutter = (facts: Facts, { budget, context }: Making) => {
  const known = new Map<string, Uint32Array>()
  return (fact: string, line: Values, parts: ReadonlyArray<Condition>, least: Truth) => {
    const name = `${least} ${JSON.stringify([fact, parts])}`
    const before = known.get(name)
    if (before !== undefined) return before
    const bits = Grid.none(sizeOf(line))
    if ((budget.left -= line.values.length) <= 0) return bits
    const terms = parts.map((part) => Interpreter.read(facts, part))
    for (const [atom, value] of line.values.entries()) {
      const subject = value === undefined ? {} : { [fact]: value }
      if (terms.every(({ test }) => test(subject, context) >= least)) Grid.add(bits, atom)
    }
    known.set(name, bits)
    return bits
  }
}

const valid = ({ validity }: Asking, line: Values): Uint32Array | undefined => {
  if (validity === undefined) return undefined
  const { from = -Infinity, before = Infinity } = validity
  const bits = Grid.none(sizeOf(line))
  for (const [atom, at] of line.values.entries())
    if (typeof at === "number" && at >= from && at < before) Grid.add(bits, atom)
  return bits
}

const axisOf = (
  { fact, line }: { readonly fact?: string; readonly line: Values },
  axis: number,
  boxes: ReadonlyArray<Box>,
): SpaceAxis => {
  const admits = Array.from({ length: sizeOf(line) }, () => Grid.all(boxes.length))
  for (const [box, { atoms }] of boxes.entries()) {
    const admitted = atoms[axis]
    if (admitted === undefined) continue
    for (const [atom, bits] of admits.entries()) if (!Grid.has(admitted, atom)) Grid.drop(bits, box)
  }
  const seen = new Set<string>()
  const atoms = admits.flatMap((bits, atom) => {
    const name = atom === line.values.length ? "open" : bits.join()
    if (seen.has(name)) return []
    seen.add(name)
    return [atom]
  })
  return { ...(fact === undefined ? {} : { fact }), line, admits, atoms }
}

/** Whether an atom stands for values that are not listed. */
export const isOpen = ({ line }: SpaceAxis, atom: number): boolean => atom === line.values.length

/** All atoms of each axis, those for values that are not listed only where asked. */
export const everything = (space: Space, withOpen: boolean): Grid.Region =>
  space.axes.map((axis) => axis.atoms.filter((atom) => withOpen || !isOpen(axis, atom)))

/** The part of a space in one box, and where asked also where the box may perhaps reach. */
export const regionOf = (space: Space, box: Box, withOpen: boolean): Grid.Region =>
  space.axes.map((axis, at) => {
    const admitted = box.atoms[at]
    return axis.atoms.filter((atom) =>
      isOpen(axis, atom) ? withOpen : admitted === undefined || Grid.has(admitted, atom),
    )
  })

/** Whether a box surely admits some point of a region. */
export const meets = ({ axes }: Space, region: Grid.Region, box: Box): boolean =>
  axes.every((_axis, at) => {
    const admitted = box.atoms[at]
    return admitted === undefined || region[at]?.some((atom) => Grid.has(admitted, atom)) === true
  })

/** The subject at a point, and the instant of the decision where rules ask for it. */
export const subjectAt = (
  { axes }: Space,
  point: ReadonlyArray<number>,
): { readonly subject: AnySubject; readonly at?: Calendar.Instant } => {
  const subject: Record<string, AnyValue | undefined> = {}
  let instant: Calendar.Instant | undefined
  for (const [axis, { fact, line }] of axes.entries()) {
    const value = line.values[point[axis] ?? 0]
    if (fact !== undefined) subject[fact] = value
    else if (typeof value === "number") instant = value
  }
  return { subject, ...(instant === undefined ? {} : { at: instant }) }
}
