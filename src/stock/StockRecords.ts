/**
 * How the book lies in the store: shelves and holds as records, movements in the journal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import * as StockBook from "./StockBook.ts"
import { StockEvent } from "./StockEvent.ts"

/** One record for each item at each place. */
export const Shelves: Collection.Collection<StockBook.Shelf> = Collection.make({
  name: "shelf",
  schema: Schema.Struct({
    sku: Id.Sku,
    place: Id.PlaceId,
    onHand: Quantity.Quantity,
    held: Quantity.Quantity,
  }),
  id: (shelf) => shelfId(shelf),
})

/** The id of the record of an item at a place. */
export const shelfId = ({ sku, place }: Pick<StockBook.Shelf, "sku" | "place">): string =>
  Key.join([place, sku])

/**
 * One record for each hold. `byShelf` finds the open ones of a shelf; every change below it changes
 * the shelf as well, whose version therefore guards it.
 */
export const Holds: Collection.Collection<StockBook.Hold, "byShelf"> = Collection.make({
  name: "hold",
  schema: Schema.Struct({
    holdId: Id.Id,
    lines: Schema.Array(
      Schema.Struct({
        sku: Id.Sku,
        place: Id.PlaceId,
        quantity: Quantity.PositiveQuantity,
        shipped: Quantity.Quantity,
        released: Quantity.Quantity,
      }),
    ),
  }),
  id: (hold) => hold.holdId,
  indexes: {
    byShelf: {
      entries: ({ lines }) =>
        lines.filter((line) => StockBook.open(line) > 0).map(({ place, sku }) => [place, sku]),
    },
  },
})

/** The journal of the room: one entry for each event. */
export const Movements: JournalStream.JournalStream<StockEvent> = JournalStream.make({
  name: "stock",
  schema: StockEvent,
})
