/**
 * Running one version of a rule set in the shadow of another: both decide on a subject, and what
 * differs is told with its reasons. Pure.
 *
 * @module
 */
import { Equal, Result } from "effect"

import * as Engine from "../Engine.ts"
import type * as Facts from "../Facts.ts"
import type { Context } from "../Interpreter.ts"
import type { Rule } from "../Rule.ts"
import type { EvaluationRefusal } from "../RuleRefusal.ts"
import * as Trace from "../Trace.ts"
import * as Truth from "../Truth.ts"
import { areSame, type Decided, Effects } from "./Effects.ts"

/** What one version says of a subject, by the ids of its rules. */
export interface Verdict {
  readonly version: number
  readonly hits: ReadonlyArray<string>
  readonly unknown: ReadonlyArray<string>
  readonly applied: ReadonlyArray<string>
  /** Why it refuses to decide; it then has no rules. */
  readonly refused?: EvaluationRefusal
}

/** How a rule stands to a subject; `absent` where the version has no such rule. */
export type Standing = Truth.Name | "absent"

/** A rule of which two versions say something else. */
export interface Difference {
  readonly rule: string
  readonly before: Standing
  readonly after: Standing
  /** Whether it hits in both, but its outcome is another one. */
  readonly isOtherOutcome: boolean
  /** How each version came to its answer, where a key was given and it has the rule. */
  readonly traces?: { readonly before?: Trace.Traces; readonly after?: Trace.Traces }
}

/** What two versions say of one subject. */
export interface Shadow {
  readonly before: Verdict
  readonly after: Verdict
  /** Whether they do something else: other outcomes apply, or others hold what they do not know. */
  readonly isChanged: boolean
  /** Why: the rules that stand otherwise or have another outcome, by those of the first version. */
  readonly differences: ReadonlyArray<Difference>
}

/**
 * Runs both versions on a subject at an instant. Nothing of the second one is applied: what it says
 * is only told. With a key the rules that differ are traced, and the key hashes personal values.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Conditions, Engine, Fact, Facts, type RuleSet, Shadow } from "entrepot/rules"
 *
 * const facts = Facts.make({ quantity: Fact.integer() })
 * const { compare } = Conditions.over(facts)
 * const version = (version: number, limit: number) => {
 *   const when = compare("quantity", ">", limit)
 *   const rules = [{ id: "outlier", when, outcome: "hold", onUnknown: "hold" as const }]
 *   const ruleSet: RuleSet.RuleSet<string> = { id: "audit", version, policy: "ruleOrder", rules }
 *   return Result.getOrThrow(Engine.compile(facts, ruleSet))
 * }
 * const shadow = Shadow.run(version(1, 100), version(2, 20), { quantity: 40 }, { at: 0 })
 * console.log(shadow.isChanged, shadow.differences)
 * ```
 * ```text
 * true [
 *   {
 *     rule: 'outlier',
 *     before: 'false',
 *     after: 'true',
 *     isOtherOutcome: false
 *   }
 * ]
 * ```
 */
export const run = <F extends Facts.Fields, Outcome>(
  now: Engine.Engine<F, Outcome>,
  next: Engine.Engine<F, Outcome>,
  subject: Facts.Subject<NoInfer<F>>,
  context: Context,
  key?: string,
): Shadow => {
  const effects = new Effects<Outcome>()
  const decide = (engine: Engine.Engine<F, Outcome>) => {
    const decided = Engine.evaluate(engine, subject, context)
    const { version, policy } = engine.ruleSet
    const rules = new Map(engine.rules.map((rule) => [rule.id, rule]))
    const standing = (id: string): Standing => {
      const rule = rules.get(id)
      return rule === undefined
        ? "absent"
        : Truth.name(Engine.interpret(engine, rule, subject, context))
    }
    const trace = (id: string): Trace.Traces | undefined => {
      const rule = rules.get(id)
      if (key === undefined || rule === undefined) return undefined
      return Trace.of(engine, subject, context, key, [rule])
    }
    return {
      verdict: verdict(version, decided),
      effects: effects.of(policy, decided),
      rules,
      standing,
      trace,
    }
  }
  const before = decide(now)
  const after = decide(next)
  const differences = [...new Set([...before.rules.keys(), ...after.rules.keys()])].flatMap(
    (rule): ReadonlyArray<Difference> => {
      const [was, is] = [before.standing(rule), after.standing(rule)]
      const isOtherOutcome =
        was === "true" &&
        is === "true" &&
        !Equal.equals(before.rules.get(rule)?.outcome, after.rules.get(rule)?.outcome)
      const isOther = was !== is && !(doesNothing(was) && doesNothing(is))
      if (!isOther && !isOtherOutcome) return []
      const difference = { rule, before: was, after: is, isOtherOutcome }
      if (key === undefined) return [difference]
      const [traceBefore, traceAfter] = [before.trace(rule), after.trace(rule)]
      const traces = {
        ...(traceBefore === undefined ? {} : { before: traceBefore }),
        ...(traceAfter === undefined ? {} : { after: traceAfter }),
      }
      return [{ ...difference, traces }]
    },
  )
  return {
    before: before.verdict,
    after: after.verdict,
    isChanged: !areSame(before.effects, after.effects),
    differences,
  }
}

const doesNothing = (standing: Standing): boolean => standing === "false" || standing === "absent"

const verdict = <Outcome>(version: number, decided: Decided<Outcome>): Verdict => {
  if (Result.isFailure(decided))
    return { version, hits: [], unknown: [], applied: [], refused: decided.failure }
  const ids = (rules: ReadonlyArray<Rule<Outcome>>) => rules.map(({ id }) => id)
  const { hits, unknown, applied } = decided.success
  return { version, hits: ids(hits), unknown: ids(unknown), applied: ids(applied) }
}
