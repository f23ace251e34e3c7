import { assert, describe, it } from "@effect/vitest"
import { Equal, Result, Schema } from "effect"
import { ElementString, ScanCharacterInvalid, Scanned } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { item, read, refuses, year } from "./support/reading.ts"

const gs = ElementString.separator

describe("a text of one's own", () => {
  it("is what is no GS1, without blanks around and without its symbology", () => {
    assert.deepStrictEqual(read("]A0 SN-0042\r\n"), { _tag: "Plain", text: "SN-0042" })
    assert.deepStrictEqual(read("356938035643809"), { _tag: "Plain", text: "356938035643809" })
    assert.deepStrictEqual(read("杯子"), { _tag: "Plain", text: "杯子" })
  })

  it("is refused where no id could be like it", () => {
    refuses("", new ScanCharacterInvalid({ offset: 0, character: "" }))
    refuses("  ", new ScanCharacterInvalid({ offset: 2, character: "" }))
    refuses(" A\u0000B", new ScanCharacterInvalid({ offset: 2, character: "\u0000" }))
    refuses("A\uD800", new ScanCharacterInvalid({ offset: 1, character: "\uD800" }))
    refuses("]A0]A0X", new ScanCharacterInvalid({ offset: 3, character: "]" }))
  })
})

// --- laws ----------------------------------------------------------------------------------------

const piece = fc.oneof(
  fc.constantFrom("]C1", "]d2", "]E0", "(01)", "(10)", "(17)", "(21)", "01", "10", "17", "21"),
  fc.constantFrom("00", "02", "3103", "240", "310", "90", "05", gs, item, "280200", "260230"),
  fc.constantFrom("https://x.de/", "/01/", "/21/", "?17=", "&", "%2F", "%", "#", " ", "]", "("),
  fc.stringMatching(/^[0-9A-Z]{0,9}$/),
  fc.string({ unit: "binary", maxLength: 3 }),
)
const anything = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
)

const isScanned = Schema.is(Scanned.Scanned)
const refusals = new Set([
  "CheckDigitWrong",
  "ScanDateInvalid",
  "IdentifierUnknown",
  "ScanTruncated",
  "ScanTooLong",
  "ScanCharacterInvalid",
  "IdentifierRepeated",
])

const readsOrRefuses = (parse: typeof Scanned.parse) =>
  fc.property(anything, (text) => {
    let parsed: ReturnType<typeof parse>
    try {
      parsed = parse(text, year)
    } catch (thrown) {
      return assert.fail(`it threw ${String(thrown)}`)
    }
    if (Result.isSuccess(parsed)) {
      Scanned.facts(parsed.success, year)
      assert.isTrue(isScanned(parsed.success), "a value of its schema")
    } else {
      assert.isTrue(refusals.has(parsed.failure._tag))
      assert.isTrue(parsed.failure.offset >= 0 && parsed.failure.offset <= text.length, "offset")
      assert.isString(parsed.failure.message)
    }
  })

const element = fc.oneof(
  fc.constant(["01", item]),
  fc.constantFrom("11", "15", "17").map((ai) => [ai, "280200"]),
  fc
    .tuple(
      fc.constantFrom("10", "21", "22", "240", "99", "7007", "8200"),
      fc.stringMatching(/^[!-",%-?A-Z_a-z]{1,20}$/),
    )
    .map(([ai, value]) => [ai, value]),
  fc.tuple(fc.constantFrom("3103", "3922", "30"), fc.stringMatching(/^\d{6}$/)),
)
const elements = fc
  .uniqueArray(element, { minLength: 1, maxLength: 6, selector: ([ai]) => ai })
  .map((pairs) => pairs.map(([ai = "", value = ""]) => ({ ai, value })))

const encodesWhatItReads = (encode: typeof Scanned.encode) =>
  fc.property(
    fc.oneof(
      anything,
      elements.map((some) => `]d2${ElementString.encode(some)}`),
    ),
    (text) => {
      const parsed = Scanned.parse(text, year)
      if (Result.isFailure(parsed)) return
      const again = Scanned.parse(encode(parsed.success), year)
      assert.isTrue(Result.isSuccess(again) && Equal.equals(again.success, parsed.success), text)
    },
  )

const readsWhatItEncodes = (encode: typeof ElementString.encode) =>
  fc.property(elements, (some) => {
    const parsed = ElementString.parse(encode(some), year)
    assert.isTrue(Result.isSuccess(parsed) && Equal.equals(parsed.success, some))
  })

describe("any text", () => {
  it("is read, or refused with where and why; nothing is thrown", () => {
    holds(readsOrRefuses(Scanned.parse))
    kills(
      readsOrRefuses((text, from) => {
        decodeURIComponent(text)
        return Scanned.parse(text, from)
      }),
    )
    kills(readsOrRefuses((text) => Result.succeed({ _tag: "Plain", text })))
  })

  it("that was read comes back the same from its encoding", () => {
    holds(encodesWhatItReads(Scanned.encode))
    holds(readsWhatItEncodes(ElementString.encode))
    kills(encodesWhatItReads((scanned) => Scanned.encode(scanned).replace("]d2", "")))
    kills(readsWhatItEncodes((some) => ElementString.encode(some).replaceAll(gs, "")))
    kills(readsWhatItEncodes((some) => ElementString.encode(some.toReversed())))
  })
})
