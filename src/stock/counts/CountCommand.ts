/**
 * What can be asked of a cycle count: the items of one place, counted while work goes on.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Variance } from "./CountEvent.ts"

/**
 * Units that a counter found of an item, at the place of the count unless the scanned label says
 * another.
 */
export const CountedLine = Schema.Struct({
  sku: Id.Sku,
  place: Schema.optional(Id.PlaceId),
  quantity: Quantity.Quantity,
})
/** Units that a counter found of an item. */
export type CountedLine = typeof CountedLine.Type

/** The most items of one count; larger places are counted in parts. */
export const mostItems = 1_000

const header = { ...CommandHeader.fields, countId: Id.Id }

/**
 * A command on a count.
 *
 * - `Open`: these items of a place, the main one unless said otherwise, are to be counted. A
 *   difference of up to `tolerance` units an item (none, unless given) needs no approval; `agreement`
 *   counters (one, unless given) have to find the same. Until the count is over, no other one can have
 *   an item of it at that place: both would correct the same difference.
 * - `Enter`: a counter counted these items at `occurredAt`, now unless given; a recount replaces their
 *   earlier one.
 * - `Approve`: these differences beyond the tolerance are right.
 * - `Post`: the differences become adjustments, and the count is over.
 * - `Abandon`: the count is over, and nothing is posted.
 */
export const CountCommand = Schema.TaggedUnion({
  Open: {
    ...header,
    place: Schema.optional(Id.PlaceId),
    skus: Schema.Array(Id.Sku).check(Schema.isMinLength(1), Schema.isMaxLength(mostItems)),
    tolerance: Schema.optional(Quantity.Quantity),
    agreement: Schema.optional(Quantity.PositiveQuantity),
  },
  Enter: {
    ...header,
    counter: Id.Id,
    lines: Schema.Array(CountedLine).check(Schema.isMinLength(1)),
  },
  Approve: { ...header, lines: Schema.Array(Variance).check(Schema.isMinLength(1)) },
  Post: header,
  Abandon: header,
})
/** A command on a count. */
export type CountCommand = typeof CountCommand.Type
