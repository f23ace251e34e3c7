/**
 * What can be asked of units with a serial number.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import { Money } from "../../kernel/Money.ts"

/** The name of one unit: a serial number is unique for its item. */
export const SerialRef = Schema.Struct({ sku: Id.Sku, serial: Id.Id })
/** The name of one unit. */
export type SerialRef = typeof SerialRef.Type

/**
 * One unit. `place` is where it must be; for a unit that comes from outside it is where it goes to,
 * the main place unless given.
 */
export const SerialLine = Schema.Struct({
  ...SerialRef.fields,
  place: Schema.optional(Id.PlaceId),
})
/** One unit, and the place where it must be or where it goes to. */
export type SerialLine = typeof SerialLine.Type

/** A unit that is taken back, and the one that the customer gets for it. */
export const Exchange = Schema.Struct({ ...SerialLine.fields, by: SerialLine })
/** A unit that is taken back, and the one that the customer gets for it. */
export type Exchange = typeof Exchange.Type

const some = <S extends Schema.Top>(line: S) => Schema.Array(line).check(Schema.isMinLength(1))
const common = { ...CommandHeader.fields, document: Schema.optional(Id.Id) }
const each = { ...common, lines: some(SerialLine) }
const sale = Schema.optional(Id.Id)

/**
 * A command on units: all of them, or none. All take the {@link CommandHeader.fields} and the
 * `document` that says why; a unit may be named once.
 *
 * - `Receive`: from a supplier onto the shelf, with the lot where there is one. `SendBack`: to the
 *   supplier again.
 * - `TransferOut`, `TransferIn`: from the shelf of one place to that of another, in transit between.
 * - `Hold`: kept for an order, until `expiresAt` where it is given (epoch milliseconds, rounded up to
 *   a whole second). Where the order holds a quantity already, under the same `holdId`, the units
 *   become some of these. `Release`: free again.
 * - `Ship`: to the customer, from the hold that is named, or from the shelf where none is. What an
 *   order holds by quantity is picked in the same step.
 * - `Return`: from a customer onto the shelf. `Quarantine` takes a return too; `Clear` ends it.
 * - `RepairIn`, `RepairOut`: onto the bench, and back to where the unit came from: ours to the
 *   shelf, a customer's to the customer.
 * - `Replace`: the customer's unit is returned, put into quarantine or discarded, and another goes
 *   out under the same document.
 * - `Scrap`, `Lose`, `Find`: written off, missed, found again. A unit in transit is lost by naming
 *   its transfer; one that is held must be released first.
 * - `Count`: seen where it was believed to be.
 *
 * Where the cost of the item is kept, a unit that is received says its `cost`, and one that comes back
 * the `sale` that it is of: the hold that it was shipped from, or the name that its `Ship` without one
 * gave it.
 */
export const SerialCommand = Schema.TaggedUnion({
  Receive: {
    ...common,
    lines: some(
      Schema.Struct({
        ...SerialLine.fields,
        lot: Schema.optional(Id.Id),
        cost: Schema.optional(Money),
      }),
    ),
  },
  SendBack: each,
  TransferOut: { ...each, transferId: Id.Id, to: Id.PlaceId },
  TransferIn: { ...each, transferId: Id.Id },
  Hold: { ...each, holdId: Id.Id, expiresAt: Schema.optional(Calendar.Instant) },
  Release: { ...each, holdId: Id.Id },
  Ship: { ...each, holdId: Schema.optional(Id.Id), sale },
  Return: { ...each, sale },
  Quarantine: { ...each, sale },
  Clear: each,
  RepairIn: each,
  RepairOut: each,
  Replace: {
    ...common,
    lines: some(Exchange),
    old: Schema.Literals(["Return", "Quarantine", "Discard"]),
    holdId: Schema.optional(Id.Id),
    sale,
  },
  Scrap: each,
  Lose: { ...each, transferId: Schema.optional(Id.Id) },
  Find: each,
  Count: each,
})
/** A command on units. */
export type SerialCommand = typeof SerialCommand.Type

/** The units that a command names, in the order of its lines. */
export const refsOf = (command: SerialCommand): ReadonlyArray<SerialRef> =>
  command._tag === "Replace" ? command.lines.flatMap(({ by, ...old }) => [old, by]) : command.lines

/** The hold that a command names. */
export const holdIdOf = (command: SerialCommand): string | undefined =>
  "holdId" in command ? command.holdId : undefined
