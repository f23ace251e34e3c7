/**
 * Which courier takes a parcel: the cheapest that keeps the deadline, and why not the others. Pure.
 *
 * @module
 */
import { Order, Result } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import type * as Currency from "../kernel/Currency.ts"
import * as Money from "../kernel/Money.ts"
import * as Rates from "../kernel/Rates.ts"
import * as Reason from "../kernel/Reason.ts"
import { type Alternative, describe, type Lost, nameOf, NoCourier } from "./Alternative.ts"
import type { CourierError } from "./CourierError.ts"
import * as DeliveryHistory from "./DeliveryHistory.ts"
import type { Quote } from "./Quote.ts"

/** What a courier answered: a quote, with what is known of its service, or a failure. */
export type Offer =
  | {
      readonly _tag: "Quoted"
      readonly quote: Quote
      readonly history?: DeliveryHistory.DeliveryHistory
    }
  | { readonly _tag: "Failed"; readonly courier: string; readonly error: CourierError }

/** What is asked of a choice. */
export interface Terms {
  /** The day on which the courier gets the parcel. */
  readonly shipOn: Calendar.Day
  /** The last day on which it may arrive; none where any will do. */
  readonly wantedBy?: Calendar.Day
  /** How sure that is to be: a whole percentage from 1 to 100. */
  readonly percent: number
  /** Below so many parcels a history says nothing, and the courier's own promise counts. */
  readonly minimumParcels: number
  /**
   * The host's currency: a price that cannot be compared with one in it is out. Where none can, or
   * unless said, it is the first by name of those that were quoted.
   */
  readonly currency?: Currency.Currency
  /** Needed where prices are in several currencies. */
  readonly rates?: Rates.Rates
}

/** The offer that was chosen, and all others. */
export interface Choice {
  readonly quote: Quote
  /** Calendar days that can be relied on, and whether parcels or the courier's promise say so. */
  readonly expected?: Expected
  readonly alternatives: ReadonlyArray<Alternative>
  readonly reason: Reason.Reason
}

/** How long a parcel takes, and who says so. */
export interface Expected {
  readonly days: number
  readonly basis: "history" | "promise"
}

/** A quote in the running. */
interface Runner {
  readonly quote: Quote
  readonly expected: Expected | undefined
}

/**
 * Chooses the cheapest offer that keeps the deadline as surely as wanted. Equals in price are decided
 * by days, unknown ones last, then by the ids of courier and service: the order of offers never
 * counts.
 *
 * Days are by {@link DeliveryHistory.reliableDays}, or by the quote's own promise as long as too few
 * parcels are known. Prices in several currencies are compared exactly through one table of rates;
 * without it, or without a rate, nothing is chosen.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Money, Reason } from "entrepot/kernel"
 * import { Alternative, CourierChoice, type Quote } from "entrepot/couriers"
 *
 * const quoted = (courier: string, amount: string, transitDays: number) => {
 *   const price = Money.of(amount, "EUR")
 *   const reason = Reason.of("counter", "as the clerk said")
 *   const charges: Quote.Quote["charges"] = [{ name: "carriage", amount: price }]
 *   const quote = { courier, service: "parcel", price, charges, transitDays, reason }
 *   return { _tag: "Quoted", quote } as const
 * }
 * const chosen = CourierChoice.choose(
 *   [quoted("van", "4.10", 5), quoted("post", "4.99", 2), quoted("air", "9.90", 1)],
 *   { shipOn: "2026-11-23", wantedBy: "2026-11-26", percent: 95, minimumParcels: 30 },
 * )
 * const { quote, alternatives } = Result.getOrThrow(chosen)
 * console.log(quote.courier)
 * for (const { courier, because } of alternatives)
 *   console.log(`${courier}: ${Alternative.describe(because)}`)
 * ```
 * ```text
 * post
 * van: arrives on 2026-11-28, wanted by 2026-11-26
 * air: dearer than 4.99 EUR
 * ```
 */
export const choose = (
  offers: ReadonlyArray<Offer>,
  terms: Terms,
): Result.Result<Choice, NoCourier> => {
  const out: Array<Alternative> = []
  const inTime: Array<Runner> = []
  for (const offer of offers) {
    if (offer._tag === "Failed") {
      out.push({ courier: offer.courier, because: failed(offer.error) })
      continue
    }
    const runner = runnerOf(offer, terms)
    const because = late(offer, runner, terms)
    if (because === undefined) inTime.push(runner)
    else out.push(lost(runner, because))
  }
  const wanted = currencyOf(inTime, terms)
  const runners: Array<Runner> = []
  for (const runner of inTime) {
    const { currency } = runner.quote.price
    if (wanted === undefined || isComparable(terms, wanted, currency)) runners.push(runner)
    else out.push(lost(runner, { _tag: "Incomparable", currency, wanted }))
  }
  const [best, ...others] = ranked(runners, terms)
  if (best === undefined) return Result.fail(new NoCourier({ alternatives: inOrder(out) }))
  const alternatives = [
    ...inOrder(out),
    ...others.map((other) => lost(other, beaten(best, other, terms))),
  ]
  const { quote, expected } = best
  const reason = reasonOf(best, alternatives, terms)
  return Result.succeed({ quote, ...(expected && { expected }), alternatives, reason })
}

const inOrder = (alternatives: ReadonlyArray<Alternative>): ReadonlyArray<Alternative> =>
  alternatives.toSorted(Order.mapInput(Order.String, nameOf))

const failed = (error: CourierError): Lost =>
  error._tag === "NotEligible"
    ? { _tag: "Ineligible", reasons: error.reasons }
    : { _tag: "NoQuote", error: error._tag }

type Quoted = Extract<Offer, { readonly _tag: "Quoted" }>

const isTelling = (
  history: DeliveryHistory.DeliveryHistory | undefined,
  { minimumParcels }: Terms,
): history is DeliveryHistory.DeliveryHistory =>
  history !== undefined && DeliveryHistory.parcels(history) >= Math.max(1, minimumParcels)

const runnerOf = ({ quote, history }: Quoted, terms: Terms): Runner => {
  const isKnown = isTelling(history, terms)
  const days = isKnown ? DeliveryHistory.reliableDays(history, terms.percent) : quote.transitDays
  const basis = isKnown ? "history" : "promise"
  return { quote, expected: days === undefined ? undefined : { days, basis } }
}

/** Why an offer does not keep the deadline, or nothing. */
const late = (offer: Quoted, { expected }: Runner, terms: Terms): Lost | undefined => {
  const { shipOn, wantedBy, percent, minimumParcels } = terms
  if (wantedBy === undefined) return undefined
  const { history = DeliveryHistory.empty } = offer
  const parcels = DeliveryHistory.parcels(history)
  if (expected !== undefined) {
    const arrivesOn = Calendar.addDays(shipOn, expected.days)
    return arrivesOn > wantedBy ? { _tag: "TooSlow", arrivesOn, wantedBy } : undefined
  }
  return isTelling(offer.history, terms)
    ? { _tag: "Unreliable", arrived: parcels - history.neverArrived, parcels, percent }
    : { _tag: "Unproven", parcels, minimumParcels }
}

/** Whatever compares with one currency compares with every other such: all rates are against one base. */
const isComparable = (
  { rates }: Terms,
  one: Currency.Currency,
  other: Currency.Currency,
): boolean =>
  one === other ||
  (rates !== undefined &&
    Result.isSuccess(Rates.compare(rates, Money.zero(one), Money.zero(other))))

/** The currency that prices are compared with. */
const currencyOf = (
  runners: ReadonlyArray<Runner>,
  terms: Terms,
): Currency.Currency | undefined => {
  const quoted = runners.map(({ quote }) => quote.price.currency).toSorted(Order.String)
  const { currency: wanted } = terms
  return wanted !== undefined && quoted.some((currency) => isComparable(terms, wanted, currency))
    ? wanted
    : quoted[0]
}

/** Of prices that can be compared. */
const comparePrices = ({ rates }: Terms, one: Money.Money, other: Money.Money): number =>
  rates === undefined
    ? Result.getOrThrow(Money.compare(one, other))
    : Result.getOrThrow(Rates.compare(rates, one, other))

/** The best first. */
const ranked = (runners: ReadonlyArray<Runner>, terms: Terms): ReadonlyArray<Runner> =>
  runners.toSorted(
    (one, other) =>
      comparePrices(terms, one.quote.price, other.quote.price) ||
      byDays(one, other) ||
      Order.String(one.quote.courier, other.quote.courier) ||
      Order.String(one.quote.service, other.quote.service),
  )

const byDays = ({ expected: one }: Runner, { expected: other }: Runner): number =>
  one === undefined || other === undefined
    ? Number(one === undefined) - Number(other === undefined)
    : one.days - other.days

const lost = ({ quote, expected }: Runner, because: Lost): Alternative => ({
  courier: quote.courier,
  service: quote.service,
  price: quote.price,
  ...(expected && { days: expected.days }),
  because,
})

const beaten = (best: Runner, other: Runner, terms: Terms): Lost => {
  const { price } = best.quote
  if (comparePrices(terms, price, other.quote.price) < 0) return { _tag: "Dearer", chosen: price }
  return best.expected !== undefined && byDays(best, other) < 0
    ? { _tag: "Slower", chosenDays: best.expected.days }
    : { _tag: "LaterById", chosen: nameOf(best.quote) }
}

const reasonOf = (
  { quote, expected }: Runner,
  alternatives: ReadonlyArray<Alternative>,
  { shipOn, wantedBy, percent, minimumParcels, currency, rates }: Terms,
): Reason.Reason =>
  Reason.of("cheapestCourier", `${nameOf(quote)} for ${Money.format(quote.price)}`, {
    inputs: [
      { name: "shipOn", value: shipOn },
      ...(wantedBy === undefined ? [] : [{ name: "wantedBy", value: wantedBy }]),
      { name: "percent", value: percent },
      { name: "minimumParcels", value: minimumParcels },
      ...(currency === undefined ? [] : [{ name: "currency", value: currency }]),
      ...(rates === undefined ? [] : [{ name: "ratesOf", value: rates.day }]),
      ...(expected === undefined
        ? []
        : [
            { name: "days", value: expected.days },
            { name: "daysBy", value: expected.basis },
          ]),
    ],
    refused: alternatives.map((of) => ({
      alternative: nameOf(of),
      because: describe(of.because),
    })),
  })
