/**
 * What one version of a rule set does on past subjects, counted: hits, what hung on something missing,
 * and how well it told what happened later. Pure, and of constant size.
 *
 * @module
 */
import { Result } from "effect"

import * as Engine from "../Engine.ts"
import type * as Facts from "../Facts.ts"
import type { Context } from "../Interpreter.ts"
import type { Rule } from "../Rule.ts"
import * as Confusion from "./Confusion.ts"
import type { Decided } from "./Effects.ts"

/** A past subject. */
export interface Past<F extends Facts.Fields> {
  readonly id: string
  readonly subject: Facts.Subject<F>
  /** As it was decided then. */
  readonly context: Context
  /** Whether what rules should find did happen, such as a chargeback; absent where nobody knows. */
  readonly isPositive?: boolean
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

interface Counts {
  positives: number
  negatives: number
}
const nothing = (): Counts => ({ positives: 0, negatives: 0 })

interface Tally extends Counts {
  hits: number
  unknown: number
}

/** Counts what one version of a rule set does on past subjects. */
export class VersionTally<F extends Facts.Fields, Outcome> {
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
