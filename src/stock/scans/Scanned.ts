/**
 * What a scan says: a text becomes an item, and where there is one a lot, a date and a serial.
 *
 * @module
 */
import { Option, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as ApplicationIdentifier from "./ApplicationIdentifier.ts"
import * as DigitalLink from "./DigitalLink.ts"
import * as ElementString from "./ElementString.ts"
import * as Gs1Date from "./Gs1Date.ts"
import * as Gtin from "./Gtin.ts"
import * as ScanElement from "./ScanElement.ts"
import { ScanCharacterInvalid, ScanTooLong, type ScanUnreadable } from "./ScanRefusal.ts"

/** The most characters that a scan has; a GS1 symbol holds far less. */
export const mostCharacters = 4_096

/** A text of one's own, a GTIN of 14 digits, or the elements of a GS1 barcode or link. */
export const Scanned = Schema.TaggedUnion({
  Plain: { text: Id.Id },
  Item: { gtin: Schema.String },
  Elements: { elements: Schema.Array(ScanElement.ScanElement) },
})
/** What a scan says. */
export type Scanned = typeof Scanned.Type

/** The symbology identifiers of ISO/IEC 15424 that mean elements of GS1. */
const gs1Symbols: ReadonlySet<string> = new Set(["]C1", "]d2", "]Q3", "]e0", "]J1"])
const symbol = /^\][A-Za-z][0-9A-Za-z]/
/** Elements that no scanner announced: they begin with a parcel or an item. */
const unannounced = /^(?:00\d{18}|0[12]\d{14})/
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\u0000-\u001F\u007F]/

/**
 * Reads a scan. The symbology identifier that a scanner may send first, and blanks around, are no
 * part of it. `referenceYear` decides which century a date of two digits is of.
 *
 * 8, 12, 13 or 14 digits are a GTIN, so a number of one's own that long needs a letter, or has to be
 * looked up as it is before it is read, as `ScanLookup.resolve` does.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Scanned } from "entrepot/stock"
 *
 * console.log(Result.getOrThrow(Scanned.parse("]E04006381333931", 2026)))
 * console.log(Result.getOrThrow(Scanned.parse("SN-0042", 2026)))
 * ```
 * ```text
 * { _tag: 'Item', gtin: '04006381333931' }
 * { _tag: 'Plain', text: 'SN-0042' }
 * ```
 */
export const parse = (
  text: string,
  referenceYear: number,
): Result.Result<Scanned, ScanUnreadable> => {
  if (text.length > mostCharacters)
    return Result.fail(
      new ScanTooLong({ offset: mostCharacters, length: text.length, most: mostCharacters }),
    )
  const begin = text.length - text.trimStart().length
  const announced = symbol.exec(text.slice(begin))?.[0] ?? ""
  const body = text.slice(begin + announced.length)
  const offset = begin + announced.length + body.length - body.trimStart().length
  const rest = body.trim()
  if (symbol.test(rest)) return Result.fail(new ScanCharacterInvalid({ offset, character: "]" }))
  const asElements = (read: Result.Result<ElementString.Elements, ScanUnreadable>) =>
    Result.map(read, (elements): Scanned => ({ _tag: "Elements", elements }))

  if (ElementString.isBracketed(rest))
    return asElements(ElementString.parseBracketed(rest, referenceYear, offset))
  const link = DigitalLink.parse(rest, referenceYear, offset)
  if (Option.isSome(link)) return asElements(link.value)
  if (gs1Symbols.has(announced) || rest.includes(ElementString.separator) || unannounced.test(rest))
    return asElements(ElementString.parse(rest, referenceYear, offset))
  return Gtin.looksLike(rest)
    ? Result.map(Gtin.parse(rest, offset), (gtin): Scanned => ({ _tag: "Item", gtin }))
    : plain(rest, offset)
}

const isId: (text: string) => boolean = Schema.is(Id.Id)

const plain = (text: string, offset: number): Result.Result<Scanned, ScanUnreadable> => {
  const at = text.isWellFormed() ? text.search(control) : text.search(/\p{Cs}/u)
  if (text === "" || at >= 0)
    return Result.fail(
      new ScanCharacterInvalid({ offset: offset + Math.max(at, 0), character: text.charAt(at) }),
    )
  return isId(text)
    ? Result.succeed({ _tag: "Plain", text })
    : Result.fail(new ScanTooLong({ offset, length: text.length, most: Id.maxIdBytes }))
}

/**
 * A text that is read as the same: elements as a GS1 DataMatrix sends them.
 *
 * @example
 * ```ts
 * import { Scanned } from "entrepot/stock"
 *
 * const elements = [{ ai: "21", value: "S1" }]
 * console.log(Scanned.encode({ _tag: "Elements", elements }))
 * ```
 * ```text
 * ]d221S1
 * ```
 */
export const encode = (scanned: Scanned): string => {
  switch (scanned._tag) {
    case "Plain":
      return scanned.text
    case "Item":
      return scanned.gtin
    case "Elements":
      return `]d2${ElementString.encode(scanned.elements)}`
  }
}

/** What the elements of a barcode mean to a stock room. */
export interface Facts {
  /** The item, or else what a parcel contains: 14 digits. */
  readonly gtin: Gtin.Gtin | undefined
  readonly serial: string | undefined
  readonly lot: string | undefined
  readonly producedOn: Calendar.Day | undefined
  readonly bestBefore: Calendar.Day | undefined
  readonly expiresOn: Calendar.Day | undefined
  /** Units in the package. */
  readonly count: number | undefined
  /** The number of the parcel or pallet. */
  readonly sscc: string | undefined
  /** What stands there besides: measures, and identifiers that the table does not know. */
  readonly others: ReadonlyArray<ScanElement.ScanElement & { readonly known: boolean }>
}

/**
 * What a scan means. Dates are seen from the year that it was read with.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Scanned } from "entrepot/stock"
 *
 * const scanned = Result.getOrThrow(Scanned.parse("(01)09506000134376(17)280200(10)L7", 2026))
 * const { gtin, lot, expiresOn } = Scanned.facts(scanned, 2026)
 * console.log(gtin, lot, expiresOn)
 * ```
 * ```text
 * 09506000134376 L7 2028-02-29
 * ```
 */
export const facts = (scanned: Scanned, referenceYear: number): Facts => {
  const elements = elementsOf(scanned)
  const values = new Map(elements.map(({ ai, value }) => [ai, value]))
  const day = (ai: string) => Gs1Date.parse(values.get(ai) ?? "", referenceYear)
  const count = values.get("30") ?? values.get("37")
  return {
    gtin: values.get("01") ?? values.get("02"),
    serial: values.get("21"),
    lot: values.get("10"),
    producedOn: day("11"),
    bestBefore: day("15"),
    expiresOn: day("17"),
    count: count === undefined ? undefined : Number(count),
    sscc: values.get("00"),
    others: elements
      .filter(({ ai }) => !understood.has(ai))
      .map((element) => ({ ...element, known: ApplicationIdentifier.isKnown(element.ai) })),
  }
}

const elementsOf = (scanned: Scanned): ElementString.Elements => {
  switch (scanned._tag) {
    case "Plain":
      return []
    case "Item":
      return [{ ai: "01", value: scanned.gtin }]
    case "Elements":
      return scanned.elements
  }
}

const understood = new Set(["00", "01", "02", "10", "11", "15", "17", "21", "30", "37"])
