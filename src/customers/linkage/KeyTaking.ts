/**
 * Parts of blocking keys: what is taken of a value.
 *
 * @module
 */
import * as Accents from "../evidence/Accents.ts"
import * as Mask from "../evidence/Mask.ts"
import * as HashedValue from "./HashedValue.ts"
import type { KeyPart } from "./LinkageModel.ts"
import * as Values from "./Values.ts"

/**
 * Whether what a part takes is known of a value of which only the hash is: it is the same in all records
 * that have the value, and the hash stands for it.
 */
export const isOfWhole = ({ take }: KeyPart): boolean => take === "whole" || take === "folded"

/** What a part takes of a value; nothing where the value has no such thing, or only a hash is known. */
export const take = (part: KeyPart, value: string): ReadonlyArray<string> => {
  if (HashedValue.isHashed(value)) return isOfWhole(part) ? [value] : []
  const { take, length = 3 } = part
  switch (take) {
    case "whole":
      return [value]
    case "folded":
      return known(Values.words(value).map(Values.folded).toSorted().join(" "))
    case "start":
      return shown(value.slice(0, length))
    case "end":
      return shown(value.slice(-length))
    case "words":
      return Values.words(value)
    case "sound":
      return soundex(value)
    case "year":
      return [value.slice(0, 4)]
    case "localPart":
      return [Values.mailOf(value).localPart]
  }
}

const known = (text: string): ReadonlyArray<string> => (text === "" ? [] : [text])

const shown = (text: string): ReadonlyArray<string> => (Mask.isMasked(text) ? [] : [text])

const codes = new Map(
  ["bfpv", "cgjkqsxz", "dt", "l", "mn", "r"].flatMap((letters, at) =>
    Array.from(letters, (letter) => [letter, String(at + 1)] as const),
  ),
)

/** American Soundex (Russell 1918) of a text's first word; of other scripts, the word as it is. */
const soundex = (value: string): ReadonlyArray<string> => {
  const [word] = Values.words(Accents.strip(value))
  if (word === undefined) return []
  if (!/^[a-z]+$/.test(word)) return [word]
  let code = word.charAt(0).toUpperCase()
  let last = codes.get(word.charAt(0))
  for (const letter of word.slice(1)) {
    const own = codes.get(letter)
    if (own !== undefined && own !== last) code += own
    if (letter !== "h" && letter !== "w") last = own
  }
  return [code.slice(0, 4).padEnd(4, "0")]
}
