/**
 * Why lots refuse: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import { StockAccount, describe } from "../StockAccount.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import { LotLevel } from "./Lot.ts"

const shortfall = (wanted: number, { available, ...rest }: LotLevel) =>
  `${wanted} wanted, ${available} available (${rest.held} held, ${rest.blocked} blocked, ` +
  `${rest.expired} expired, ${rest.shortDated} short-dated)`

/** A pick wants more than lots can give: all in units of the item. */
export class LotsShort extends Schema.TaggedError<LotsShort>()("LotsShort", {
  wanted: Schema.Int,
  there: LotLevel,
}) {
  override get message(): string {
    return shortfall(this.wanted, this.there)
  }
}

/** A line that lots cannot serve: all in units of the item. */
export const ShortLots = Schema.Struct({
  /** The position of the line in the command. */
  line: Schema.Int,
  sku: Schema.String,
  place: Schema.String,
  wanted: Schema.Int,
  there: LotLevel,
})
/** A line that lots cannot serve. */
export type ShortLots = typeof ShortLots.Type

/** Lots have not enough that may be sold; every short line is named, and nothing was held. */
export class InsufficientLots extends Schema.TaggedError<InsufficientLots>()("InsufficientLots", {
  lines: Schema.Array(ShortLots),
}) {
  override get message(): string {
    return this.lines
      .map(({ sku, place, wanted, there }) => `${sku} at ${place}: ${shortfall(wanted, there)}`)
      .join("; ")
  }
}

/** Lots came without an expiry, of items that demand one: lines by their position. */
export class ExpiryMissing extends Schema.TaggedError<ExpiryMissing>()("ExpiryMissing", {
  lines: Schema.Array(Schema.Struct({ line: Schema.Int, sku: Schema.String, lot: Schema.String })),
}) {
  override get message(): string {
    const lines = this.lines.map(({ line, sku, lot }) => `line ${line + 1}, lot ${lot} of ${sku}`)
    return `the expiry is missing: ${lines.join("; ")}`
  }
}

/** A line whose lot is known with another expiry, both in epoch milliseconds; never if absent. */
export const OtherExpiry = Schema.Struct({
  line: Schema.Int,
  sku: Schema.String,
  lot: Schema.String,
  given: Schema.Int,
  known: Schema.optionalKey(Schema.Int),
})
/** A line whose lot is known with another expiry. */
export type OtherExpiry = typeof OtherExpiry.Type

/** Lots came with another expiry than they are known for: lines by their position. */
export class ExpiryDiffers extends Schema.TaggedError<ExpiryDiffers>()("ExpiryDiffers", {
  lines: Schema.Array(OtherExpiry),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ line, sku, lot, given, known }) =>
        `line ${line + 1}, lot ${lot} of ${sku}: ${instant(given)}, known as ${instant(known)}`,
    )
    return `the expiry differs: ${lines.join("; ")}`
  }
}

const instant = (at: number | undefined) =>
  at === undefined ? "never" : new Date(at).toISOString()

/** Lots that were never received. */
export class UnknownLot extends Schema.TaggedError<UnknownLot>()("UnknownLot", {
  lots: Schema.Array(Schema.Struct({ sku: Schema.String, lot: Schema.String })),
}) {
  override get message(): string {
    return this.lots.map(({ sku, lot }) => `there is no lot ${lot} of ${sku}`).join("; ")
  }
}

const wantedOfLot = {
  sku: Schema.String,
  lot: Schema.String,
  wanted: Schema.Int,
  there: Schema.Int,
}

/** Units of a lot in an account: fewer than are to leave it. */
export const ShortAccount = Schema.Struct({ ...wantedOfLot, account: StockAccount })
/** Units of a lot in an account: fewer than are to leave it. */
export type ShortAccount = typeof ShortAccount.Type

/** Fewer units of a lot are there, and held by nobody, than are to be moved or written off. */
export class LotExceeded extends Schema.TaggedError<LotExceeded>()("LotExceeded", {
  lines: Schema.Array(ShortAccount),
}) {
  override get message(): string {
    return this.lines
      .map(
        ({ sku, lot, wanted, there, account }) =>
          `lot ${lot} of ${sku}: ${wanted} wanted, ${there} ${describe(account)}`,
      )
      .join("; ")
  }
}

/** A line of a lot that wants more than a hold keeps: units of the item. */
export const ExcessLot = Schema.Struct({ ...wantedOfLot, place: Schema.String })
/** A line of a lot that wants more than a hold keeps. */
export type ExcessLot = typeof ExcessLot.Type

const excess = ({ sku, place, lot, wanted, there }: ExcessLot) =>
  `lot ${lot} of ${sku} at ${place}: ${wanted} wanted, ${there} held`

/** A hold keeps less of a lot than is to be shipped or released, or nothing is left of it. */
export class LotHoldExceeded extends Schema.TaggedError<LotHoldExceeded>()("LotHoldExceeded", {
  holdId: Schema.String,
  lines: Schema.Array(ExcessLot),
}) {
  override get message(): string {
    const what =
      this.lines.length === 0 ? "nothing is left of it" : this.lines.map(excess).join("; ")
    return `hold ${JSON.stringify(this.holdId)}: ${what}`
  }
}

/** Lots were blocked, or have expired, since they were held: their units may not be shipped. */
export class LotUnsellable extends Schema.TaggedError<LotUnsellable>()("LotUnsellable", {
  holdId: Schema.String,
  lines: Schema.Array(
    Schema.Struct({
      sku: Schema.String,
      place: Schema.String,
      lot: Schema.String,
      why: Schema.Literals(["blocked", "expired", "shortDated"]),
    }),
  ),
}) {
  override get message(): string {
    const lines = this.lines.map(({ sku, lot, why }) => `lot ${lot} of ${sku} is ${why}`)
    return `hold ${JSON.stringify(this.holdId)}: ${lines.join("; ")}`
  }
}

/** Everything that lots refuse, beside what the ledger refuses of the shelves that they are part of. */
export type LotRefusal =
  | InsufficientLots
  | ExpiryMissing
  | ExpiryDiffers
  | UnknownLot
  | LotExceeded
  | LotHoldExceeded
  | LotUnsellable
  | StockRefusal
