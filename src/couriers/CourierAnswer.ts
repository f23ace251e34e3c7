/**
 * The door for what couriers answer: decoded as a whole, or refused with every fault named. Pure.
 *
 * @module
 */
import { Array as Arr, Result, Schema, SchemaIssue } from "effect"

import { type AnswerFault, AnswerInvalid, type Operation } from "./CourierError.ts"

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const pathOf = (path: ReadonlyArray<unknown>): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "")

const faultsOf = (error: Schema.SchemaError): ReadonlyArray<AnswerFault> =>
  issuesOf(error.issue).issues.map(({ path = [], message }) => ({
    path: pathOf(path.map((part) => (typeof part === "object" ? part.key : part))),
    detail: message,
  }))

/**
 * A decoder of what a courier answered; what it knows nothing of is left out.
 *
 * A fault names its path and what was expected, but not what was found: that may be personal.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { CourierAnswer, CourierLabel } from "entrepot/couriers"
 *
 * const decode = CourierAnswer.decoder("post", "label", CourierLabel.Waybill)
 * const answer = decode({ mediaType: "text/plain", base64: "%PDF-1.7" })
 * console.log(Result.isFailure(answer) && answer.failure.message)
 * ```
 * ```text
 * post answers label with garbage: base64: Expected a base64 encoded string
 * ```
 */
export const decoder = <A, E>(
  courier: string,
  operation: Operation,
  schema: Schema.Codec<A, E>,
): ((answer: unknown) => Result.Result<A, AnswerInvalid>) => {
  const decode = Schema.decodeUnknownResult(schema, { errors: "all" })
  return (answer) =>
    Result.mapError(decode(answer), (error) => invalid(courier, operation, faultsOf(error)))
}

const nothing: AnswerFault = { path: "", detail: "it does not decode" }

/** The failure of an answer that has these faults. */
export const invalid = (
  courier: string,
  operation: Operation,
  faults: ReadonlyArray<AnswerFault>,
): AnswerInvalid =>
  new AnswerInvalid({
    courier,
    operation,
    faults: Arr.isReadonlyArrayNonEmpty(faults) ? faults : [nothing],
  })
