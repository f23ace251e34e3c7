/**
 * What the rules and people said of an order. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"

/** Why an order waits for a person: the rule, what it saw, and who looks at such orders. */
export const Finding = Schema.Struct({
  /** The id of the rule. */
  rule: Id.Id,
  /** Where people find the order. */
  queue: Id.Id,
  /** In words, without anything personal. */
  because: Schema.String,
  /** What the rule saw, condition by condition; personal facts stand as keyed hashes. */
  evidence: Schema.Array(Schema.String),
  /** Who has to agree, where not anybody may. */
  role: Schema.optionalKey(Id.Id),
})
/** Why an order waits for a person. */
export type Finding = typeof Finding.Type

/** What is the same for a review as it is told and as it is kept. */
export const outcomeFields = {
  /** `waiting` until it is looked at again, since something changed that the rules look at. */
  state: Schema.Literals(["waiting", "held", "released", "rejected"]),
  /** Since when, in epoch milliseconds: the age of an order in its queue. */
  since: Calendar.Instant,
  findings: Schema.Array(Finding),
  tags: Schema.Array(Id.Id),
  notes: Schema.Array(Schema.String),
  /** The higher, the sooner; 0 unless a rule says otherwise. */
  priority: Schema.Int,
  /** SKUs of the channel that nobody had mapped, where there are any. */
  unmapped: Schema.optionalKey(Schema.Array(Id.Sku)),
  /** The place or the courier that a rule wants, where one does. */
  routeTo: Schema.optionalKey(Id.Id),
  /** The rules and the facts that it was decided by, as hashes: the same decide the same. */
  ruleSetHash: Schema.String,
  /** The version of those rules; 0 where nobody had published any. */
  ruleSetVersion: Schema.optionalKey(Schema.Int),
  factsHash: Schema.String,
  /** The instant of the decision, which is one of the facts; epoch milliseconds. */
  decidedAt: Calendar.Instant,
}

/** A review as it is kept. */
export const Review = Schema.Struct({
  ...outcomeFields,
  /** Who looks after it, where somebody does. */
  assignee: Schema.optionalKey(Id.Id),
  /** What made it wait again after it was looked at. */
  changed: Schema.optionalKey(
    Schema.Array(Schema.Literals(["lines", "destination", "payment", "persons", "terms"])),
  ),
  /** Since when it was held before it changed: its age, should the same queue hold it again. */
  heldSince: Schema.optionalKey(Calendar.Instant),
})
/** What the rules and people said of an order. */
export type Review = typeof Review.Type

/** What of an order may change so that it has to be looked at again. */
export type Change = NonNullable<Review["changed"]>[number]

/** The queues in which an order waits, each once. */
export const queuesOf = ({ state, findings }: Review): ReadonlyArray<string> =>
  state === "held" ? [...new Set(findings.map(({ queue }) => queue))] : []
