/**
 * What can be asked of the order desk.
 *
 * @module
 */
import { Schema } from "effect"

import * as ChannelOrder from "../channels/ChannelOrder.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import { Revision, ShortId } from "./OrderRef.ts"

/** An order document as a channel was seen to show it, with all that the channel sent. */
export const Document = Schema.Struct({
  externalId: Id.Id,
  revision: Revision,
  observedAt: Calendar.Instant,
  raw: Schema.Json,
  value: ChannelOrder.ChannelOrder,
}).check(
  Schema.makeFilter(({ externalId, value }) =>
    externalId === value.externalId ? undefined : "the external ids of document and value differ",
  ),
)
/** An observed order document. */
export type Document = typeof Document.Type

/** Where an order goes to, as a keyed hash: equal for one door, and telling nothing else. */
export const Destination = Schema.Struct({
  door: Schema.String,
  /** Until when the channel lets two masked addresses be compared: epoch milliseconds. */
  until: Schema.optionalKey(Calendar.Instant),
})
/** Where an order goes to, as a keyed hash. */
export type Destination = typeof Destination.Type

/**
 * What an order says about persons, as keyed hashes: equal for equal words, and telling nothing else.
 * Two masks may be equal and mean two doors, so nobody is known again by them.
 */
export const PersonsHash = Schema.Struct({
  /** Of all of it. */
  all: Schema.String,
  /** Of the address alone; absent where there is none. */
  address: Schema.optionalKey(Schema.String),
})
/** What an order says about persons, as keyed hashes. */
export type PersonsHash = typeof PersonsHash.Type

/** Where documents come from. */
const source = {
  channel: ShortId,
  account: ShortId,
  /** Whether a document shows its order as a whole, or may show some of its lines. */
  shows: Schema.Literals(["whole", "part"]),
}

/** Some documents of a channel, and the checkpoint behind them where they are a page of its feed. */
export const OrderPage = Schema.Struct({
  ...source,
  items: Schema.Array(Document),
  checkpoint: Schema.optionalKey(Schema.String),
})
/** A page of documents. */
export type OrderPage = typeof OrderPage.Type

/** Units of a line of an order. */
export const LineUnits = Schema.Struct({
  lineId: Id.Id,
  quantity: Quantity.PositiveQuantity,
})
/** Units of a line of an order. */
export type LineUnits = typeof LineUnits.Type

/** Names the order that a command is about. */
export const OrderKey = Schema.Struct({ channel: ShortId, account: ShortId, externalId: Id.Id })

/** Names the order that a command is about. */
export type OrderKey = typeof OrderKey.Type

/**
 * Names an order of which more is at hand, such as one of a page.
 *
 * @example
 * ```ts
 * import { OrderCommand } from "entrepot/orders"
 *
 * const found = { channel: "csv", account: "shop", externalId: "7", kind: "order" }
 * console.log(OrderCommand.keyOf(found))
 * ```
 * ```text
 * { channel: 'csv', account: 'shop', externalId: '7' }
 * ```
 */
export const keyOf = ({ channel, account, externalId }: OrderKey): OrderKey => ({
  channel,
  account,
  externalId,
})

const header = { ...CommandHeader.fields, order: OrderKey }
const lines = Schema.Array(LineUnits).check(Schema.isMinLength(1))

/** A person answers for these, so they say who it is. */
const answered = { ...header, actor: Id.Id }

/**
 * A command of the desk.
 *
 * - `Observe`: a channel shows a document, for the first time or again.
 * - `CancelLines`: units of an order are not wanted any more.
 * - `ReturnLines`: units of an order came back.
 * - `PlanLines`, `UnplanLines`: units are to leave with a consignment, or not any more.
 * - `ShipLines`, `DeliverLines`: planned units left, and units that left arrived.
 * - `Release`: a held order may go; `roles` are those of the person, where a rule asks for one.
 * - `Override`: an order may go whatever the rules say; it wants a reason.
 * - `Assign`: somebody looks after a held order.
 * - `AcceptCancellation`, `RefuseCancellation`: the answer to a buyer who asked to cancel.
 * - `Erase`: what an order says about persons is to go.
 */
export const OrderCommand = Schema.TaggedUnion({
  Observe: {
    ...source,
    document: Document,
    destination: Schema.optionalKey(Destination),
    persons: Schema.optionalKey(PersonsHash),
  },
  CancelLines: { ...header, lines },
  ReturnLines: { ...header, lines },
  PlanLines: { ...header, lines },
  UnplanLines: { ...header, lines },
  ShipLines: { ...header, lines },
  DeliverLines: { ...header, lines },
  Release: { ...answered, roles: Schema.optional(Schema.Array(Id.Id)) },
  Override: { ...answered, reason: CommandHeader.Reason.check(Schema.isNonEmpty()) },
  Assign: { ...answered, assignee: Id.Id },
  AcceptCancellation: header,
  RefuseCancellation: header,
  Erase: answered,
})
/** A command of the desk. */
export type OrderCommand = typeof OrderCommand.Type
