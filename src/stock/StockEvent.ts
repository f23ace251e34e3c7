/**
 * What happened to stock, each event one whole movement whose legs balance.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"

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
  Held: { holdId: Id.Id, lines, expiresAt },
  Extended: { holdId: Id.Id, lines, expiresAt },
  Expired: { lines, at: Calendar.Instant },
  Released: { holdId: Id.Id, lines },
  Shipped: { holdId: Id.Id, lines },
  Returned: { lines, document },
  Adjusted: { lines: Schema.Array(Differed) },
})
/** An event of the ledger. */
export type StockEvent = typeof StockEvent.Type

/**
 * Where units can be. Only the shelf and what is held of it have a limit, so only they are kept as
 * records; the others exist as legs, and their balances are read off the journal.
 */
export type Account =
  | { readonly _tag: "Supplier" | "Customer" | "Found" | "Loss" }
  | { readonly _tag: "Shelf" | "Held"; readonly place: string }

/** Units of an item that leave one account for another. */
export interface Leg {
  readonly sku: string
  readonly quantity: number
  readonly from: Account
  readonly to: Account
}

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
  from: Account,
  to: Account,
): Leg => ({ sku, quantity, from, to })

const supplier: Account = { _tag: "Supplier" }
const customer: Account = { _tag: "Customer" }
const found: Account = { _tag: "Found" }
const loss: Account = { _tag: "Loss" }
const shelf = ({ place }: { readonly place: string }): Account => ({ _tag: "Shelf", place })
const held = ({ place }: { readonly place: string }): Account => ({ _tag: "Held", place })
