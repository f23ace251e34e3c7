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
  /** On hand and not held. */
  readonly available: number
  /** Promised by suppliers, on the way from other places, not for sale, and being repaired. */
  readonly expected: number
  readonly transit: number
  readonly quarantine: number
  readonly repair: number
}

/** The level of a shelf. */
export const toLevel = (shelf: StockBook.Shelf): Level => ({
  sku: shelf.sku,
  place: shelf.place,
  onHand: shelf.onHand,
  held: shelf.held,
  available: StockBook.available(shelf),
  expected: StockBook.beside(shelf, "Expected"),
  transit: StockBook.beside(shelf, "Transit"),
  quarantine: StockBook.beside(shelf, "Quarantine"),
  repair: StockBook.beside(shelf, "Repair"),
})
