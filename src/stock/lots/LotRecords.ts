/**
 * How lots lie in the store: what items demand, lots, their units at places and the holds of them as
 * records, movements in the journal.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import * as Expiry from "../Expiry.ts"
import * as Lot from "./Lot.ts"
import * as LotBook from "./LotBook.ts"
import { LotEvent } from "./LotEvent.ts"
import { LotPolicy } from "./LotPick.ts"

/** One record for each item that demands something of its lots. */
export const Policies: Collection.Collection<LotPolicy> = Collection.make({
  name: "lotPolicy",
  schema: LotPolicy,
  id: ({ sku }) => sku,
})

/** The id of the record of a lot. */
export const lotId = ({ sku, lot }: Pick<Lot.Lot, "sku" | "lot">): string => Key.join([sku, lot])

/** One record for each lot. */
export const Lots: Collection.Collection<Lot.Lot> = Collection.make({
  name: "lot",
  schema: Lot.Lot,
  id: (lot) => lotId(lot),
})

/** The id of the record of a lot's units at a place. */
export const lotShelfId = ({ sku, place, lot }: LotBook.Of): string => Key.join([place, sku, lot])

/** Whether units of a lot are at a place, on the shelf or beside it. */
export const isStocked = ({ onHand, beside }: Lot.LotShelf): boolean =>
  onHand > 0 || beside !== undefined

/**
 * One record for each lot at each place.
 *
 * `stocked` has those that units are left of: a pick looks at all of them. It is guarded, and changes
 * only when a lot comes to a place or is used up there. `byLot` finds the places of a lot.
 */
export const LotShelves: Collection.Collection<Lot.LotShelf, "stocked" | "byLot"> = Collection.make(
  {
    name: "lotShelf",
    schema: Lot.LotShelf,
    id: (shelf) => lotShelfId(shelf),
    indexes: {
      stocked: {
        entries: (shelf) => (isStocked(shelf) ? [[shelf.place, shelf.sku, shelf.lot]] : []),
        guard: 2,
      },
      byLot: { entries: ({ sku, lot, place }) => [[sku, lot, place]] },
    },
  },
)

/** What expires of a lot at a place in a stretch of time that its shelf tells as one number. */
export interface LotExpiring extends Expiry.Detail, LotBook.Of {}

/** One record for each such stretch; only lots with very many open expiries have any. */
export const LotExpiries: Collection.Collection<LotExpiring> = Collection.make({
  name: "lotExpiry",
  schema: Schema.Struct({
    sku: Id.Sku,
    place: Id.PlaceId,
    lot: Lot.LotId,
    at: Schema.Int,
    span: Schema.Int,
    slots: Expiry.Kept,
  }),
  id: ({ sku, place, lot, at, span }) => Key.join([place, sku, lot, at, span]),
})

/** One record for each hold: the lots that were picked for it. */
export const LotHolds: Collection.Collection<LotBook.LotHold> = Collection.make({
  name: "lotHold",
  schema: LotBook.LotHold,
  id: ({ holdId }) => holdId,
})

/** The journal of lots: the detail of what the ledger's own tells in sums. */
export const LotMovements: JournalStream.JournalStream<LotEvent> = JournalStream.make({
  name: "lot",
  schema: LotEvent,
})
