/**
 * How exposure lies in the store: items on their channels and watches as records, and two journals.
 *
 * @module
 */
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import { Exposure } from "./Exposure.ts"
import { ExposureEvent } from "./ExposureEvent.ts"
import { Watch, WatchEvent } from "./StockWarning.ts"

/** One record for each item that was ever on a channel. */
export const Exposures: Collection.Collection<Exposure> = Collection.make({
  name: "exposure",
  schema: Exposure,
  id: ({ sku }) => sku,
})

/** One record for each item that has lines. `standing` finds those of which a warning stands. */
export const Watches: Collection.Collection<Watch, "standing"> = Collection.make({
  name: "watch",
  schema: Watch,
  id: ({ sku }) => sku,
  indexes: {
    standing: { entries: ({ sku, raised }) => (raised.length > 0 ? [[sku]] : []) },
  },
})

/**
 * The journal of what channels were told and said. Its `Published` entries are the outbox: whoever
 * sends follows them by cursor, and may skip all but the newest of an item and channel.
 */
export const ExposureHistory: JournalStream.JournalStream<ExposureEvent> = JournalStream.make({
  name: "exposure",
  schema: ExposureEvent,
})

/** The journal of warnings. */
export const Warnings: JournalStream.JournalStream<WatchEvent> = JournalStream.make({
  name: "stock-warning",
  schema: WatchEvent,
})
