/**
 * The rules in force, compiled once.
 *
 * @module
 */
import { Effect, Option, Result } from "effect"

import * as Engine from "../../rules/Engine.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import type { Actions } from "./Action.ts"
import * as OrderFacts from "./OrderFacts.ts"
import type { AuditRuleSet } from "./ReviewCommand.ts"
import { PublishedRuleSets, rulesInForceId } from "./ReviewRecords.ts"

/** The rules for orders, compiled. */
export type OrderEngine = Engine.Engine<(typeof OrderFacts.declared)["fields"], Actions>

/** Where nobody has published rules, every order goes whose lines are mapped. */
const noRules: AuditRuleSet = { id: "no rules", version: 0, policy: "collect", rules: [] }

/** One for each rule set that the transactor keeps in memory. */
const compiled = new WeakMap<AuditRuleSet, OrderEngine>()

/** The rules in force. They were checked when they were published. */
export const inForce = Effect.fnUntraced(function* (
  tx: TransactionShape,
): Effect.fn.Return<OrderEngine> {
  const found = yield* tx.get(PublishedRuleSets, rulesInForceId)
  const ruleSet = Option.match(found, { onNone: () => noRules, onSome: (known) => known.ruleSet })
  const known = compiled.get(ruleSet)
  if (known !== undefined) return known
  const engine = Result.getOrThrow(Engine.compile(OrderFacts.declared, ruleSet))
  compiled.set(ruleSet, engine)
  return engine
})
