/** What the run keeps of its own, in the same store and the same commits as stock and orders. */
import { Collection } from "entrepot/store"

import { Buyer, idOf } from "./buyers.ts"
import { Item } from "./purchasing.ts"
import { Tally } from "./tally.ts"

/** One record for each item. */
export const Items = Collection.make({
  name: "main-job-item",
  schema: Item,
  id: ({ sku }) => sku,
})

/** One record for each customer, and one for each channel of what names none. */
export const Buyers = Collection.make({ name: "main-job-buyer", schema: Buyer, id: idOf })

/** The one record of counts. */
export const Tallies = Collection.make({
  name: "main-job-tally",
  schema: Tally,
  id: () => tallyId,
})

/** The id of the record of counts. */
export const tallyId = "tally"
