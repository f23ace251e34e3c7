/**
 * How much there is of an item at a place, as people read it.
 *
 * @module
 */
import * as StockBook from "./StockBook.ts"

/** How much there is of an item at a place, in its units. */
export interface Level {
  readonly sku: string
  readonly place: string
  /** Physically there, and neither in quarantine nor on the bench. */
  readonly onHand: number
  /** Kept by open holds that have not expired. */
  readonly held: number
  /** Free units of lots that were recalled, of lots that are good no more, or not for long enough. */
  readonly blocked: number
  readonly expired: number
  readonly shortDated: number
  /** On hand and none of these: what a hold can get. */
  readonly available: number
  /** Promised by suppliers, on the way from other places, not for sale, and being repaired. */
  readonly expected: number
  readonly transit: number
  readonly quarantine: number
  readonly repair: number
}

/** Units of lots that are on hand, held by nobody, and not for sale. */
export type Unsellable = Pick<Level, "blocked" | "expired" | "shortDated">

const sellable: Unsellable = { blocked: 0, expired: 0, shortDated: 0 }

/** The level of a shelf, of which so many units of lots are not for sale. */
export const toLevel = (
  shelf: StockBook.Shelf,
  { blocked, expired, shortDated }: Unsellable = sellable,
): Level => ({
  sku: shelf.sku,
  place: shelf.place,
  onHand: shelf.onHand,
  held: shelf.held,
  blocked,
  expired,
  shortDated,
  available: StockBook.available(shelf) - blocked - expired - shortDated,
  expected: StockBook.beside(shelf, "Expected"),
  transit: StockBook.beside(shelf, "Transit"),
  quarantine: StockBook.beside(shelf, "Quarantine"),
  repair: StockBook.beside(shelf, "Repair"),
})
