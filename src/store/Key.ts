/**
 * Keys of records, and strings that sort as the values they stand for, so that any ordered
 * key-value store can range over them.
 *
 * @module
 */

/**
 * Names one record inside a namespace.
 *
 * `collection` is the name of the collection; `id` is unique in it. Together with the namespace
 * they are well-formed Unicode without NUL, and the id takes at most {@link maxKeyBytes} bytes.
 *
 * @example
 * ```ts
 * import type { Key } from "entrepot/store"
 *
 * const shelf: Key.Key = { collection: "shelf", id: "main" }
 * ```
 */
export interface Key {
  readonly collection: string
  readonly id: string
}

/** The longest id or index entry, in UTF-8 bytes. */
export const maxKeyBytes = 512

/**
 * A map key for a {@link Key}: distinct keys give distinct strings, since neither part holds NUL.
 */
export const toString = (key: Key): string => `${key.collection}\u0000${key.id}`

/**
 * Compares two strings by their UTF-8 bytes, which is the order of every store.
 *
 * JavaScript compares UTF-16 code units, which puts an emoji (a surrogate pair) before U+FF5E;
 * by bytes it comes after. Negative, zero or positive, as for `Array.sort`.
 *
 * @example
 * ```ts
 * import { Key } from "entrepot/store"
 *
 * console.log(["📦", "～"].sort(Key.compareBytes).join(" "), ["📦", "～"].sort().join(" "))
 * ```
 * ```text
 * ～ 📦 📦 ～
 * ```
 */
export const compareBytes = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i)
    const b = right.charCodeAt(i)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

// Surrogates stand for code points above every other code unit.
const rank = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x0800 : unit >= 0xd800 ? unit + 0x2000 : unit

/** Compares two keys: by collection, then by id, each by bytes. */
export const compare = (left: Key, right: Key): number =>
  compareBytes(left.collection, right.collection) || compareBytes(left.id, right.id)

/**
 * One part of a composed key: a text, or a safe integer such as a count or epoch milliseconds.
 */
export type Part = string | number

// Below every other character that a part can hold after escaping, so that ("a", "z") < ("ab", "a").
const separator = "\u0001"

/**
 * Joins parts to one string that sorts first by the first part, then by the second, and so on.
 *
 * Texts sort by bytes and integers by value. No two lists of parts of the same types give the
 * same string.
 *
 * @throws RangeError where a number is not a safe integer (a programmer's error)
 * @example
 * ```ts
 * import { Key } from "entrepot/store"
 *
 * console.log(Key.join(["berlin", 9]) < Key.join(["berlin", 10]))
 * ```
 * ```text
 * true
 * ```
 */
export const join = (parts: ReadonlyArray<Part>): string => {
  let joined = ""
  for (let i = 0; i < parts.length; i++) {
    const part = encodePart(parts[i] ?? "")
    joined = i === 0 ? part : joined + separator + part
  }
  return joined
}

/**
 * The common beginning of all keys that {@link join} makes from these parts and at least one more.
 *
 * @example
 * ```ts
 * import { Key } from "entrepot/store"
 *
 * console.log(Key.join(["berlin", "mug"]).startsWith(Key.prefix(["berlin"])))
 * ```
 * ```text
 * true
 * ```
 */
export const prefix = (parts: ReadonlyArray<Part>): string =>
  parts.length === 0 ? "" : join(parts) + separator

// oxlint-disable-next-line no-control-regex -- these two are what must be escaped
const reserved = /[\u0001\u0002]/

const encodePart = (part: Part): string => {
  if (typeof part === "number") return encodeInteger(part)
  if (!reserved.test(part)) return part
  // \u0002 first: it escapes itself, then the separator.
  return part.replaceAll("\u0002", "\u0002\u0003").replaceAll(separator, "\u0002\u0002")
}

// A leading "0" marks a negative one, whose distance from the smallest safe integer ascends.
const encodeInteger = (value: number): string => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`)
  return value < 0
    ? `0${String(value + Number.MAX_SAFE_INTEGER).padStart(16, "0")}`
    : `1${String(value).padStart(16, "0")}`
}

/**
 * The smallest string above every string that begins with `start`, or `undefined` where there is
 * none (`start` is empty).
 *
 * Ranges are half open, so that `[start, after(start))` is everything with that beginning.
 */
export const after = (start: string): string | undefined => {
  if (start === "") return undefined
  const points = Array.from(start)
  for (let i = points.length - 1; i >= 0; i--) {
    const point = points[i]?.codePointAt(0) ?? 0
    if (point < 0x10ffff) {
      const next = point + 1 === 0xd800 ? 0xe000 : point + 1
      return points.slice(0, i).join("") + String.fromCodePoint(next)
    }
  }
  return undefined
}

const encoder = new TextEncoder()

/**
 * Says why a string cannot be part of a key, or `undefined` where it can.
 *
 * A key is well-formed Unicode, without NUL, at most {@link maxKeyBytes} bytes in UTF-8.
 */
export const fault = (text: string): string | undefined => {
  if (!text.isWellFormed()) return "has a lone surrogate"
  if (text.includes("\u0000")) return "has a NUL"
  if (
    text.length > maxKeyBytes ||
    (text.length * 3 > maxKeyBytes && byteLength(text) > maxKeyBytes)
  )
    return `is longer than ${maxKeyBytes} bytes`
  return undefined
}

/** The length of a text in UTF-8 bytes. */
export const byteLength = (text: string): number => encoder.encode(text).length
