/**
 * Values of which a marketplace hides a part, such as `183****2807`.
 *
 * @module
 */

/** What marketplaces write for a hidden character. */
const stars = /[*＊•●∗✱]/gu

/**
 * Writes every mask with `*`.
 *
 * @example
 * ```ts
 * import { Mask } from "entrepot/customers"
 *
 * console.log(Mask.normalise("张•"), Mask.normalise("183＊＊＊＊2807"))
 * ```
 * ```text
 * 张* 183****2807
 * ```
 */
export const normalise = (text: string): string => text.replace(stars, "*")

/**
 * Whether a part of a normalised value is hidden.
 *
 * @example
 * ```ts
 * import { Mask } from "entrepot/customers"
 *
 * console.log(Mask.isMasked("183****2807"), Mask.isMasked("18312342807"))
 * ```
 * ```text
 * true false
 * ```
 */
export const isMasked = (text: string): boolean => text.includes("*")

/**
 * Whether a normalised mask shows a letter or a digit.
 *
 * @example
 * ```ts
 * import { Mask } from "entrepot/customers"
 *
 * console.log(Mask.showsAny("张*"), Mask.showsAny("***"))
 * ```
 * ```text
 * true false
 * ```
 */
export const showsAny = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
