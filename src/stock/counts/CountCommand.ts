/**
 * What can be asked of a cycle count: the items of one place, counted while work goes on.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/** A position of the stock journal, which orders all movements. */
export const JournalPosition = Quantity.Quantity.annotate({ title: "JournalPosition" })
/** A position of the stock journal, as a plain number. */
export type JournalPosition = typeof JournalPosition.Type

const serials = Schema.Array(Id.Id)

/** An item to count: what the book has of it at the position of the snapshot. */
export const CountItem = Schema.Struct({
  sku: Id.Sku,
  onHand: Quantity.Quantity,
  serials: Schema.optional(serials),
})
/** An item to count. */
export type CountItem = typeof CountItem.Type

/**
 * What moved by the book after the snapshot, up to the position of counting: units net, and for
 * serial numbers those that came to stay and those that left.
 */
export const MovedSince = Schema.Struct({
  units: Quantity.QuantityDelta,
  arrived: Schema.optional(serials),
  left: Schema.optional(serials),
})
/** What moved by the book after the snapshot. */
export type MovedSince = typeof MovedSince.Type

/**
 * What a counter found of an item, at the place of the count unless the scanned label says another.
 * Whoever counts is not told what the book says; `since` is added by the host.
 */
export const CountedLine = Schema.Struct({
  sku: Id.Sku,
  place: Schema.optional(Id.PlaceId),
  quantity: Quantity.Quantity,
  serials: Schema.optional(serials),
  since: MovedSince,
})
/** What a counter found of an item. */
export type CountedLine = typeof CountedLine.Type

/** A difference that somebody answers for: counted less what was expected, in units. */
export const ApprovedVariance = Schema.Struct({ sku: Id.Sku, variance: Quantity.QuantityDelta })
/** A difference that somebody answers for. */
export type ApprovedVariance = typeof ApprovedVariance.Type

/** The most items of one count; larger places are counted in parts. */
export const mostItems = 1_000

const header = { ...CommandHeader.fields, countId: Id.Id }

/**
 * A command on a count.
 *
 * - `Open`: these items of a place are to be counted; `position` is that of the snapshot. A
 *   difference of up to `tolerance` units an item needs no approval; `agreement` counters (one, unless
 *   given) have to find the same.
 * - `Enter`: a counter counted these items at a position; a recount replaces their earlier one.
 * - `Approve`: these differences beyond the tolerance are right.
 * - `Post`: the differences become adjustments, and the count is over.
 * - `Abandon`: the count is over, and nothing is posted.
 */
export const CountCommand = Schema.TaggedUnion({
  Open: {
    ...header,
    place: Id.PlaceId,
    position: JournalPosition,
    items: Schema.Array(CountItem).check(Schema.isMinLength(1), Schema.isMaxLength(mostItems)),
    tolerance: Quantity.Quantity,
    agreement: Schema.optional(Quantity.PositiveQuantity),
  },
  Enter: {
    ...header,
    counter: Id.Id,
    position: JournalPosition,
    lines: Schema.Array(CountedLine).check(Schema.isMinLength(1)),
  },
  Approve: { ...header, lines: Schema.Array(ApprovedVariance).check(Schema.isMinLength(1)) },
  Post: header,
  Abandon: header,
})
/** A command on a count. */
export type CountCommand = typeof CountCommand.Type
