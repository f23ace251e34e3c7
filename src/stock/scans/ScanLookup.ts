/**
 * What a scan is of: the item and the unit that are known by it.
 *
 * @module
 */
import { Option, Result } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { Gtin } from "./Gtin.ts"
import type { Code, CodeName } from "./ScanCode.ts"
import * as Scanned from "./Scanned.ts"
import { ScanUnknown, type ScanUnreadable } from "./ScanRefusal.ts"

/** What a shop knows; a service reads it before, and hands it in. */
export interface ScanLookup {
  /** The item that a text of one's own names, or the unit whose serial number it is. */
  readonly byText: (
    text: string,
  ) => Option.Option<{ readonly sku: string; readonly serial?: string }>
  /** The item of a GTIN, which always has 14 digits here. */
  readonly byGtin: (gtin: Gtin) => Option.Option<{ readonly sku: string }>
}

/** What a scan is of. */
export interface Identified {
  readonly sku: string
  readonly serial: string | undefined
  readonly lot: string | undefined
  readonly expiresOn: Calendar.Day | undefined
  /** Units that were scanned at once; 1 unless the barcode says otherwise. */
  readonly count: number
}

/**
 * Finds out what a scan is of. A text that is known as it stands comes first, so that a serial
 * number of 13 digits is one; else it is read as GS1 says.
 *
 * @example
 * ```ts
 * import { Option, Result } from "effect"
 * import { ScanLookup } from "entrepot/stock"
 *
 * const lookup: ScanLookup.ScanLookup = {
 *   byText: () => Option.none(),
 *   byGtin: (gtin) => (gtin === "09506000134376" ? Option.some({ sku: "PHONE" }) : Option.none()),
 * }
 * const found = ScanLookup.resolve("]d2010950600013437621S1", lookup, 2026)
 * const { sku, serial } = Result.getOrThrow(found)
 * console.log(sku, serial)
 * ```
 * ```text
 * PHONE S1
 * ```
 */
export const resolve = (
  text: string,
  lookup: ScanLookup,
  referenceYear: number,
): Result.Result<Identified, ScanUnreadable | ScanUnknown> => {
  const asItStands = lookup.byText(text.trim())
  if (Option.isSome(asItStands)) return Result.succeed(bare(asItStands.value))
  return Result.flatMap(Scanned.parse(text, referenceYear), (scanned) =>
    Result.fromOption(
      identify(scanned, lookup, referenceYear),
      () => new ScanUnknown({ text: text.trim() }),
    ),
  )
}

/**
 * The codes that {@link resolve} may ask for: what has to be read before.
 *
 * @example
 * ```ts
 * import { ScanLookup } from "entrepot/stock"
 *
 * for (const { kind, code } of ScanLookup.askedFor("4006381333931", 2026)) console.log(kind, code)
 * ```
 * ```text
 * text 4006381333931
 * gtin 04006381333931
 * ```
 */
export const askedFor = (text: string, referenceYear: number): ReadonlyArray<CodeName> => {
  const asked: Array<CodeName> = []
  const ask = (kind: CodeName["kind"]) => (code: string) => {
    asked.push({ kind, code })
    return Option.none()
  }
  resolve(text, { byText: ask("text"), byGtin: ask("gtin") }, referenceYear)
  return asked
}

/** What is known by codes that were read. */
export const over = (codes: Iterable<Code>): ScanLookup => {
  const found = new Map(Array.from(codes, (code) => [`${code.kind} ${code.code}`, code]))
  const of = (kind: CodeName["kind"]) => (code: string) =>
    Option.fromUndefinedOr(found.get(`${kind} ${code}`))
  return { byText: of("text"), byGtin: of("gtin") }
}

const identify = (
  scanned: Scanned.Scanned,
  { byText, byGtin }: ScanLookup,
  referenceYear: number,
): Option.Option<Identified> => {
  if (scanned._tag === "Plain") return Option.map(byText(scanned.text), bare)
  const { gtin, serial, lot, expiresOn, count = 1 } = Scanned.facts(scanned, referenceYear)
  if (gtin !== undefined)
    return Option.map(byGtin(gtin), ({ sku }) => ({ sku, serial, lot, expiresOn, count }))
  return serial === undefined
    ? Option.none()
    : Option.map(byText(serial), (found) => ({ ...bare(found), lot, expiresOn }))
}

const bare = (found: { readonly sku: string; readonly serial?: string }): Identified => ({
  sku: found.sku,
  serial: found.serial,
  lot: undefined,
  expiresOn: undefined,
  count: 1,
})
