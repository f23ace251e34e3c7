/**
 * Digests of values: canonical text, its SHA-256, and a keyed one for what must not be guessed.
 *
 * @module
 */
import { hmac } from "@noble/hashes/hmac.js"
import { sha256 as sha256Of } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { configure } from "safe-stable-stringify"

/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in lower-case hexadecimal.
 *
 * @example
 * ```ts
 * import { Digest } from "entrepot/kernel"
 *
 * console.log(Digest.sha256("").slice(0, 8))
 * ```
 * ```text
 * e3b0c442
 * ```
 */
export const sha256 = (text: string): string => bytesToHex(sha256Of(utf8ToBytes(text)))

/**
 * HMAC (RFC 2104) with SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal: whoever does not
 * have the key cannot try values, as they could with a plain digest of a phone number.
 *
 * @example
 * ```ts
 * import { Digest } from "entrepot/kernel"
 *
 * console.log(Digest.keyed("key", "a") === Digest.keyed("other", "a"))
 * ```
 * ```text
 * false
 * ```
 */
export const keyed = (key: string, text: string): string =>
  bytesToHex(hmac(sha256Of, utf8ToBytes(key), utf8ToBytes(text)))

const stringify = configure({ strict: true, circularValue: Error })

/**
 * The canonical JSON (RFC 8785) of a value: one text, however its keys were ordered.
 *
 * @throws Error where the value is no JSON (a programmer's error)
 * @example
 * ```ts
 * import { Digest } from "entrepot/kernel"
 *
 * console.log(Digest.canonicalJson({ b: 1, a: [2] }))
 * ```
 * ```text
 * {"a":[2],"b":1}
 * ```
 */
export const canonicalJson = (value: unknown): string => {
  const text = stringify(value)
  if (text === undefined) throw new TypeError("not JSON")
  return text
}
