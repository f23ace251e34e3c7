/** Customers over a store, and sources that tell of persons. */
import { Effect, Layer, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Customers, type Identifier } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"
import { Store, type StoreShape, storeServices } from "entrepot/store"

/**
 * Customers, the order desk and the services that they run on, as another process over the same store
 * has them.
 */
export const customersOver = (store: StoreShape = Memory.make()) =>
  Layer.mergeAll(Customers.layerOver, OrderDesk.layerOver).pipe(
    Layer.provideMerge(storeServices),
    Layer.provideMerge(Layer.succeed(Store, store)),
    Layer.fresh,
  )

export const phone = (value: string): Identifier.Identifier => ({ _tag: "Phone", value })
export const email = (value: string): Identifier.Identifier => ({ _tag: "Email", value })
export const ada = "+49 151 23456789"
export const bob = "+49 151 99999999"

/** A source tells of a person; its channel is the first word of the record's id. */
export const told = (
  recordId: string,
  observedAt: number,
  ...identifiers: ReadonlyArray<Identifier.Identifier>
) => ({
  commandId: `observe ${recordId} ${observedAt}`,
  recordId,
  channel: recordId.split("-")[0] ?? "web",
  observedAt,
  country: "DE",
  identifiers,
})

export const decided = { actor: "eve", reason: "she told us" }

/** The customer of a record, and all records of that customer. */
export const whoHas = Effect.fnUntraced(function* (recordId: string) {
  const { profile } = yield* Customers
  const found = yield* profile(recordId)
  return Option.getOrNull(
    Option.map(found, ({ customerId, recordIds }) => [customerId, ...recordIds]),
  )
})
