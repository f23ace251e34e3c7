/**
 * Exchange rates of a day: amounts in several currencies compare and convert through one table.
 *
 * All rates stand against one base, so that no two ways of converting disagree and comparing is an
 * order: whatever is less than what is less, is less.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "./Calendar.ts"
import * as Currency from "./Currency.ts"
import * as Decimal from "./Decimal.ts"
import * as Money from "./Money.ts"

/** How many units of a currency one unit of the base buys: 1.16 for USD where the base is EUR. */
export interface Rate {
  readonly currency: Currency.Currency
  readonly perBase: Decimal.Decimal
}

/** The rates of a day, as a central bank publishes them. */
export interface Rates {
  readonly day: Calendar.Day
  readonly base: Currency.Currency
  readonly rates: ReadonlyArray<Rate>
}

const positive = Schema.makeFilter((rate: Decimal.Decimal) => rate.greaterThan(0), {
  expected: "a rate above zero",
})

const faultOf = ({ base, rates }: Rates): string | undefined => {
  const seen = new Set<string>([base])
  for (const { currency } of rates) {
    if (seen.has(currency)) return `${currency} has two rates`
    seen.add(currency)
  }
  return undefined
}

/**
 * Decodes a table of rates: each above zero, one for each currency, the base itself left out.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { Rates } from "entrepot/kernel"
 *
 * const published = { day: "2026-11-20", base: "EUR", rates: [{ currency: "USD", perBase: "1.16" }] }
 * console.log(Schema.decodeUnknownSync(Rates.Rates)(published).rates.length)
 * ```
 * ```text
 * 1
 * ```
 */
export const Rates: Schema.Codec<
  Rates,
  {
    readonly day: string
    readonly base: string
    readonly rates: ReadonlyArray<{ readonly currency: string; readonly perBase: string }>
  }
> = Schema.Struct({
  day: Calendar.Day,
  base: Currency.Currency,
  rates: Schema.Array(
    Schema.Struct({ currency: Currency.Currency, perBase: Decimal.Decimal.check(positive) }),
  ),
}).check(Schema.makeFilter(faultOf))

/** The table of that day has no rate for the currency. */
export class RateMissing extends Schema.TaggedError<RateMissing>()("RateMissing", {
  currency: Schema.String,
  base: Schema.String,
  day: Schema.String,
}) {
  override get message(): string {
    return `there is no rate between ${this.base} and ${this.currency} on ${this.day}`
  }
}

/** No table is of the day, or of at most `maximumAgeDays` days before it. */
export class RatesStale extends Schema.TaggedError<RatesStale>()("RatesStale", {
  day: Schema.String,
  maximumAgeDays: Schema.Int,
  /** The day of the latest table before. */
  latest: Schema.optionalKey(Schema.String),
}) {
  override get message(): string {
    const latest = this.latest === undefined ? "there are none" : `the latest are of ${this.latest}`
    return `rates for ${this.day} may be ${this.maximumAgeDays} days old, but ${latest}`
  }
}

/**
 * The table of a day, or the latest before it that is at most so many calendar days older.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Rates } from "entrepot/kernel"
 *
 * const friday: Rates.Rates = { day: "2026-11-20", base: "EUR", rates: [] }
 * const sunday = Rates.asOf([friday], "2026-11-22", 3)
 * const later = Rates.asOf([friday], "2026-11-30", 3)
 * console.log(Result.getOrThrow(sunday).day)
 * console.log(Result.isFailure(later) && later.failure.message)
 * ```
 * ```text
 * 2026-11-20
 * rates for 2026-11-30 may be 3 days old, but the latest are of 2026-11-20
 * ```
 */
export const asOf = (
  tables: Iterable<Rates>,
  day: Calendar.Day,
  maximumAgeDays: number,
): Result.Result<Rates, RatesStale> => {
  let latest: Rates | undefined
  for (const table of tables)
    if (table.day <= day && (latest === undefined || table.day > latest.day)) latest = table
  return latest !== undefined && Calendar.daysBetween(latest.day, day) <= maximumAgeDays
    ? Result.succeed(latest)
    : Result.fail(new RatesStale({ day, maximumAgeDays, ...(latest && { latest: latest.day }) }))
}

const perBase = (
  { day, base, rates }: Rates,
  currency: Currency.Currency,
): Result.Result<Decimal.Decimal, RateMissing> => {
  if (currency === base) return Result.succeed(Decimal.one)
  const found = rates.find((rate) => rate.currency === currency)
  return found === undefined
    ? Result.fail(new RateMissing({ currency, base, day }))
    : Result.succeed(found.perBase)
}

/**
 * Negative, zero or positive as `left` is worth less than, as much as or more than `right`. Exact:
 * nothing is rounded. Amounts in one currency need no rate.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Decimal, Money, Rates } from "entrepot/kernel"
 *
 * const usd = { currency: "USD", perBase: Decimal.of("1.16") } as const
 * const rates: Rates.Rates = { day: "2026-11-20", base: "EUR", rates: [usd] }
 * console.log(Result.getOrThrow(Rates.compare(rates, Money.of(5, "EUR"), Money.of("5.80", "USD"))))
 * ```
 * ```text
 * 0
 * ```
 */
export const compare = (
  rates: Rates,
  left: Money.Money,
  right: Money.Money,
): Result.Result<number, RateMissing> => {
  if (left.currency === right.currency)
    return Result.succeed(Decimal.compare(left.amount, right.amount))
  const ofRight = perBase(rates, right.currency)
  return Result.flatMap(perBase(rates, left.currency), (ofLeft) =>
    // Multiplied crosswise, since a quotient may have no end.
    Result.map(ofRight, (ofRight) =>
      Decimal.compare(Decimal.times(left.amount, ofRight), Decimal.times(right.amount, ofLeft)),
    ),
  )
}

/**
 * The worth of an amount in another currency, in whole minor units by a named rounding. In its own
 * currency it is only rounded.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Decimal, Money, Rates } from "entrepot/kernel"
 *
 * const usd = { currency: "USD", perBase: Decimal.of("1.16") } as const
 * const rates: Rates.Rates = { day: "2026-11-20", base: "EUR", rates: [usd] }
 * const worth = Rates.convert(rates, Money.of(10, "USD"), "EUR", "halfEven")
 * console.log(Money.format(Result.getOrThrow(worth)))
 * ```
 * ```text
 * 8.62 EUR
 * ```
 */
export const convert = (
  rates: Rates,
  money: Money.Money,
  currency: Currency.Currency,
  rounding: Decimal.Rounding,
): Result.Result<Money.Money, RateMissing> => {
  if (money.currency === currency) return Result.succeed(Money.post(money, rounding).posted)
  const target = perBase(rates, currency)
  return Result.flatMap(perBase(rates, money.currency), (from) =>
    Result.map(target, (to) => {
      const product = Money.of(Decimal.times(money.amount, to), currency)
      return Money.divide(product, from, rounding).posted
    }),
  )
}
