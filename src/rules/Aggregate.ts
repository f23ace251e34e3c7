/**
 * The one number that some policies make of the outputs of all hits.
 *
 * @module
 */
import { Option, Result } from "effect"

import * as Decimal from "../kernel/Decimal.ts"
import type { HitPolicy } from "./RuleSet.ts"

/** A policy that makes one number. */
export type Aggregate = Extract<HitPolicy, "sum" | "min" | "max" | "count">

/** Whether a policy makes one number. */
export const is = (policy: HitPolicy): policy is Aggregate =>
  policy === "sum" || policy === "min" || policy === "max" || policy === "count"

/** The number that an output is, if it is one. */
export const read = (output: boolean | number | string): Decimal.Decimal | undefined => {
  if (typeof output === "number")
    return Number.isSafeInteger(output) ? Decimal.of(output) : undefined
  return typeof output === "string" ? Result.getOrUndefined(Decimal.parse(output)) : undefined
}

/** The number of some outputs, as text; there is no least and no greatest of none. */
export const of = (
  aggregate: Aggregate,
  outputs: ReadonlyArray<boolean | number | string>,
): string | undefined => {
  if (aggregate === "count") return String(outputs.length)
  const numbers = outputs.map(read).filter((number) => number !== undefined)
  if (aggregate === "sum") return Decimal.format(numbers.reduce(Decimal.plus, Decimal.zero))
  const sign = aggregate === "min" ? 1 : -1
  const [first] = numbers.toSorted((a, b) => sign * Decimal.compare(a, b))
  return Option.getOrUndefined(Option.map(Option.fromUndefinedOr(first), Decimal.format))
}
