/**
 * What can be asked of promises.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

const asked = { ...CommandHeader.fields, sku: Id.Sku, place: Schema.optional(Id.PlaceId) }
const inbound = { ...asked, inboundId: Id.Id }
const quantity = Quantity.PositiveQuantity

/**
 * A command for an item at a place. Instants are epoch milliseconds.
 *
 * - `Expect`: units are coming and should be there when they are due.
 * - `Postpone`: they will be there at another instant, later or earlier.
 * - `Cut`: fewer are coming; none of what is open unless a quantity is given. Cutting n units breaks
 *   at most n promises, so that a large cut may be made in steps.
 * - `Promise`: units that are coming are promised to an order, all or none.
 * - `Cancel`: what is waiting of a promise is wanted no more.
 * - `Arrive`: units are there, also more than were expected.
 * - `Tell`: up to so many promises are told their dates where these have changed.
 */
export const PromiseCommand = Schema.TaggedUnion({
  Expect: { ...inbound, quantity, due: Calendar.Instant },
  Postpone: { ...inbound, due: Calendar.Instant },
  Cut: { ...inbound, quantity: Schema.optional(quantity) },
  Promise: {
    ...asked,
    promiseId: Id.Id,
    quantity,
    wantedBy: Schema.optional(Calendar.Instant),
  },
  Cancel: { ...asked, promiseId: Id.Id },
  Arrive: { ...inbound, quantity },
  Tell: { ...asked, most: quantity },
})
/** A command for an item at a place. */
export type PromiseCommand = typeof PromiseCommand.Type
