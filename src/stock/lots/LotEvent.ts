/**
 * What happened to lots, each event one whole movement whose legs balance.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { StockAccount } from "../StockAccount.ts"
import { LotId } from "./Lot.ts"
import { LotPolicy } from "./LotPick.ts"

const of = { sku: Id.Sku, place: Id.PlaceId, lot: LotId }

/** Units of a lot at a place; an event has at most one line for each. */
export const LotMoved = Schema.Struct({ ...of, quantity: Quantity.PositiveQuantity })
/** Units of a lot at a place. */
export type LotMoved = typeof LotMoved.Type

/** Units of a lot that came from a supplier, good until an instant, or for ever. */
export const LotReceived = Schema.Struct({
  ...LotMoved.fields,
  expiresAt: Schema.optionalKey(Calendar.Instant),
})
/** Units of a lot that came from a supplier. */
export type LotReceived = typeof LotReceived.Type

/** Units of a lot that went elsewhere; they keep the age that the oldest of them had. */
export const LotCarried = Schema.Struct({
  sku: Id.Sku,
  lot: LotId,
  quantity: Quantity.PositiveQuantity,
  from: StockAccount,
  to: StockAccount,
  receivedAt: Calendar.Instant,
})
/** Units of a lot that went elsewhere. */
export type LotCarried = typeof LotCarried.Type

/** Units of a lot found (positive) or lost (negative) at a place. */
export const LotDiffered = Schema.Struct({ ...of, delta: Quantity.QuantityDelta })
/** Units of a lot found or lost at a place. */
export type LotDiffered = typeof LotDiffered.Type

const lines = Schema.Array(LotMoved)
const document = Schema.optionalKey(Id.Id)
const at = Calendar.Instant
/** A whole second, in epoch milliseconds. */
const expiresAt = Schema.optionalKey(Calendar.Instant)

/**
 * An event of lots; see the command of the same verb. `at` is when the units came. `Expired` tells of
 * units that had become free by an instant, before the first event that finds them so.
 */
export const LotEvent = Schema.TaggedUnion({
  PolicySet: { policy: LotPolicy },
  Received: { lines: Schema.Array(LotReceived), at, document },
  Held: { holdId: Id.Id, lines, expiresAt },
  Extended: { holdId: Id.Id, lines, expiresAt },
  Expired: { lines, at },
  Released: { holdId: Id.Id, lines },
  Shipped: { holdId: Id.Id, lines },
  Returned: { lines, at, document },
  Moved: { lines: Schema.Array(LotCarried), document },
  Adjusted: { lines: Schema.Array(LotDiffered), at, document },
  Blocked: { sku: Id.Sku, lot: LotId, document },
  Unblocked: { sku: Id.Sku, lot: LotId, document },
})
/** An event of lots. */
export type LotEvent = typeof LotEvent.Type

/** Units of a lot that leave one account for another. */
export interface LotLeg {
  readonly sku: string
  readonly lot: string
  readonly quantity: number
  readonly from: StockAccount
  readonly to: StockAccount
}

/**
 * The double entry of an event, lot by lot.
 *
 * @example
 * ```ts
 * import { LotEvent } from "entrepot/stock"
 *
 * const [leg] = LotEvent.legs({
 *   _tag: "Shipped",
 *   holdId: "order-1",
 *   lines: [{ sku: "MILK", place: "main", lot: "A", quantity: 2 }],
 * })
 * console.log(leg?.lot, leg?.from._tag, "->", leg?.to._tag, leg?.quantity)
 * ```
 * ```text
 * A Held -> Customer 2
 * ```
 */
export const legs = (event: LotEvent): ReadonlyArray<LotLeg> => {
  switch (event._tag) {
    case "Received":
      return event.lines.map((line) => leg(line, { _tag: "Supplier" }, shelf(line)))
    case "Held":
      return event.lines.map((line) => leg(line, shelf(line), held(line)))
    case "Released":
    case "Expired":
      return event.lines.map((line) => leg(line, held(line), shelf(line)))
    case "Shipped":
      return event.lines.map((line) => leg(line, held(line), { _tag: "Customer" }))
    case "Returned":
      return event.lines.map((line) => leg(line, { _tag: "Customer" }, shelf(line)))
    case "Moved":
      return event.lines
    case "Adjusted":
      return event.lines.map(({ delta, ...line }) =>
        delta > 0
          ? leg({ ...line, quantity: delta }, { _tag: "Found" }, shelf(line))
          : leg({ ...line, quantity: -delta }, shelf(line), { _tag: "Loss" }),
      )
    case "Extended":
    case "PolicySet":
    case "Blocked":
    case "Unblocked":
      return []
  }
}

const leg = ({ sku, lot, quantity }: LotMoved, from: StockAccount, to: StockAccount): LotLeg => ({
  sku,
  lot,
  quantity,
  from,
  to,
})

const shelf = ({ place }: { readonly place: string }): StockAccount => ({ _tag: "Shelf", place })
const held = ({ place }: { readonly place: string }): StockAccount => ({ _tag: "Held", place })
