/**
 * GS1 Digital Link: the same elements as the path and the query of a web address.
 *
 * @module
 */
import { Option, Result } from "effect"

import type { Elements } from "./ElementString.ts"
import * as Gtin from "./Gtin.ts"
import * as ScanElement from "./ScanElement.ts"
import { ScanCharacterInvalid, type ScanUnreadable } from "./ScanRefusal.ts"

const address = /^(https?:\/\/[^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/is

/** The keys that a link may begin with here: an item, or a parcel or pallet. */
const keys: ReadonlySet<string> = new Set(["01", "00"])

/** What may stand between an item and the query, in this order. */
const qualifiers = ["22", "10", "21"] as const

/** A part of the address, and where it begins. */
interface Part {
  readonly text: string
  readonly offset: number
}

const split = (text: string, by: string, offset: number): ReadonlyArray<Part> => {
  let at = offset
  return text.split(by).map((part) => {
    const here = { text: part, offset: at }
    at += part.length + by.length
    return here
  })
}

/**
 * Reads a link, or nothing where the address has no item and no parcel in its path. An item may be
 * told by 8, 12, 13 or 14 digits; words of the query that are no identifier are passed over.
 *
 * @example
 * ```ts
 * import { Option, Result } from "effect"
 * import { DigitalLink } from "entrepot/stock"
 *
 * const link = "https://example.com/01/09506000134376/21/S1?17=280200"
 * const read = Option.getOrThrow(DigitalLink.parse(link, 2026))
 * for (const { ai, value } of Result.getOrThrow(read)) console.log(ai, value)
 * ```
 * ```text
 * 01 09506000134376
 * 21 S1
 * 17 280200
 * ```
 */
export const parse = (
  text: string,
  referenceYear: number,
  offset = 0,
): Option.Option<Result.Result<Elements, ScanUnreadable>> => {
  const [, host = "", path = "", query = ""] = address.exec(text) ?? []
  const parts = split(path, "/", offset + host.length).slice(1)
  const key = parts.findLastIndex((part, i) => keys.has(part.text) && (parts.length - i) % 2 === 0)
  if (key < 0) return Option.none()
  const pairs = [
    ...pathPairs(parts.slice(key)),
    ...queryPairs(split(query, "&", offset + host.length + path.length + 1)),
  ]
  return Option.some(
    Result.flatMap(Result.all(pairs.map(([ai, value]) => decoded(ai, value))), (found) =>
      ScanElement.allChecked(found, referenceYear),
    ),
  )
}

type Pair = readonly [ai: Part, value: Part]

const pathPairs = (parts: ReadonlyArray<Part>): ReadonlyArray<Pair> =>
  parts.flatMap((ai, i) => {
    const value = parts[i + 1]
    return i % 2 === 0 && value !== undefined ? [[ai, value] as const] : []
  })

const queryPairs = (words: ReadonlyArray<Part>): ReadonlyArray<Pair> =>
  words.flatMap(({ text, offset }) => {
    const [, ai = "", value = ""] = /^(\d{2,4})=(.*)$/s.exec(text) ?? []
    return ai === ""
      ? []
      : [
          [
            { text: ai, offset },
            { text: value, offset: offset + ai.length + 1 },
          ] as const,
        ]
  })

/** Offsets within a value count it decoded. */
const decoded = (
  { text: ai, offset: aiOffset }: Part,
  { text, offset }: Part,
): Result.Result<ScanElement.Found, ScanUnreadable> =>
  Result.mapBoth(
    Result.try(() => decodeURIComponent(text)),
    {
      onFailure: () =>
        new ScanCharacterInvalid({ offset: offset + text.indexOf("%"), character: "%" }),
      onSuccess: (plain) => ({
        ai,
        value: ai === "01" && Gtin.looksLike(plain) ? plain.padStart(14, "0") : plain,
        aiOffset,
        offset,
      }),
    },
  )

/**
 * The link of an item at a resolver, lot and serial number in the path and all else in the query;
 * nothing where no item is told.
 *
 * @example
 * ```ts
 * import { Option } from "effect"
 * import { DigitalLink } from "entrepot/stock"
 *
 * const link = DigitalLink.encode(
 *   [
 *     { ai: "01", value: "09506000134376" },
 *     { ai: "17", value: "280200" },
 *     { ai: "21", value: "S/1" },
 *   ],
 *   "https://example.com",
 * )
 * console.log(Option.getOrThrow(link))
 * ```
 * ```text
 * https://example.com/01/09506000134376/21/S%2F1?17=280200
 * ```
 */
export const encode = (elements: Elements, resolver: string): Option.Option<string> => {
  const values = new Map(elements.map(({ ai, value }) => [ai, encodeURIComponent(value)]))
  const path = ["01", ...qualifiers].flatMap((ai) => {
    const value = values.get(ai)
    return value === undefined ? [] : [`/${ai}/${value}`]
  })
  const inPath = new Set<string>(["01", ...qualifiers])
  const query = [...values].flatMap(([ai, value]) => (inPath.has(ai) ? [] : [`${ai}=${value}`]))
  return values.has("01")
    ? Option.some(resolver + path.join("") + (query.length === 0 ? "" : `?${query.join("&")}`))
    : Option.none()
}
