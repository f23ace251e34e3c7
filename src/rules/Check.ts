/**
 * Checks of conditions and rule sets against the declared facts: all problems together.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import type { Condition, Literal, Simple } from "./Condition.ts"
import { type Fact, isOrdered } from "./Fact.ts"
import * as Facts from "./Facts.ts"
import type { Rule } from "./Rule.ts"
import type { Problem } from "./RuleRefusal.ts"
import * as Wanted from "./Wanted.ts"
import * as ZonedTime from "./ZonedTime.ts"

/** A fault and where it is. */
export type Fault = Pick<Problem, "path" | "because">

const isZone = Schema.is(Calendar.Zone)
const isDay = Schema.is(Calendar.Day)

/**
 * What is wrong with a condition; `path` is where it stands.
 *
 * @example
 * ```ts
 * import { Check, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({ total: Fact.money() })
 * const faults = Check.condition(facts, { _tag: "Not", of: { _tag: "IsMissing", fact: "totl" } })
 * for (const { path, because } of faults) console.log(path, because)
 * ```
 * ```text
 * $.of.fact there is no fact "totl"
 * ```
 */
export const condition = (
  facts: Facts.Facts,
  given: Condition,
  path = "$",
): ReadonlyArray<Fault> => {
  switch (given._tag) {
    case "All":
    case "Any": {
      const parts = given.of.flatMap((part, at) => condition(facts, part, `${path}.of[${at}]`))
      return given._tag === "Any" ? [...emptiness(given.of, `${path}.of`), ...parts] : parts
    }
    case "Not":
      return condition(facts, given.of, `${path}.of`)
    default: {
      const fact = facts.byName.get(given.fact)
      if (fact === undefined)
        return fault(`${path}.fact`, `there is no fact ${JSON.stringify(given.fact)}`)
      switch (given._tag) {
        case "Some":
        case "Every":
        case "Count":
        case "Sum":
          return quantified(fact, given, path)
        default:
          return simple(fact, given, path)
      }
    }
  }
}

const fault = (path: string, because: string): ReadonlyArray<Fault> => [{ path, because }]

const emptiness = (values: ReadonlyArray<unknown>, path: string): ReadonlyArray<Fault> =>
  values.length === 0 ? fault(path, "wanted at least one") : []

const literal = (fact: Fact, value: Literal, path: string): ReadonlyArray<Fault> => {
  const read = Wanted.read(fact, value)
  return Result.isFailure(read) ? fault(path, read.failure) : []
}

const ofKind = (
  fact: Fact,
  kinds: ReadonlyArray<Fact["kind"]>,
  path: string,
  what: string,
): ReadonlyArray<Fault> =>
  kinds.includes(fact.kind)
    ? []
    : fault(`${path}.fact`, `${what} asks of ${kinds.join(" or ")}, not of ${fact.kind}`)

const comparable = [
  "boolean",
  "integer",
  "decimal",
  "money",
  "text",
  "oneOf",
  "instant",
  "day",
] as const
const ordered = ["integer", "decimal", "money", "instant", "day"] as const

const simple = (fact: Fact, given: Simple, path: string): ReadonlyArray<Fault> => {
  switch (given._tag) {
    case "IsMissing":
      return []
    case "Compare": {
      const isEquality = given.is === "=" || given.is === "!="
      const odd = ofKind(fact, isEquality ? comparable : ordered, path, `"${given.is}"`)
      return odd.length > 0 ? odd : literal(fact, given.value, `${path}.value`)
    }
    case "Between":
      return between(fact, given, path)
    case "OneOf": {
      const odd = ofKind(fact, comparable, path, "membership")
      if (odd.length > 0) return odd
      const values = given.values.flatMap((value, at) =>
        literal(fact, value, `${path}.values[${at}]`),
      )
      return [...emptiness(given.values, `${path}.values`), ...values]
    }
    case "Text":
      return [
        ...ofKind(fact, ["text", "oneOf"], path, "a text"),
        ...emptiness(given.anyOf, `${path}.anyOf`),
      ]
    case "Has":
      return [
        ...ofKind(fact, ["texts"], path, "a set"),
        ...emptiness(given.values, `${path}.values`),
      ]
    case "OnDays":
      return [
        ...ofKind(fact, ["instant"], path, "a window of days"),
        ...zone(given.zone, path),
        ...(given.from === undefined && given.to === undefined
          ? fault(path, "wanted from or to")
          : []),
        ...day(given.from, `${path}.from`),
        ...day(given.to, `${path}.to`),
      ]
    case "OnWeekdays":
      return [
        ...ofKind(fact, ["instant", "day"], path, "a weekday"),
        ...emptiness(given.days, `${path}.days`),
        ...weekdayZone(fact, given.zone, path),
      ]
    case "AtTime":
      return [
        ...ofKind(fact, ["instant"], path, "a time of day"),
        ...zone(given.zone, path),
        ...time(given.from, `${path}.from`),
        ...time(given.before, `${path}.before`),
        ...(given.from === given.before ? fault(path, "wanted two times that differ") : []),
      ]
  }
}

const between = (
  fact: Fact,
  given: Extract<Simple, { readonly _tag: "Between" }>,
  path: string,
): ReadonlyArray<Fault> => {
  if (!isOrdered(fact)) return ofKind(fact, ordered, path, "a window")
  const names = ["from", "after", "to", "before"] as const
  const bounds = names.flatMap((name) => {
    const value = given[name]
    return value === undefined ? [] : [{ name, value }]
  })
  const has = (name: (typeof names)[number]): boolean => given[name] !== undefined
  const currencies = new Set(
    bounds.map(({ value }) => (typeof value === "object" ? value.currency : "")),
  )
  return [
    ...(bounds.length === 0 ? fault(path, "wanted a bound") : []),
    ...(has("from") && has("after") ? fault(path, "wanted from or after, not both") : []),
    ...(has("to") && has("before") ? fault(path, "wanted to or before, not both") : []),
    ...(fact.kind === "instant" && (has("after") || has("to"))
      ? fault(path, "a window of instants is half-open: wanted from and before")
      : []),
    ...(currencies.size > 1 ? fault(path, "wanted bounds in one currency") : []),
    ...bounds.flatMap(({ name, value }) => literal(fact, value, `${path}.${name}`)),
  ]
}

const zone = (name: string, path: string): ReadonlyArray<Fault> =>
  isZone(name) ? [] : fault(`${path}.zone`, `there is no time zone ${JSON.stringify(name)}`)

const weekdayZone = (fact: Fact, name: string | undefined, path: string): ReadonlyArray<Fault> => {
  if (name !== undefined) return zone(name, path)
  return fact.kind === "instant" ? fault(path, "an instant has a weekday in a zone only") : []
}

const day = (text: string | undefined, path: string): ReadonlyArray<Fault> =>
  text === undefined || isDay(text)
    ? []
    : fault(path, `wanted a day such as 2026-02-28, got ${JSON.stringify(text)}`)

const time = (text: string, path: string): ReadonlyArray<Fault> =>
  ZonedTime.minuteOf(text) === undefined
    ? fault(path, `wanted a time such as 08:30, got ${JSON.stringify(text)}`)
    : []

const quantified = (
  fact: Fact,
  given: Extract<Condition, { readonly _tag: "Some" | "Every" | "Count" | "Sum" }>,
  path: string,
): ReadonlyArray<Fault> => {
  if (fact.kind !== "rows") return ofKind(fact, ["rows"], path, `"${given._tag}"`)
  const inner = Facts.ofRow(fact)
  const where = given.where === undefined ? [] : condition(inner, given.where, `${path}.where`)
  if (given._tag === "Count" && !Number.isSafeInteger(given.value))
    return [...where, ...fault(`${path}.value`, "wanted a whole number")]
  if (given._tag !== "Sum") return where
  const summed = inner.byName.get(given.of)
  if (summed === undefined)
    return [...where, ...fault(`${path}.of`, `the rows have no fact ${JSON.stringify(given.of)}`)]
  const isNumber = ["integer", "decimal", "money"].includes(summed.kind)
  return [
    ...where,
    ...(isNumber
      ? literal(summed, given.value, `${path}.value`)
      : fault(`${path}.of`, `a sum is of integers, decimals or money, not of ${summed.kind}`)),
  ]
}

/** What is wrong with the rules of a set, in their order; one that cannot be read is left out. */
export const rules = (
  facts: Facts.Facts,
  rules: ReadonlyArray<Rule<unknown> | undefined>,
): ReadonlyArray<Problem> => {
  const first = new Map<string, number>()
  return rules.flatMap((rule, at): ReadonlyArray<Problem> => {
    if (rule === undefined) return []
    const path = `$.rules[${at}]`
    const { from, before } = rule.validity ?? {}
    const earlier = first.get(rule.id)
    if (earlier === undefined) first.set(rule.id, at)
    return [
      ...(earlier === undefined ? [] : fault(`${path}.id`, `it is the id of rule ${earlier} too`)),
      ...condition(facts, rule.when, `${path}.when`),
      ...(rule.salience === undefined || Number.isSafeInteger(rule.salience)
        ? []
        : fault(`${path}.salience`, "wanted a whole number")),
      ...(from !== undefined && before !== undefined && from >= before
        ? fault(`${path}.validity`, "it ends before it begins")
        : []),
    ].map((fault) => ({ rule: rule.id, ...fault }))
  })
}
