/**
 * Accents and other marks that people leave out, and those that make another letter.
 *
 * @module
 */

/**
 * Marks that belong to letters of any script, such as acute and tilde (Unicode calls their script
 * Inherited), and the points of scripts that are mostly written without vowels. All others are letters
 * of a kind: vowel signs of India and Thailand, and what makes a `ga` of a `ka` in kana.
 */
const accents = /(?![\u3099\u309A])(?=[\p{sc=Zinh}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}])\p{M}/gu

/**
 * A text without accents, in Unicode's usual form for comparison (NFKC).
 *
 * @example
 * ```ts
 * import { Accents } from "entrepot/customers"
 *
 * console.log(Accents.strip("José Nguyễn"), Accents.strip("रीमा"), Accents.strip("がどう"))
 * ```
 * ```text
 * Jose Nguyen रीमा がどう
 * ```
 */
export const strip = (text: string): string =>
  text.normalize("NFKD").replace(accents, "").normalize("NFC")
