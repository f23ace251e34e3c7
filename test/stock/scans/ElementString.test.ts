import { assert, describe, it } from "@effect/vitest"
import {
  CheckDigitWrong,
  ElementString,
  IdentifierRepeated,
  IdentifierUnknown,
  ScanCharacterInvalid,
  ScanDateInvalid,
  Scanned,
  ScanTooLong,
  ScanTruncated,
} from "entrepot/stock"

import { elementsOf, item, read, refuses, year } from "./support/reading.ts"

const gs = ElementString.separator

describe("an element string", () => {
  it("is read as scanners send it, and as people write it", () => {
    const elements = [`01 ${item}`, "17 280200", "10 AB-7", "21 S1"]
    assert.deepStrictEqual(elementsOf(`]d201${item}1728020010AB-7${gs}21S1`), elements)
    assert.deepStrictEqual(elementsOf(`]C101${item}1728020010AB-7${gs}21S1`), elements)
    assert.deepStrictEqual(elementsOf(`${gs}01${item}${gs}1728020010AB-7${gs}21S1${gs}`), elements)
    assert.deepStrictEqual(elementsOf(`01${item}1728020010AB-7${gs}21S1`), elements)
    assert.deepStrictEqual(elementsOf(`(01)${item}(17)280200(10)AB-7(21)S1`), elements)
    assert.deepStrictEqual(elementsOf(`]Q3(01)${item}(17)280200(10)AB-7(21)S1`), elements)
  })

  it("means an item, a lot, dates, a serial and a count, and reports what else there is", () => {
    const text =
      `]d201${item}1125010115260601172602003103001250` +
      `30${"12"}${gs}10L7${gs}21S1${gs}7007260101${gs}9912`
    const { others, ...facts } = Scanned.facts(read(text), year)
    assert.deepStrictEqual(facts, {
      gtin: item,
      serial: "S1",
      lot: "L7",
      producedOn: "2025-01-01",
      bestBefore: "2026-06-01",
      expiresOn: "2026-02-28",
      count: 12,
      sscc: undefined,
    })
    assert.deepStrictEqual(others, [
      { ai: "3103", value: "001250", known: true },
      { ai: "7007", value: "260101", known: false },
      { ai: "99", value: "12", known: false },
    ])
    const parcel = Scanned.facts(read(`(00)106141412345678908(02)${item}(37)24`), year)
    assert.deepStrictEqual(
      [parcel.sscc, parcel.gtin, parcel.count],
      ["106141412345678908", item, 24],
    )
  })

  it("reads an unknown identifier of predefined length without a separator", () => {
    assert.deepStrictEqual(elementsOf("]d21901020321S1"), ["19 010203", "21 S1"])
    assert.deepStrictEqual(elementsOf(`]d27001ABC${gs}21S1`), ["7001 ABC", "21 S1"])
  })

  it("is refused with a wrong check digit, and says where", () => {
    refuses(
      "]d2010950600013437521S1",
      new CheckDigitWrong({ offset: 18, given: "09506000134375", expected: 6 }),
    )
    refuses(
      "(00)106141412345678907",
      new CheckDigitWrong({ offset: 21, given: "106141412345678907", expected: 8 }),
    )
  })

  it("is refused with a date that no calendar has", () => {
    refuses(`(01)${item}(17)260230`, new ScanDateInvalid({ offset: 22, ai: "17", given: "260230" }))
    refuses(`]d211261301`, new ScanDateInvalid({ offset: 5, ai: "11", given: "261301" }))
  })

  it("is refused with an identifier that is none, or ends too soon", () => {
    refuses(`]d20512`, new IdentifierUnknown({ offset: 3, given: "05" }))
    refuses(`(017)250630`, new IdentifierUnknown({ offset: 1, given: "017" }))
    refuses(`]d21`, new ScanTruncated({ offset: 4, ai: "1", given: "", least: 2 }))
    refuses(`]d2240`.slice(0, 5), new ScanTruncated({ offset: 5, ai: "24", given: "", least: 3 }))
    refuses(`]d201095060`, new ScanTruncated({ offset: 11, ai: "01", given: "095060", least: 14 }))
    refuses(`]d210${gs}21S1`, new ScanTruncated({ offset: 5, ai: "10", given: "", least: 1 }))
    refuses(`]d21726${gs}21S1`, new ScanTruncated({ offset: 7, ai: "17", given: "26", least: 6 }))
    refuses("]d2", new ScanCharacterInvalid({ offset: 3, character: "" }))
  })

  it("is refused with characters that may not stand there, and with too many", () => {
    refuses(`]d210A€B`, new ScanCharacterInvalid({ offset: 6, character: "€" }))
    refuses(`]d210A 📦`, new ScanCharacterInvalid({ offset: 6, character: " " }))
    refuses(`]d201095060001343x6`, new ScanCharacterInvalid({ offset: 17, character: "x" }))
    refuses(
      `]d221${"S".repeat(21)}`,
      new ScanTooLong({ offset: 25, ai: "21", length: 21, most: 20 }),
    )
    refuses("X".repeat(201), new ScanTooLong({ offset: 0, length: 201, most: 200 }))
    refuses(
      "]d210A€".repeat(2_000),
      new ScanTooLong({ offset: 4_096, length: 14_000, most: 4_096 }),
    )
  })

  it("may say a thing twice, but not two things", () => {
    assert.deepStrictEqual(elementsOf(`]d221S1${gs}21S1`), ["21 S1"])
    refuses(`]d221S1${gs}21S2`, new IdentifierRepeated({ offset: 8, ai: "21" }))
  })
})
