/**
 * Shelves that others keep, such as a marketplace's warehouse: what was seen there, and by how much
 * the book differed. Pure.
 *
 * @module
 */
import { Result, Schema, Struct } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { LateObservation, type ObservationRefusal, RevisionReused } from "./TransferRefusal.ts"

const seen = {
  sku: Id.Sku,
  place: Id.PlaceId,
  quantity: Quantity.Quantity,
  asOf: Calendar.Instant,
  revision: Id.Id,
}

/**
 * Units of an item that its keeper says were there at an instant; `revision` is the keeper's name
 * for the statement.
 */
export const ShelfObservation = Schema.Struct(seen)
/** Units of an item that its keeper says were there at an instant. */
export type ShelfObservation = typeof ShelfObservation.Type

// When it happened is what `asOf` says.
const header = Struct.omit(CommandHeader.fields, ["occurredAt"])

/** Posts an observation. */
export const ObserveCommand = Schema.TaggedStruct("Observe", { ...header, ...seen })
/** Posts an observation. */
export type ObserveCommand = typeof ObserveCommand.Type

/** The last observation that was posted: one record for each item at such a place. */
export const ObservedShelf = Schema.Struct(seen)
/** The last observation that was posted. */
export type ObservedShelf = typeof ObservedShelf.Type

/**
 * An observation was posted; `delta` units were found (positive) or lost (negative), none where the
 * book was right.
 */
export const ShelfObserved = Schema.TaggedStruct("ShelfObserved", {
  ...seen,
  delta: Quantity.QuantityDelta,
})
/** An observation was posted. */
export type ShelfObserved = typeof ShelfObserved.Type

/**
 * Decides an observation against what the book had on that shelf at the same instant, counting
 * movements by when they occurred.
 *
 * The difference is posted now, as an adjustment that occurred at the instant of the observation, so
 * that no posted entry moves and the answer stays right whatever moved since. The same revision again
 * tells nothing; one with an older instant is refused, since a later one was posted. A movement from
 * before the observation that is posted after it is counted twice until the next observation. Where
 * units that left since would take the shelf below what is held, the shelf refuses.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ObservedShelf } from "entrepot/stock"
 *
 * const seen = { sku: "MUG", place: "FBA", quantity: 7, asOf: 0, revision: "r1" }
 * const [event] = Result.getOrThrow(ObservedShelf.decide(undefined, seen, 9))
 * console.log(event?.delta)
 * ```
 * ```text
 * -2
 * ```
 */
export const decide = (
  last: ObservedShelf | undefined,
  observation: ShelfObservation,
  bookAsOf: Quantity.QuantityDelta,
): Result.Result<ReadonlyArray<ShelfObserved>, ObservationRefusal> => {
  const { sku, place, quantity, asOf, revision } = observation
  if (last?.revision === revision)
    return last.quantity === quantity
      ? Result.succeed([])
      : Result.fail(new RevisionReused({ sku, place, revision, quantity, posted: last.quantity }))
  if (last !== undefined && asOf <= last.asOf)
    return Result.fail(new LateObservation({ sku, place, asOf, postedAsOf: last.asOf }))
  return Result.map(Quantity.minus(quantity, bookAsOf), (delta) => [
    { _tag: "ShelfObserved", ...observation, delta },
  ])
}

/** The last observation after an event. */
export const evolve = (
  _: ObservedShelf | undefined,
  { sku, place, quantity, asOf, revision }: ShelfObserved,
): ObservedShelf => ({ sku, place, quantity, asOf, revision })
