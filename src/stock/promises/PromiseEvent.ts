/**
 * What happened to deliveries and promises, each event one whole change.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Cursor } from "./PromisePool.ts"

const where = { sku: Id.Sku, place: Id.PlaceId }
const inbound = { ...where, inboundId: Id.Id }
const quantity = Quantity.PositiveQuantity

/** Units of a promise, which is named, and its place in the queue. */
export const PromiseUnits = Schema.Struct({
  promiseId: Id.Id,
  sequence: Quantity.Quantity,
  quantity,
})
/** Units of a promise. */
export type PromiseUnits = typeof PromiseUnits.Type

/** Units of a promise that became a hold, and units of it that still wait. */
export const Kept = Schema.Struct({
  ...PromiseUnits.fields,
  holdId: Id.Id,
  waiting: Quantity.Quantity,
})
/** Units of a promise that became a hold. */
export type Kept = typeof Kept.Type

/** A promise with another date than it was told; `late` if that is after it was wanted by. */
export const Redated = Schema.Struct({
  promiseId: Id.Id,
  sequence: Quantity.Quantity,
  from: Calendar.Instant,
  to: Calendar.Instant,
  late: Schema.Boolean,
})
/** A promise with another date than it was told. */
export type Redated = typeof Redated.Type

/** Units of a delivery that a promise is made on, when it is made. */
export const Allotted = Schema.Struct({ inboundId: Id.Id, due: Calendar.Instant, quantity })
/** Units of a delivery that a promise is made on. */
export type Allotted = typeof Allotted.Type

/**
 * An event of an item at a place.
 *
 * - `Arrived`: `expected` of the units were open; `holds` are to be held for their orders, in promise
 *   order, and `free` units are nobody's. `waiting` units are promised and still to come.
 * - `InboundCut`: `broken` promises are taken back, the last one first, each with all that waited.
 * - `Told`: promises with new dates, in promise order; more are to be told after `next`, if any.
 */
export const PromiseEvent = Schema.TaggedUnion({
  Expected: { ...inbound, quantity, due: Calendar.Instant },
  Postponed: { ...inbound, from: Calendar.Instant, to: Calendar.Instant },
  InboundCut: { ...inbound, quantity, broken: Schema.Array(PromiseUnits) },
  Promised: {
    ...where,
    ...PromiseUnits.fields,
    due: Calendar.Instant,
    wantedBy: Schema.optionalKey(Calendar.Instant),
    allotted: Schema.Array(Allotted),
  },
  PromiseCancelled: { ...where, ...PromiseUnits.fields },
  Arrived: {
    ...inbound,
    quantity,
    expected: quantity,
    holds: Schema.Array(Kept),
    free: Quantity.Quantity,
    waiting: Quantity.Quantity,
  },
  Told: { ...where, promises: Schema.Array(Redated), next: Schema.optionalKey(Cursor) },
})
/** An event of an item at a place. */
export type PromiseEvent = typeof PromiseEvent.Type
