/**
 * What decisions do, so that those of two versions can be compared: the outcomes that apply, and the
 * rules that hold because they are unknown. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Digest from "../../kernel/Digest.ts"
import type { Decision } from "../Engine.ts"
import type { Rule } from "../Rule.ts"
import type { EvaluationRefusal } from "../RuleRefusal.ts"
import type { HitPolicy } from "../RuleSet.ts"

/** What a rule set says of a subject, or why it refuses to. */
export type Decided<Outcome> = Result.Result<Decision<Outcome>, EvaluationRefusal>

/** Whether the order of the outcomes that apply means something. */
const isInOrder = (policy: HitPolicy): boolean => policy === "ruleOrder" || policy === "outputOrder"

/** Numbers of effects; equal effects have one number, whichever version they are of. */
export class Effects<Outcome> {
  readonly #numbers = new Map<string, number>()
  readonly #ofRule = new Map<Rule<Outcome>, number>()

  #number(kind: string, what: unknown): number {
    const name = `${kind} ${Digest.canonicalJson(what)}`
    const number = this.#numbers.get(name) ?? this.#numbers.size
    this.#numbers.set(name, number)
    return number
  }

  /** The effects of a decision, in their order where it means something, else sorted. */
  of(policy: HitPolicy, decided: Decided<Outcome>): ReadonlyArray<number> {
    if (Result.isFailure(decided)) return [this.#number("refused", decided.failure._tag)]
    const { applied, unknown } = decided.success
    const effects = applied.map((rule) => {
      const known = this.#ofRule.get(rule)
      if (known !== undefined) return known
      const number = this.#number("outcome", rule.outcome)
      this.#ofRule.set(rule, number)
      return number
    })
    if (!isInOrder(policy)) effects.sort((left, right) => left - right)
    if (unknown.length === 0) return effects
    const held = unknown.flatMap(({ id, onUnknown }) =>
      onUnknown === "hold" ? [this.#number("held", id)] : [],
    )
    return [...effects, ...held.toSorted((left, right) => left - right)]
  }
}

/** Whether two decisions do the same. */
export const areSame = (left: ReadonlyArray<number>, right: ReadonlyArray<number>): boolean =>
  left.length === right.length && left.every((effect, at) => effect === right[at])
