/**
 * Walking through time: when somebody came to be of a segment and ceased to be, by what was known and
 * what the segment asked for at each instant. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { Traces } from "../../rules/Trace.ts"
import * as Segment from "./Segment.ts"
import type { CustomerHistory } from "./SegmentFacts.ts"
import * as Settings from "./Settings.ts"

/** What was known of a customer from an instant on (epoch milliseconds), until the next is. */
export interface Known {
  readonly from: Calendar.Instant
  /** Absent while they are none, such as after they were merged into another. */
  readonly history: CustomerHistory | undefined
}

/** What a segment asks for from an instant on (epoch milliseconds), until its next version does. */
export interface InForce {
  readonly from: Calendar.Instant
  readonly segment: Segment.Compiled
}

/** Somebody came to be of a segment, or ceased to be. */
export interface Move {
  readonly at: Calendar.Instant
  readonly member: boolean
  readonly version: number
  readonly reason: Traces
}

/** A way through time, both ends included, in epoch milliseconds. */
export interface Way {
  readonly from: Calendar.Instant
  readonly until: Calendar.Instant
  /** Whether they were of the segment before. */
  readonly was: boolean
}

/** What was met on a way. */
export interface Walked {
  /** In the order of time. */
  readonly moves: ReadonlyArray<Move>
  /** The first instant behind the end at which it is otherwise if nothing happens until then. */
  readonly validUntil?: Calendar.Instant
}

/**
 * The moves of a customer in and out of a segment. What was known, what was in force and the settings
 * are listed in the order of time; before the first of any of them nobody is a member. The same comes of
 * one long way as of the short ones that make it up.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Segment, SegmentFacts, Settings, Walk } from "entrepot/customers"
 * import { Conditions } from "entrepot/rules"
 *
 * const day = SegmentFacts.dayMillis
 * const when = Conditions.over(SegmentFacts.declared).compare("daysSinceLastMoment", ">=", 90)
 * const silent = Result.getOrThrow(Segment.compile({ id: "silent", version: 1, when }))
 * const known = [{ from: 0, history: { trades: [], moments: [0], consents: [] } }]
 * const way = { from: 0, until: 100 * day, was: false }
 * const settings = Settings.always({ currency: "EUR" })
 * const walked = Walk.of([{ from: 0, segment: silent }], known, way, settings)
 * for (const { at, member } of Result.getOrThrow(walked).moves) console.log(at / day, member)
 * ```
 * ```text
 * 90 true
 * ```
 */
export const of = (
  versions: ReadonlyArray<InForce>,
  known: ReadonlyArray<Known>,
  { from, until, was }: Way,
  settings: Settings.Settings,
): Result.Result<Walked, Segment.MembershipRefusal> =>
  Result.gen(function* () {
    const bounds = [...versions, ...known, ...settings]
      .map((bound) => bound.from)
      .toSorted((a, b) => a - b)
    const moves: Array<Move> = []
    let member = was
    let at = from
    while (true) {
      const version = versions.findLast((one) => one.from <= at)
      const history = known.findLast((one) => one.from <= at)?.history
      const setting = Settings.at(settings, at)
      const here: Segment.Membership =
        version === undefined || history === undefined || setting === undefined
          ? { member: false, reason: { rules: [], saw: [] } }
          : yield* Segment.membership(version.segment, history, at, setting)
      if (here.member !== member) {
        member = here.member
        const { reason } = here
        moves.push({ at, member, version: version?.segment.segment.version ?? 0, reason })
      }
      const bound = bounds.find((instant) => instant > at) ?? Infinity
      const next = Math.min(bound, here.validUntil ?? Infinity)
      if (next > until) return { moves, ...(next < Infinity ? { validUntil: next } : {}) }
      at = next
    }
  })
