import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { CheckDigitWrong, Gtin } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { read, refuses } from "./support/reading.ts"

describe("a GTIN", () => {
  it("is read from EAN-8, UPC-A, EAN-13 and GTIN-14, and equal ones are equal", () => {
    assert.deepStrictEqual(read("96385074"), { _tag: "Item", gtin: "00000096385074" })
    assert.deepStrictEqual(read("036000291452"), { _tag: "Item", gtin: "00036000291452" })
    assert.deepStrictEqual(read("0036000291452"), read("036000291452"))
    assert.deepStrictEqual(read("]E04006381333931"), { _tag: "Item", gtin: "04006381333931" })
    assert.deepStrictEqual(read(" 4006381333931\r\n"), read("04006381333931"))
  })

  it("is refused with the digit that should be there", () => {
    refuses(
      "4006381333932",
      new CheckDigitWrong({ offset: 12, given: "4006381333932", expected: 1 }),
    )
    refuses("]E096385075", new CheckDigitWrong({ offset: 10, given: "96385075", expected: 4 }))
    assert.isTrue(Result.isFailure(Gtin.parse("12345")))
    assert.isTrue(Result.isFailure(Gtin.parse("40063813339x1")))
  })

  it("with a single wrong digit is always found", () => {
    const oneWrongDigitIsFound = (parse: typeof Gtin.parse) =>
      fc.property(
        fc
          .constantFrom(7, 11, 12, 13)
          .chain((length) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))),
        fc.nat(13),
        fc.integer({ min: 1, max: 9 }),
        (digits, where, shift) => {
          const right = digits + Gtin.checkDigit(digits)
          const at = where % right.length
          const wrong =
            right.slice(0, at) + ((Number(right[at]) + shift) % 10) + right.slice(at + 1)
          assert.isTrue(Result.isSuccess(parse(right)))
          assert.isTrue(Result.isFailure(parse(wrong)), wrong)
        },
      )
    /** Weighs the digits by 2 and 1, as payment cards do, but without adding up their own digits. */
    const weighingWrong: typeof Gtin.parse = (text) => {
      const sum = [...text].reduce(
        (total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 5),
        0,
      )
      const right = Gtin.parse(text)
      return Result.isFailure(right) && sum % 2 === 0 ? Result.succeed(text) : right
    }
    holds(oneWrongDigitIsFound(Gtin.parse))
    kills(oneWrongDigitIsFound(weighingWrong))
  })
})
