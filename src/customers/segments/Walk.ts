/**
 * Walking through time: when somebody came to be of a segment and ceased to be, by what was known and
 * what the segment asked for at each instant. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { Traces } from "../../rules/Trace.ts"
import * as Breakpoints from "./Breakpoints.ts"
import * as Segment from "./Segment.ts"
import type { CustomerHistory, Setting } from "./SegmentFacts.ts"
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
  /** The first instant behind the end at which it may be otherwise if nothing happens until then. */
  readonly validUntil?: Calendar.Instant
  /** Why nobody can say at the end of the way whether they are of it. */
  readonly refusal?: Segment.MembershipRefusal
}

/**
 * The moves of a customer in and out of a segment. What was known, what was in force and the settings
 * are listed in the order of time; before the first of any of them nobody is a member. While nobody can
 * say whether they are one, such as for want of a rate, they stay what they were. The same comes of one
 * long way as of the short ones that make it up.
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
 * for (const { at, member } of walked.moves) console.log(at / day, member)
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
): Walked => {
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
    const bound = bounds.find((instant) => instant > at) ?? Infinity
    const here =
      version === undefined || history === undefined || setting === undefined
        ? nobody
        : ask(version.segment, history, at, setting, bound)
    const next = Math.min(bound, here.validUntil ?? Infinity)
    if (here.member !== undefined && here.member !== member) {
      member = here.member
      const { reason } = here
      moves.push({ at, member, version: version?.segment.segment.version ?? 0, reason })
    }
    if (next > until)
      return {
        moves,
        ...(next < Infinity ? { validUntil: next } : {}),
        ...(here.member === undefined ? { refusal: here.refusal } : {}),
      }
    at = next
  }
}

/** Nobody can say whether somebody is a member; it may be otherwise at an instant. */
interface Untold {
  readonly member: undefined
  readonly refusal: Segment.MembershipRefusal
  readonly validUntil?: Calendar.Instant
}

const nobody: Segment.Membership = { member: false, reason: { rules: [], saw: [] } }

const ask = (
  segment: Segment.Compiled,
  history: CustomerHistory,
  at: Calendar.Instant,
  setting: Setting,
  until: Calendar.Instant,
): Segment.Membership | Untold => {
  const asked = Segment.membership(segment, history, at, setting, until)
  if (Result.isSuccess(asked)) return asked.success
  const [validUntil] = Breakpoints.of(segment.segment.when, history, at, until)
  const untold = { member: undefined, refusal: asked.failure }
  return validUntil === undefined ? untold : { ...untold, validUntil }
}
