/**
 * The line of a fact: values that stand for all that conditions can tell apart, and whether there may
 * be others. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Decimal from "../../kernel/Decimal.ts"
import type * as Money from "../../kernel/Money.ts"
import { isSimple, type Leaf, leaves, type Literal, type Simple } from "../Condition.ts"
import {
  type Fact,
  isOrdered,
  type MoneyFact,
  type RowsFact,
  type Single,
  type Value,
} from "../Fact.ts"
import type { AnyRows, AnyValue } from "../Facts.ts"
import * as Wanted from "../Wanted.ts"
import * as InstantLine from "./InstantLine.ts"
import * as Stretches from "./Stretches.ts"
import * as TextLine from "./TextLine.ts"
import type { Values } from "./Values.ts"

/** Cuts the line of a fact at what conditions on it ask for. */
export const of = (fact: Fact, asked: ReadonlyArray<Leaf>): Values =>
  fact.kind === "rows" ? rowsLine(fact, asked) : single(fact, asked)

const single = (fact: Single, asked: ReadonlyArray<Leaf>): Values<Value<Single>> => {
  const simple = asked.filter(isSimple)
  const wanted = simple.flatMap(literals).flatMap((literal) =>
    Result.getOrElse(
      Result.map(Wanted.read(fact, literal), (value) => [value]),
      () => [],
    ),
  )
  switch (fact.kind) {
    case "boolean":
      return { values: [false, true] }
    case "oneOf":
      return { values: fact.values }
    case "integer":
      return { values: Stretches.integers(wanted.filter(isNumber), fact) }
    case "decimal":
      return { values: Stretches.decimals(wanted.filter(isDecimal), fact) }
    case "money":
      return moneyLine(fact, wanted.filter(isMoney))
    case "day":
      return { values: Stretches.calendarDays(wanted.filter(isText), fact) }
    case "instant":
      return InstantLine.of(fact, simple, wanted.filter(isNumber))
    case "text":
      return TextLine.of(simple, wanted.filter(isText))
    case "texts":
      return TextLine.ofSet(simple)
  }
}

const isNumber = (value: Wanted.Wanted): value is number => typeof value === "number"
const isText = (value: Wanted.Wanted): value is string => typeof value === "string"
const isMoney = (value: Wanted.Wanted): value is Money.Money =>
  typeof value === "object" && "currency" in value
const isDecimal = (value: Wanted.Wanted): value is Decimal.Decimal =>
  typeof value === "object" && !("currency" in value)

/** Values of an order with those nearest to one of their own first, of two as near the lower one. */
export const fromNearest = (
  fact: Fact,
  values: ReadonlyArray<AnyValue | undefined>,
  own: AnyValue | undefined,
): ReadonlyArray<AnyValue | undefined> => {
  if (own === undefined || !isOrdered(fact)) return values
  const signs = values.map((value) => (value === undefined ? undefined : sign(value, own)))
  const place = signs.filter((sign) => sign !== undefined && sign < 0).length
  if (signs.includes(undefined)) return values
  // What lies below is as far as the steps down to it, what lies above as the steps up.
  const distance = (at: number): number => (at < place ? place - at : at - place + 1)
  return values
    .map((value, at) => ({ value, at }))
    .toSorted((left, right) => distance(left.at) - distance(right.at) || left.at - right.at)
    .map(({ value }) => value)
}

/** Below zero where a value comes before another in the order of their kind, if there is one. */
const sign = (left: AnyValue, right: AnyValue): number | undefined => {
  if (typeof left === "number" && typeof right === "number") return left - right
  if (typeof left === "string" && typeof right === "string")
    return left < right ? -1 : left > right ? 1 : 0
  if (typeof left !== "object" || typeof right !== "object") return undefined
  if ("currency" in left && "currency" in right && left.currency === right.currency)
    return Decimal.compare(left.amount, right.amount)
  return "cmp" in left && "cmp" in right ? Decimal.compare(left, right) : undefined
}

/** The values that a condition names. */
const literals = (condition: Simple): ReadonlyArray<Literal> => {
  switch (condition._tag) {
    case "Compare":
      return [condition.value]
    case "Between": {
      const { from, after, to, before } = condition
      return [from, after, to, before].filter((bound) => bound !== undefined)
    }
    case "OneOf":
      return condition.values
    default:
      return []
  }
}

const moneyLine = (
  { least, most }: MoneyFact,
  wanted: ReadonlyArray<Money.Money>,
): Values<Money.Money> => {
  const named = [...wanted, least, most].filter((money) => money !== undefined)
  const currencies = [...new Set(named.map(({ currency }) => currency))].toSorted()
  const [currency = "EUR", ...others] = currencies
  if (others.length > 0) return { values: [], open: `amounts in ${currencies.join(" and ")}` }
  const bounds = {
    ...(least === undefined ? {} : { least: least.amount }),
    ...(most === undefined ? {} : { most: most.amount }),
  }
  const points = wanted.map(({ amount }) => amount)
  return {
    values: Stretches.amounts(points, bounds, currency).map((amount) => ({ currency, amount })),
  }
}

const mostRows = 64

/** Samples of rows: none, each row that combines what is asked of its facts, and several of one. */
const rowsLine = (fact: RowsFact, asked: ReadonlyArray<Leaf>): Values => {
  const inner = Map.groupBy(asked.flatMap(askedOfRows), ({ fact }) => fact)
  let rows: AnyRows = [{}]
  for (const [name, field] of Object.entries<Single>(fact.fields)) {
    const ofField = inner.get(name)
    if (ofField === undefined) continue
    const { values } = single(field, ofField)
    rows = rows
      .flatMap((row) => values.map((value) => ({ ...row, [name]: value })))
      .slice(0, mostRows)
  }
  const counts = asked.flatMap((condition) =>
    condition._tag === "Count" ? [condition.value, condition.value + 1] : [],
  )
  const several = [...new Set(counts)]
    .filter((count) => count > 1 && count <= mostRows)
    .flatMap((count) => rows.slice(0, 8).map((row) => Array.from({ length: count }, () => row)))
  return { values: [[], ...rows.map((row) => [row]), ...several], open: "conditions over rows" }
}

/** What a condition over rows asks of one row; of a sum, its value of the row alone. */
const askedOfRows = (condition: Leaf): ReadonlyArray<Leaf> => {
  if (isSimple(condition) || !("where" in condition || condition._tag === "Sum")) return []
  const where = condition.where === undefined ? [] : leaves(condition.where)
  if (condition._tag !== "Sum") return where
  const { of: fact, is, value } = condition
  return [{ _tag: "Compare", fact, is, value }, ...where]
}
