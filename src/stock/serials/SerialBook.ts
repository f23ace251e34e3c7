/**
 * The serial book: where each unit with a serial number is. Pure.
 *
 * @module
 */
import { HashMap, Option, Schema, Struct } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { SerialAccount, supplier } from "./SerialAccount.ts"
import { SerialRef } from "./SerialCommand.ts"
import type { Moved, SerialEvent } from "./SerialEvent.ts"

/**
 * A unit: one record, by item and serial number. It never lists its movements, which are in the
 * journal; what it sums up of them does not grow.
 */
export const SerialUnit = Schema.Struct({
  ...SerialRef.fields,
  where: SerialAccount,
  /** Epoch milliseconds: when it came there, as told from outside. */
  since: Calendar.Instant,
  /** The event that brought it there, and its document. */
  last: Schema.String,
  document: Schema.optionalKey(Id.Id),
  lot: Schema.optionalKey(Id.Id),
  /** How many movements it made, and how many of these were sales, returns and repairs. */
  movements: Quantity.Quantity,
  sales: Quantity.Quantity,
  returns: Quantity.Quantity,
  repairs: Quantity.Quantity,
  /** Epoch milliseconds: the first receipt, the last sale, and the last count that saw it. */
  receivedAt: Schema.optionalKey(Calendar.Instant),
  soldAt: Schema.optionalKey(Calendar.Instant),
  countedAt: Schema.optionalKey(Calendar.Instant),
  /** The unit that went out in exchange for this one, and the one that came back for it. */
  replacedBy: Schema.optionalKey(SerialRef),
  replaces: Schema.optionalKey(SerialRef),
})
/** A unit: where it is, since when and why. */
export type SerialUnit = typeof SerialUnit.Type

/** Units by name: all of them, or those that a decision needs. */
export type Book = HashMap.HashMap<string, SerialUnit>

/** A book in which nothing is written. */
export const empty: Book = HashMap.empty()

/** The name of a unit: unique, since no id holds NUL. */
export const serialName = ({ sku, serial }: SerialRef): string => `${sku}\u0000${serial}`

/**
 * Makes a book of units.
 *
 * @example
 * ```ts
 * import { HashMap } from "effect"
 * import { SerialBook } from "entrepot/stock"
 *
 * console.log(HashMap.size(SerialBook.of([])))
 * ```
 * ```text
 * 0
 * ```
 */
export const of = (units: Iterable<SerialUnit>): Book =>
  HashMap.fromIterable(Array.from(units, (unit) => [serialName(unit), unit]))

/** A unit that was ever received. */
export const unit = (book: Book, ref: SerialRef): Option.Option<SerialUnit> =>
  HashMap.get(book, serialName(ref))

/**
 * Where a unit is; one that was never received is at the supplier.
 *
 * @example
 * ```ts
 * import { SerialBook } from "entrepot/stock"
 *
 * console.log(SerialBook.where(SerialBook.empty, { sku: "PHONE", serial: "A1" })._tag)
 * ```
 * ```text
 * Supplier
 * ```
 */
export const where = (book: Book, ref: SerialRef): SerialAccount =>
  Option.match(unit(book, ref), { onNone: () => supplier, onSome: (found) => found.where })

/** The book after an event. Total: whatever was decided can be told. */
export const evolve = (book: Book, event: SerialEvent): Book =>
  event.lines.reduce(
    (before, line) =>
      HashMap.set(
        before,
        serialName(line),
        moved(Option.getOrUndefined(unit(before, line)), event, line),
      ),
    book,
  )

const moved = (known: SerialUnit | undefined, event: SerialEvent, line: Moved): SerialUnit => {
  const { sku, serial, to } = line
  const before = known ?? { ...unheardOf, sku, serial, since: event.at }
  if (event._tag === "Counted") return { ...before, countedAt: event.at }
  return {
    ...Struct.omit(before, ["document"]),
    where: to,
    since: event.at,
    last: event._tag,
    ...(event.document === undefined ? {} : { document: event.document }),
    ...(line.lot === undefined ? {} : { lot: line.lot }),
    movements: before.movements + 1,
    ...summed(before, event, line),
  }
}

const unheardOf = {
  where: supplier,
  last: "",
  movements: 0,
  sales: 0,
  returns: 0,
  repairs: 0,
} as const

/** What a movement changes of the sums: a sale is what makes a unit the customer's. */
const summed = (before: SerialUnit, { _tag, at }: SerialEvent, line: Moved) => {
  const wasTheirs = isTheirs(line.from)
  const isNowTheirs = isTheirs(line.to)
  const sold = !wasTheirs && isNowTheirs
  const returned = wasTheirs && !isNowTheirs
  return {
    ...(_tag === "Received" && before.receivedAt === undefined ? { receivedAt: at } : {}),
    ...(sold ? { sales: before.sales + 1, soldAt: at } : {}),
    ...(returned ? { returns: before.returns + 1 } : {}),
    ...(_tag === "RepairedIn" ? { repairs: before.repairs + 1 } : {}),
    ...(line.with === undefined ? {} : { [sold ? "replaces" : "replacedBy"]: line.with }),
  }
}

const isTheirs = ({ _tag }: SerialAccount): boolean =>
  _tag === "Customer" || _tag === "CustomerRepair"
