/**
 * Wanted values: the literals of a condition, read as values of a fact's kind.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Decimal from "../kernel/Decimal.ts"
import * as Money from "../kernel/Money.ts"
import * as Rates from "../kernel/Rates.ts"
import type { Literal } from "./Condition.ts"
import type { Fact } from "./Fact.ts"
import type { AnyValue } from "./Facts.ts"

/** A literal as a value of its fact's kind. */
export type Wanted = boolean | number | string | Decimal.Decimal | Money.Money

const isInstant = Schema.is(Calendar.Instant)
const isDay = Schema.is(Calendar.Day)

/** Reads a literal as a value of a fact, or says what was wanted instead. */
export const read = (fact: Fact, literal: Literal): Result.Result<Wanted, string> => {
  const instead = (wanted: string) =>
    Result.fail(`wanted ${wanted}, got ${JSON.stringify(literal)}`)
  const when = (holds: boolean, wanted: string): Result.Result<Wanted, string> =>
    holds && typeof literal !== "object" ? Result.succeed(literal) : instead(wanted)
  switch (fact.kind) {
    case "boolean":
      return when(typeof literal === "boolean", "true or false")
    case "integer":
      return when(Number.isSafeInteger(literal), "a whole number")
    case "instant":
      return when(isInstant(literal), "an instant in epoch milliseconds")
    case "day":
      return when(isDay(literal), "a day such as 2026-02-28")
    case "text":
    case "texts":
      return when(typeof literal === "string", "a text")
    case "oneOf":
      return when(
        typeof literal === "string" && fact.values.includes(literal),
        `one of ${fact.values.map((value) => JSON.stringify(value)).join(", ")}`,
      )
    case "decimal": {
      if (Number.isSafeInteger(literal)) return Result.succeed(Decimal.of(Number(literal)))
      return typeof literal === "string"
        ? Result.mapError(Decimal.parse(literal), ({ message }) => message)
        : instead("a decimal as text, such as 12.50")
    }
    case "money":
      return typeof literal === "object"
        ? Result.mapError(
            Money.parse(literal.amount, literal.currency),
            ({ message }: { readonly message: string }) => message,
          )
        : instead('money such as { "currency": "EUR", "amount": "12.50" }')
    case "rows":
      return instead("no value: rows are asked by some, every, count and sum")
  }
}

/** The literal of a value, which {@link read} reads again. */
export const write = (value: Wanted): Literal => {
  if (typeof value !== "object") return value
  return "currency" in value
    ? { currency: value.currency, amount: Decimal.format(value.amount) }
    : Decimal.format(value)
}

/** Whether a value is money. */
export const isMoney = (value: AnyValue): value is Money.Money =>
  typeof value === "object" && "currency" in value

/** Whether a value is an exact decimal. */
export const isDecimal = (value: AnyValue): value is Decimal.Decimal =>
  typeof value === "object" && "toFixed" in value

/**
 * Negative, zero or positive as a value is less than, equal to or more than a wanted one of its kind.
 * Nothing where that cannot be said: money of another currency without a rate in the table.
 */
export const compare = (
  value: AnyValue,
  wanted: Wanted,
  rates: Rates.Rates | undefined,
): number | undefined => {
  if (typeof value === "object") {
    if (isMoney(value) && isMoney(wanted)) {
      if (value.currency === wanted.currency) return Decimal.compare(value.amount, wanted.amount)
      if (rates === undefined) return undefined
      return Result.getOrUndefined(Rates.compare(rates, value, wanted))
    }
    return isDecimal(value) && isDecimal(wanted) ? Decimal.compare(value, wanted) : undefined
  }
  if (value === wanted) return 0
  return typeof value === typeof wanted ? (value < wanted ? -1 : 1) : undefined
}
