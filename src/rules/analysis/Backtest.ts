/**
 * Backtests: two versions of a rule set over past subjects in one pass, with what changes and how
 * well each rule told what happened later. Pure, and of constant size.
 *
 * @module
 */
import { Result } from "effect"

import * as Engine from "../Engine.ts"
import type * as Facts from "../Facts.ts"
import type { Context } from "../Interpreter.ts"
import type { Rule } from "../Rule.ts"
import * as Confusion from "./Confusion.ts"
import { areSame, type Decided, Effects } from "./Effects.ts"
import * as Shadow from "./Shadow.ts"

/** A past subject. */
export interface Past<F extends Facts.Fields> {
  readonly id: string
  readonly subject: Facts.Subject<F>
  /** As it was decided then. */
  readonly context: Context
  /** Whether what rules should find did happen, such as a chargeback; absent where nobody knows. */
  readonly isPositive?: boolean
}

/** A subject on which the versions do something else, and why. */
export interface Changed {
  readonly id: string
  readonly shadow: Shadow.Shadow
}

/** What one rule did. */
export interface RuleReport {
  readonly rule: string
  readonly hits: number
  /** On how many subjects it hung on something missing. */
  readonly unknown: number
  /** Of the subjects whose outcome is known. */
  readonly confusion: Confusion.Confusion
}

/** What one version did. */
export interface VersionReport {
  readonly version: number
  /** How many subjects it decided on; the refused ones count nowhere else. */
  readonly decided: number
  /** Refusals by their tag, such as `RatesMissing`, in the order of their first. */
  readonly refused: ReadonlyArray<{ readonly tag: string; readonly subjects: number }>
  /** Subjects on which an outcome applied that flags, or that a rule held as unknown. */
  readonly flagged: number
  /** The set as a whole: predicted is what is flagged. */
  readonly confusion: Confusion.Confusion
  /** In the order of hits. */
  readonly rules: ReadonlyArray<RuleReport>
}

/** What a backtest found so far. */
export interface Report {
  readonly subjects: number
  readonly changed: number
  /** The first of the changed subjects. */
  readonly sample: ReadonlyArray<Changed>
  readonly before: VersionReport
  readonly after: VersionReport
}

/** How a backtest runs. */
export interface Options<Outcome> {
  /** Which outcomes flag a subject; all unless given. */
  readonly flags?: (outcome: Outcome) => boolean
  /** With a key the changed subjects that are kept are traced, and it hashes personal values. */
  readonly key?: string
  /** At most so many changed subjects are kept; 100 unless given. */
  readonly sample?: number
  /** Hears of the progress, after every so many subjects; 100,000 unless given. */
  readonly progress?: (subjects: number, changed: number) => void
  readonly every?: number
}

interface Counts {
  positives: number
  negatives: number
}
const nothing = (): Counts => ({ positives: 0, negatives: 0 })

interface Tally extends Counts {
  hits: number
  unknown: number
}

/** Counts what one version does. */
class Version<F extends Facts.Fields, Outcome> {
  readonly #engine: Engine.Engine<F, Outcome>
  readonly #flags: (outcome: Outcome) => boolean
  readonly #tallies: Map<Rule<Outcome>, Tally>
  readonly #refused = new Map<string, number>()
  readonly #all = nothing()
  readonly #predicted = nothing()
  #decided = 0
  #flagged = 0

  constructor(engine: Engine.Engine<F, Outcome>, flags: (outcome: Outcome) => boolean) {
    this.#engine = engine
    this.#flags = flags
    this.#tallies = new Map(
      engine.rules.map((rule) => [rule, { hits: 0, unknown: 0, ...nothing() }]),
    )
  }

  decide({ subject, context, isPositive }: Past<F>): Decided<Outcome> {
    const decided = Engine.evaluate(this.#engine, subject, context)
    if (Result.isFailure(decided)) {
      const { _tag } = decided.failure
      this.#refused.set(_tag, (this.#refused.get(_tag) ?? 0) + 1)
      return decided
    }
    this.#decided += 1
    const { hits, unknown, applied } = decided.success
    const column = isPositive === undefined ? undefined : isPositive ? "positives" : "negatives"
    for (const rule of hits) {
      const tally = this.#tallies.get(rule)
      if (tally === undefined) continue
      tally.hits += 1
      if (column !== undefined) tally[column] += 1
    }
    for (const rule of unknown) {
      const tally = this.#tallies.get(rule)
      if (tally !== undefined) tally.unknown += 1
    }
    const isFlagged =
      applied.some(({ outcome }) => this.#flags(outcome)) ||
      unknown.some(({ onUnknown }) => onUnknown === "hold")
    if (isFlagged) this.#flagged += 1
    if (column !== undefined) this.#all[column] += 1
    if (column !== undefined && isFlagged) this.#predicted[column] += 1
    return decided
  }

  report(): VersionReport {
    return {
      version: this.#engine.ruleSet.version,
      decided: this.#decided,
      refused: Array.from(this.#refused, ([tag, subjects]) => ({ tag, subjects })),
      flagged: this.#flagged,
      confusion: Confusion.of(this.#predicted, this.#all),
      rules: Array.from(this.#tallies, ([{ id }, { hits, unknown, ...predicted }]) => ({
        rule: id,
        hits,
        unknown,
        confusion: Confusion.of(predicted, this.#all),
      })),
    }
  }
}

/**
 * A backtest under way: it hears of past subjects one by one, in any stream, and keeps counts and a
 * bounded sample only.
 */
export class Backtest<F extends Facts.Fields, Outcome> {
  readonly #now: Engine.Engine<F, Outcome>
  readonly #next: Engine.Engine<F, Outcome>
  readonly #options: Options<Outcome>
  readonly #before: Version<F, Outcome>
  readonly #after: Version<F, Outcome>
  readonly #effects = new Effects<Outcome>()
  readonly #sample: Array<Changed> = []
  #subjects = 0
  #changed = 0

  /** With the same engine twice it decides once, and only counts. */
  constructor(
    now: Engine.Engine<F, Outcome>,
    next: Engine.Engine<F, Outcome>,
    options: Options<Outcome> = {},
  ) {
    const { flags = () => true } = options
    this.#now = now
    this.#next = next
    this.#options = options
    this.#before = new Version(now, flags)
    this.#after = next === now ? this.#before : new Version(next, flags)
  }

  /** Takes one more subject. */
  add(past: Past<F>): void {
    const { sample = 100, progress, every = 100_000 } = this.#options
    this.#subjects += 1
    const before = this.#before.decide(past)
    if (this.#next !== this.#now) {
      const after = this.#after.decide(past)
      if (this.#isChanged(before, after)) {
        this.#changed += 1
        if (this.#sample.length < sample) this.#sample.push(this.#explained(past))
      }
    }
    if (this.#subjects % every === 0) progress?.(this.#subjects, this.#changed)
  }

  #isChanged(before: Decided<Outcome>, after: Decided<Outcome>): boolean {
    return !areSame(
      this.#effects.of(this.#now.ruleSet.policy, before),
      this.#effects.of(this.#next.ruleSet.policy, after),
    )
  }

  #explained({ id, subject, context }: Past<F>): Changed {
    return { id, shadow: Shadow.run(this.#now, this.#next, subject, context, this.#options.key) }
  }

  /** What it found so far. */
  report(): Report {
    return {
      subjects: this.#subjects,
      changed: this.#changed,
      sample: [...this.#sample],
      before: this.#before.report(),
      after: this.#after.report(),
    }
  }
}

/**
 * Runs a backtest over past subjects.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Backtest, Conditions, Confusion, Engine, Fact, Facts, type RuleSet } from "entrepot/rules"
 *
 * const facts = Facts.make({ quantity: Fact.integer() })
 * const { compare } = Conditions.over(facts)
 * const version = (version: number, limit: number) => {
 *   const when = compare("quantity", ">", limit)
 *   const rules = [{ id: "outlier", when, outcome: "hold", onUnknown: "hold" as const }]
 *   const ruleSet: RuleSet.RuleSet<string> = { id: "audit", version, policy: "ruleOrder", rules }
 *   return Result.getOrThrow(Engine.compile(facts, ruleSet))
 * }
 * const past = [5, 40, 200].map((quantity, at) => ({
 *   id: `order ${at}`,
 *   subject: { quantity },
 *   context: { at },
 *   isPositive: quantity > 100,
 * }))
 * const report = Backtest.run(version(1, 100), version(2, 20), past)
 * console.log(report.changed, report.sample[0]?.id)
 * for (const { confusion } of [report.before, report.after])
 *   console.log(Confusion.precision(confusion), Confusion.recall(confusion))
 * ```
 * ```text
 * 1 order 1
 * 1 1
 * 0.5 1
 * ```
 */
export const run = <F extends Facts.Fields, Outcome>(
  now: Engine.Engine<F, Outcome>,
  next: Engine.Engine<F, Outcome>,
  past: Iterable<Past<NoInfer<F>>>,
  options: Options<NoInfer<Outcome>> = {},
): Report => {
  const backtest = new Backtest(now, next, options)
  for (const one of past) backtest.add(one)
  return backtest.report()
}

/** {@link run} over what comes in its own time, such as the rows of a database cursor. */
export const runAsync = async <F extends Facts.Fields, Outcome>(
  now: Engine.Engine<F, Outcome>,
  next: Engine.Engine<F, Outcome>,
  past: AsyncIterable<Past<NoInfer<F>>>,
  options: Options<NoInfer<Outcome>> = {},
): Promise<Report> => {
  const backtest = new Backtest(now, next, options)
  for await (const one of past) backtest.add(one)
  return backtest.report()
}
