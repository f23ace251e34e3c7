/**
 * Element strings of GS1: identifiers and values one after the other, as scanners send them and as
 * people read them.
 *
 * @module
 */
import { Result } from "effect"

import * as ApplicationIdentifier from "./ApplicationIdentifier.ts"
import * as ScanElement from "./ScanElement.ts"
import {
  IdentifierUnknown,
  ScanCharacterInvalid,
  ScanTruncated,
  type ScanUnreadable,
} from "./ScanRefusal.ts"

/** What scanners send for FNC1 between elements: the group separator of ASCII. */
export const separator = "\u001D"

/** Elements in the order of the text. */
export type Elements = ReadonlyArray<ScanElement.ScanElement>

/**
 * Reads the form that scanners send: values of a predefined length follow one another, and all
 * others end at a {@link separator}. The year decides which century a date is of.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ElementString } from "entrepot/stock"
 *
 * const read = ElementString.parse("010950600013437617280200" + "10AB-7\u001D21S1", 2026)
 * for (const { ai, value } of Result.getOrThrow(read)) console.log(ai, value)
 * ```
 * ```text
 * 01 09506000134376
 * 17 280200
 * 10 AB-7
 * 21 S1
 * ```
 */
export const parse = (
  text: string,
  referenceYear: number,
  offset = 0,
): Result.Result<Elements, ScanUnreadable> => {
  const found: Array<ScanElement.Found> = []
  let at = text.startsWith(separator) ? 1 : 0
  while (at < text.length) {
    const next = elementAt(text, at, offset)
    if (Result.isFailure(next)) return Result.fail(next.failure)
    found.push(next.success)
    at = next.success.offset - offset + next.success.value.length
    if (text.startsWith(separator, at)) at += 1
  }
  return found.length === 0
    ? Result.fail(new ScanCharacterInvalid({ offset: offset + at, character: "" }))
    : ScanElement.allChecked(found, referenceYear)
}

const elementAt = (
  text: string,
  at: number,
  offset: number,
): Result.Result<ScanElement.Found, ScanUnreadable> => {
  const firstTwo = text.slice(at, at + 2)
  const length = ApplicationIdentifier.lengthOf(firstTwo)
  if (length === undefined)
    return Result.fail(
      firstTwo.length === 1 && /\d/.test(firstTwo)
        ? new ScanTruncated({ offset: offset + at + 1, ai: firstTwo, given: "", least: 2 })
        : new IdentifierUnknown({ offset: offset + at, given: firstTwo }),
    )
  const ai = text.slice(at, at + length)
  if (ai.length < length)
    return Result.fail(
      new ScanTruncated({ offset: offset + at + ai.length, ai, given: "", least: length }),
    )
  const begin = at + length
  const separated = text.indexOf(separator, begin)
  const end = separated < 0 ? text.length : separated
  const settled = ApplicationIdentifier.predefinedLength(ai)
  const value = text.slice(begin, settled === undefined ? end : Math.min(end, begin + settled))
  return Result.succeed({ ai, value, aiOffset: offset + at, offset: offset + begin })
}

const bracketed = /\((\d{2,4})\)/g

/** Whether a text begins as the form for people does. */
export const isBracketed = (text: string): boolean => /^\(\d{2,4}\)/.test(text)

/**
 * Reads the form for people, each identifier in brackets. A value that holds an identifier in
 * brackets cannot be told from two elements; barcodes have no such doubt.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ElementString } from "entrepot/stock"
 *
 * const refused = ElementString.parseBracketed("(01)09506000134375(21)S1", 2026)
 * console.log(Result.isFailure(refused) && refused.failure.message)
 * ```
 * ```text
 * the check digit of 09506000134375 should be 6
 * ```
 */
export const parseBracketed = (
  text: string,
  referenceYear: number,
  offset = 0,
): Result.Result<Elements, ScanUnreadable> => {
  const marks = [...text.matchAll(bracketed)]
  return ScanElement.allChecked(
    marks.map(({ index, 0: mark, 1: ai = "" }, i) => ({
      ai,
      value: text.slice(index + mark.length, marks[i + 1]?.index ?? text.length),
      aiOffset: offset + index + 1,
      offset: offset + index + mark.length,
    })),
    referenceYear,
  )
}

/**
 * The form that scanners send: a separator behind each value that needs one and is not the last.
 *
 * @example
 * ```ts
 * import { ElementString } from "entrepot/stock"
 *
 * const text = ElementString.encode([
 *   { ai: "10", value: "AB-7" },
 *   { ai: "21", value: "S1" },
 * ])
 * console.log(JSON.stringify(text))
 * ```
 * ```text
 * "10AB-7\u001d21S1"
 * ```
 */
export const encode = (elements: Elements): string =>
  elements
    .map(({ ai, value }, i) =>
      i < elements.length - 1 && ApplicationIdentifier.predefinedLength(ai) === undefined
        ? ai + value + separator
        : ai + value,
    )
    .join("")

/**
 * The form for people.
 *
 * @example
 * ```ts
 * import { ElementString } from "entrepot/stock"
 *
 * console.log(ElementString.encodeBracketed([{ ai: "21", value: "S1" }]))
 * ```
 * ```text
 * (21)S1
 * ```
 */
export const encodeBracketed = (elements: Elements): string =>
  elements.map(({ ai, value }) => `(${ai})${value}`).join("")
