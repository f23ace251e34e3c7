/**
 * What is wrong with a model beyond the shape of its parts: what would never hold, or count twice, and
 * nobody would be told.
 *
 * @module
 */
import { fulfils } from "./Conditions.ts"
import type { Level } from "./Level.ts"
import type { FieldName } from "./LinkRecord.ts"
import type {
  BlockingRule,
  Comparison,
  Condition,
  DecidingRule,
  FieldValues,
  KeyPart,
} from "./ModelParts.ts"

/** What is wrong, and where. */
export interface Fault {
  readonly path: ReadonlyArray<string | number>
  readonly issue: string
}

type Comparisons = ReadonlyArray<Comparison>

/** What of a model can be at odds with the rest of it. */
interface Model {
  readonly comparisons: Comparisons
  readonly values: ReadonlyArray<FieldValues>
  readonly blocking: ReadonlyArray<BlockingRule>
  readonly links: ReadonlyArray<DecidingRule>
  readonly vetoes: ReadonlyArray<DecidingRule>
}

/** Comparing keeps the levels of a field and of its masks in one byte. */
const mostLevels = 100

/** All faults of a model, none where it does what it says. */
export const faultsOf = (model: Model): ReadonlyArray<Fault> => {
  const { comparisons, values, blocking, links, vetoes } = model
  return [
    ...repeated(fieldsOf(comparisons), (at) => ["comparisons", at, "field"]),
    ...comparisons.flatMap((comparison, at) =>
      within(["comparisons", at], ofComparison(comparisons, comparison)),
    ),
    ...repeated(fieldsOf(values), (at) => ["values", at, "field"]),
    ...values.flatMap((known, at) => within(["values", at], ofValues(model, known))),
    ...repeated(idsOf(blocking), (at) => ["blocking", at, "id"]),
    ...repeated(idsOf(links), (at) => ["links", at, "id"]),
    ...links.flatMap((rule, at) =>
      within(["links", at], [...ofRule(comparisons, rule), ...ofLink(blocking, rule)]),
    ),
    ...repeated(idsOf(vetoes), (at) => ["vetoes", at, "id"]),
    ...vetoes.flatMap((rule, at) => within(["vetoes", at], ofRule(comparisons, rule))),
  ]
}

// --- comparisons ---------------------------------------------------------------------------------

const ofComparison = (comparisons: Comparisons, comparison: Comparison): ReadonlyArray<Fault> => {
  const { field, levels, atHome, parts = [] } = comparison
  const all = levels.map(({ level }) => level)
  return [
    ...(levels.length > mostLevels
      ? [{ path: ["levels"], issue: `more than ${mostLevels} levels` }]
      : []),
    ...repeated(all.map(textOf), (at) => ["levels", at, "level"]),
    ...all.flatMap((level, at) =>
      level._tag === "Crossed"
        ? ofOther(comparisons, field, level.with, ["levels", at, "level", "with"])
        : [],
    ),
    ...ofDependency(comparisons, comparison),
    ...(atHome === undefined ? [] : ofRow(comparison, atHome, ["atHome"])),
    ...parts.flatMap((part, at) => ofOther(comparisons, field, part, ["parts", at])),
  ]
}

/** Of masks and of fields that changed places, only the first level is looked at. */
const textOf = (level: Level): string =>
  level._tag === "Masked" || level._tag === "Crossed" ? level._tag : JSON.stringify(level)

const ofDependency = (comparisons: Comparisons, comparison: Comparison): ReadonlyArray<Fault> => {
  const { field, dependsOn } = comparison
  if (dependsOn === undefined) return []
  const other = comparisons.find((one) => one.field === dependsOn.field)
  const wanted = other?.levels.length ?? dependsOn.us.length
  return [
    ...ofOther(comparisons, field, dependsOn.field, ["dependsOn", "field"]),
    ...(dependsOn.us.length === wanted
      ? []
      : [
          {
            path: ["dependsOn", "us"],
            issue: `${dependsOn.us.length} rows, where ${quoted(dependsOn.field)} has ${wanted} levels`,
          },
        ]),
    ...dependsOn.us.flatMap((row, at) =>
      row.length === 0 ? [] : ofRow(comparison, row, ["dependsOn", "us", at]),
    ),
  ]
}

/** A row has a number for each level, and one for `otherwise`. */
const ofRow = (
  { field, levels }: Comparison,
  row: ReadonlyArray<number>,
  path: Fault["path"],
): ReadonlyArray<Fault> => {
  const wanted = levels.length + 1
  return row.length === wanted
    ? []
    : [{ path, issue: `a row of ${row.length}, where ${quoted(field)} has ${wanted} outcomes` }]
}

const ofOther = (
  comparisons: Comparisons,
  field: FieldName,
  other: FieldName,
  path: Fault["path"],
): ReadonlyArray<Fault> =>
  other === field
    ? [{ path, issue: `${quoted(other)} is the field itself` }]
    : ofCompared(comparisons, other, path)

const ofCompared = (
  comparisons: Comparisons,
  field: FieldName,
  path: Fault["path"],
): ReadonlyArray<Fault> =>
  comparisons.some((one) => one.field === field)
    ? []
    : [{ path, issue: `${quoted(field)} is not compared` }]

// --- values and rules ----------------------------------------------------------------------------

const ofValues = (
  { comparisons, blocking }: Model,
  { field, frequencies }: FieldValues,
): ReadonlyArray<Fault> => {
  const read = [...comparisons, ...blocking.flatMap(({ parts }) => parts)]
  return [
    ...(read.some((one) => one.field === field)
      ? []
      : [{ path: ["field"], issue: `${quoted(field)} is neither compared nor a part of a key` }]),
    // What a value is, a message does not say: it may be somebody's.
    ...repeated(
      frequencies.map(([value]) => value),
      (at) => ["frequencies", at, 0],
      () => "a value",
    ),
  ]
}

const ofRule = (comparisons: Comparisons, { all }: DecidingRule): ReadonlyArray<Fault> => [
  ...all.flatMap(({ field }, at) => ofCompared(comparisons, field, ["all", at, "field"])),
  ...[...new Set(fieldsOf(all))].flatMap((field) => {
    const other = comparisons.find((one) => one.field === field)
    const wanted = all.filter((one) => one.field === field)
    if (other === undefined || tagsOf(other).some(areFulfilled(wanted))) return []
    const words = wanted.map(({ is }) => is).join(" and ")
    return [{ path: ["all"], issue: `no level of ${quoted(field)} is ${words}` }]
  }),
]

/** Who is never looked at is never linked: a key has to lead to all whom a rule is about. */
const ofLink = (
  blocking: ReadonlyArray<BlockingRule>,
  { all }: DecidingRule,
): ReadonlyArray<Fault> => {
  const leadsTo = ({ parts }: BlockingRule) =>
    parts.every((part) => all.some((condition) => isImplied(part, condition)))
  return blocking.some(leadsTo)
    ? []
    : [{ path: ["all"], issue: "no blocking rule leads to it: each wants more than it says" }]
}

/** Whether who fulfils a condition may share a part of a key for it: alike values share no whole one. */
const isImplied = ({ field, take }: KeyPart, condition: Condition): boolean => {
  if (condition.field !== field) return false
  if (condition.is === "similar") return take !== "whole" && take !== "folded"
  return condition.is !== "different"
}

/** The levels that rules look at: no mask fulfils any. */
const tagsOf = ({ levels }: Comparison): ReadonlyArray<Level["_tag"] | undefined> => [
  ...levels.map(({ level }) => level._tag).filter((tag) => tag !== "Masked"),
  undefined,
]

const areFulfilled =
  (wanted: ReadonlyArray<Condition>) =>
  (tag: Level["_tag"] | undefined): boolean =>
    wanted.every(({ is }) => fulfils[is](tag))

// --- texts ---------------------------------------------------------------------------------------

/** The first text that was there before, if there is one. */
const repeated = (
  texts: ReadonlyArray<string>,
  pathOf: (at: number) => Fault["path"],
  shown: (text: string) => string = quoted,
): ReadonlyArray<Fault> => {
  const seen = new Set<string>()
  for (const [at, text] of texts.entries()) {
    if (seen.has(text)) return [{ path: pathOf(at), issue: `${shown(text)} is there twice` }]
    seen.add(text)
  }
  return []
}

const within = (path: Fault["path"], faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))

const fieldsOf = (all: ReadonlyArray<{ readonly field: FieldName }>): ReadonlyArray<FieldName> =>
  all.map(({ field }) => field)

const idsOf = (all: ReadonlyArray<{ readonly id: string }>): ReadonlyArray<string> =>
  all.map(({ id }) => id)

const quoted = (text: string): string => JSON.stringify(text)
