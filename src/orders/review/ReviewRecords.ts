/**
 * How reviews lie in the store: the rules in force, who is on the list, and what is known of buyers.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import { Money } from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Rates } from "../../kernel/Rates.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import { AuditRuleSet, type BuyerKey, BuyerMark, ReviewEvent } from "./ReviewCommand.ts"

/** A version of the rules, and whether it is the one in force. */
export interface PublishedRules {
  readonly ruleSet: AuditRuleSet
  readonly inForce: boolean
}

/** One record for each version of the rules that was ever published. */
export const PublishedRuleSets: Collection.Collection<PublishedRules> = Collection.make({
  name: "order-rules",
  schema: Schema.Struct({ ruleSet: AuditRuleSet, inForce: Schema.Boolean }),
  id: ({ ruleSet, inForce }) => (inForce ? rulesInForceId : publishedId(ruleSet.version)),
})

/** The id of the record of the rules in force. */
export const rulesInForceId = "in force"

/** The id of the record of a version of the rules. */
export const publishedId = (version: number): string => Key.join(["version", version])

/** One record: the exchange rates by which rules compare money. */
export const RatesInForce: Collection.Collection<Rates> = Collection.make({
  name: "order-rates",
  schema: Rates,
  id: () => ratesInForceId,
})

/** The id of the one record of {@link RatesInForce}. */
export const ratesInForceId = "in force"

/** Somebody who is on the blacklist. */
export interface Blacklisted extends BuyerKey {
  readonly since: Calendar.Instant
}

/** One record for each mark of a buyer that is on the blacklist. */
export const Blacklist: Collection.Collection<Blacklisted> = Collection.make({
  name: "order-blacklist",
  schema: Schema.Struct({
    by: BuyerMark,
    hash: Schema.String,
    since: Calendar.Instant,
  }),
  id: (listed) => buyerId(listed),
})

/** The id of a record about a mark of a buyer. */
export const buyerId = ({ by, hash }: BuyerKey): string => Key.join([by, hash])

/** What is known of a mark of a buyer: the last orders that bear it. */
export interface Buyer extends BuyerKey {
  readonly orders: ReadonlyArray<{
    /** The id of the record of the order. */
    readonly order: string
    readonly placedAt: Calendar.Instant
    readonly total: Money
  }>
  /** Parcels that came back unclaimed. */
  readonly refusals: number
}

/** The most orders of a mark beside one that is looked at. */
export const ordersKept = 50

/** One record for each mark of a buyer: two orders that bear it conflict when both are looked at. */
export const Buyers: Collection.Collection<Buyer> = Collection.make({
  name: "order-buyer",
  schema: Schema.Struct({
    by: BuyerMark,
    hash: Schema.String,
    orders: Schema.Array(
      Schema.Struct({ order: Schema.String, placedAt: Calendar.Instant, total: Money }),
    ),
    refusals: Quantity.Quantity,
  }),
  id: (buyer) => buyerId(buyer),
})

/** What happened to the rules and to the blacklist. */
export const ReviewHistory: JournalStream.JournalStream<ReviewEvent> = JournalStream.make({
  name: "order-review",
  schema: ReviewEvent,
})
