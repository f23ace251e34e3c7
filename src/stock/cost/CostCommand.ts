/**
 * What can be asked of the cost of stock.
 *
 * @module
 */
import { Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import { Money } from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/**
 * Where units go when they leave the stock of a scope.
 *
 * - `Sale`: to a customer; their cost is cost of sales.
 * - `Loss`: lost, broken or used up.
 * - `Supplier`: back to the supplier, as a claim at cost.
 * - `Transfer`: to another scope, where they become layers numbered from `layer` on: the `tail` of
 *   that scope's head.
 * - `Assembly`: into units of another scope, whose layer `layer` has their cost.
 *
 * Whoever posts the command finds out the layer, whatever it says.
 */
export const Destination = Schema.TaggedUnion({
  Sale: {},
  Loss: {},
  Supplier: {},
  Transfer: { scope: Id.Id, layer: Quantity.Quantity },
  Assembly: { scope: Id.Id, layer: Quantity.Quantity },
})
/** Where units go when they leave the stock of a scope. */
export type Destination = typeof Destination.Type

/**
 * Who is owed for what comes in, and for a correction of it: a supplier or carrier, nobody since it
 * was found, or the scope that transferred it.
 */
export const Source = Schema.Literals(["Supplier", "Found", "Transfer"])
/** One of the names in {@link Source}. */
export type Source = typeof Source.Type

/** Units that come in and what they cost together; each becomes a layer of its own. */
export const Lot = Schema.Struct({
  units: Quantity.PositiveQuantity,
  cost: Money,
  serial: Schema.optional(Id.Id),
})
/** Units that come in and what they cost together. */
export type Lot = typeof Lot.Type

const header = { ...CommandHeader.fields, scope: Id.Id, document: Schema.optional(Id.Id) }

/** A supplier unless said otherwise; what is transferred follows from its issue. */
const source = Schema.optional(
  Source.check(
    Schema.makeFilter((source) =>
      source === "Transfer" ? "a transfer is posted where it comes from" : undefined,
    ),
  ),
)

const destination = Destination.check(
  Schema.makeFilter(({ _tag }) =>
    _tag === "Assembly" ? "what is assembled is posted on shelves" : undefined,
  ),
)

const serials = Schema.Array(Id.Id).check(Schema.isMinLength(1), Schema.isUnique())

/**
 * A command on the costs of a scope: one item, or one item at one place, as the caller likes it.
 * Every amount is in whole minor units of the scope's currency.
 *
 * - `Receive`: units come in at a cost.
 * - `Issue`: units leave for a destination at their cost, remembered by `issueId`. `layer` takes
 *   them from that layer only, such as what goes back to its supplier; where the method is specific
 *   `serials` names each unit.
 * - `Return`: units of an issue come back at the cost at which they left; all unless said otherwise.
 * - `Correct`: what a layer cost changes by an amount that may be negative: a late landed cost, or
 *   an invoice that differs. It follows the units to where they went.
 * - `Revalue`: every unit on hand is worth `unitValue` from now on; where the method is specific,
 *   the unit of `serial`.
 */
export const CostCommand = Schema.TaggedUnion({
  Receive: { ...header, source, lots: Schema.Array(Lot).check(Schema.isMinLength(1)) },
  Issue: {
    ...header,
    issueId: Id.Id,
    destination,
    units: Quantity.PositiveQuantity,
    layer: Schema.optional(Quantity.Quantity),
    serials: Schema.optional(serials),
  },
  Return: {
    ...header,
    issueId: Id.Id,
    units: Schema.optional(Quantity.PositiveQuantity),
    serials: Schema.optional(serials),
  },
  Correct: { ...header, source, layer: Quantity.Quantity, amount: Money },
  Revalue: { ...header, unitValue: Money, serial: Schema.optional(Id.Id) },
})
/** A command on the costs of a scope. */
export type CostCommand = typeof CostCommand.Type

/** The command of one verb. */
export type CommandOf<Tag extends CostCommand["_tag"]> = Extract<CostCommand, { _tag: Tag }>
