/**
 * What every command carries, whichever room takes it.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "./Calendar.ts"
import * as Id from "./Id.ts"

/** Why, in words of the caller: text that every store can hold. */
export const Reason = Schema.String.check(
  Schema.makeFilter((text) =>
    text.isWellFormed() && !text.includes("\u0000")
      ? undefined
      : "a reason must be well-formed Unicode without NUL",
  ),
)

/**
 * The fields that a room's commands begin with.
 *
 * - `commandId`: chosen by the caller; repeating it repeats the answer.
 * - `issuedAt` (epoch milliseconds): when the caller issued it; a command older than the kept
 *   receipts is refused.
 * - `occurredAt` (epoch milliseconds): when it happened outside, now unless given.
 * - `actor`, `reason`: who asked, and why; both go with every journal entry, but for
 *   the reason of a command about persons: it stands where it can be erased.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { CommandHeader } from "entrepot/kernel"
 *
 * const Count = Schema.Struct({ ...CommandHeader.fields, place: Schema.String })
 * console.log(Object.keys(Count.fields).at(0))
 * ```
 * ```text
 * commandId
 * ```
 */
export const fields = {
  commandId: Id.CommandId,
  issuedAt: Schema.optional(Calendar.Instant),
  occurredAt: Schema.optional(Calendar.Instant),
  actor: Schema.optional(Id.Id),
  reason: Schema.optional(Reason),
}
