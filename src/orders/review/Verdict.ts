/**
 * What becomes of an order by what its rules said. Pure.
 *
 * @module
 */
import { Order, Result } from "effect"

import type { Instant } from "../../kernel/Calendar.ts"
import * as Engine from "../../rules/Engine.ts"
import * as Evidence from "../../rules/Evidence.ts"
import type { Context } from "../../rules/Interpreter.ts"
import type { Rule } from "../../rules/Rule.ts"
import type { RatesMissing } from "../../rules/RuleRefusal.ts"
import * as Trace from "../../rules/Trace.ts"
import type { Action, Actions } from "./Action.ts"
import type * as OrderFacts from "./OrderFacts.ts"
import type { Finding, Review } from "./Review.ts"

/** The queue of orders whose lines nobody has mapped. */
export const listingsQueue = "listings"
/** The queue of orders that rules cannot decide on, since a fact or a rate is missing. */
export const factsQueue = "missing facts"

/** What the rules looked at, of one rule; personal values stand as keyed hashes. */
export type EvidenceOf = (rule: Rule<Actions>) => ReadonlyArray<string>

/** What was found out of an order. */
export interface Found {
  /** What the rules say, or that they cannot say it. */
  readonly decision: Engine.Decision<Actions> | RatesMissing
  readonly evidenceOf: EvidenceOf
  /** SKUs of the channel that nobody has mapped. */
  readonly unmapped: ReadonlyArray<string>
  readonly ruleSetHash: string
  readonly ruleSetVersion?: number
  readonly factsHash: string
  readonly now: Instant
}

/** What becomes of an order. */
export type Verdict = Omit<Review, "assignee" | "changed" | "heldSince">

/**
 * One rule that holds is enough, and one that rejects outweighs those. A rule that is unknown holds the
 * order where it says so. What does not hold marks the order all the same. It does not depend on the
 * order of the rules: of several routes the first by rule id counts.
 */
export const of = ({ decision, unmapped, evidenceOf, now, ...hashes }: Found): Verdict => {
  const common = {
    ...hashes,
    decidedAt: now,
    since: now,
    ...(unmapped.length === 0 ? {} : { unmapped }),
  }
  const unmappedFinding = unmapped.length === 0 ? [] : [notMapped(unmapped)]
  if (decision instanceof Error)
    return {
      ...common,
      state: "held",
      findings: [...unmappedFinding, ...ratesMissing(decision)],
      tags: [],
      notes: [],
      priority: 0,
    }
  const actions = decision.applied.flatMap((rule) =>
    rule.outcome.map((action) => ({ rule, action })),
  )
  const findings = [
    ...unmappedFinding,
    ...actions.flatMap(({ rule, action }) => finding(rule, action, evidenceOf)),
    ...decision.unknown.flatMap((rule) => unknownFinding(rule, evidenceOf)),
  ].toSorted(byRule)
  const isRejected = actions.some(({ action }) => action._tag === "Reject")
  const of = <Tag extends Action["_tag"]>(tag: Tag) =>
    actions.flatMap(({ rule, action }) => (isOf(action, tag) ? [{ rule: rule.id, action }] : []))
  const [route] = of("Route").toSorted(byRule)
  return {
    ...common,
    state: isRejected ? "rejected" : findings.length > 0 ? "held" : "released",
    findings,
    tags: [...new Set(of("Tag").map(({ action }) => action.tag))].toSorted(),
    notes: [...new Set(of("Note").map(({ action }) => action.text))].toSorted(),
    priority: Math.max(0, ...of("SetPriority").map(({ action }) => action.priority)),
    ...(route === undefined ? {} : { routeTo: route.action.to }),
  }
}

/** The rules for orders, compiled. */
export type OrderEngine = Engine.Engine<(typeof OrderFacts.declared)["fields"], Actions>

/** What rules are asked about an order, and by what. */
export interface Question {
  readonly engine: OrderEngine
  readonly subject: OrderFacts.OrderSubject
  readonly context: Context
  /** Hashes what is personal. */
  readonly key: string
}

/**
 * What becomes of an order by what rules say to a question.
 *
 * @throws SeveralRulesMatched, RulesDisagree or NoRuleMatched where the hit policy of the rules is not
 *   one of lists (a programmer's error: such rules cannot be published)
 */
export const judge = (
  { engine, subject, context, key }: Question,
  unmapped: ReadonlyArray<string>,
): Verdict => {
  const decision = Result.merge(Engine.evaluate(engine, subject, context))
  if (decision instanceof Error && decision._tag !== "RatesMissing") throw decision
  const { ruleSetHash, factsHash } = Evidence.of(engine, subject, context, key)
  return of({
    decision,
    evidenceOf: (rule) => Trace.render(Trace.of(engine, subject, context, key, [rule])).split("\n"),
    unmapped,
    ruleSetHash,
    ruleSetVersion: engine.ruleSet.version,
    factsHash,
    now: context.at,
  })
}

const notMapped = (skus: ReadonlyArray<string>): Finding => ({
  rule: "unmapped-listing",
  queue: listingsQueue,
  because: `nobody has mapped ${skus.map((sku) => JSON.stringify(sku)).join(", ")}`,
  evidence: skus,
})

const byRule = Order.mapInput(Order.String, ({ rule }: { readonly rule: string }) => rule)

const isOf = <Tag extends Action["_tag"]>(
  action: Action,
  tag: Tag,
): action is Extract<Action, { readonly _tag: Tag }> => action._tag === tag

const finding = (
  rule: Rule<Actions>,
  action: Action,
  evidenceOf: EvidenceOf,
): ReadonlyArray<Finding> => {
  switch (action._tag) {
    case "Hold":
    case "RequireApproval":
      return [
        {
          rule: rule.id,
          queue: action.queue,
          because: action.because,
          evidence: evidenceOf(rule),
          ...(action._tag === "Hold" ? {} : { role: action.role }),
        },
      ]
    case "Reject":
      return [
        {
          rule: rule.id,
          queue: "rejected",
          because: action.because,
          evidence: evidenceOf(rule),
        },
      ]
    default:
      return []
  }
}

/** A rule that cannot say no: it holds the order where it would, and where it is to. */
const unknownFinding = (rule: Rule<Actions>, evidenceOf: EvidenceOf): ReadonlyArray<Finding> => {
  if (rule.onUnknown === "skip") return []
  const holds = rule.outcome.find(
    (action) => action._tag === "Hold" || action._tag === "RequireApproval",
  )
  return [
    {
      rule: rule.id,
      queue: holds?.queue ?? factsQueue,
      because: "a fact that the rule needs is missing",
      evidence: evidenceOf(rule),
      ...(holds?._tag === "RequireApproval" ? { role: holds.role } : {}),
    },
  ]
}

const ratesMissing = (refusal: RatesMissing): ReadonlyArray<Finding> =>
  [...Map.groupBy(refusal.comparisons, ({ rule }) => rule)].map(([rule, comparisons]) => ({
    rule,
    queue: factsQueue,
    because: `no rate from ${comparisons.map(({ from, to }) => `${from} to ${to}`).join(", ")}`,
    evidence: comparisons.map(({ fact, from, to }) => `${fact} in ${from} against ${to}`),
  }))
