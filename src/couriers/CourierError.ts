/**
 * How a courier fails, told apart by what may be done next.
 *
 * After {@link RateLimited} and {@link CourierUnavailable} nothing happened. After
 * {@link OutcomeUnknown} and {@link AnswerInvalid} anything may have: ask what is known of the
 * reference, and never ask for the label again blindly. {@link Rejected} and {@link NotEligible} are
 * answers: asking again does not help.
 *
 * @module
 */
import { Schema } from "effect"

import { Ineligible, describe } from "./Eligibility.ts"

/** What a courier was asked for. */
export const Operation = Schema.Literals(["quote", "label", "find", "track", "void", "erase"])
/** What a courier was asked for. */
export type Operation = typeof Operation.Type

const where = { courier: Schema.String, operation: Operation }

/** Too much was asked in too short a time; nothing happened. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...where,
  /** When it may be asked again, in milliseconds from now, where the courier says so. */
  retryAfterMillis: Schema.optionalKey(Schema.Natural),
}) {
  override get message(): string {
    const after = this.retryAfterMillis
    const when = after === undefined ? "later" : `in ${after} ms`
    return `${this.courier}: too many requests to ${this.operation}; try again ${when}`
  }
}

/** The courier was not reached, or said that it did nothing; trying again may help. */
export class CourierUnavailable extends Schema.TaggedError<CourierUnavailable>()(
  "CourierUnavailable",
  { ...where, detail: Schema.String },
) {
  override get message(): string {
    return `${this.courier} is not available to ${this.operation}: ${this.detail}`
  }
}

/** It was asked, and nobody knows what became of it: a timeout, a lost connection, an error 500. */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", {
  ...where,
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.courier}: the outcome of ${this.operation} is unknown: ${this.detail}`
  }
}

/** The courier says no, for a reason of its own. Nothing was bought. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", {
  ...where,
  /** The courier's own code. */
  code: Schema.String,
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.courier} rejects to ${this.operation}: ${this.detail} (${this.code})`
  }
}

/** The courier does not carry this, and every reason is named. Nothing was bought. */
export class NotEligible extends Schema.TaggedError<NotEligible>()("NotEligible", {
  ...where,
  reasons: Schema.NonEmptyArray(Ineligible),
}) {
  override get message(): string {
    return `${this.courier} does not carry it: ${this.reasons.map(describe).join("; ")}`
  }
}

/** One fault of an answer. */
export const AnswerFault = Schema.Struct({
  /** Where in the answer, such as `charges[0].amount`; empty for the answer as a whole. */
  path: Schema.String,
  /** What was expected there, and what was found. */
  detail: Schema.String,
})
/** One fault of an answer. */
export type AnswerFault = typeof AnswerFault.Type

/** The answer is not what it has to be; none of it was used. What happened is unknown. */
export class AnswerInvalid extends Schema.TaggedError<AnswerInvalid>()("AnswerInvalid", {
  ...where,
  faults: Schema.NonEmptyArray(AnswerFault),
}) {
  override get message(): string {
    const faults = this.faults.map(({ path, detail }) =>
      path === "" ? detail : `${path}: ${detail}`,
    )
    return `${this.courier} answers ${this.operation} with garbage: ${faults.join("; ")}`
  }
}

const errors = [
  RateLimited,
  CourierUnavailable,
  OutcomeUnknown,
  Rejected,
  NotEligible,
  AnswerInvalid,
] as const

/** Decodes any failure of a courier, for records and the journal. */
export const CourierError = Schema.Union(errors)
/** How any operation of a courier can fail. */
export type CourierError = typeof CourierError.Type

/**
 * Whether a value is a {@link CourierError}; for authors of adapters.
 *
 * @example
 * ```ts
 * import { isCourierError } from "entrepot/couriers"
 *
 * console.log(isCourierError(new Error("no")))
 * ```
 * ```text
 * false
 * ```
 */
export const isCourierError: (value: unknown) => value is CourierError = Schema.is(CourierError)

/**
 * What an error says about a purchase: that there was none and there will be none by asking again
 * (`refused`), that there was none yet (`nothing`), or nothing at all (`unknown`).
 *
 * @example
 * ```ts
 * import { OutcomeUnknown, outcomeOf } from "entrepot/couriers"
 *
 * const lost = new OutcomeUnknown({ courier: "post", operation: "label", detail: "timeout" })
 * console.log(outcomeOf(lost))
 * ```
 * ```text
 * unknown
 * ```
 */
export const outcomeOf = (error: CourierError): "refused" | "nothing" | "unknown" => {
  switch (error._tag) {
    case "Rejected":
    case "NotEligible":
      return "refused"
    case "RateLimited":
    case "CourierUnavailable":
      return "nothing"
    case "OutcomeUnknown":
    case "AnswerInvalid":
      return "unknown"
  }
}
