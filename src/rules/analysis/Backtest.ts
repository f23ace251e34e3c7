/**
 * Backtests: two versions of a rule set over past subjects in one pass, with what changes and how
 * well each rule told what happened later. Pure, and of constant size.
 *
 * @module
 */
import type * as Engine from "../Engine.ts"
import type * as Facts from "../Facts.ts"
import { areSame, type Decided, Effects } from "./Effects.ts"
import * as Shadow from "./Shadow.ts"
import { type Past, type VersionReport, VersionTally } from "./VersionTally.ts"

export type { Past, RuleReport, VersionReport } from "./VersionTally.ts"

/** A subject on which the versions do something else, and why. */
export interface Changed {
  readonly id: string
  readonly shadow: Shadow.Shadow
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

/**
 * A backtest under way: it hears of past subjects one by one, in any stream, and keeps counts and a
 * bounded sample only.
 */
export class Backtest<F extends Facts.Fields, Outcome> {
  readonly #now: Engine.Engine<F, Outcome>
  readonly #next: Engine.Engine<F, Outcome>
  readonly #options: Options<Outcome>
  readonly #before: VersionTally<F, Outcome>
  readonly #after: VersionTally<F, Outcome>
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
    this.#before = new VersionTally(now, flags)
    this.#after = next === now ? this.#before : new VersionTally(next, flags)
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
