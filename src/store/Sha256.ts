/**
 * The digest behind receipts: a pure one, or the platform's where it is faster.
 *
 * @module
 */
import { Context } from "effect"

import { sha256 } from "../kernel/Digest.ts"

/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in lower-case hexadecimal.
 *
 * The default runs anywhere; the adapters of databases on Node bring that of `node:crypto`, which
 * is five times as fast. All of them answer alike.
 *
 * @example
 * ```ts
 * import { Sha256 } from "entrepot/store"
 *
 * console.log(Sha256.defaultValue()("").slice(0, 8))
 * ```
 * ```text
 * e3b0c442
 * ```
 */
export const Sha256: Context.Reference<(text: string) => string> = Context.Reference<
  (text: string) => string
>("entrepot/store/Sha256", {
  defaultValue: () => sha256,
})
