/**
 * Elements of a barcode: an application identifier and its value, checked.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as ApplicationIdentifier from "./ApplicationIdentifier.ts"
import * as Gs1Date from "./Gs1Date.ts"
import * as Gtin from "./Gtin.ts"
import {
  IdentifierRepeated,
  IdentifierUnknown,
  ScanCharacterInvalid,
  ScanDateInvalid,
  ScanTooLong,
  ScanTruncated,
  type ScanUnreadable,
} from "./ScanRefusal.ts"

/** An identifier and its value, as they stand in the barcode. */
export const ScanElement = Schema.Struct({ ai: Schema.String, value: Schema.String })
/** An identifier and its value. */
export type ScanElement = typeof ScanElement.Type

/** An element, and where in the text its identifier and its value begin. */
export interface Found extends ScanElement {
  readonly aiOffset: number
  readonly offset: number
}

/** What may stand in a value: set 82 of GS1, and the number sign of set 39. */
const odd = /[^!"#%&'()*+,\-./0-9:;<=>?A-Z_a-z]/

/** Refuses an element that cannot be; dates are seen from a year. */
export const checked = (
  { ai, value, aiOffset, offset }: Found,
  referenceYear: number,
): Result.Result<ScanElement, ScanUnreadable> => {
  if (!/^\d+$/.test(ai) || ApplicationIdentifier.lengthOf(ai.slice(0, 2)) !== ai.length)
    return Result.fail(new IdentifierUnknown({ offset: aiOffset, given: ai }))
  const { holds, least, most } = ApplicationIdentifier.definition(ai)
  const at = value.search(holds === "text" ? odd : /\D/)
  if (at >= 0)
    return Result.fail(
      new ScanCharacterInvalid({ offset: offset + at, character: characterAt(value, at) }),
    )
  if (value.length < least)
    return Result.fail(
      new ScanTruncated({ offset: offset + value.length, ai, given: value, least }),
    )
  if (value.length > most)
    return Result.fail(new ScanTooLong({ offset: offset + most, ai, length: value.length, most }))
  if (holds === "date" && Gs1Date.parse(value, referenceYear) === undefined)
    return Result.fail(new ScanDateInvalid({ offset, ai, given: value }))
  return holds === "key"
    ? Result.map(Gtin.checked(value, offset), () => ({ ai, value }))
    : Result.succeed({ ai, value })
}

const characterAt = (text: string, at: number): string =>
  String.fromCodePoint(text.codePointAt(at) ?? 0)

/** Checks all; an identifier may stand again with the same value, which is then told once. */
export const allChecked = (
  found: ReadonlyArray<Found>,
  referenceYear: number,
): Result.Result<ReadonlyArray<ScanElement>, ScanUnreadable> => {
  const elements = new Map<string, ScanElement>()
  for (const each of found) {
    const element = checked(each, referenceYear)
    if (Result.isFailure(element)) return Result.fail(element.failure)
    const { ai, value } = element.success
    if ((elements.get(ai)?.value ?? value) !== value)
      return Result.fail(new IdentifierRepeated({ offset: each.aiOffset, ai }))
    elements.set(ai, element.success)
  }
  return Result.succeed([...elements.values()])
}
