/**
 * Findings: what is wrong with a rule set before it decides on anything, each shown by a subject.
 *
 * @module
 */
import type { Instant } from "../../kernel/Calendar.ts"
import type { AnySubject } from "../Facts.ts"

/** What a review looks for. */
export type Check = "overlap" | "gap" | "shadowed" | "unreachable"

/** A subject that shows a finding: whoever evaluates the rules on it sees it. */
export interface Witness {
  /** Only the facts that rules ask of; a fact that is not there is missing. */
  readonly subject: AnySubject
  /** The instant of the decision; absent where rules are valid at any. */
  readonly at?: Instant
}

/** Two rules hit the witness, where one should, or with different outcomes. */
export interface Overlap {
  readonly _tag: "Overlap"
  /** In the order of hits. */
  readonly rules: readonly [string, string]
  readonly witness: Witness
}

/** No rule hits the witness. */
export interface Gap {
  readonly _tag: "Gap"
  /** The facts on which the gap hangs: whatever the others are, no rule hits. */
  readonly facts: ReadonlyArray<string>
  readonly witness: Witness
}

/** The rule hits, as on the witness, but a rule before it always hits too: it never decides. */
export interface Shadowed {
  readonly _tag: "Shadowed"
  readonly rule: string
  /** The rules before it of which one always hits: a single one where that suffices. */
  readonly by: ReadonlyArray<string>
  readonly witness: Witness
}

/** The rule hits nothing. The witness meets all that it asks but of these facts. */
export interface Unreachable {
  readonly _tag: "Unreachable"
  readonly rule: string
  /** The facts of which it asks what excludes itself. */
  readonly facts: ReadonlyArray<string>
  readonly witness: Witness
}

/** What is wrong with a rule set. */
export type Finding = Overlap | Gap | Shadowed | Unreachable

/** What a review makes no claim about. */
export interface NotAnalysed {
  readonly check: Check
  /** The rules that it concerns. */
  readonly rules: ReadonlyArray<string>
  /** Why, such as `remark: text patterns`. */
  readonly because: string
}
