/**
 * How counts lie in the store, and what the journal tells of them.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import { shelfId } from "../StockRecords.ts"
import { CountEvent } from "./CountEvent.ts"
import { CountHead, CountLine } from "./CycleCount.ts"

/** A count as its record has it: its items are records of their own. */
export const CountRecord = Schema.Struct({ ...CountHead.fields, skus: Schema.Array(Id.Sku) })
/** A count as its record has it. */
export type CountRecord = typeof CountRecord.Type

/** One record for each count; it changes only when the count is over. */
export const Counts: Collection.Collection<CountRecord> = Collection.make({
  name: "count",
  schema: CountRecord,
  id: ({ countId }) => countId,
})

/** An item of a count as its record has it. */
export interface CountItem extends CountLine {
  readonly countId: string
}

/** The id of the record of an item of a count. */
export const itemId = ({ countId, sku }: Pick<CountItem, "countId" | "sku">): string =>
  Key.join([countId, sku])

/** One record for each item of a count, so that two counters share none. */
export const CountItems: Collection.Collection<CountItem> = Collection.make({
  name: "count-item",
  schema: Schema.Struct({ countId: Id.Id, ...CountLine.fields }),
  id: (item) => itemId(item),
})

/** A shelf that is being counted. */
export interface CountedShelf {
  readonly sku: string
  readonly place: string
  readonly countId: string
}

/** One record for each shelf that an open count has. */
export const CountedShelves: Collection.Collection<CountedShelf> = Collection.make({
  name: "counted-shelf",
  schema: Schema.Struct({ sku: Id.Sku, place: Id.PlaceId, countId: Id.Id }),
  id: (shelf) => shelfId(shelf),
})

/** The journal of counts; the adjustments are told by that of stock. */
export const CountHistory: JournalStream.JournalStream<CountEvent> = JournalStream.make({
  name: "count",
  schema: CountEvent,
})
