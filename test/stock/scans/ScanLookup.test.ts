import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { CheckDigitWrong, ScanLookup, ScanUnknown } from "entrepot/stock"

import { item, year } from "./support/reading.ts"

const texts = new Map<string, { readonly sku: string; readonly serial?: string }>([
  ["MUG", { sku: "MUG" }],
  ["SN-1", { sku: "PHONE", serial: "SN-1" }],
  // Thirteen digits that are no GTIN.
  ["4006381333932", { sku: "PHONE", serial: "4006381333932" }],
])
const gtins = new Map([
  [item, { sku: "PHONE" }],
  ["04006381333931", { sku: "PEN" }],
])
const lookup: ScanLookup.ScanLookup = {
  byText: (text) => Option.fromUndefinedOr(texts.get(text)),
  byGtin: (gtin) => Option.fromUndefinedOr(gtins.get(gtin)),
}
const resolve = (text: string) => ScanLookup.resolve(text, lookup, year)
const bare = { serial: undefined, lot: undefined, expiresOn: undefined, count: 1 }

const refuses = (text: string, expected: ScanUnknown | CheckDigitWrong) => {
  const resolved = resolve(text)
  if (Result.isSuccess(resolved)) return assert.fail(`${text} was known`)
  assert.deepStrictEqual({ ...resolved.failure }, { ...expected })
}

describe("looking up a scan", () => {
  it("finds an item by its SKU or its GTIN, however long that is", () => {
    assert.deepStrictEqual(Result.getOrThrow(resolve("MUG\r\n")), { ...bare, sku: "MUG" })
    for (const text of ["4006381333931", "04006381333931", "]E04006381333931"])
      assert.deepStrictEqual(Result.getOrThrow(resolve(text)), { ...bare, sku: "PEN" })
  })

  it("finds a unit by its serial number, and by GTIN and serial number", () => {
    assert.deepStrictEqual(Result.getOrThrow(resolve("SN-1")), {
      ...bare,
      sku: "PHONE",
      serial: "SN-1",
    })
    assert.deepStrictEqual(Result.getOrThrow(resolve("(21)SN-1(10)L7")), {
      ...bare,
      sku: "PHONE",
      serial: "SN-1",
      lot: "L7",
    })
    assert.deepStrictEqual(Result.getOrThrow(resolve(`(01)${item}(10)L7(17)280200(21)S9(30)3`)), {
      sku: "PHONE",
      serial: "S9",
      lot: "L7",
      expiresOn: "2028-02-29",
      count: 3,
    })
  })

  it("takes a text that is known as it stands before it reads it", () => {
    assert.strictEqual(Result.getOrThrow(resolve("4006381333932")).serial, "4006381333932")
  })

  it("is refused where nothing is known by it, or it cannot be read", () => {
    refuses("CUP ", new ScanUnknown({ text: "CUP" }))
    refuses("96385074", new ScanUnknown({ text: "96385074" }))
    refuses("(00)106141412345678908", new ScanUnknown({ text: "(00)106141412345678908" }))
    refuses(
      "4006381333933",
      new CheckDigitWrong({ offset: 12, given: "4006381333933", expected: 1 }),
    )
  })
})
