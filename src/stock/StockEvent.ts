/**
 * What happened to stock, each event one whole movement whose legs balance.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { StockAccount } from "./StockAccount.ts"

/** Units of an item at a place; an event has at most one line for each. */
export const Moved = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  quantity: Quantity.PositiveQuantity,
})
/** Units of an item at a place. */
export type Moved = typeof Moved.Type

/** Units of an item found (positive) or lost (negative) at a place. */
export const Differed = Schema.Struct({
  sku: Id.Sku,
  place: Id.PlaceId,
  delta: Quantity.QuantityDelta,
})
/** Units of an item found or lost at a place. */
export type Differed = typeof Differed.Type

/** Units of an item that left one account for another; an event has at most one line for each. */
export const Leg = Schema.Struct({
  sku: Id.Sku,
  quantity: Quantity.PositiveQuantity,
  from: StockAccount,
  to: StockAccount,
})
/** Units of an item that left one account for another. */
export type Leg = typeof Leg.Type

/** Units of an item that a hold kept of a pool and now keeps at a place. */
export const Assigned = Schema.Struct({ ...Moved.fields, pool: Id.PlaceId })
/** Units of an item that a hold kept of a pool and now keeps at a place. */
export type Assigned = typeof Assigned.Type

/** Who tells the units of a hold apart, and alone may ship or release them. */
export const Keeper = Schema.Literals(["kits", "lots", "serials"])
/** Who tells the units of a hold apart. */
export type Keeper = typeof Keeper.Type

const lines = Schema.Array(Moved)
const document = Schema.optionalKey(Id.Id)
/** A whole second, in epoch milliseconds. */
const expiresAt = Schema.optionalKey(Calendar.Instant)

/**
 * An event of the ledger; see the command of the same verb.
 *
 * `Expired` tells of units that had become free by an instant. It stands before the first event that
 * finds them so: until somebody asks, nobody has to write it down.
 */
export const StockEvent = Schema.TaggedUnion({
  Received: { lines, document },
  Held: { holdId: Id.Id, lines, expiresAt, keeper: Schema.optionalKey(Keeper) },
  Assigned: { holdId: Id.Id, lines: Schema.Array(Assigned) },
  Extended: { holdId: Id.Id, lines, expiresAt },
  Expired: { lines, at: Calendar.Instant },
  Released: { holdId: Id.Id, lines },
  Shipped: { holdId: Id.Id, lines },
  Returned: { lines, document },
  Adjusted: { lines: Schema.Array(Differed), document },
  Moved: { lines: Schema.Array(Leg), document },
})
/** An event of the ledger. */
export type StockEvent = typeof StockEvent.Type

/**
 * The double entry of an event. Whatever leaves one account enters another, so units are conserved
 * over all accounts at every position of the journal.
 *
 * @example
 * ```ts
 * import { StockEvent } from "entrepot/stock"
 *
 * const [leg] = StockEvent.legs({
 *   _tag: "Received",
 *   lines: [{ sku: "MUG", place: "main", quantity: 3 }],
 * })
 * console.log(leg?.from._tag, "->", leg?.to._tag, leg?.quantity)
 * ```
 * ```text
 * Supplier -> Shelf 3
 * ```
 */
export const legs = (event: StockEvent): ReadonlyArray<Leg> => {
  switch (event._tag) {
    case "Received":
      return event.lines.map((line) => leg(line, supplier, shelf(line)))
    case "Held":
      return event.lines.map((line) => leg(line, shelf(line), held(line)))
    case "Released":
    case "Expired":
      return event.lines.map((line) => leg(line, held(line), shelf(line)))
    case "Extended":
      return []
    // What is held of a pool is on no shelf in particular, until it is assigned.
    case "Assigned":
      return event.lines.flatMap((line) => [
        leg(line, held({ place: line.pool }), shelf({ place: line.pool })),
        leg(line, shelf(line), held(line)),
      ])
    case "Moved":
      return event.lines
    case "Shipped":
      return event.lines.map((line) => leg(line, held(line), customer))
    case "Returned":
      return event.lines.map((line) => leg(line, customer, shelf(line)))
    case "Adjusted":
      return event.lines.map(({ sku, place, delta }) =>
        delta > 0
          ? leg({ sku, quantity: delta }, found, shelf({ place }))
          : leg({ sku, quantity: -delta }, shelf({ place }), loss),
      )
  }
}

/** All units of an event's lines. */
export const units = (event: StockEvent): number =>
  event._tag === "Adjusted"
    ? event.lines.reduce((total, { delta }) => total + Math.abs(delta), 0)
    : event.lines.reduce((total, { quantity }) => total + quantity, 0)

const leg = (
  { sku, quantity }: { readonly sku: string; readonly quantity: number },
  from: StockAccount,
  to: StockAccount,
): Leg => ({ sku, quantity, from, to })

const supplier: StockAccount = { _tag: "Supplier" }
const customer: StockAccount = { _tag: "Customer" }
const found: StockAccount = { _tag: "Found" }
const loss: StockAccount = { _tag: "Loss" }
const shelf = ({ place }: { readonly place: string }): StockAccount => ({ _tag: "Shelf", place })
const held = ({ place }: { readonly place: string }): StockAccount => ({ _tag: "Held", place })
