/**
 * What happened to a cycle count. `CountPosted` carries the adjustments.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { JournalPosition } from "./CountCommand.ts"

const countId = Id.Id
const serials = Schema.Array(Id.Id)

/**
 * How what is there differs from the book: units more (positive) or less than expected, and serial
 * numbers that are missing or unexpected, both in order of text.
 */
export const Finding = Schema.Struct({
  variance: Quantity.QuantityDelta,
  missing: serials,
  unexpected: serials,
})
/** How what is there differs from the book. */
export type Finding = typeof Finding.Type

/** What a counter found of an item, and what was expected there and then, in units. */
export const EnteredLine = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.Quantity,
  expected: Quantity.QuantityDelta,
  finding: Finding,
})
/** What a counter found of an item. */
export type EnteredLine = typeof EnteredLine.Type

/** A finding of an item. */
export const FoundLine = Schema.Struct({ sku: Id.Sku, finding: Finding })
/** A finding of an item. */
export type FoundLine = typeof FoundLine.Type

/** An event of a count; see the command of the same verb. Each names an item at most once. */
export const CountEvent = Schema.TaggedUnion({
  CountOpened: {
    countId,
    place: Id.PlaceId,
    position: JournalPosition,
    tolerance: Quantity.Quantity,
    agreement: Quantity.PositiveQuantity,
    items: Schema.Array(
      Schema.Struct({
        sku: Id.Sku,
        onHand: Quantity.Quantity,
        serials: Schema.optionalKey(serials),
      }),
    ),
  },
  CountEntered: {
    countId,
    counter: Id.Id,
    position: JournalPosition,
    lines: Schema.Array(EnteredLine),
  },
  VarianceApproved: { countId, lines: Schema.Array(FoundLine) },
  CountPosted: { countId, place: Id.PlaceId, lines: Schema.Array(FoundLine) },
  CountAbandoned: { countId },
})
/** An event of a count. */
export type CountEvent = typeof CountEvent.Type
