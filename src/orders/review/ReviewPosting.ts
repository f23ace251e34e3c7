/**
 * Reviews in a transaction: rules look at an order, with what is known of its buyer at that moment.
 *
 * @module
 */
import { Effect, Equal, Option, Result, Schema } from "effect"

import * as Counterfactual from "../../rules/analysis/Counterfactual.ts"
import type * as RulesReview from "../../rules/analysis/Review.ts"
import * as Engine from "../../rules/Engine.ts"
import * as Evidence from "../../rules/Evidence.ts"
import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import * as Trace from "../../rules/Trace.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Order from "../Order.ts"
import type { OrderKey } from "../OrderCommand.ts"
import * as OrderEvolution from "../OrderEvolution.ts"
import { History, Orders } from "../OrderRecords.ts"
import * as OrderTotals from "../OrderTotals.ts"
import * as PersonalKeeping from "../PersonalKeeping.ts"
import { isHolding } from "./Action.ts"
import * as BuyerKeeping from "./BuyerKeeping.ts"
import * as EngineKeeping from "./EngineKeeping.ts"
import type { BuyerKey, ReviewCommand, ReviewEvent } from "./ReviewCommand.ts"
import * as ReviewKeeping from "./ReviewKeeping.ts"
import {
  Blacklist,
  buyerId,
  PublishedRuleSets,
  RatesInForce,
  ReviewHistory,
} from "./ReviewRecords.ts"
import { NoSuchMark, type ReviewRefusal, RulesOutdated } from "./ReviewRefusal.ts"
import * as RuleChecks from "./RuleChecks.ts"
import * as Verdict from "./Verdict.ts"

/** The answer of a posted command. */
export const ReviewPosted = Schema.Struct({
  changed: Schema.Boolean,
  /** What the order waits for since, where it is about one. */
  stage: Schema.optionalKey(Schema.String),
  /** What the checks of published rules found: warnings, since rules in vain do no harm. */
  checked: Schema.optionalKey(RuleChecks.Checked),
})
/** The answer of a posted command. */
export type ReviewPosted = typeof ReviewPosted.Type

type CommandOf<Tag extends ReviewCommand["_tag"]> = Extract<ReviewCommand, { readonly _tag: Tag }>
type Post<A = ReviewPosted> = Effect.fn.Return<A, ReviewRefusal, Transaction>

/**
 * Does what a command of reviews asks for.
 *
 * @example
 * ```ts
 * import { ReviewPosting } from "entrepot/orders"
 *
 * const lookAt = (externalId: string) =>
 *   ReviewPosting.post({
 *     _tag: "Review",
 *     commandId: `review ${externalId}`,
 *     order: { channel: "csv", account: "shop", externalId },
 *   })
 * ```
 */
export const post = Effect.fnUntraced(function* (command: ReviewCommand): Post {
  const tx = yield* Transaction
  const tell = (event: ReviewEvent) =>
    Effect.as(tx.append(ReviewHistory, event, { occurredAt: command.occurredAt }), {
      changed: true,
    })
  const list = Effect.fnUntraced(function* ({ by, hash }: BuyerKey) {
    yield* tx.put(Blacklist, { by, hash, since: yield* tx.now })
    return yield* tell({ _tag: "Blacklisted", by, hash })
  })
  switch (command._tag) {
    case "Publish":
      return yield* publish(command)
    case "UseRates":
      yield* tx.put(RatesInForce, command.rates)
      return yield* tell({ _tag: "RatesUsed", rates: command.rates })
    case "Review":
      return yield* review(command)
    case "Blacklist":
      return yield* list(command)
    case "Unblacklist": {
      const { by, hash } = command
      if (Option.isNone(yield* tx.get(Blacklist, buyerId(command)))) return { changed: false }
      yield* tx.remove(Blacklist, buyerId(command))
      return yield* tell({ _tag: "Unblacklisted", by, hash })
    }
    case "BlacklistBuyer": {
      const { order, said } = yield* ReviewKeeping.orderOf(tx, command.order)
      const keys = yield* BuyerKeeping.keysOf(tx, order, said)
      const missing = command.by.filter((by) => !keys.some((key) => key.by === by))
      if (missing.length > 0)
        return yield* new NoSuchMark({ externalId: order.externalId, missing })
      for (const key of keys.filter(({ by }) => command.by.includes(by))) yield* list(key)
      return { changed: true }
    }
    case "CountRefusal": {
      const { order, said } = yield* ReviewKeeping.orderOf(tx, command.order)
      yield* BuyerKeeping.countRefusal(tx, order, said)
      return { changed: true }
    }
  }
})

const publish = Effect.fnUntraced(function* (command: CommandOf<"Publish">): Post {
  const tx = yield* Transaction
  const engine = yield* Effect.fromResult(EngineKeeping.read(command.ruleSet))
  const before = yield* EngineKeeping.inForce(tx)
  const { ruleSet } = engine
  const { id, version } = ruleSet
  if (version <= before.ruleSet.version)
    return yield* new RulesOutdated({ version, inForce: before.ruleSet.version })
  yield* tx.put(PublishedRuleSets, { ruleSet, inForce: true })
  yield* tx.put(PublishedRuleSets, { ruleSet, inForce: false })
  yield* tx.append(ReviewHistory, { _tag: "RulesPublished", id, version, hash: engine.hash() })
  const { checks } = command
  const key = yield* PersonalKeeping.keyOf(tx)
  const checked = RuleChecks.of(engine, key, checks === undefined ? {} : { checks })
  return { changed: true, checked }
})

/** Checks rules as they would be published. */
export const check = Effect.fnUntraced(function* (
  ruleSet: unknown,
  options: RulesReview.Options,
): Effect.fn.Return<RuleChecks.Checked, RuleSetRefused, Transaction> {
  const engine = yield* Effect.fromResult(EngineKeeping.read(ruleSet))
  const key = yield* PersonalKeeping.keyOf(yield* Transaction)
  return RuleChecks.of(engine, key, options)
})

/**
 * Looks at an order that waits for it, or once more at one that is held, or that is rejected and wants
 * a listing before anybody may let it go; others stay as they are.
 */
const review = Effect.fnUntraced(function* (command: CommandOf<"Review">): Post {
  const tx = yield* Transaction
  const { order, said } = yield* ReviewKeeping.orderOf(tx, command.order)
  const stage = Order.stage(order)
  const wantsListing = stage === "rejected" && order.review?.unmapped !== undefined
  if (stage !== "waiting" && stage !== "held" && !wantsListing) return { changed: false, stage }
  const { channel, account, externalId, kind } = order
  const { lines, unmapped, items } = yield* ReviewKeeping.itemsOf(tx, order)
  const question = yield* ReviewKeeping.questionOf(tx, { order, said }, items)
  const verdict = Verdict.judge(question, unmapped)
  if (stage !== "waiting" && Equal.equals(verdict.findings, order.review?.findings))
    return { changed: false, stage }
  const event = {
    _tag: "Reviewed" as const,
    channel,
    account,
    externalId,
    kind,
    ...verdict,
    lines,
  }
  const after = OrderEvolution.changed(order, event)
  yield* tx.put(Orders, after)
  yield* tx.append(History, event, { occurredAt: command.occurredAt })
  yield* question.buyer.write(OrderTotals.of(order).total)
  return { changed: true, stage: Order.stage(after) }
})

/**
 * Why rules say of an order what they say. One that was looked at is asked about as at that instant, by
 * the rules of then and without what its buyer ordered later; if nothing else changed since, the hashes
 * and the verdict are those of the review. One that waits is asked about by the rules in force.
 */
export interface Explanation {
  readonly verdict: Verdict.Verdict
  /** By what a decision is identified. */
  readonly evidence: Evidence.Evidence
  readonly traces: Trace.Traces
  /** The fewest facts whose change would let the order go. */
  readonly whatIf: Counterfactual.Counterfactual
}

/** Asks every rule about an order, and what would have to change. */
export const explain = Effect.fnUntraced(function* (key: OrderKey): Post<Explanation> {
  const tx = yield* Transaction
  const found = yield* ReviewKeeping.orderOf(tx, key)
  const { unmapped, items } = yield* ReviewKeeping.itemsOf(tx, found.order)
  const { review } = found.order
  const asking: ReviewKeeping.Asking =
    review === undefined || review.state === "waiting"
      ? {}
      : {
          at: review.decidedAt,
          version: review.ruleSetVersion,
          counts: ({ isLater }) => isLater !== true,
        }
  const question = yield* ReviewKeeping.questionOf(tx, found, items, asking)
  const { engine, subject, context } = question
  const verdict = Verdict.judge(question, unmapped)
  return {
    verdict,
    evidence: Evidence.of(engine, subject, context, question.key),
    traces: Trace.of(engine, subject, context, question.key),
    whatIf: whatIf(question, verdict),
  }
})

/** Facts let nothing go that waits for a listing or a rate. */
const whatIf = (
  { engine, subject, context }: Verdict.Question,
  { findings, unmapped }: Verdict.Verdict,
): Counterfactual.Counterfactual => {
  const found = Counterfactual.find(engine, subject, context, {
    holds: (actions) => actions.some(isHolding),
  })
  // With other facts the rate may not be asked for any more; else none of them helps without it.
  const changes = found._tag === "Released" ? found.changes : []
  const changed = Object.fromEntries(changes.map(({ fact, value }) => [fact, value]))
  const isUnrated = Result.isFailure(Engine.evaluate(engine, { ...subject, ...changed }, context))
  if (unmapped === undefined && !isUnrated && (found._tag !== "NotHeld" || findings.length === 0))
    return found
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  const others = findings.filter(({ queue }) => queue === Verdict.listingsQueue)
  const because = (others.length > 0 && !isUnrated ? others : findings).map(
    (finding) => finding.because,
  )
  return { _tag: "None", rules, because: because.join("; ") }
}
