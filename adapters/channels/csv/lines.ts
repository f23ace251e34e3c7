/**
 * A row becomes an order line, or a refusal that says what is wrong with it.
 *
 * Checks are by hand, because a file has half a million lines; the tests hold them against the
 * schema of the channel's order.
 *
 * @module
 */
import { Result, Schema } from "effect"
import { ChannelOrder, type Rejected } from "entrepot/channels"
import { Calendar, Decimal, Digest, Id } from "entrepot/kernel"

import type { Positions } from "./columns.ts"
import { reader } from "./instants.ts"
import type { Fields, Place, Row } from "./rows.ts"

/**
 * What can be wrong with a line: it cannot be split into fields (`quotes`, `length`), has not as many
 * as the header (`fields`), or is no text that can be kept (`encoding`: not UTF-8, or with a NUL); or
 * a column is empty or makes no sense.
 */
export const LineFault = Schema.Literals([
  "quotes",
  "length",
  "fields",
  "encoding",
  "order",
  "sku",
  "quantity",
  "at",
  "price",
  "customer",
])
/** One of the names in {@link LineFault}. */
export type LineFault = typeof LineFault.Type

/** A line that was not taken. */
export class LineRefused
  extends Schema.TaggedError<LineRefused>()("LineRefused", {
    /** The number of its first line in the file, from 1. */
    line: Schema.Int,
    reason: LineFault,
    detail: Schema.String,
    /** The line, perhaps cut, or its fields as JSON. */
    raw: Schema.String,
  })
  implements Rejected
{
  get where(): string {
    return `line ${this.line}`
  }
  override get message(): string {
    return `line ${this.line}: ${this.reason}: ${this.detail}`
  }
}

/** How rows are read. */
export interface Reading {
  readonly header: ReadonlyArray<string>
  readonly positions: Positions
  readonly timeZone: Calendar.Zone
  /** What stands for no customer and no description, beside nothing at all. */
  readonly absent: ReadonlyArray<string>
  readonly cancellationPrefix: string
  /** Absent where no prefix marks adjustments. */
  readonly adjustmentPrefix: string | undefined
}

/** A line that was taken, with what it says about its document. */
export interface OrderLine {
  readonly place: Place
  readonly fields: ReadonlyArray<string>
  readonly order: string
  readonly kind: ChannelOrder.Kind
  readonly at: Calendar.Instant
  readonly customer: string | undefined
  readonly market: string | undefined
  readonly item: Pick<
    ChannelOrder.ChannelOrderLine,
    "sku" | "description" | "quantity" | "unitPrice"
  >
}

const whole = /^[+-]?\d+(\.0+)?$/
const shortPrice = /^-?\d{1,12}(\.\d{1,6})?$/
const nothing = /^-?0+(\.0+)?$/
const unkeepable = /[\0\uFFFD]/
const isId = Schema.is(Id.Id)
const mostRaw = 500

/** Makes a function that reads one row after the other. */
export const lineReader = (reading: Reading): ((row: Row) => OrderLine | LineRefused) => {
  const { header, positions, absent } = reading
  const instantOf = reader(reading.timeZone)
  const at = (fields: ReadonlyArray<string>, position: number | undefined): string =>
    position === undefined ? "" : (fields[position] ?? "").trim()

  return (row) => {
    if (row._tag === "Broken") {
      const { place, reason, detail, raw } = row
      return new LineRefused({ line: place.line, reason, detail, raw: kept(raw) })
    }
    const { fields, place } = row
    const refuse = (reason: LineFault, detail: string) => refused(row, reason, detail)
    if (fields.length !== header.length)
      return refuse("fields", `wanted ${header.length} fields, but there are ${fields.length}`)
    if (fields.some((field) => unkeepable.test(field)))
      return refuse("encoding", "the line is not UTF-8, or has a NUL")

    const order = at(fields, positions.order)
    if (!isId(order)) return refuse("order", notAnId(order))
    const sku = at(fields, positions.sku)
    if (!isId(sku)) return refuse("sku", notAnId(sku))
    const units = at(fields, positions.quantity)
    const quantity = whole.test(units) ? Number(units) : Number.NaN
    if (quantity === 0 || !Number.isSafeInteger(quantity))
      return refuse("quantity", `wanted a whole number other than 0, but got ${quoted(units)}`)
    const instant = instantOf(at(fields, positions.at))
    if (Result.isFailure(instant)) return refuse("at", instant.failure.message)
    const unitPrice = at(fields, positions.price)
    if (!shortPrice.test(unitPrice)) {
      const exact = Decimal.parse(unitPrice)
      if (Result.isFailure(exact)) return refuse("price", exact.failure.message)
    }
    const customer = at(fields, positions.customer)
    const named = customer !== "" && !absent.includes(customer)
    if (named && !isId(customer)) return refuse("customer", notAnId(customer))
    const description = at(fields, positions.description)
    const described = description !== "" && !absent.includes(description)
    return {
      place,
      fields,
      order,
      kind: kindOf(reading, order, quantity, unitPrice),
      at: instant.success,
      customer: named ? refOf(customer) : undefined,
      // Never "NA", which is a country.
      market: at(fields, positions.market) || undefined,
      item: {
        sku,
        ...(described ? { description } : {}),
        quantity: Math.abs(quantity),
        unitPrice,
      },
    }
  }
}

const address = /^[^\s@]+@[^\s@]+$/

/** Orders and journal keep what names a customer, so an e-mail address stands there as its digest. */
const refOf = (customer: string): string =>
  address.test(customer) ? Digest.sha256(customer.toLowerCase()).slice(0, 32) : customer

/**
 * Units that come back are a cancellation where money goes back too, or where the document says so;
 * without a price somebody wrote them off. A price below zero corrects an amount.
 */
const kindOf = (
  { cancellationPrefix, adjustmentPrefix }: Reading,
  order: string,
  quantity: number,
  price: string,
): ChannelOrder.Kind => {
  const isFree = nothing.test(price)
  if (quantity < 0)
    return isFree && !order.startsWith(cancellationPrefix) ? "writeOff" : "cancellation"
  if (adjustmentPrefix !== undefined && order.startsWith(adjustmentPrefix)) return "adjustment"
  return price.startsWith("-") && !isFree ? "adjustment" : "order"
}

const quoted = (text: string): string => JSON.stringify(text)

const notAnId = (text: string): string =>
  text === "" ? "it is empty" : `wanted an id of at most ${Id.maxIdBytes} bytes`

/** Not endless, and without NUL and lone surrogates, which no store keeps. */
const kept = (text: string): string =>
  text.slice(0, mostRaw).replaceAll("\0", "\uFFFD").toWellFormed()

const refused = ({ place, fields }: Fields, reason: LineFault, detail: string): LineRefused =>
  new LineRefused({
    line: place.line,
    reason,
    detail: kept(detail),
    raw: kept(JSON.stringify(fields)),
  })
