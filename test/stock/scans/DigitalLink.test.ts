import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { CheckDigitWrong, DigitalLink, ScanCharacterInvalid, ScanDateInvalid } from "entrepot/stock"

import { elementsOf, item, read, refuses } from "./support/reading.ts"

describe("a digital link", () => {
  it("is read from its path and its query, whatever stands before", () => {
    const elements = [`01 ${item}`, "10 L/7", "21 S1", "17 280200"]
    const tail = `/01/${item}/10/L%2F7/21/S1?17=280200&linkType=gs1:pip#top`
    assert.deepStrictEqual(elementsOf(`https://id.gs1.org${tail}`), elements)
    assert.deepStrictEqual(elementsOf(`HTTP://shop.example/some/path${tail}`), elements)
    assert.deepStrictEqual(elementsOf(`]Q1https://id.gs1.org${tail}`), elements)
    assert.deepStrictEqual(elementsOf("https://id.gs1.org/01/4006381333931"), ["01 04006381333931"])
  })

  it("is refused as an element string is, and any other address is a text", () => {
    refuses(
      "https://x.de/01/09506000134375",
      new CheckDigitWrong({ offset: 29, given: "09506000134375", expected: 6 }),
    )
    refuses(
      `https://x.de/01/${item}/21/%E0%A4%A`,
      new ScanCharacterInvalid({ offset: 34, character: "%" }),
    )
    refuses(
      `https://x.de/01/${item}?17=260230`,
      new ScanDateInvalid({ offset: 34, ai: "17", given: "260230" }),
    )
    assert.strictEqual(read("https://x.de/about/01")._tag, "Plain")
  })

  it("comes back the same", () => {
    const scanned = read(`(01)${item}(10)L/7&(21)S?1(17)280200`)
    if (scanned._tag !== "Elements") assert.fail("no elements")
    const link = Option.getOrThrow(DigitalLink.encode(scanned.elements, "https://x.de"))
    assert.strictEqual(link, `https://x.de/01/${item}/10/L%2F7%26/21/S%3F1?17=280200`)
    assert.deepStrictEqual(read(link), scanned)
    assert.isTrue(Option.isNone(DigitalLink.encode([{ ai: "21", value: "S1" }], "https://x.de")))
  })
})
