/**
 * What can be asked of reviews, and what happened to their rules.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Rates from "../../kernel/Rates.ts"
import * as ReviewReport from "../../rules/analysis/ReviewReport.ts"
import * as Rule from "../../rules/Rule.ts"
import { HitPolicy } from "../../rules/RuleSet.ts"
import { OrderKey } from "../OrderCommand.ts"
import { Actions } from "./Action.ts"

/** The rules for orders. */
export const AuditRuleSet = Schema.Struct({
  id: Id.Id,
  version: Schema.Int,
  policy: HitPolicy,
  rules: Schema.Array(Rule.schema(Actions)),
})
/** The rules for orders. */
export type AuditRuleSet = typeof AuditRuleSet.Type

/** By what a buyer is known again: the channel's id, a phone, an e-mail, or the door. */
export const BuyerMark = Schema.Literals(["customer", "phone", "email", "door"])
/** By what a buyer is known again. */
export type BuyerMark = typeof BuyerMark.Type

/** A mark of a buyer, as a keyed hash. */
export interface BuyerKey {
  readonly by: BuyerMark
  readonly hash: string
}

const header = CommandHeader.fields
const mark = { by: BuyerMark, hash: Schema.String }

/**
 * A command of reviews.
 *
 * - `Publish`: rules are in force from now on; their version is greater than all before. `checks` says
 *   what is looked for in them, where that is not those that nothing reaches and those in a shadow.
 * - `UseRates`: money in two currencies compares by these rates from now on.
 * - `Review`: an order that waits is looked at.
 * - `Blacklist`, `Unblacklist`: a mark is on the list, or not any more.
 * - `BlacklistBuyer`: the buyer of an order is on the list, by these marks.
 * - `CountRefusal`: a parcel of an order came back unclaimed.
 */
export const ReviewCommand = Schema.TaggedUnion({
  Publish: {
    ...header,
    ruleSet: Schema.Unknown,
    checks: Schema.optionalKey(Schema.Array(ReviewReport.Check)),
  },
  UseRates: { ...header, rates: Rates.Rates },
  Review: { ...header, order: OrderKey },
  Blacklist: { ...header, ...mark, because: CommandHeader.Reason },
  Unblacklist: { ...header, ...mark },
  BlacklistBuyer: {
    ...header,
    order: OrderKey,
    by: Schema.Array(BuyerMark).check(Schema.isMinLength(1)),
    because: CommandHeader.Reason,
  },
  CountRefusal: { ...header, order: OrderKey },
})
/** A command of reviews. */
export type ReviewCommand = typeof ReviewCommand.Type

/**
 * What happened to the rules and to the blacklist. Why somebody is on it may be personal, and stands
 * where it can be erased.
 */
export const ReviewEvent = Schema.TaggedUnion({
  RulesPublished: { id: Id.Id, version: Schema.Int, hash: Schema.String },
  RatesUsed: { rates: Rates.Rates },
  Blacklisted: mark,
  Unblacklisted: mark,
})
/** What happened to the rules and to the blacklist. */
export type ReviewEvent = typeof ReviewEvent.Type
