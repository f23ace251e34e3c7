/**
 * Segments: customers of whom a condition holds, and how long it goes on holding if nothing happens.
 * Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { Condition, leaves } from "../../rules/Condition.ts"
import * as Engine from "../../rules/Engine.ts"
import { type EvaluationRefusal, RuleSetRefused } from "../../rules/RuleRefusal.ts"
import * as Trace from "../../rules/Trace.ts"
import * as Breakpoints from "./Breakpoints.ts"
import * as SegmentFacts from "./SegmentFacts.ts"

/** A segment as a value; a tag is a segment with a name that people read. */
export const Segment = Schema.Struct({
  id: Id.Id,
  /** From 1; a segment that asks for something else has a new one. */
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  name: Schema.optionalKey(Schema.NonEmptyString),
  /** Over `SegmentFacts.declared`. Whoever it cannot be told of is no member. */
  when: Condition,
})
/** A segment as a value. */
export type Segment = typeof Segment.Type

/** A segment that was checked against the facts, ready to be asked. */
export interface Compiled {
  readonly segment: Segment
  readonly engine: Engine.Engine<(typeof SegmentFacts.declared)["fields"], string>
}

/** Whether a customer is of a segment at an instant, and until when that is certain. */
export interface Membership {
  readonly member: boolean
  /**
   * The first instant at which it is otherwise if nothing happens until then, or cannot be told, in epoch
   * milliseconds; absent where that never comes.
   */
  readonly validUntil?: Calendar.Instant
  /** How the condition came to its answer. */
  readonly reason: Trace.Traces
}

/** Why nobody can say whether a customer is of a segment: money is compared without a rate for it. */
export type MembershipRefusal = EvaluationRefusal

/**
 * Compiles a segment, or names all that is wrong with it.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Segment, SegmentFacts } from "entrepot/customers"
 * import { Conditions } from "entrepot/rules"
 *
 * const when = Conditions.over(SegmentFacts.declared).compare("daysSinceLastMoment", "<", 7)
 * const active = Result.getOrThrow(Segment.compile({ id: "active", version: 1, when }))
 * const history = { trades: [], moments: [0], consents: [] }
 * const now = Segment.membership(active, history, 1_000, { currency: "EUR" })
 * const { member, validUntil = 0 } = Result.getOrThrow(now)
 * console.log(member, validUntil / SegmentFacts.dayMillis)
 * ```
 * ```text
 * true 7
 * ```
 */
export const compile = (segment: Segment): Result.Result<Compiled, RuleSetRefused> => {
  const { id, version, when } = segment
  if (leaves(when).some((leaf) => leaf._tag === "Sum" && leaf.of === "daysAgo")) {
    const because = "daysAgo grows from day to day, so that a sum of it is never settled"
    return Result.fail(
      new RuleSetRefused({ ruleSet: id, problems: [{ rule: id, path: "when", because }] }),
    )
  }
  const rules = [{ id, when, outcome: id, onUnknown: "skip" as const }]
  return Result.map(
    Engine.compile(SegmentFacts.declared, { id, version, policy: "collect", rules }),
    (engine) => ({ segment, engine }),
  )
}

/**
 * Whether a customer is of a segment at an instant (epoch milliseconds), and until when. The instants at
 * which days alone can change the answer are gone through until one does, up to `until`.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Segment, SegmentFacts } from "entrepot/customers"
 * import { Conditions } from "entrepot/rules"
 *
 * const when = Conditions.over(SegmentFacts.declared).compare("daysSinceLastMoment", ">=", 90)
 * const silent = Result.getOrThrow(Segment.compile({ id: "silent", version: 1, when }))
 * const history = { trades: [], moments: [0], consents: [] }
 * const day = SegmentFacts.dayMillis
 * const asked = Segment.membership(silent, history, 80 * day, { currency: "EUR" })
 * const { member, validUntil = 0, reason } = Result.getOrThrow(asked)
 * console.log(member, validUntil / day, reason.saw)
 * ```
 * ```text
 * false 90 [ { fact: 'daysSinceLastMoment', value: 80 } ]
 * ```
 */
export const membership = (
  { segment, engine }: Compiled,
  history: SegmentFacts.CustomerHistory,
  at: Calendar.Instant,
  setting: SegmentFacts.Setting,
  until: Calendar.Instant = Infinity,
): Result.Result<Membership, MembershipRefusal> => {
  const read = SegmentFacts.reader(history, setting)
  const { rates } = setting
  const contextAt = (instant: Calendar.Instant) => ({
    at: instant,
    ...(rates === undefined ? {} : { rates }),
  })
  const isMember = (subject: SegmentFacts.SegmentSubject, instant: Calendar.Instant) =>
    Result.map(Engine.evaluate(engine, subject, contextAt(instant)), ({ hits }) => hits.length > 0)
  const subject = read(at)
  return Result.map(isMember(subject, at), (member) => {
    const goesOn = (instant: Calendar.Instant): boolean =>
      Result.getOrUndefined(isMember(read(instant), instant)) === member
    const validUntil = Breakpoints.of(segment.when, history, at, until).find(
      (instant) => !goesOn(instant),
    )
    const reason = Trace.of(engine, subject, contextAt(at), "")
    return { member, reason, ...(validUntil === undefined ? {} : { validUntil }) }
  })
}
