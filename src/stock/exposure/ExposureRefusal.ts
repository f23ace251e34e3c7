/**
 * Why a command on the exposure of an item is refused.
 *
 * @module
 */
import { Schema } from "effect"

/** The item was never configured for the channel. */
export class UnknownChannel extends Schema.TaggedError<UnknownChannel>()("UnknownChannel", {
  sku: Schema.String,
  channel: Schema.String,
}) {
  override get message(): string {
    return `${this.sku} is not configured for channel ${JSON.stringify(this.channel)}`
  }
}

/** So many channels show the item already that no more fit into its record. */
export class TooManyChannels extends Schema.TaggedError<TooManyChannels>()("TooManyChannels", {
  sku: Schema.String,
  channel: Schema.String,
  most: Schema.Int,
}) {
  override get message(): string {
    return `${this.sku} is on ${this.most} channels already, and cannot be on ${JSON.stringify(this.channel)} too`
  }
}

/** A channel answers for a publish that was never made, or not with this quantity (units). */
export class NeverPublished extends Schema.TaggedError<NeverPublished>()("NeverPublished", {
  sku: Schema.String,
  channel: Schema.String,
  version: Schema.Int,
  quantity: Schema.optionalKey(Schema.Int),
}) {
  override get message(): string {
    const what = this.quantity === undefined ? "" : ` of ${this.quantity} units`
    return `there was no publish ${this.version}${what} of ${this.sku} to ${JSON.stringify(this.channel)}`
  }
}

/** Everything that the exposure of an item refuses. */
export type ExposureRefusal = UnknownChannel | TooManyChannels | NeverPublished
