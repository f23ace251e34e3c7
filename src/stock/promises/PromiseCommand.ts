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

const encoder = new TextEncoder()
/** What "/" and a number take. */
const numberBytes = 17

/** An id that leaves room for a number behind it, so that other ids can be made of it. */
export const NumberedId = Id.Id.check(
  Schema.makeFilter((id) =>
    encoder.encode(id).length > Id.maxIdBytes - numberBytes
      ? `this id has at most ${Id.maxIdBytes - numberBytes} bytes in UTF-8`
      : undefined,
  ),
)

/** The most promises that one command keeps, breaks or tells: what is more takes several. */
export const mostPromises = 1_000

const asked = { ...CommandHeader.fields, sku: Id.Sku, place: Schema.optional(Id.PlaceId) }
const inbound = { ...asked, inboundId: Id.Id }
const quantity = Quantity.PositiveQuantity

/**
 * A command for an item at a place. Instants are epoch milliseconds.
 *
 * - `Expect`: units are coming and should be there when they are due.
 * - `Postpone`: they will be there at another instant, later or earlier.
 * - `Cut`: fewer are coming; none of what is open unless a quantity is given.
 * - `Promise`: units that are coming are promised to an order, all or none.
 * - `Cancel`: what is waiting of a promise is wanted no more.
 * - `Arrive`: units are there, also more than were expected.
 * - `Tell`: up to so many promises are told their dates where these have changed.
 *
 * `Cut` and `Arrive` that would break or keep more than {@link mostPromises} are refused, and told how
 * many units are not too many.
 */
export const PromiseCommand = Schema.TaggedUnion({
  Expect: { ...inbound, quantity, due: Calendar.Instant },
  Postpone: { ...inbound, due: Calendar.Instant },
  Cut: { ...inbound, quantity: Schema.optional(quantity) },
  Promise: {
    ...asked,
    promiseId: NumberedId,
    quantity,
    wantedBy: Schema.optional(Calendar.Instant),
  },
  Cancel: { ...asked, promiseId: Id.Id },
  Arrive: { ...inbound, quantity },
  Tell: { ...asked, most: quantity.check(Schema.isLessThanOrEqualTo(mostPromises)) },
})
/** A command for an item at a place. */
export type PromiseCommand = typeof PromiseCommand.Type
