/**
 * How transfers and observed shelves lie in the store, and what the journal tells of them.
 *
 * @module
 */
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import { shelfId } from "../StockRecords.ts"
import { ObservedShelf, ShelfObserved } from "./ObservedShelf.ts"
import { Transfer } from "./Transfer.ts"
import { TransferEvent } from "./TransferEvent.ts"

/** One record for each transfer; `underway` finds those to a place that are not over yet. */
export const Transfers: Collection.Collection<Transfer, "underway"> = Collection.make({
  name: "transfer",
  schema: Transfer,
  id: ({ transferId }) => transferId,
  indexes: {
    underway: {
      entries: ({ transferId, to, status }) =>
        status === "planned" || status === "dispatched" ? [[to, transferId]] : [],
    },
  },
})

/** One record for each item at a place that others keep: what was seen there last. */
export const ObservedShelves: Collection.Collection<ObservedShelf> = Collection.make({
  name: "observed-shelf",
  schema: ObservedShelf,
  id: (observed) => shelfId(observed),
})

/** The journal of transfers; the movements of their units are told by that of stock. */
export const TransferHistory: JournalStream.JournalStream<TransferEvent> = JournalStream.make({
  name: "transfer",
  schema: TransferEvent,
})

/** The journal of what was seen at places that others keep. */
export const Observations: JournalStream.JournalStream<ShelfObserved> = JournalStream.make({
  name: "observation",
  schema: ShelfObserved,
})
