/**
 * Ids that callers supply, such as a SKU or a command id.
 *
 * They are plain strings. Never key a plain object by one (`"toString"` is a valid SKU): use a `Map`.
 *
 * @module
 */
import { Schema } from "effect"

/**
 * The longest id, in UTF-8 bytes; a store's key of at most 512 bytes can hold two.
 */
export const maxIdBytes = 200

const encoder = new TextEncoder()

const fault = (text: string): string | undefined => {
  if (text === "") return "an id must not be empty"
  if (!text.isWellFormed()) return "an id must be well-formed Unicode, without a lone surrogate"
  if (text.includes("\u0000")) return "an id must not hold a NUL"
  // No UTF-16 unit takes more than three bytes, so most ids need no encoding.
  if (text.length * 3 > maxIdBytes && encoder.encode(text).length > maxIdBytes)
    return `an id has at most ${maxIdBytes} bytes in UTF-8`
  return undefined
}

/**
 * An id: a non-empty, well-formed string without NUL, of at most {@link maxIdBytes} bytes. Case and
 * spaces count.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { Id } from "entrepot/kernel"
 *
 * const isId = Schema.is(Id.Id)
 * console.log(isId("MUG-1"), isId("杯子"), isId(""))
 * ```
 * ```text
 * true true false
 * ```
 */
export const Id = Schema.String.check(Schema.makeFilter(fault)).annotate({ title: "Id" })
/** Any id, as a plain string. */
export type Id = typeof Id.Type

/** What is stocked and sold: a stock keeping unit. */
export const Sku = Id.annotate({ title: "Sku" })
/** A stock keeping unit, as a plain string. */
export type Sku = typeof Sku.Type

/** Where stock is: a warehouse, a shop, or a part of one. */
export const PlaceId = Id.annotate({ title: "PlaceId" })
/** A place of stock, as a plain string. */
export type PlaceId = typeof PlaceId.Type

/**
 * What makes a command safe to repeat: the same id with the same body is answered as the first time.
 */
export const CommandId = Id.annotate({ title: "CommandId" })
/** The id of a command, as a plain string. */
export type CommandId = typeof CommandId.Type
