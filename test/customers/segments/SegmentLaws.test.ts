import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  type OrderTrade,
  Segment,
  SegmentFacts,
  Settings,
  Stretches,
  TradeCounts,
} from "entrepot/customers"
import { Decimal, Money, Rates } from "entrepot/kernel"
import { Engine } from "entrepot/rules"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import {
  conditions,
  day,
  histories,
  quarter,
  setting,
  settings,
  settingWithRates,
} from "./support/histories.ts"

type Membership = typeof Segment.membership

const segments = conditions.map((when) =>
  Result.getOrThrow(Segment.compile({ id: "some", version: 1, when })),
)

/** Whether a customer is of a segment, by nothing but the facts of that instant, if anybody can say. */
const asking = (
  { engine }: Segment.Compiled,
  history: SegmentFacts.CustomerHistory,
  by: SegmentFacts.Setting = setting,
) => {
  const read = SegmentFacts.reader(history, by)
  const { rates } = by
  return (at: number): boolean | undefined =>
    Result.getOrUndefined(
      Engine.evaluate(engine, read(at), rates === undefined ? { at } : { at, rates }),
    )?.hits.some(() => true)
}

/** Quarters of the days behind an instant, and those about the end of its year. */
const instantsBehind = (at: number): ReadonlyArray<number> => {
  const within = (from: number, to: number) =>
    Array.from({ length: (to - from) * 4 }, (_, i) => at + from * day + i * quarter)
  return [...within(0, 8), ...within(361, 370)]
}

/** The answer holds until the instant that it names, and not at that one. */
const holdsUntil = (membership: Membership) =>
  fc.property(
    segments,
    histories,
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom(setting, settingWithRates),
    (segment, history, quarters, by) => {
      const at = quarters * quarter
      const isMember = asking(segment, history, by)
      const told = Result.getOrUndefined(membership(segment, history, at, by))
      assert.strictEqual(told?.member, isMember(at))
      if (told === undefined) return
      const { member, validUntil = Infinity } = told
      for (const instant of instantsBehind(at)) {
        if (instant >= validUntil) break
        assert.strictEqual(isMember(instant), member, `${instant / quarter}`)
      }
      if (validUntil < Infinity) assert.notStrictEqual(isMember(validUntil), member, "at its end")
    },
  )

const changed =
  (change: (validUntil: number, at: number) => number | undefined): Membership =>
  (segment, history, at, given) =>
    Result.map(Segment.membership(segment, history, at, given), ({ validUntil, ...rest }) => {
      const other = validUntil === undefined ? undefined : change(validUntil, at)
      return other === undefined ? rest : { ...rest, validUntil: other }
    })

const late = changed((validUntil) => validUntil + quarter)
const never = changed(() => undefined)
const daily = changed((validUntil, at) => Math.min(validUntil, at + day))

/** For a while nothing counts as new. */
const over: Settings.Settings = [
  ...settings,
  { from: 6 * quarter, setting: { currency: "EUR" } },
  { from: 22 * quarter, setting },
  { from: 28 * quarter, setting: settingWithRates },
]

/**
 * Told anew, somebody was of a segment whenever they would have been found to be; while nobody could say,
 * they stayed what they were.
 */
const toldAnew = (stretchesOf: typeof Stretches.of) =>
  fc.property(
    fc.array(segments, { minLength: 1, maxLength: 2 }),
    fc.array(fc.option(histories, { nil: undefined, freq: 6 }), { minLength: 1, maxLength: 3 }),
    (asked, heard) => {
      const versions = asked.map((segment, i) => ({ from: i * 7 * quarter, segment }))
      const known = heard.map((history, i) => ({ from: i * 5 * quarter, history }))
      const isMember = versions.map(({ segment }) =>
        known.map(({ history }) =>
          over.map((one) =>
            history === undefined ? () => false : asking(segment, history, one.setting),
          ),
        ),
      )
      const end = 40 * quarter
      const stretches = stretchesOf(versions, known, end, over)
      let isOfIt = false
      for (let at = 0; at <= end; at += quarter) {
        const hasBegun = ({ from }: { readonly from: number }) => from <= at
        const found =
          isMember[versions.findLastIndex(hasBegun)]?.[known.findLastIndex(hasBegun)]?.[
            over.findLastIndex(hasBegun)
          ]
        isOfIt = found?.(at) ?? isOfIt
        const told = stretches.some(({ since, until = Infinity }) => since <= at && at < until)
        assert.strictEqual(told, isOfIt, `${at / quarter}`)
      }
    },
  )

const ofTheLast = <A extends { readonly from: number }>(all: ReadonlyArray<A>) =>
  all.slice(-1).map((last) => ({ ...last, from: 0 }))
const ofWhatIsKnownLast: typeof Stretches.of = (versions, known, end, given) =>
  Stretches.of(versions, ofTheLast(known), end, given)
const ofTheLastSetting: typeof Stretches.of = (versions, known, end, given) =>
  Stretches.of(versions, known, end, ofTheLast(given))
const ofTheLastVersion: typeof Stretches.of = (versions, known, end, given) =>
  Stretches.of(ofTheLast(versions), known, end, given)
/** Nobody, as long as there is an order without a rate. */
const nobodyWithoutRate: typeof Stretches.of = (versions, known, end, given) => {
  const isDollars = ({ shown }: OrderTrade.OrderTrade) => shown?.currency === "USD"
  return Stretches.of(
    versions,
    known.map(({ from, history }) =>
      history?.trades.some(isDollars) === true ? { from, history: undefined } : { from, history },
    ),
    end,
    given,
  )
}

type Reader = typeof SegmentFacts.reader

/** What is carried from order to order comes to what counting them anew does. */
const countsAnew = (readerOf: Reader) =>
  fc.property(
    histories,
    fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1_456, max: 1_474 })),
    fc.constantFrom(setting, settingWithRates),
    (history, quarters, by) => {
      const at = quarters * quarter
      const placed = history.trades
        .map(TradeCounts.factOf)
        .filter(({ isOrder, placedAt }) => isOrder && placedAt <= at)
      const all = TradeCounts.of(placed)
      const year = TradeCounts.of(placed.filter(({ placedAt }) => placedAt > at - 365 * day))
      const inEuro = all.money.map(({ revenue }) =>
        by.rates === undefined
          ? Result.succeed(revenue)
          : Rates.convert(by.rates, revenue, "EUR", "halfEven"),
      )
      const revenue = Money.sum("EUR", inEuro.map(Result.getOrThrow))
      const euros = year.money.find(({ currency }) => currency === "EUR")
      const read = readerOf(history, by)(at)
      assert.deepStrictEqual(read.revenue, Result.getOrUndefined(revenue))
      assert.strictEqual(read.ordersInYear, year.orders)
      assert.deepStrictEqual(read.returnRate, all.returnRate)
      assert.deepStrictEqual(
        read.discountShare,
        euros && Decimal.divide(euros.discount.amount, euros.goods.amount, 4, "halfEven").quotient,
      )
      assert.strictEqual(read.daysSinceLastOrder, daysSince(at, all.lastOrderAt))
      assert.strictEqual(read.daysSinceFirstOrder, daysSince(at, all.firstOrderAt))
    },
  )
const daysSince = (at: number, since: number | undefined) =>
  since === undefined ? undefined : Math.floor((at - since) / day)

const withoutTheLast: Reader = (history, by) =>
  SegmentFacts.reader({ ...history, trades: history.trades.slice(0, -1) }, by)
/** Each order stays in its year for a day more. */
const yearOfADayMore: Reader = (history, by) => {
  const read = SegmentFacts.reader(history, by)
  return (at) => ({ ...read(at), ordersInYear: read(at - day).ordersInYear })
}
/** Whatever has no rate brings nothing. */
const nothingWithoutRate: Reader = (history, by) => {
  const read = SegmentFacts.reader(history, by)
  return (at) => ({ ...read(at), revenue: read(at).revenue ?? Money.zero("EUR") })
}

describe("the laws of segments", () => {
  it("an answer holds exactly until the instant that it names", () => {
    holds(holdsUntil(Segment.membership), 150)
    kills(holdsUntil(late))
    kills(holdsUntil(never))
    kills(holdsUntil(daily))
  })

  it("stretches told anew are those that were there at the time", () => {
    holds(toldAnew(Stretches.of), 100)
    kills(toldAnew(ofWhatIsKnownLast))
    kills(toldAnew(ofTheLastVersion))
    kills(toldAnew(ofTheLastSetting))
    kills(toldAnew(nobodyWithoutRate))
  })

  it("facts are those of the orders that were placed, and missing where a rate is", () => {
    holds(countsAnew(SegmentFacts.reader), 150)
    kills(countsAnew(withoutTheLast))
    kills(countsAnew(yearOfADayMore))
    kills(countsAnew(nothingWithoutRate))
  })
})
