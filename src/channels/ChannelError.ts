/**
 * How a channel as a whole fails. What is wrong with one record does not fail it: see `Rejected`.
 *
 * @module
 */
import { Schema } from "effect"

/** The outside system does not answer, or lets nobody in; trying again may help. */
export class ChannelUnavailable extends Schema.TaggedError<ChannelUnavailable>()(
  "ChannelUnavailable",
  {
    channel: Schema.String,
    /** What does not answer, such as a path. */
    where: Schema.String,
    reason: Schema.Literals(["missing", "denied", "failed"]),
    detail: Schema.String,
  },
) {
  override get message(): string {
    return `${this.where}: ${this.detail}`
  }
}

/** What the channel sends is not what it promises to send; trying again does not help. */
export class ContractDrift extends Schema.TaggedError<ContractDrift>()("ContractDrift", {
  channel: Schema.String,
  where: Schema.String,
  detail: Schema.String,
}) {
  override get message(): string {
    return `${this.where}: ${this.detail}`
  }
}

/** The text is no cursor of this channel. */
export class CursorMalformed extends Schema.TaggedError<CursorMalformed>()("CursorMalformed", {
  channel: Schema.String,
  cursor: Schema.String,
}) {
  override get message(): string {
    return `not a cursor of ${this.channel}: ${JSON.stringify(this.cursor)}`
  }
}

/**
 * The source is not the one that the cursor was made for, or that the channel was opened on; `what`
 * says whether the source itself is another, or the way in which it is read.
 */
export class SourceChanged extends Schema.TaggedError<SourceChanged>()("SourceChanged", {
  channel: Schema.String,
  where: Schema.String,
  what: Schema.Literals(["content", "settings"]),
  wanted: Schema.String,
  found: Schema.String,
}) {
  override get message(): string {
    const what = this.what === "content" ? "it has changed" : "it is now read by other settings"
    return `${this.where}: ${what} since the cursor was made; begin again without the cursor`
  }
}

/** How any operation of a channel can fail. */
export type ChannelError = ChannelUnavailable | ContractDrift | CursorMalformed | SourceChanged

/**
 * Whether a value is a {@link ChannelError}; for authors of adapters.
 *
 * @example
 * ```ts
 * import { isChannelError } from "entrepot/channels"
 *
 * console.log(isChannelError(new Error("no")))
 * ```
 * ```text
 * false
 * ```
 */
export const isChannelError: (value: unknown) => value is ChannelError = Schema.is(
  Schema.Union([ChannelUnavailable, ContractDrift, CursorMalformed, SourceChanged]),
)
