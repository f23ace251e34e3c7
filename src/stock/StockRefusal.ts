/**
 * Why the ledger refuses: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { QuantityOverflow } from "../kernel/Quantity.ts"

/** Units that become free by themselves at an instant in epoch milliseconds, at the latest. */
export const Freeing = Schema.Struct({ at: Schema.Int, units: Schema.Int })
/** Units that become free by themselves. */
export type Freeing = typeof Freeing.Type

/**
 * A line that cannot be served: all in units of the item. `frees` says which of the held units
 * become free by themselves soonest, at three instants at most; it is absent where none do.
 */
export const ShortLine = Schema.Struct({
  sku: Schema.String,
  place: Schema.String,
  wanted: Schema.Int,
  available: Schema.Int,
  onHand: Schema.Int,
  held: Schema.Int,
  frees: Schema.optionalKey(Schema.Array(Freeing)),
})
/** A line that cannot be served. */
export type ShortLine = typeof ShortLine.Type

/** Not enough is available; every short line is named, and nothing was held or taken. */
export class InsufficientStock extends Schema.TaggedError<InsufficientStock>()(
  "InsufficientStock",
  { lines: Schema.Array(ShortLine) },
) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, place, wanted, available }) =>
        `${sku} at ${place}: ${wanted} wanted, ${available} available`,
    )
    return lines.join("; ")
  }
}

/** Items that were never stocked at the place. */
export class UnknownSku extends Schema.TaggedError<UnknownSku>()("UnknownSku", {
  lines: Schema.Array(Schema.Struct({ sku: Schema.String, place: Schema.String })),
}) {
  override get message(): string {
    return this.lines.map(({ sku, place }) => `${sku} was never stocked at ${place}`).join("; ")
  }
}

/** There is a hold of this id already, made by another command. */
export class HoldExists extends Schema.TaggedError<HoldExists>()("HoldExists", {
  holdId: Schema.String,
}) {
  override get message(): string {
    return `hold ${JSON.stringify(this.holdId)} exists already`
  }
}

/** There is no hold of this id. */
export class UnknownHold extends Schema.TaggedError<UnknownHold>()("UnknownHold", {
  holdId: Schema.String,
}) {
  override get message(): string {
    return `there is no hold ${JSON.stringify(this.holdId)}`
  }
}

/** The hold has expired: its units are free since that instant, in epoch milliseconds. */
export class HoldExpired extends Schema.TaggedError<HoldExpired>()("HoldExpired", {
  holdId: Schema.String,
  expiredAt: Schema.Int,
}) {
  override get message(): string {
    return `hold ${JSON.stringify(this.holdId)} expired at ${new Date(this.expiredAt).toISOString()}`
  }
}

/** Nothing can be held until an instant that has passed, both in epoch milliseconds. */
export class ExpiryPassed extends Schema.TaggedError<ExpiryPassed>()("ExpiryPassed", {
  expiresAt: Schema.Int,
  now: Schema.Int,
}) {
  override get message(): string {
    const [until, now] = [this.expiresAt, this.now].map((instant) =>
      new Date(instant).toISOString(),
    )
    return `nothing can be held until ${until}: it is ${now}`
  }
}

/** A line of which less is held than was wanted: units of the item. */
export const ExcessLine = Schema.Struct({
  sku: Schema.String,
  place: Schema.String,
  wanted: Schema.Int,
  open: Schema.Int,
})
/** A line of which less is held than was wanted. */
export type ExcessLine = typeof ExcessLine.Type

/**
 * The hold keeps less than is to be shipped or released. A hold that has nothing left names no
 * line: it was shipped or released before.
 */
export class HoldExceeded extends Schema.TaggedError<HoldExceeded>()("HoldExceeded", {
  holdId: Schema.String,
  lines: Schema.Array(ExcessLine),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, place, wanted, open }) => `${sku} at ${place}: ${wanted} wanted, ${open} held`,
    )
    const what = lines.length === 0 ? "nothing is left of it" : lines.join("; ")
    return `hold ${JSON.stringify(this.holdId)}: ${what}`
  }
}

/** Everything that the ledger refuses. */
export type StockRefusal =
  | InsufficientStock
  | UnknownSku
  | HoldExists
  | UnknownHold
  | HoldExceeded
  | HoldExpired
  | ExpiryPassed
  | QuantityOverflow
