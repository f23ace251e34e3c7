/**
 * Rules: a condition, and the outcome where it holds.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import { Condition } from "./Condition.ts"

/** When a rule applies, by the instant of the decision: from an instant to before another. */
export interface Validity {
  /** Epoch milliseconds. */
  readonly from?: Calendar.Instant
  /** Epoch milliseconds; no longer at this instant. */
  readonly before?: Calendar.Instant
}

/**
 * A rule. What its outcome is, is up to the use: actions for an order, a segment, an approver.
 */
export interface Rule<Outcome> {
  readonly id: Id.Id
  readonly name?: string
  readonly when: Condition
  readonly outcome: Outcome
  /** The greater comes first; 0 unless given. Rules of equal salience keep the order of their set. */
  readonly salience?: number
  readonly validity?: Validity
  /** What it means that a needed fact is missing: the subject is held, or the rule is skipped. */
  readonly onUnknown: "hold" | "skip"
}

/** Decodes rules whose outcomes are of a schema. */
export const schema = <Outcome, Json>(outcome: Schema.Codec<Outcome, Json>) =>
  Schema.Struct({
    id: Id.Id,
    name: Schema.optionalKey(Schema.String),
    when: Condition,
    outcome,
    salience: Schema.optionalKey(Schema.Int),
    validity: Schema.optionalKey(
      Schema.Struct({
        from: Schema.optionalKey(Calendar.Instant),
        before: Schema.optionalKey(Calendar.Instant),
      }),
    ),
    onUnknown: Schema.Literals(["hold", "skip"]),
  })
