/**
 * Missing rates: which comparisons of money a rule hangs on, where it is unknown.
 *
 * @module
 */
import { Result } from "effect"

import * as Currency from "../kernel/Currency.ts"
import * as Decimal from "../kernel/Decimal.ts"
import type { Condition, Literal } from "./Condition.ts"
import * as Facts from "./Facts.ts"
import { type Context, declared, rowsOf, type Term, valueOf } from "./Interpreter.ts"
import type { MissingRate } from "./RuleRefusal.ts"
import * as Truth from "./Truth.ts"
import * as Wanted from "./Wanted.ts"

/** A comparison that needs a rate. */
export type Lack = Omit<MissingRate, "rule">

/**
 * The comparisons that need a missing rate and that a condition hangs on: it is unknown, and so is
 * whatever they are part of. None where it is known or hangs on missing facts only.
 */
export const of = (
  facts: Facts.Facts,
  term: Term,
  subject: Facts.AnySubject,
  context: Context,
): ReadonlyArray<Lack> => {
  if (term.test(subject, context) !== Truth.unknown) return []
  const { condition, parts } = term
  switch (condition._tag) {
    case "All":
    case "Any":
    case "Not":
      return parts.flatMap((part) => of(facts, part, subject, context))
    case "Some":
    case "Every":
    case "Count":
    case "Sum":
      return ofRows(facts, condition, parts, subject, context)
    case "Compare":
    case "Between":
    case "OneOf": {
      const value = valueOf(subject, condition.fact)
      return value === undefined
        ? []
        : literalsOf(condition).flatMap((wanted) => lack(condition.fact, value, wanted, context))
    }
    default:
      return []
  }
}

type Of<Tag extends Condition["_tag"]> = Extract<Condition, { readonly _tag: Tag }>

const literalsOf = (condition: Of<"Compare" | "Between" | "OneOf">): ReadonlyArray<Literal> => {
  switch (condition._tag) {
    case "Compare":
      return [condition.value]
    case "OneOf":
      return condition.values
    case "Between": {
      const { from, after, to, before } = condition
      return [from, after, to, before].filter((bound) => bound !== undefined)
    }
  }
}

const lack = (
  fact: string,
  value: Facts.AnyValue,
  wanted: Literal,
  { rates }: Context,
): ReadonlyArray<Lack> => {
  if (typeof wanted !== "object" || !Wanted.isMoney(value)) return []
  const to = Result.getOrUndefined(Currency.parse(wanted.currency))
  return to === undefined || canCompare(value.currency, to, rates)
    ? []
    : [{ fact, from: value.currency, to }]
}

/** Whether amounts in two currencies can be compared by a table of rates. */
const canCompare = (
  from: Currency.Currency,
  to: Currency.Currency,
  rates: Context["rates"],
): boolean => {
  const nothing = { amount: Decimal.zero }
  return (
    Wanted.compare({ ...nothing, currency: from }, { ...nothing, currency: to }, rates) !==
    undefined
  )
}

const ofRows = (
  facts: Facts.Facts,
  condition: Of<"Some" | "Every" | "Count" | "Sum">,
  parts: ReadonlyArray<Term>,
  subject: Facts.AnySubject,
  context: Context,
): ReadonlyArray<Lack> => {
  const { fact } = condition
  const ofRow = declared(facts, fact)
  const rows = rowsOf(subject, fact) ?? []
  if (ofRow.kind !== "rows") return []
  const inner = Facts.ofRow(ofRow)
  const asked = rows.flatMap((row) => parts.flatMap((part) => of(inner, part, row, context)))
  if (condition._tag !== "Sum")
    return asked.map((lack) => ({ ...lack, fact: `${fact}.${lack.fact}` }))
  const summed = rows.flatMap((row) => {
    const value = valueOf(row, condition.of)
    const counts = parts.every((part) => part.test(row, context) === Truth.yes)
    return value === undefined || !counts ? [] : lack(condition.of, value, condition.value, context)
  })
  return [...asked, ...summed].map((lack) => ({ ...lack, fact: `${fact}.${lack.fact}` }))
}
