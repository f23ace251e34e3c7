/**
 * A consignment: what goes from one place to one address. Its units are held in stock.
 *
 * @module
 */
import { Result, Schema } from "effect"

import { Grams } from "../../couriers/Parcel.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/** Names an order among those of all channels: as long as an id of a record may be, without NUL. */
export const OrderName = Schema.NonEmptyString.check(
  Schema.makeFilter((text) =>
    text.includes("\u0000") || !text.isWellFormed()
      ? "a name must be well-formed Unicode without NUL"
      : undefined,
  ),
  Schema.isMaxLength(512),
)

/** What names a line: the order, and the line within it. */
export const lineRefFields = { orderName: OrderName, lineId: Id.Id }

/** Units of a line. */
export const LineUnits = Schema.Struct({ ...lineRefFields, quantity: Quantity.PositiveQuantity })
/** Units of a line. */
export type LineUnits = typeof LineUnits.Type

/** A line of an order, or as much of it as goes with this consignment. */
export const ConsignmentLine = Schema.Struct({
  ...LineUnits.fields,
  sku: Id.Sku,
  /** Whether each unit has a serial number, which is scanned when it is packed. */
  serialised: Schema.Boolean,
  unitWeightGrams: Grams,
})
/** A line of a consignment. */
export type ConsignmentLine = typeof ConsignmentLine.Type

/** The most that a consignment weighs, a thousand tonnes: all sums of grams are exact. */
export const mostGrams = 1_000_000_000

const fault = (consignment: {
  readonly lines: ReadonlyArray<ConsignmentLine>
}): string | undefined => {
  const names = new Set<string>()
  const items = new Map<string, ConsignmentLine>()
  for (const line of consignment.lines) {
    const name = lineName(line)
    const at = `line ${line.lineId} of order ${line.orderName}`
    if (names.has(name)) return `${at} stands twice with ${line.sku}`
    names.add(name)
    const { serialised, unitWeightGrams } = items.get(line.sku) ?? line
    if (serialised !== line.serialised || unitWeightGrams !== line.unitWeightGrams)
      return `${at} has another weight, or other serials, than ${line.sku} before`
    items.set(line.sku, line)
  }
  const grams = Result.all(
    consignment.lines.map(({ quantity, unitWeightGrams }) =>
      Quantity.times(quantity, unitWeightGrams),
    ),
  ).pipe(Result.flatMap(Quantity.sum))
  return Result.isSuccess(grams) && grams.success <= mostGrams
    ? undefined
    : `a consignment weighs at most ${mostGrams} grams`
}

/**
 * Decodes a consignment; its JSON form is the same. No line stands twice with one item, and lines of
 * one item agree on its weight and on its serials.
 */
export const Consignment = Schema.Struct({
  consignmentId: Id.Id,
  place: Id.PlaceId,
  lines: Schema.NonEmptyArray(ConsignmentLine),
  /** Equal for one address; holds nothing personal. */
  destination: Id.Id,
  courier: Id.Id,
  service: Id.Id,
  /** When the courier takes the last parcels of the day that was chosen. */
  cutoffAt: Calendar.Instant,
  /** The deadline of the channel. */
  shipBy: Calendar.Instant,
  /** The greater goes first. */
  priority: Schema.Int,
  /** When it was ready to go: the older goes first. */
  readyAt: Calendar.Instant,
}).check(Schema.makeFilter(fault))
/** What goes from one place to one address. */
export type Consignment = typeof Consignment.Type

/** The name of an item of a line among all orders: a set is one line of several items. */
export const lineName = ({
  orderName,
  lineId,
  sku,
}: {
  readonly orderName: string
  readonly lineId: string
  readonly sku: string
}): string => `${orderName}\u0000${lineId}\u0000${sku}`

/** What a consignment adds to a wave. */
export interface Load {
  /** Orders by name; one that goes in two consignments counts in both. */
  readonly orders: number
  readonly lines: number
  readonly units: number
  readonly weightGrams: number
}

/** Nothing. */
export const noLoad: Load = { orders: 0, lines: 0, units: 0, weightGrams: 0 }

/**
 * What a consignment comes to, without packaging.
 *
 * @example
 * ```ts
 * import { Consignment } from "entrepot/fulfilment"
 *
 * const line = { orderName: "7", lineId: "1", sku: "MUG", serialised: false, unitWeightGrams: 350 }
 * console.log(Consignment.load({ lines: [{ ...line, quantity: 2 }] }))
 * ```
 * ```text
 * { orders: 1, lines: 1, units: 2, weightGrams: 700 }
 * ```
 */
export const load = ({ lines }: { readonly lines: ReadonlyArray<ConsignmentLine> }): Load => ({
  orders: new Set(lines.map(({ orderName }) => orderName)).size,
  lines: lines.length,
  units: lines.reduce((units, { quantity }) => units + quantity, 0),
  weightGrams: lines.reduce(
    (grams, { quantity, unitWeightGrams }) => grams + quantity * unitWeightGrams,
    0,
  ),
})

/** Both loads together. */
export const together = (one: Load, other: Load): Load => ({
  orders: one.orders + other.orders,
  lines: one.lines + other.lines,
  units: one.units + other.units,
  weightGrams: one.weightGrams + other.weightGrams,
})
