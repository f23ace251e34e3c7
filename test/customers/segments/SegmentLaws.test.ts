import { assert, describe, it } from "@effect/vitest"
import { Result, Struct } from "effect"
import { type OrderTrade, Segment, SegmentFacts, Settings } from "entrepot/customers"
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
import * as Stretches from "./support/stretches.ts"

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
/** What is certain for how long is told as if there were no notes. */
const blindToNotes: Membership = (segment, history, ...asked) => {
  const trades = history.trades.filter(({ shown }) => shown !== undefined)
  const blind = Segment.membership(segment, { ...history, trades }, ...asked)
  return Result.map(Segment.membership(segment, history, ...asked), (seen) => ({
    ...Struct.omit(seen, ["validUntil"]),
    ...Result.getOrElse(Result.map(blind, Struct.pick(["validUntil"])), () => ({})),
  }))
}

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

describe("the laws of segments", () => {
  it("an answer holds exactly until the instant that it names", () => {
    holds(holdsUntil(Segment.membership), 150)
    kills(holdsUntil(late))
    kills(holdsUntil(never))
    kills(holdsUntil(daily))
    kills(holdsUntil(blindToNotes))
  })

  it("stretches told anew are those that were there at the time", () => {
    holds(toldAnew(Stretches.of), 100)
    kills(toldAnew(ofWhatIsKnownLast))
    kills(toldAnew(ofTheLastVersion))
    kills(toldAnew(ofTheLastSetting))
    kills(toldAnew(nobodyWithoutRate))
  })
})
