/**
 * Parts of blocking keys: what is taken of a value.
 *
 * @module
 */
import * as HashedValue from "./HashedValue.ts"
import type { KeyPart } from "./LinkageModel.ts"
import * as Values from "./Values.ts"

/** What a part takes of a value; nothing where the value has no such thing, or only a hash is known. */
export const take = ({ take, length = 3 }: KeyPart, value: string): ReadonlyArray<string> => {
  if (take !== "whole" && HashedValue.isHashed(value)) return []
  switch (take) {
    case "whole":
      return [value]
    case "start":
      return [value.slice(0, length)]
    case "end":
      return [value.slice(-length)]
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

const codes = new Map(
  ["bfpv", "cgjkqsxz", "dt", "l", "mn", "r"].flatMap((letters, at) =>
    Array.from(letters, (letter) => [letter, String(at + 1)] as const),
  ),
)

/** American Soundex (Russell 1918) of a text's first word; of other scripts, the word as it is. */
const soundex = (value: string): ReadonlyArray<string> => {
  const [word] = Values.words(value.normalize("NFKD").replace(/\p{M}/gu, ""))
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
