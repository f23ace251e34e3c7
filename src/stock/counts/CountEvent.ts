/**
 * What happened to a cycle count. `CountPosted` carries the adjustments.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

const countId = Id.Id

/** What a counter found of an item, and what the book had there and then, in units. */
export const EnteredLine = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.Quantity,
  expected: Quantity.Quantity,
})
/** What a counter found of an item. */
export type EnteredLine = typeof EnteredLine.Type

/** By how much an item differs from the book: units more (positive) or less than expected. */
export const Variance = Schema.Struct({ sku: Id.Sku, variance: Quantity.QuantityDelta })
/** By how much an item differs from the book. */
export type Variance = typeof Variance.Type

/**
 * An event of a count; see the command of the same verb. Each names an item at most once; instants
 * are epoch milliseconds.
 */
export const CountEvent = Schema.TaggedUnion({
  CountOpened: {
    countId,
    place: Id.PlaceId,
    openedAt: Calendar.Instant,
    tolerance: Quantity.Quantity,
    agreement: Quantity.PositiveQuantity,
    items: Schema.Array(Schema.Struct({ sku: Id.Sku, onHand: Quantity.Quantity })),
  },
  CountEntered: {
    countId,
    counter: Id.Id,
    countedAt: Calendar.Instant,
    lines: Schema.Array(EnteredLine),
  },
  VarianceApproved: { countId, lines: Schema.Array(Variance) },
  CountPosted: { countId, place: Id.PlaceId, lines: Schema.Array(Variance) },
  CountAbandoned: { countId },
})
/** An event of a count. */
export type CountEvent = typeof CountEvent.Type
