/** What the run keeps of its own, in the same store and the same commits as stock and orders. */
import { Schema } from "effect"
import { Id } from "entrepot/kernel"
import { OrderRef } from "entrepot/orders"
import { Collection, Key } from "entrepot/store"

import { Item } from "./purchasing.ts"
import { Tally } from "./tally.ts"

/** One record for each item. */
export const Items = Collection.make({
  name: "main-job-item",
  schema: Item,
  id: ({ sku }) => sku,
})

/** A customer of a channel: one record for each that was ever named. */
export const Customers = Collection.make({
  name: "main-job-customer",
  schema: Schema.Struct({ channel: OrderRef.ShortId, customerRef: Id.Id }),
  id: (customer) => customerId(customer),
})

/** The id of the record of a customer. */
export const customerId = (customer: {
  readonly channel: string
  readonly customerRef: string
}): string => Key.join([customer.channel, customer.customerRef])

/** The one record of counts. */
export const Tallies = Collection.make({
  name: "main-job-tally",
  schema: Tally,
  id: () => tallyId,
})

/** The id of the record of counts. */
export const tallyId = "tally"
