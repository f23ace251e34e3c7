/**
 * Why the ledger refuses: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { QuantityOverflow } from "../kernel/Quantity.ts"
import type { CostRefused } from "./cost/CostRefusal.ts"
import { describe, StockAccount } from "./StockAccount.ts"
import { Keeper } from "./StockEvent.ts"

/** Units that become free by themselves at an instant in epoch milliseconds, at the latest. */
export const Freeing = Schema.Struct({ at: Schema.Int, units: Schema.Int })
/** Units that become free by themselves. */
export type Freeing = typeof Freeing.Type

/**
 * A line that cannot be served: all in units of the item. `frees` says which of the held units
 * become free by themselves soonest, at three instants at most; it is absent where none do. `inbound`
 * is what comes next and is promised to nobody yet, due in epoch milliseconds.
 */
export const ShortLine = Schema.Struct({
  sku: Schema.String,
  place: Schema.String,
  wanted: Schema.Int,
  available: Schema.Int,
  onHand: Schema.Int,
  held: Schema.Int,
  frees: Schema.optionalKey(Schema.Array(Freeing)),
  inbound: Schema.optionalKey(Schema.Struct({ due: Schema.Int, units: Schema.Int })),
})
/** A line that cannot be served. */
export type ShortLine = typeof ShortLine.Type

/** Units of an item at a place where they are available. */
export const Source = Schema.Struct({
  sku: Schema.String,
  place: Schema.String,
  quantity: Schema.Int,
})
/** Units of an item at a place where they are available. */
export type Source = typeof Source.Type

/** A way to serve the whole order from other places. */
const sourcing = Schema.optionalKey(Schema.Array(Source))

/**
 * Not enough is available; every short line is named, and nothing was held or taken. `sourcing` is a
 * way to serve the whole order from other places, absent where there is none.
 */
export class InsufficientStock extends Schema.TaggedError<InsufficientStock>()(
  "InsufficientStock",
  { lines: Schema.Array(ShortLine), sourcing },
) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, place, wanted, available }) =>
        `${sku} at ${place}: ${wanted} wanted, ${available} available`,
    )
    return lines.join("; ")
  }
}

/** Items that were never stocked at the place; `sourcing` as for {@link InsufficientStock}. */
export class UnknownSku extends Schema.TaggedError<UnknownSku>()("UnknownSku", {
  lines: Schema.Array(Schema.Struct({ sku: Schema.String, place: Schema.String })),
  sourcing,
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

const where = Schema.Struct({ sku: Schema.String, place: Schema.String })

/** Fewer units are in an account than are to leave it: all in units of the item. */
export class AccountShort extends Schema.TaggedError<AccountShort>()("AccountShort", {
  lines: Schema.Array(
    Schema.Struct({
      sku: Schema.String,
      account: StockAccount,
      wanted: Schema.Int,
      there: Schema.Int,
    }),
  ),
}) {
  override get message(): string {
    return this.lines
      .map(
        ({ sku, account, wanted, there }) =>
          `${sku}: ${wanted} wanted, ${there} ${describe(account)}`,
      )
      .join("; ")
  }
}

/**
 * Units are told apart in another way than the command does: by lot, by serial number, or not at all
 * (`units`). The methods of that way take them.
 */
export class UnitsTracked extends Schema.TaggedError<UnitsTracked>()("UnitsTracked", {
  lines: Schema.Array(
    Schema.Struct({ ...where.fields, tracked: Schema.Literals(["lots", "serials", "units"]) }),
  ),
}) {
  override get message(): string {
    return this.lines
      .map(({ sku, place, tracked }) => `${sku} at ${place} is kept by ${tracked}`)
      .join("; ")
  }
}

/** The units of the hold are told apart elsewhere: it is shipped and released there. */
export class HoldKept extends Schema.TaggedError<HoldKept>()("HoldKept", {
  holdId: Schema.String,
  keeper: Keeper,
}) {
  override get message(): string {
    return `hold ${JSON.stringify(this.holdId)} is kept by ${this.keeper}`
  }
}

/** Units of a pool lie at its places: none can be put on the shelf of the pool, or taken from it. */
export class PlaceIsPool extends Schema.TaggedError<PlaceIsPool>()("PlaceIsPool", {
  lines: Schema.Array(where),
}) {
  override get message(): string {
    return this.lines.map(({ sku, place }) => `${sku}: ${place} is a pool, not a place`).join("; ")
  }
}

/** The place is no part of the pool. */
export class NotInPool extends Schema.TaggedError<NotInPool>()("NotInPool", {
  holdId: Schema.String,
  lines: Schema.Array(Schema.Struct({ ...where.fields, pool: Schema.String })),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, place, pool }) => `${sku}: ${place} is no part of pool ${pool}`,
    )
    return `hold ${JSON.stringify(this.holdId)}: ${lines.join("; ")}`
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
  | AccountShort
  | UnitsTracked
  | HoldKept
  | PlaceIsPool
  | NotInPool
  | CostRefused
  | QuantityOverflow
