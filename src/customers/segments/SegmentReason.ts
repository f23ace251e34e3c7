/**
 * Reasons: what a membership hung on, short enough to be kept with it. Pure.
 *
 * @module
 */
import { Schema, Struct } from "effect"

import * as Decimal from "../../kernel/Decimal.ts"
import { Comparison, Literal, MoneyLiteral } from "../../rules/Condition.ts"
import type { Answer, RowsAnswer, Step } from "../../rules/Step.ts"
import type { Traces } from "../../rules/Trace.ts"

/** A fact that somebody's membership hung on. */
export const Seen = Schema.Struct({ fact: Schema.String, value: Schema.optionalKey(Schema.Json) })
/** A fact that somebody's membership hung on. */
export type Seen = typeof Seen.Type

/** What the rows of a fact came to that somebody's membership hung on, such as their orders. */
export const Counted = Schema.Struct({
  asks: Schema.Literals(["Some", "Every", "Count", "Sum"]),
  fact: Schema.String,
  /** How many rows counted, of how many there were. */
  rows: Schema.Int,
  among: Schema.Int,
  /** What was summed, and what it came to: of money one amount for each currency. */
  of: Schema.optionalKey(Schema.String),
  sums: Schema.optionalKey(Schema.Array(Literal)),
  /** What the count or the sum was held against. */
  is: Schema.optionalKey(Comparison),
  value: Schema.optionalKey(Literal),
})
/** What the rows of a fact came to. */
export type Counted = typeof Counted.Type

/** What a membership hung on: the values of facts, and what rows came to where any were asked about. */
export const SegmentReason = Schema.Struct({
  saw: Schema.Array(Seen),
  counted: Schema.optionalKey(Schema.Array(Counted)),
})
/** What a membership hung on. */
export type SegmentReason = typeof SegmentReason.Type

/**
 * What is kept of how a segment came to its answer. Of what is personal nothing is counted here: its
 * values are hashes in traces, and nobody can add them up.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Segment, SegmentFacts, SegmentReason } from "entrepot/customers"
 * import { Conditions } from "entrepot/rules"
 *
 * const when = Conditions.over(SegmentFacts.declared).count("orders", ">=", 2)
 * const loyal = Result.getOrThrow(Segment.compile({ id: "loyal", version: 1, when }))
 * const history = { trades: [], moments: [], consents: [] }
 * const asked = Segment.membership(loyal, history, 0, { currency: "EUR" })
 * const { counted: [orders] = [] } = SegmentReason.of(Result.getOrThrow(asked).reason)
 * console.log(orders?.rows, orders?.is, orders?.value)
 * ```
 * ```text
 * 0 >= 2
 * ```
 */
export const of = ({ rules, saw }: Traces): SegmentReason => {
  const counted = rules.flatMap(({ step }) => answersOf(step)).flatMap(countedBy)
  return counted.length === 0 ? { saw } : { saw, counted }
}

const answersOf = (step: Step): ReadonlyArray<Answer | RowsAnswer> => {
  if (step._tag === "Answer") return [step]
  return step._tag === "Not" ? answersOf(step.of) : step.of.flatMap(answersOf)
}

const countedBy = (answer: Answer | RowsAnswer): ReadonlyArray<Counted> => {
  if (!("rows" in answer)) return []
  const { condition, rows, summed = [] } = answer
  const counts = {
    rows: rows.filter((truth) => truth === "true").length,
    among: rows.length,
  }
  switch (condition._tag) {
    case "Some":
    case "Every":
      return [{ asks: condition._tag, fact: condition.fact, ...counts }]
    case "Count":
    case "Sum": {
      const { _tag, ...asked } = Struct.omit(condition, ["where"])
      const sums = _tag === "Sum" ? { sums: sumsOf(summed) } : {}
      return [{ asks: _tag, ...asked, ...counts, ...sums }]
    }
    default:
      return []
  }
}

const isMoney = Schema.is(MoneyLiteral)

/** Exact: integers as one, decimals as text, money by currency; what is missing counts nothing. */
const sumsOf = (values: ReadonlyArray<Schema.Json>): ReadonlyArray<Literal> => {
  const integers = values.filter((value) => typeof value === "number")
  const decimals = values.filter((value) => typeof value === "string")
  const money = Map.groupBy(values.filter(isMoney), ({ currency }) => currency)
  const total = (texts: ReadonlyArray<string>): string =>
    Decimal.format(texts.map((text) => Decimal.of(text)).reduce(Decimal.plus, Decimal.zero))
  return [
    ...(integers.length === 0 ? [] : [integers.reduce((sum, value) => sum + value, 0)]),
    ...(decimals.length === 0 ? [] : [total(decimals)]),
    ...Array.from(money, ([currency, all]) => ({
      currency,
      amount: total(all.map(({ amount }) => amount)),
    })),
  ]
}
