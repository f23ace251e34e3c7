/**
 * Lots: units of an item that were made together and expire together, and where they are.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as Slots from "../Expiry.ts"
import type { Shelf } from "../StockBook.ts"

/** The longest name of a lot, in UTF-8 bytes: with its item and place it is the key of a record. */
export const maxLotIdBytes = 64

const encoder = new TextEncoder()

/** What the package says that a lot is called; GS1 allows 20 characters. */
export const LotId = Id.Id.check(
  Schema.makeFilter((text) =>
    encoder.encode(text).length > maxLotIdBytes
      ? `a lot has at most ${maxLotIdBytes} bytes in UTF-8`
      : undefined,
  ),
).annotate({ title: "LotId" })
/** The name of a lot, as a plain string. */
export type LotId = typeof LotId.Type

/** A day whose end is an instant; packages that never expire say nothing, not the year 9999. */
const ExpiryDay = Calendar.Day.check(
  Schema.makeFilter((day) => day > "1900-01-01" && day < "9998-12-31", {
    expected: "a day from the year 1900 to the year 9998",
  }),
)

/**
 * What a package says of its expiry: the last day on which it is good, in the zone where it is sold,
 * or the first instant at which it is good no more.
 */
export const Expiry = Schema.Union([
  Schema.Struct({ day: ExpiryDay, zone: Calendar.Zone }),
  Schema.Struct({ at: Calendar.Instant }),
])
/** What a package says of its expiry. */
export type Expiry = typeof Expiry.Type

/**
 * The first instant at which a package is good no more, in epoch milliseconds: of a day, its end.
 *
 * @example
 * ```ts
 * import { Calendar } from "entrepot/kernel"
 * import { Lot } from "entrepot/stock"
 *
 * const until = Lot.expiresAt({ day: "2026-07-31", zone: "Europe/Berlin" })
 * console.log(Calendar.format(until))
 * ```
 * ```text
 * 2026-07-31T22:00:00.000Z
 * ```
 */
export const expiresAt = (expiry: Expiry): Calendar.Instant =>
  "at" in expiry ? expiry.at : Calendar.startOf(Calendar.addDays(expiry.day, 1), expiry.zone)

/**
 * A lot of an item, wherever it is: one record. A recall writes only here, and so reaches every
 * place, and the units that arrive after it.
 */
export const Lot = Schema.Struct({
  sku: Id.Sku,
  lot: LotId,
  /** The first instant at which it is good no more; never if absent. */
  expiresAt: Schema.optionalKey(Calendar.Instant),
  /** Whether it was recalled. */
  blocked: Schema.Boolean,
})
/** A lot of an item, wherever it is. */
export type Lot = typeof Lot.Type

const units = Schema.optionalKey(Quantity.PositiveQuantity)

/**
 * Units of a lot at a place: one record, which stays when nothing is left. It is a shelf like that of
 * the item, of which it is a part, but for `receivedAt`: when the oldest of its units were received,
 * also if they have moved since.
 */
export const LotShelf = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  lot: LotId,
  onHand: Quantity.Quantity,
  held: Quantity.Quantity,
  expiring: Schema.optionalKey(Slots.Kept),
  beside: Schema.optionalKey(Schema.Struct({ Transit: units, Quarantine: units })),
  receivedAt: Calendar.Instant,
})
/** Units of a lot at a place. */
export interface LotShelf extends Omit<Shelf, "ties"> {
  readonly lot: string
  readonly receivedAt: Calendar.Instant
}

/** Units of a lot at a place, together with what is known of the lot: what a pick looks at. */
export interface LotAt extends LotShelf {
  readonly expiresAt?: Calendar.Instant
  readonly blocked: boolean
}

/** Units of a lot that no hold keeps, whether they may be sold or not. */
export const free = ({ onHand, held }: Pick<LotShelf, "onHand" | "held">): number => onHand - held

/** Why units of a lot may not be sold. */
export type Flaw = "blocked" | "expired" | "shortDated"

/**
 * Why a lot may not be sold at an instant, if it may not. A lot that is good until an instant is
 * expired at that instant. `keepsUntil` (epoch milliseconds) asks for a lot that is still good then;
 * one that is not is short-dated.
 *
 * @example
 * ```ts
 * import { Lot } from "entrepot/stock"
 *
 * const milk = { expiresAt: 1_000, blocked: false }
 * console.log(Lot.flaw(milk, 999), Lot.flaw(milk, 1_000), Lot.flaw(milk, 1, 2_000))
 * ```
 * ```text
 * undefined expired shortDated
 * ```
 */
export const flaw = (
  { blocked, expiresAt = Infinity }: Pick<LotAt, "blocked" | "expiresAt">,
  at: Calendar.Instant,
  keepsUntil = at,
): Flaw | undefined => {
  if (blocked) return "blocked"
  if (expiresAt <= at) return "expired"
  return expiresAt <= keepsUntil ? "shortDated" : undefined
}

const levelFields = {
  onHand: Schema.Int,
  held: Schema.Int,
  blocked: Schema.Int,
  expired: Schema.Int,
  shortDated: Schema.Int,
  available: Schema.Int,
}

/**
 * Units of lots by what can be done with them. Every unit on hand counts once: held ones as held,
 * whatever became of their lot, others as blocked before expired before short-dated. The rest is
 * available.
 */
export const LotLevel = Schema.Struct(levelFields)
/** Units of lots by what can be done with them. */
export type LotLevel = typeof LotLevel.Type

/**
 * Counts the units of lots at an instant.
 *
 * @example
 * ```ts
 * import { Lot } from "entrepot/stock"
 *
 * const lot = { sku: "MILK", place: "main", onHand: 5, held: 1, receivedAt: 0, blocked: false }
 * const { available, expired } = Lot.level(
 *   [
 *     { ...lot, lot: "A", expiresAt: 1_000 },
 *     { ...lot, lot: "B", expiresAt: 2_000 },
 *   ],
 *   1_500,
 * )
 * console.log(available, expired)
 * ```
 * ```text
 * 4 4
 * ```
 */
export const level = (
  lots: Iterable<LotAt>,
  at: Calendar.Instant,
  keepsUntil: Calendar.Instant = at,
): LotLevel => {
  const units = { onHand: 0, held: 0, blocked: 0, expired: 0, shortDated: 0, available: 0 }
  for (const lot of lots) {
    units.onHand += lot.onHand
    units.held += lot.held
    units[flaw(lot, at, keepsUntil) ?? "available"] += free(lot)
  }
  return units
}
