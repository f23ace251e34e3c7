/**
 * What can be asked of lots.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import { Money } from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { StockAccount } from "../StockAccount.ts"
import { Expiry, LotId } from "./Lot.ts"
import { LotPolicy, Strategy } from "./LotPick.ts"

const where = { sku: Id.Sku, place: Schema.optional(Id.PlaceId) }
const named = { ...where, lot: LotId, quantity: Quantity.PositiveQuantity }

/** Units of a lot, at the main place unless said otherwise. */
export const LotLine = Schema.Struct(named)
/** Units of a lot. */
export type LotLine = typeof LotLine.Type

/** What all units of a line cost together, where the cost of the item is kept. */
const cost = Schema.optional(Money)

/** Units of a lot that come from a supplier; the expiry of a lot that is known may be left out. */
export const ReceivedLine = Schema.Struct({ ...named, expires: Schema.optional(Expiry), cost })
/** Units of a lot that come from a supplier. */
export type ReceivedLine = typeof ReceivedLine.Type

/** Units of a lot that come back from a customer. */
export const ReturnedLine = Schema.Struct({ ...named, cost })
/** Units of a lot that come back from a customer. */
export type ReturnedLine = typeof ReturnedLine.Type

/** Units of an item, from lots by the item's strategy unless the line names one. */
export const WantedLine = Schema.Struct({
  ...where,
  quantity: Quantity.PositiveQuantity,
  strategy: Schema.optional(Strategy),
})
/** Units of an item, from lots by a strategy. */
export type WantedLine = typeof WantedLine.Type

/** Units of a lot that were found (positive) or lost (negative) at a place. */
export const LotDifference = Schema.Struct({
  ...where,
  lot: LotId,
  delta: Quantity.QuantityDelta.check(
    Schema.makeFilter((delta) => (delta === 0 ? "a difference of zero" : undefined)),
  ),
  cost,
}).check(
  Schema.makeFilter(({ delta, cost }) =>
    delta < 0 && cost !== undefined ? "what is lost costs what it cost before" : undefined,
  ),
)
/** Units of a lot that were found or lost at a place. */
export type LotDifference = typeof LotDifference.Type

/** Where lots leave from by hand, and where they go: units are sold by holds, and come by receipts. */
const leaving: ReadonlyArray<StockAccount["_tag"]> = [
  "Customer",
  "Loss",
  "Transit",
  "Shelf",
  "Quarantine",
]
const entering: ReadonlyArray<StockAccount["_tag"]> = [
  "Supplier",
  "Loss",
  "Transit",
  "Shelf",
  "Quarantine",
]

/** Units of a lot that go from one account to another. */
export const LotMovement = Schema.Struct({
  sku: Id.Sku,
  lot: LotId,
  quantity: Quantity.PositiveQuantity,
  from: StockAccount,
  to: StockAccount,
  cost,
}).check(
  Schema.makeFilter(({ from, to }) => {
    if (!leaving.includes(from._tag)) return `no lot is moved by hand out of ${from._tag}`
    return entering.includes(to._tag) ? undefined : `no lot is moved by hand into ${to._tag}`
  }),
)
/** Units of a lot that go from one account to another. */
export type LotMovement = typeof LotMovement.Type

const header = CommandHeader.fields
const document = Schema.optional(Id.Id)
const lines = Schema.Array(LotLine).check(Schema.isMinLength(1))
const some = Schema.optional(lines)
const expiresAt = Schema.optional(Calendar.Instant)
/** The hold by which units were sold that come back: each takes back what it cost then. */
const sale = Schema.optional(Id.Id)

/**
 * A command of lots.
 *
 * - `SetPolicy`: what an item demands of its lots; what is left out it does not demand.
 * - `Receive`: units of lots come from a supplier.
 * - `Hold`: units are picked from lots and kept for an order, all lines or none; until `expiresAt`
 *   (epoch milliseconds) where it is given, rounded up to a whole second. `soldOn` is the channel on
 *   which they were sold, where there is one.
 * - `Extend`: what is still held is kept until another `expiresAt`, or for good without one.
 * - `Release`: held units are free in their lots again; all that are open unless lines are given.
 * - `Ship`: held units go to the customer; all that are open unless lines are given.
 * - `Return`: units come back from a customer into the lot that they were of.
 * - `Move`: units that nobody holds go to another place or on their way there, into quarantine, back to
 *   the supplier or to scrap; blocked and expired ones may.
 * - `Adjust`: units of lots were found, lost or destroyed; what is held cannot be lost.
 * - `Block`: the lot may not be sold any more, wherever it is; `Unblock` lifts that.
 *
 * Where the cost of an item is kept, units that come in say what they cost, or which `sale` they come
 * back of, as in a command of the ledger.
 */
export const LotCommand = Schema.TaggedUnion({
  SetPolicy: {
    ...header,
    sku: Id.Sku,
    strategy: Schema.optional(Strategy),
    expiryRequired: Schema.optional(LotPolicy.fields.expiryRequired),
    minimumDays: Schema.optional(LotPolicy.fields.minimumDays),
    zone: Schema.optional(LotPolicy.fields.zone),
  },
  Receive: {
    ...header,
    lines: Schema.Array(ReceivedLine).check(Schema.isMinLength(1)),
    document,
  },
  Hold: {
    ...header,
    holdId: Id.Id,
    lines: Schema.Array(WantedLine).check(Schema.isMinLength(1)),
    expiresAt,
    soldOn: Schema.optional(Id.Id),
  },
  Extend: { ...header, holdId: Id.Id, expiresAt },
  Release: { ...header, holdId: Id.Id, lines: some },
  Ship: { ...header, holdId: Id.Id, lines: some },
  Return: {
    ...header,
    lines: Schema.Array(ReturnedLine).check(Schema.isMinLength(1)),
    document,
    sale,
  },
  Move: {
    ...header,
    lines: Schema.Array(LotMovement).check(Schema.isMinLength(1)),
    document,
    sale,
  },
  Adjust: {
    ...header,
    lines: Schema.Array(LotDifference).check(Schema.isMinLength(1)),
    document,
  },
  Block: { ...header, sku: Id.Sku, lot: LotId, document },
  Unblock: { ...header, sku: Id.Sku, lot: LotId, document },
})
/** A command of lots. */
export type LotCommand = typeof LotCommand.Type
