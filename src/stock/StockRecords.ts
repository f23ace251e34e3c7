/**
 * How the book lies in the store: shelves and holds as records, movements in the journal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import * as Collection from "../store/Collection.ts"
import * as JournalStream from "../store/JournalStream.ts"
import * as Key from "../store/Key.ts"
import * as Expiry from "./Expiry.ts"
import * as Place from "./Place.ts"
import * as StockBook from "./StockBook.ts"
import { Keeper, StockEvent } from "./StockEvent.ts"

const tracked = Schema.optionalKey(Schema.Literals(["lots", "serials"]))
const flag = Schema.optionalKey(Schema.Boolean)

const units = Schema.optionalKey(Quantity.PositiveQuantity)

/** One record for each item at each place. */
export const Shelves: Collection.Collection<StockBook.Shelf> = Collection.make({
  name: "shelf",
  schema: Schema.Struct({
    sku: Id.Sku,
    place: Id.PlaceId,
    onHand: Quantity.Quantity,
    held: Quantity.Quantity,
    expiring: Schema.optionalKey(Expiry.Kept),
    beside: Schema.optionalKey(
      Schema.Struct({
        Expected: units,
        Transit: units,
        Quarantine: units,
        Repair: units,
        CustomerRepair: units,
      }),
    ),
    ties: Schema.optionalKey(
      Schema.Struct({
        tracked,
        costed: flag,
        watched: flag,
        pool: Schema.optionalKey(Id.PlaceId),
        places: Schema.optionalKey(Schema.Array(Id.PlaceId)),
      }),
    ),
  }),
  id: (shelf) => shelfId(shelf),
})

/** What is so of an item everywhere, and the places where it ever was. */
export const Item = Schema.Struct({
  sku: Id.Sku,
  places: Schema.Array(Id.PlaceId),
  tracked,
  costed: flag,
  watched: flag,
})
/** What is so of an item everywhere. */
export type Item = typeof Item.Type

/** One record for each item; it changes when the item comes to a place, and not when it is sold. */
export const Items: Collection.Collection<Item> = Collection.make({
  name: "item",
  schema: Item,
  id: ({ sku }) => sku,
})

/** One record for each place and pool. */
export const Places: Collection.Collection<Place.Place> = Collection.make({
  name: "place",
  schema: Place.Place,
  id: ({ place }) => place,
})

/** What expires in a stretch of time that a shelf, or a longer stretch of it, tells as one number. */
export interface Expiring extends Expiry.Detail {
  readonly sku: string
  readonly place: string
}

/** One record for each such stretch; only shelves with very many open expiries have any. */
export const Expiries: Collection.Collection<Expiring> = Collection.make({
  name: "expiry",
  schema: Schema.Struct({
    sku: Id.Sku,
    place: Id.PlaceId,
    at: Schema.Int,
    span: Schema.Int,
    slots: Expiry.Kept,
  }),
  id: (expiring) => expiryId(expiring, expiring),
})

/** The id of the record of a stretch of time of a shelf. */
export const expiryId = (
  { sku, place }: Pick<StockBook.Shelf, "sku" | "place">,
  { at, span }: Pick<Expiry.Slot, "at" | "span">,
): string => Key.join([place, sku, at, span])

/** The id of the record of an item at a place. */
export const shelfId = ({ sku, place }: Pick<StockBook.Shelf, "sku" | "place">): string =>
  Key.join([place, sku])

/**
 * One record for each hold. `byShelf` finds the open ones of a shelf, also those that have expired.
 * Every change below it changes the shelf as well, whose version therefore guards it.
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
    expiresAt: Schema.optionalKey(Calendar.Instant),
    keeper: Schema.optionalKey(Keeper),
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

/** The journal of places and pools. */
export const PlaceHistory: JournalStream.JournalStream<Place.PlaceEvent> = JournalStream.make({
  name: "place",
  schema: Place.PlaceEvent,
})
