/**
 * Which lots units are taken from: removal strategies as values.
 *
 * @module
 */
import { Order, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as Lot from "./Lot.ts"
import { LotsShort } from "./LotRefusal.ts"

/**
 * The order in which lots are taken. Between equals goes the lot with the lesser name, by UTF-16
 * code units, so that the answer is always the same.
 *
 * - `Fefo`: first expired, first out; of one expiry, first received. Lots that never expire are last.
 * - `Fifo`: first received, first out; of one receipt, first expired.
 * - `Lifo`: last received, first out; of one receipt, first expired.
 * - `ByLot`: this lot and no other.
 */
export const Strategy = Schema.TaggedUnion({
  Fefo: {},
  Fifo: {},
  Lifo: {},
  ByLot: { lot: Lot.LotId },
})
/** The order in which lots are taken. */
export type Strategy = typeof Strategy.Type

/** What an item demands of its lots: one record for each item that has lots. */
export const LotPolicy = Schema.Struct({
  sku: Id.Sku,
  /** The strategy of lines that name none. */
  strategy: Strategy,
  /** Whether every lot must say when it expires. */
  expiryRequired: Schema.Boolean,
  /** Days for which a unit must still be good when it is picked. */
  minimumDays: Quantity.Quantity.check(Schema.isLessThanOrEqualTo(36_525)),
  /** Where these days are counted. */
  zone: Calendar.Zone,
})
/** What an item demands of its lots. */
export type LotPolicy = typeof LotPolicy.Type

/** The policy of an item that has none: first expired first out, and no demands. */
export const anyLot = (sku: string): LotPolicy => ({
  sku,
  strategy: { _tag: "Fefo" },
  expiryRequired: false,
  minimumDays: 0,
  zone: "UTC",
})

/**
 * The instant in epoch milliseconds at which a unit that is picked now must still be good: the same
 * time of day, so many days later.
 *
 * @example
 * ```ts
 * import { LotPick } from "entrepot/stock"
 *
 * const policy = { ...LotPick.anyLot("MILK"), minimumDays: 2 }
 * console.log(LotPick.keepsUntil(policy, 0) / 3_600_000)
 * ```
 * ```text
 * 48
 * ```
 */
export const keepsUntil = (
  { minimumDays, zone }: Pick<LotPolicy, "minimumDays" | "zone">,
  at: Calendar.Instant,
): Calendar.Instant => (minimumDays === 0 ? at : Calendar.sameTime(at, minimumDays, zone))

/** Units to take from a lot. */
export interface Picked {
  readonly lot: string
  readonly quantity: number
}

const byExpiry = Order.mapInput(Order.Number, ({ expiresAt = Infinity }: Lot.LotAt) => expiresAt)
const byReceipt = Order.mapInput(Order.Number, ({ receivedAt }: Lot.LotAt) => receivedAt)
/** Lots by their names, in the order of UTF-16 code units. */
export const byName = Order.mapInput(Order.String, ({ lot }: Lot.LotAt) => lot)

const orders: Record<Strategy["_tag"], Order.Order<Lot.LotAt>> = {
  Fefo: Order.combineAll([byExpiry, byReceipt, byName]),
  Fifo: Order.combineAll([byReceipt, byExpiry, byName]),
  Lifo: Order.combineAll([Order.flip(byReceipt), byExpiry, byName]),
  ByLot: byName,
}

/**
 * Picks units from the lots of one item at one place: exactly as many as wanted, from no lot more
 * than is free there, and none that is blocked or expired at the instant `at`.
 *
 * `keepsUntil` (epoch milliseconds) leaves out lots that are good no more by then. The refusal says
 * what there was, and how much of it is held, blocked, expired or short-dated. It looks at all lots
 * given: leave out those of which nothing is left.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { LotPick } from "entrepot/stock"
 *
 * const lot = { sku: "MILK", place: "main", onHand: 5, held: 0, blocked: false }
 * const lots = [
 *   { ...lot, lot: "A", receivedAt: 1, expiresAt: 9_000 },
 *   { ...lot, lot: "B", receivedAt: 2, expiresAt: 8_000 },
 * ]
 * const picks = LotPick.pick(lots, 7, { _tag: "Fefo" }, 1_000)
 * console.log(Result.getOrThrow(picks).map(({ lot, quantity }) => `${quantity} of ${lot}`))
 * ```
 * ```text
 * [ '5 of B', '2 of A' ]
 * ```
 */
export const pick = (
  lots: ReadonlyArray<Lot.LotAt>,
  quantity: number,
  strategy: Strategy,
  at: Calendar.Instant,
  keepsUntil: Calendar.Instant = at,
): Result.Result<ReadonlyArray<Picked>, LotsShort> => {
  const named = strategy._tag === "ByLot" ? lots.filter(({ lot }) => lot === strategy.lot) : lots
  const picks: Array<Picked> = []
  let wanted = quantity
  for (const lot of sellable(named, at, keepsUntil).toSorted(orders[strategy._tag])) {
    if (wanted === 0) break
    const taken = Math.min(wanted, Lot.free(lot))
    picks.push({ lot: lot.lot, quantity: taken })
    wanted -= taken
  }
  return wanted === 0
    ? Result.succeed(picks)
    : Result.fail(new LotsShort({ wanted: quantity, there: Lot.level(named, at, keepsUntil) }))
}

const sellable = (
  lots: ReadonlyArray<Lot.LotAt>,
  at: Calendar.Instant,
  keepsUntil: Calendar.Instant,
): ReadonlyArray<Lot.LotAt> =>
  lots.filter((lot) => Lot.free(lot) > 0 && Lot.flaw(lot, at, keepsUntil) === undefined)
