/** Both ways side by side: throughput, errors, and how much of it hangs on the assumptions. Pure. */
import { type Effect, Record } from "effect"

import type * as ByDesk from "./byDesk.ts"
import * as ByHand from "./byHand.ts"
import type { Day } from "./day.ts"
import { countErrors, countUnsent, type Outcome, perPersonHour, sentRight } from "./outcome.ts"
import { formula } from "./purchasing.ts"
import { asPrinted, type Factors, secondsOf, slipsOf, touches, type Work } from "./touches.ts"

/** A day as it went through the library. */
export type DeskRun = Effect.Success<ReturnType<typeof ByDesk.work>>

/** What throughput means here: nobody else has said. */
const definition =
  "orders sent right per person-hour: those with which nothing went wrong, in however many parcels, " +
  "divided by the hours of all touches by hand, office and floor"

/** What this is, and what it is not. */
const note =
  "A simulation shows what a model reaches under the printed assumptions. It proves nothing about a " +
  "shop: measure your own minutes and errors, and put them in."

/** One row of the table of sensitivity: factors on the assumptions, and what they lead to. */
export interface Row extends Factors {
  /** Factor on the orders that people look at after. */
  readonly reviews: number
  readonly before: number
  readonly after: number
  readonly ratio: number
}

const factors: ReadonlyArray<Factors & Pick<Row, "reviews">> = [
  { ...asPrinted, reviews: 1 },
  { ...asPrinted, minutes: 0.5, reviews: 1 },
  { ...asPrinted, minutes: 2, reviews: 1 },
  { ...asPrinted, slips: 0.5, reviews: 1 },
  { ...asPrinted, slips: 2, reviews: 1 },
  { ...asPrinted, reviews: 0.5 },
  { ...asPrinted, reviews: 2 },
  { minutes: 0.5, slips: 0.5, reviews: 2 },
]

/** Compares a day that went both ways. */
export const compare = (day: Day, before: Outcome, after: DeskRun) => {
  const { held, documents, ordersOnDesk, told, numbersSent, unrouted, stock, floor } = after
  const sensitivity = factors.map((factor) => rowOf(day, after, factor))
  return {
    seed: day.seed,
    orders: day.orders.length,
    definition,
    touches,
    before: summaryOf(before),
    after: summaryOf(after),
    ratio: ratioOf(speedOf(before), speedOf(after)),
    sensitivity,
    held: heldBy(held),
    heldOrders: new Set(held.map(({ order }) => order)).size,
    heldForNothing: held.filter(({ findings }) => findings.length === 0).length,
    documents,
    ordersOnDesk,
    told,
    numbersSent,
    unrouted: countEach(unrouted),
    floor: Record.filter(floor, (seen): seen is number => typeof seen === "number"),
    stock,
    formula,
    note,
  }
}

/** Everything that is printed. */
export type Comparison = ReturnType<typeof compare>

const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

const speedOf = (outcome: Outcome): number =>
  perPersonHour(sentRight(outcome), secondsOf(outcome.work))

const ratioOf = (before: number, after: number): number => round(after / before)

const summaryOf = (outcome: Outcome) => {
  const { fates, work } = outcome
  const errors = countErrors(outcome)
  const wrong = fates.filter(({ errors }) => errors.size > 0).length
  return {
    right: sentRight(outcome),
    wrong,
    hours: round(secondsOf(work) / 3_600),
    perPersonHour: round(speedOf(outcome)),
    touches: Object.values(work.times).reduce((sum, times) => sum + times, 0),
    errors,
    errorsPerThousand: round((wrong * 1_000) / fates.length, 1),
    unsent: countUnsent(outcome),
    times: work.times,
    walkedMetres: Math.round(work.walkedMm / 1_000),
  }
}

const rowOf = (day: Day, after: DeskRun, factor: (typeof factors)[number]): Row => {
  const byHand = ByHand.work(day, slipsOf(day.seed, factor))
  const before = perPersonHour(sentRight(byHand), secondsOf(byHand.work, factor))
  const { right, work } = deskUnder(day, after, factor)
  const speed = perPersonHour(right, secondsOf(work, factor))
  return { ...factor, before: round(before), after: round(speed), ratio: ratioOf(before, speed) }
}

/**
 * The day at the desk under other assumptions, without playing it again: a slip of a picker costs a
 * walk and a scan, since the scan refuses it; one at the review lets an odd address go.
 */
const deskUnder = (
  { seed, orders }: Day,
  run: DeskRun,
  { reviews, ...factor }: (typeof factors)[number],
): { readonly right: number; readonly work: Work } => {
  const printed = slipsOf(seed)
  const slips = slipsOf(seed, factor)
  const caught = run.floor.picks.filter(([order, part]) => slips(order, "pick", part)).length
  const more = caught - run.floor.caught
  const looked = new Set(run.held.map(({ order }) => order))
  let right = sentRight(run)
  for (const { number, hasOddAddress, answersAt } of orders) {
    if (!hasOddAddress || answersAt === undefined || !looked.has(number)) continue
    const [was, is] = [printed(number, "check"), slips(number, "check")]
    if (is && !was) right -= 1
    if (was && !is && run.fates[number]?.errors.has("wrongAddress")) right += 1
  }
  const { times, walkedMm } = run.work
  const { pick, scan, check, ask, mapping, unrouted } = times
  const office = Record.map({ check, ask, mapping, unrouted }, (done) => done * reviews)
  const floor = { pick: pick + more, scan: scan + more }
  return { right, work: { times: { ...times, ...office, ...floor }, walkedMm } }
}

/** What was held, by rule and queue. */
const heldBy = (held: DeskRun["held"]) =>
  Object.entries(
    countEach(
      held.flatMap(({ findings }) => findings.map(({ rule, queue }) => `${rule}\n${queue}`)),
    ),
  ).map(([name, orders]) => {
    const [rule = "", queue = ""] = name.split("\n")
    return { rule, queue, orders }
  })

const countEach = (names: ReadonlyArray<string>): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
