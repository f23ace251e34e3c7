/**
 * The decisions on a cycle count: given it and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { Result } from "effect"

import { mainPlace } from "../StockCommand.ts"
import type { CountCommand, CountedLine } from "./CountCommand.ts"
import type { CountEvent } from "./CountEvent.ts"
import {
  CountExists,
  type CountFault,
  CountLinesRefused,
  CountOver,
  type CountRefusal,
  CountsOverlap,
  type FaultyLine,
  UnknownCount,
} from "./CountRefusal.ts"
import { type CycleCount, settledVariance, standing } from "./CycleCount.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<CountEvent>, CountRefusal>

/**
 * What there was of the items of a command at the place of the count: at the opening, or when they
 * were counted. Other commands need nothing of it.
 */
export interface CountBook {
  /** The instant, in epoch milliseconds. */
  readonly at: number
  /** Units on hand then, by item; none where it is not named. */
  readonly onHand: ReadonlyMap<string, number>
  /** The count that has an item open at the place, by item. */
  readonly openCounts: ReadonlyMap<string, string>
}

/** Nothing of the book. */
export const noBook: CountBook = { at: 0, onHand: new Map(), openCounts: new Map() }

type Asked<Tag extends CountCommand["_tag"]> = Extract<CountCommand, { readonly _tag: Tag }>

/**
 * Decides a command on a count, or on nothing where none of the id was opened.
 *
 * What is expected of an item is what the book had when it was counted: the snapshot and what moved
 * since. What a counter found less that is the difference, which stays right whatever moves afterwards.
 * Posting says how much to adjust, and nothing of items that do not differ.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { CountDecision, type CycleCount } from "entrepot/stock"
 *
 * const count: CycleCount.CycleCount = {
 *   countId: "c1",
 *   place: "main",
 *   openedAt: 0,
 *   tolerance: 1,
 *   agreement: 1,
 *   status: "open",
 *   lines: [{ sku: "MUG", onHand: 5, entries: [] }],
 * }
 * const entered = CountDecision.decide(
 *   count,
 *   {
 *     _tag: "Enter",
 *     commandId: "e1",
 *     countId: "c1",
 *     counter: "ana",
 *     lines: [{ sku: "MUG", quantity: 2 }],
 *   },
 *   { ...CountDecision.noBook, at: 60_000, onHand: new Map([["MUG", 3]]) },
 * )
 * for (const event of Result.getOrThrow(entered))
 *   if (event._tag === "CountEntered") console.log(event.lines)
 * ```
 * ```text
 * [ { sku: 'MUG', quantity: 2, expected: 3 } ]
 * ```
 */
export const decide = (
  count: CycleCount | undefined,
  command: CountCommand,
  book: CountBook,
): Decision => {
  const { countId } = command
  if (command._tag === "Open")
    return count === undefined ? opened(command, book) : Result.fail(new CountExists({ countId }))
  if (count === undefined) return Result.fail(new UnknownCount({ countId }))
  const { status } = count
  if (
    (status === "posted" && command._tag === "Post") ||
    (status === "abandoned" && command._tag === "Abandon")
  )
    return Result.succeed([])
  if (status !== "open") return Result.fail(new CountOver({ countId, status }))
  switch (command._tag) {
    case "Enter":
      return entered(count, command, book)
    case "Approve":
      return approved(count, command)
    case "Post":
      return posted(count)
    case "Abandon":
      return Result.succeed([{ _tag: "CountAbandoned", countId }])
  }
}

/** The events, unless a line is at fault: then every such line is named. */
const unless = <L extends { readonly sku: string }>(
  countId: string,
  lines: ReadonlyArray<L>,
  faultOf: (line: L, at: number) => CountFault | undefined,
  events: () => ReadonlyArray<CountEvent>,
): Decision => {
  const faulty = lines.flatMap((line, at): ReadonlyArray<FaultyLine> => {
    const fault = faultOf(line, at)
    return fault === undefined ? [] : [{ line: at, sku: line.sku, fault }]
  })
  return faulty.length > 0
    ? Result.fail(new CountLinesRefused({ countId, lines: faulty }))
    : Result.succeed(events())
}

const opened = (
  { countId, place = mainPlace, skus, tolerance = 0, agreement = 1 }: Asked<"Open">,
  { at: openedAt, onHand, openCounts }: CountBook,
): Decision => {
  const others = skus.flatMap((sku) => {
    const openCountId = openCounts.get(sku)
    return openCountId === undefined ? [] : [{ sku, openCountId }]
  })
  if (others.length > 0) return Result.fail(new CountsOverlap({ countId, lines: others }))
  const items = skus.map((sku) => ({ sku, onHand: onHand.get(sku) ?? 0 }))
  const isRepeated = repeated(items)
  return unless(
    countId,
    items,
    ({ sku }, at) => (isRepeated(sku, at) ? "NamedTwice" : undefined),
    () => [{ _tag: "CountOpened", countId, place, openedAt, tolerance, agreement, items }],
  )
}

const entered = (
  { countId, place, openedAt, lines: known }: CycleCount,
  { counter, lines }: Asked<"Enter">,
  { at: countedAt, onHand }: CountBook,
): Decision => {
  const skus = new Set(known.map(({ sku }) => sku))
  const isRepeated = repeated(lines)
  const faultOf = (line: CountedLine, at: number): CountFault | undefined => {
    if (line.place !== undefined && line.place !== place) return "OtherPlace"
    if (!skus.has(line.sku)) return "NotInCount"
    if (isRepeated(line.sku, at)) return "NamedTwice"
    return countedAt < openedAt ? "BeforeSnapshot" : undefined
  }
  return unless(countId, lines, faultOf, () => [
    {
      _tag: "CountEntered",
      countId,
      counter,
      countedAt,
      lines: lines.map(({ sku, quantity }) => ({
        sku,
        quantity,
        expected: onHand.get(sku) ?? 0,
      })),
    },
  ])
}

const approved = (count: CycleCount, { countId, lines }: Asked<"Approve">): Decision => {
  const bySku = new Map(count.lines.map((line) => [line.sku, line]))
  const isRepeated = repeated(lines)
  return unless(
    countId,
    lines,
    ({ sku, variance }, at) => {
      const line = bySku.get(sku)
      if (line === undefined) return "NotInCount"
      if (isRepeated(sku, at)) return "NamedTwice"
      const state = standing(count, line)
      if (state === "Uncounted" || state === "Disputed") return state
      return settledVariance(count, line) === variance ? undefined : "OtherVariance"
    },
    () => {
      const fresh = lines.filter(({ sku, variance }) => bySku.get(sku)?.approved !== variance)
      return fresh.length === 0 ? [] : [{ _tag: "VarianceApproved", countId, lines: fresh }]
    },
  )
}

const posted = (count: CycleCount): Decision => {
  const { countId, place, lines } = count
  return unless(
    countId,
    lines,
    (line) => {
      const state = standing(count, line)
      return state === "Ready" ? undefined : state
    },
    () => {
      const differing = lines
        .map((line) => ({ sku: line.sku, variance: settledVariance(count, line) ?? 0 }))
        .filter(({ variance }) => variance !== 0)
      return [{ _tag: "CountPosted", countId, place, lines: differing }]
    },
  )
}

/** Whether a line names an item that an earlier line named. */
const repeated = (
  lines: ReadonlyArray<{ readonly sku: string }>,
): ((sku: string, at: number) => boolean) => {
  const first = new Map(lines.map(({ sku }, at) => [sku, at] as const).toReversed())
  return (sku, at) => first.get(sku) !== at
}
