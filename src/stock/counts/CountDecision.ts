/**
 * The decisions on a cycle count: given it and a command, the events or the refusal. Pure.
 *
 * @module
 */
import { Equal, Result } from "effect"

import type { CountCommand, CountedLine, CountItem } from "./CountCommand.ts"
import { compare } from "./CountComparison.ts"
import type { CountEvent, EnteredLine, Finding, FoundLine } from "./CountEvent.ts"
import {
  CountExists,
  type CountFault,
  CountLinesRefused,
  CountOver,
  type CountRefusal,
  type FaultyLine,
  UnknownCount,
} from "./CountRefusal.ts"
import { type CycleCount, discrepancy, settledFinding, standing } from "./CycleCount.ts"

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<CountEvent>, CountRefusal>

type Asked<Tag extends CountCommand["_tag"]> = Extract<CountCommand, { readonly _tag: Tag }>

/**
 * Decides a command on a count, or on nothing where none of the id was opened.
 *
 * What is expected of an item is the snapshot and what moved since, up to the position of counting;
 * what a counter found less that is the difference, which stays right whatever moves afterwards.
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
 *   position: 40,
 *   tolerance: 1,
 *   agreement: 1,
 *   status: "open",
 *   lines: [{ sku: "MUG", onHand: 5, entries: [] }],
 * }
 * const entered = CountDecision.decide(count, {
 *   _tag: "Enter",
 *   commandId: "e1",
 *   countId: "c1",
 *   counter: "ana",
 *   position: 44,
 *   lines: [{ sku: "MUG", quantity: 2, since: { units: -2 } }],
 * })
 * for (const event of Result.getOrThrow(entered))
 *   if (event._tag === "CountEntered")
 *     for (const { expected, finding } of event.lines) console.log(expected, finding.variance)
 * ```
 * ```text
 * 3 -1
 * ```
 */
export const decide = (count: CycleCount | undefined, command: CountCommand): Decision => {
  const { countId } = command
  if (command._tag === "Open")
    return count === undefined ? opened(command) : Result.fail(new CountExists({ countId }))
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
      return entered(count, command)
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
  decision: () => Decision,
): Decision => {
  const faulty = lines.flatMap((line, at): ReadonlyArray<FaultyLine> => {
    const fault = faultOf(line, at)
    return fault === undefined ? [] : [{ line: at, sku: line.sku, fault }]
  })
  return faulty.length > 0
    ? Result.fail(new CountLinesRefused({ countId, lines: faulty }))
    : decision()
}

const opened = ({
  countId,
  place,
  position,
  items,
  tolerance,
  agreement = 1,
}: Asked<"Open">): Decision => {
  const isRepeated = repeated(items)
  return unless(
    countId,
    items,
    (item, at) =>
      isRepeated(item.sku, at) ? "NamedTwice" : serialFault(item.onHand, item.serials),
    () =>
      Result.succeed([
        {
          _tag: "CountOpened",
          countId,
          place,
          position,
          tolerance,
          agreement,
          items: items.map(({ sku, onHand, serials }: CountItem) =>
            serials === undefined ? { sku, onHand } : { sku, onHand, serials },
          ),
        },
      ]),
  )
}

const entered = (
  { countId, place, position: snapshot, lines: known }: CycleCount,
  { counter, position, lines }: Asked<"Enter">,
): Decision => {
  const bySku = new Map(known.map((line) => [line.sku, line]))
  const isRepeated = repeated(lines)
  const faultOf = (line: CountedLine, at: number): CountFault | undefined => {
    const item = bySku.get(line.sku)
    if (line.place !== undefined && line.place !== place) return "OtherPlace"
    if (item === undefined) return "NotInCount"
    if (isRepeated(line.sku, at)) return "NamedTwice"
    if (position < snapshot) return "BeforeSnapshot"
    if (item.serials !== undefined && line.serials === undefined) return "SerialsWanted"
    if (item.serials === undefined && line.serials !== undefined) return "SerialsUnwanted"
    return serialFault(line.quantity, line.serials)
  }
  return unless(countId, lines, faultOf, () => {
    const found: Array<EnteredLine> = []
    for (const line of lines) {
      const item = bySku.get(line.sku)
      if (item === undefined) continue
      const one = compare(item, line)
      if (Result.isFailure(one)) return Result.fail(one.failure)
      found.push(one.success)
    }
    return Result.succeed([{ _tag: "CountEntered", countId, counter, position, lines: found }])
  })
}

const approved = (count: CycleCount, { countId, lines }: Asked<"Approve">): Decision => {
  const bySku = new Map(count.lines.map((line) => [line.sku, line]))
  const isRepeated = repeated(lines)
  const findingOf = (sku: string): Finding | undefined => {
    const line = bySku.get(sku)
    return line === undefined ? undefined : settledFinding(count, line)
  }
  return unless(
    countId,
    lines,
    ({ sku, variance }, at) => {
      const line = bySku.get(sku)
      if (line === undefined) return "NotInCount"
      if (isRepeated(sku, at)) return "NamedTwice"
      const state = standing(count, line)
      if (state === "Uncounted" || state === "Disputed") return state
      return findingOf(sku)?.variance === variance ? undefined : "OtherVariance"
    },
    () => {
      const found = lines.flatMap(({ sku }): ReadonlyArray<FoundLine> => {
        const finding = findingOf(sku)
        const isNew = finding !== undefined && !Equal.equals(bySku.get(sku)?.approved, finding)
        return isNew ? [{ sku, finding }] : []
      })
      return Result.succeed(
        found.length === 0 ? [] : [{ _tag: "VarianceApproved", countId, lines: found }],
      )
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
      const found = lines.flatMap((line): ReadonlyArray<FoundLine> => {
        const finding = settledFinding(count, line)
        return finding === undefined || discrepancy(finding) === 0
          ? []
          : [{ sku: line.sku, finding }]
      })
      return Result.succeed([{ _tag: "CountPosted", countId, place, lines: found }])
    },
  )
}

const serialFault = (
  quantity: number,
  serials: ReadonlyArray<string> | undefined,
): CountFault | undefined => {
  if (serials === undefined) return undefined
  if (new Set(serials).size < serials.length) return "SerialTwice"
  return serials.length === quantity ? undefined : "SerialsDiffer"
}

/** Whether a line names an item that an earlier line named. */
const repeated = (
  lines: ReadonlyArray<{ readonly sku: string }>,
): ((sku: string, at: number) => boolean) => {
  const first = new Map(lines.map(({ sku }, at) => [sku, at] as const).toReversed())
  return (sku, at) => first.get(sku) !== at
}
