/**
 * The rules in force and those before them, compiled once.
 *
 * @module
 */
import { Effect, Option, Result } from "effect"

import * as Once from "../../kernel/Once.ts"
import { leaves } from "../../rules/Condition.ts"
import * as Engine from "../../rules/Engine.ts"
import { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import * as RuleSet from "../../rules/RuleSet.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import { Actions } from "./Action.ts"
import * as OrderFacts from "./OrderFacts.ts"
import type { AuditRuleSet } from "./ReviewCommand.ts"
import { PublishedRuleSets, publishedId, rulesInForceId } from "./ReviewRecords.ts"
import type { OrderEngine } from "./Verdict.ts"

/** Where nobody has published rules, every order goes whose lines are mapped. */
const noRules: AuditRuleSet = { id: "no rules", version: 0, policy: "collect", rules: [] }

/** One for each rule set that the transactor keeps in memory. */
const compiled = Once.per((ruleSet: AuditRuleSet): OrderEngine =>
  Result.getOrThrow(Engine.compile(OrderFacts.declared, ruleSet)),
)

/** The rules in force. They were checked when they were published. */
export const inForce = (tx: TransactionShape): Effect.Effect<OrderEngine> =>
  publishedAs(tx, rulesInForceId)

/** The rules of a version that was published; those of version 0 are none. */
export const ofVersion = (tx: TransactionShape, version: number): Effect.Effect<OrderEngine> =>
  publishedAs(tx, publishedId(version))

const publishedAs = Effect.fnUntraced(function* (
  tx: TransactionShape,
  id: string,
): Effect.fn.Return<OrderEngine> {
  const found = yield* tx.get(PublishedRuleSets, id)
  return compiled(Option.match(found, { onNone: () => noRules, onSome: (known) => known.ruleSet }))
})

/** All that rules say of an order counts, so nothing but a list of hits will do. */
const listing: ReadonlyArray<RuleSet.HitPolicy> = ["collect", "ruleOrder", "outputOrder"]
const policyProblem = { path: "$.policy", because: `wanted one of ${listing.join(", ")}` }

/** Reads rules from JSON, or names all that is wrong with them. */
export const read = (json: unknown): Result.Result<OrderEngine, RuleSetRefused> =>
  Result.flatMap(RuleSet.parse(OrderFacts.declared, Actions, json), (ruleSet) =>
    listing.includes(ruleSet.policy)
      ? Engine.compile(OrderFacts.declared, ruleSet)
      : Result.fail(new RuleSetRefused({ ruleSet: ruleSet.id, problems: [policyProblem] })),
  )

/** One for each engine: the facts that its rules ask for. */
const asked = Once.per(
  (engine: OrderEngine): ReadonlySet<string> =>
    new Set(engine.rules.flatMap(({ when }) => leaves(when).map((leaf) => leaf.fact))),
)

/** Whether any of the rules asks for a fact, so that one which is dear to find need not be found. */
export const asksFor = (
  engine: OrderEngine,
  fact: keyof (typeof OrderFacts.declared)["fields"],
): boolean => asked(engine).has(fact)
