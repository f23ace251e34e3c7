import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Currency } from "entrepot/kernel"

// ISO 4217: every currency that is not counted in hundredths.
const exceptions = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
}

describe("Currency", () => {
  it("knows the minor unit of every currency", () => {
    const digits = new Map(
      Object.entries(exceptions).flatMap(([places, codes]) =>
        codes.split(" ").map((code) => [code, Number(places)] as const),
      ),
    )
    assert.strictEqual(Currency.all.length, 166)
    for (const currency of Currency.all)
      assert.strictEqual(Currency.minorUnitDigits(currency), digits.get(currency) ?? 2, currency)
  })

  it("gives each currency a numeric code of its own, of three digits", () => {
    const codes = Currency.all.map(Currency.numericCode)
    assert.strictEqual(new Set(codes).size, codes.length)
    assert.isTrue(codes.every((code) => /^\d{3}$/.test(code)))
    assert.strictEqual(Currency.numericCode("ALL"), "008")
    assert.strictEqual(Currency.numericCode("EUR"), "978")
  })

  it("reads codes, and says why others cannot be posted in", () => {
    assert.deepStrictEqual(Currency.parse("JPY"), Result.succeed("JPY"))
    assert.deepStrictEqual(
      Currency.parse("XAU"),
      Result.fail(new Currency.NoMinorUnit({ code: "XAU" })),
    )
    for (const code of ["eur", "", "EURO", "toString", "__proto__"])
      assert.deepStrictEqual(
        Currency.parse(code),
        Result.fail(new Currency.UnknownCurrency({ code })),
      )
  })

  it("refuses at the boundary what is no currency, and says what was wanted", () => {
    const decode = Schema.decodeUnknownResult(Currency.Currency)
    assert.deepStrictEqual(decode("EUR"), Result.succeed("EUR"))
    for (const given of ["XAU", "eur", "constructor", 978, null]) {
      const refused = decode(given)
      assert.isTrue(Result.isFailure(refused), String(given))
      if (Result.isFailure(refused)) assert.match(refused.failure.message, /ISO 4217|string/)
    }
  })
})
