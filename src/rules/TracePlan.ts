/**
 * Plans of traces: a rule whose conditions ask of single facts has few traces, one for each choice of
 * their truths. They are made once, and a trace of all rules costs little more than its tests.
 *
 * @module
 */
import type { AnySubject } from "./Facts.ts"
import { type Context, type Term, valueOf } from "./Interpreter.ts"
import type { Step } from "./Step.ts"
import * as Truth from "./Truth.ts"

/** How a condition is traced. */
export interface Plan {
  /** The positions of its leaves, whose truths are the digits of its outcome to the base of three. */
  readonly leaves: ReadonlyArray<number>
  readonly stepOf: (outcome: number) => Step
}

/** The most leaves of a plan; more have a step of their own each time. */
const mostLeaves = 4

/** The conditions on single facts, each once: what plans are made of. A fact is read once for all. */
export class Leaves {
  readonly #byFact = new Map<string, Array<Term>>()
  readonly #positions = new Map<Term, number>()

  /** The position of a condition on a fact. */
  of(term: Term, fact: string): number {
    const known = this.#positions.get(term)
    if (known !== undefined) return known
    const position = this.#positions.size
    this.#positions.set(term, position)
    this.#byFact.set(fact, [...(this.#byFact.get(fact) ?? []), term])
    return position
  }

  /** What gives the truths of all of them for a subject, by position; there are no others later. */
  asking(): (subject: AnySubject, context: Context) => ReadonlyArray<Truth.Truth> {
    const facts = Array.from(this.#byFact, ([fact, terms]) => ({
      fact,
      tests: terms.map(({ test, ofValue }) => ({ test, ofValue })),
      positions: Int32Array.from(terms, (term) => this.#positions.get(term) ?? 0),
    }))
    const none = Array.from(this.#positions, () => Truth.unknown)
    return (subject, context) => {
      const truths = [...none]
      for (const { fact, tests, positions } of facts) {
        const value = valueOf(subject, fact)
        for (let at = 0; at < tests.length; at += 1) {
          const leaf = tests[at]
          if (leaf === undefined) continue
          if (leaf.ofValue === undefined) truths[positions[at] ?? 0] = leaf.test(subject, context)
          else if (value !== undefined)
            truths[positions[at] ?? 0] = leaf.ofValue(value, context.rates)
        }
      }
      return truths
    }
  }
}

/** The outcome of a plan. */
export const outcomeOf = ({ leaves }: Plan, truths: ReadonlyArray<Truth.Truth>): number => {
  let outcome = 0
  for (const leaf of leaves) outcome = outcome * 3 + (truths[leaf] ?? 0)
  return outcome
}

/** The plan of a condition; nothing where it asks of rows, or has too many leaves. */
export const of = (term: Term, leaves: Leaves): Plan | undefined => {
  const { condition, parts, answers } = term
  switch (condition._tag) {
    case "All":
    case "Any": {
      const plans = parts.map((part) => of(part, leaves)).filter((plan) => plan !== undefined)
      const all = plans.flatMap((plan) => plan.leaves)
      if (plans.length < parts.length || all.length > mostLeaves) return undefined
      return { leaves: all, stepOf: once((outcome) => joined(condition._tag, plans, outcome)) }
    }
    case "Not": {
      const [plan] = parts.map((part) => of(part, leaves))
      if (plan === undefined) return undefined
      const stepOf = once((outcome) => {
        const step = plan.stepOf(outcome)
        return { _tag: "Not", truth: Truth.name(Truth.not(Truth.ofName(step.truth))), of: step }
      })
      return { leaves: plan.leaves, stepOf }
    }
    case "Some":
    case "Every":
    case "Count":
    case "Sum":
      return undefined
    default: {
      const [no, unknown, yes] = answers
      // What stands in its trace hangs on the key.
      if (term.isPersonal === true) return undefined
      if (no === undefined || unknown === undefined || yes === undefined) return undefined
      const stepOf = (outcome: number): Step =>
        outcome === Truth.no ? no : outcome === Truth.yes ? yes : unknown
      return { leaves: [leaves.of(term, condition.fact)], stepOf }
    }
  }
}

const joined = (tag: "All" | "Any", plans: ReadonlyArray<Plan>, outcome: number): Step => {
  let rest = outcome
  const steps = plans.toReversed().map((plan) => {
    const outcomes = 3 ** plan.leaves.length
    const digits = rest % outcomes
    rest = (rest - digits) / outcomes
    return plan.stepOf(digits)
  })
  const join = tag === "All" ? Truth.every : Truth.some
  const truth = join(steps, ({ truth }) => Truth.ofName(truth))
  return { _tag: tag, truth: Truth.name(truth), of: steps.toReversed() }
}

const once = (make: (outcome: number) => Step): ((outcome: number) => Step) => {
  const steps: Array<Step | undefined> = []
  return (outcome) => (steps[outcome] ??= make(outcome))
}
