/**
 * Why reviews refuse: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import type { UnknownOrder } from "../OrderRefusal.ts"

/** Rules are published under a version greater than the one in force. */
export class RulesOutdated extends Schema.TaggedError<RulesOutdated>()("RulesOutdated", {
  version: Schema.Int,
  inForce: Schema.Int,
}) {
  override get message(): string {
    return `version ${this.inForce} of the rules is in force: publish ${this.inForce + 1} or more, not ${this.version}`
  }
}

/** Nobody can be put on the list by marks that the order does not have. */
export class NoSuchMark extends Schema.TaggedError<NoSuchMark>()("NoSuchMark", {
  externalId: Schema.String,
  missing: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `order ${JSON.stringify(this.externalId)} names no ${this.missing.join(", no ")} of its buyer`
  }
}

/** Everything that reviews refuse. */
export type ReviewRefusal = UnknownOrder | RulesOutdated | RuleSetRefused | NoSuchMark
