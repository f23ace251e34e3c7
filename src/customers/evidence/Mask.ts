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
 * console.log(Mask.normalise("张•"), Mask.isMasked("183****2807"), Mask.isMasked("Ada"))
 * ```
 * ```text
 * 张* true false
 * ```
 */
export const normalise = (text: string): string => text.replace(stars, "*")

/** Whether a part of a normalised value is hidden. */
export const isMasked = (text: string): boolean => text.includes("*")

/** Whether a normalised mask shows a letter or a digit. */
export const showsAny = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
