/**
 * Reviews in a transaction: rules look at an order, with what is known of its buyer at that moment.
 *
 * @module
 */
import { Effect, Equal, Option, Result, Schema } from "effect"

import * as Counterfactual from "../../rules/analysis/Counterfactual.ts"
import * as Engine from "../../rules/Engine.ts"
import * as Evidence from "../../rules/Evidence.ts"
import { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import * as RuleSet from "../../rules/RuleSet.ts"
import * as Trace from "../../rules/Trace.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Order from "../Order.ts"
import type { OrderKey } from "../OrderCommand.ts"
import * as OrderEvolution from "../OrderEvolution.ts"
import { History, Orders } from "../OrderRecords.ts"
import * as OrderTotals from "../OrderTotals.ts"
import { Actions, isHolding } from "./Action.ts"
import * as BuyerKeeping from "./BuyerKeeping.ts"
import * as EngineKeeping from "./EngineKeeping.ts"
import * as OrderFacts from "./OrderFacts.ts"
import type { ReviewCommand, ReviewEvent } from "./ReviewCommand.ts"
import * as ReviewKeeping from "./ReviewKeeping.ts"
import {
  Blacklist,
  buyerId,
  PublishedRuleSets,
  RatesInForce,
  ReviewHistory,
} from "./ReviewRecords.ts"
import { NoSuchMark, type ReviewRefusal, RulesOutdated } from "./ReviewRefusal.ts"
import * as Verdict from "./Verdict.ts"

/** The answer of a posted command: what the order waits for since, where it is about one. */
export const ReviewPosted = Schema.Struct({
  changed: Schema.Boolean,
  stage: Schema.optionalKey(Schema.String),
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
  switch (command._tag) {
    case "Publish":
      return yield* publish(command)
    case "UseRates":
      yield* tx.put(RatesInForce, command.rates)
      return yield* tell({ _tag: "RatesUsed", rates: command.rates })
    case "Review":
      return yield* review(command)
    case "Blacklist": {
      const { by, hash, because } = command
      yield* tx.put(Blacklist, { by, hash, because, since: yield* tx.now })
      return yield* tell({ _tag: "Blacklisted", by, hash, because })
    }
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
      const { because } = command
      for (const { by, hash } of keys.filter((key) => command.by.includes(key.by))) {
        yield* tx.put(Blacklist, { by, hash, because, since: yield* tx.now })
        yield* tell({ _tag: "Blacklisted", by, hash, because })
      }
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
  const ruleSet = yield* Effect.fromResult(
    RuleSet.parse(OrderFacts.declared, Actions, command.ruleSet),
  )
  if (!listing.includes(ruleSet.policy))
    return yield* new RuleSetRefused({ ruleSet: ruleSet.id, problems: [policyProblem] })
  const engine = yield* Effect.fromResult(Engine.compile(OrderFacts.declared, ruleSet))
  const before = yield* EngineKeeping.inForce(tx)
  const { id, version } = ruleSet
  if (version <= before.ruleSet.version)
    return yield* new RulesOutdated({ version, inForce: before.ruleSet.version })
  yield* tx.put(PublishedRuleSets, { ruleSet, inForce: true })
  yield* tx.put(PublishedRuleSets, { ruleSet, inForce: false })
  yield* tx.append(ReviewHistory, { _tag: "RulesPublished", id, version, hash: engine.hash() })
  return { changed: true }
})

/** All that rules say of an order counts, so nothing but a list of hits will do. */
const listing: ReadonlyArray<RuleSet.HitPolicy> = ["collect", "ruleOrder", "outputOrder"]
const policyProblem = { path: "$.policy", because: `wanted one of ${listing.join(", ")}` }

/** Looks at an order that waits for it, or once more at one that is held; others stay as they are. */
const review = Effect.fnUntraced(function* (command: CommandOf<"Review">): Post {
  const tx = yield* Transaction
  const { order, said } = yield* ReviewKeeping.orderOf(tx, command.order)
  const stage = Order.stage(order)
  if (stage !== "waiting" && stage !== "held") return { changed: false, stage }
  const { channel, account, externalId, kind } = order
  const { lines, unmapped, items } = yield* ReviewKeeping.itemsOf(tx, order)
  const question = yield* ReviewKeeping.questionOf(tx, { order, said }, items)
  const { engine, subject, context, key, buyer } = question
  const decision = Result.merge(Engine.evaluate(engine, subject, context))
  if (decision instanceof Error && decision._tag !== "RatesMissing")
    return yield* Effect.die(decision)
  const { ruleSetHash, factsHash } = Evidence.of(engine, subject, context, key)
  const verdict = Verdict.of({
    decision,
    evidenceOf: (rule) => Trace.render(Trace.of(engine, subject, context, key, [rule])).split("\n"),
    unmapped,
    ruleSetHash,
    factsHash,
    now: context.at,
  })
  if (stage === "held" && Equal.equals(verdict.findings, order.review?.findings))
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
  yield* buyer.write(OrderTotals.of(order).total)
  return { changed: true, stage: Order.stage(after) }
})

/** Why the rules in force say of an order what they say, as it is now. */
export interface Explanation {
  /** By what a decision is identified: that of the review, if nothing changed since. */
  readonly evidence: Evidence.Evidence
  readonly traces: Trace.Traces
  /** The fewest facts whose change would let the order go. */
  readonly whatIf: Counterfactual.Counterfactual
}

/** Asks every rule about an order, and what would have to change. */
export const explain = Effect.fnUntraced(function* (key: OrderKey): Post<Explanation> {
  const tx = yield* Transaction
  const found = yield* ReviewKeeping.orderOf(tx, key)
  const { items } = yield* ReviewKeeping.itemsOf(tx, found.order)
  const {
    engine,
    subject,
    context,
    key: hashKey,
  } = yield* ReviewKeeping.questionOf(tx, found, items)
  return {
    evidence: Evidence.of(engine, subject, context, hashKey),
    traces: Trace.of(engine, subject, context, hashKey),
    whatIf: Counterfactual.find(engine, subject, context, {
      holds: (actions) => actions.some(isHolding),
    }),
  }
})
