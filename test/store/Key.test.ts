import { assert, describe, it } from "@effect/vitest"
import { Key } from "entrepot/store"
import { Worlds } from "entrepot/testing"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const text = fc.oneof(
  fc.array(fc.constantFrom(...Worlds.letters, "\u0002", "\u0003"), { maxLength: 3 }).map(join),
  fc.string({ unit: "binary", maxLength: 4 }).map((all) => all.replaceAll("\u0000", "")),
)
const integer = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
)
/** Lists of one shape, perhaps cut short. */
const parts = fc
  .tuple(text, integer, text)
  .chain((all) => fc.integer({ min: 0, max: 3 }).map((length) => all.slice(0, length)))

function join(letters: ReadonlyArray<string>): string {
  return letters.join("")
}

const byBytes = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right))

const byParts = (left: ReadonlyArray<Key.Part>, right: ReadonlyArray<Key.Part>): number => {
  for (const [i, part] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    const order = typeof part === "number" ? part - Number(other) : byBytes(part, String(other))
    if (order !== 0) return order
  }
  return left.length - right.length
}

describe("Key.compareBytes", () => {
  const law = (compare: typeof Key.compareBytes) =>
    fc.property(text, text, (left, right) =>
      assert.strictEqual(Math.sign(compare(left, right)), byBytes(left, right)),
    )

  it("orders texts by their UTF-8 bytes", () => {
    holds(law(Key.compareBytes))
    kills(law((left, right) => (left < right ? -1 : left > right ? 1 : 0)))
    kills(law((left, right) => left.localeCompare(right)))
  })

  it("puts an emoji behind the last character of the basic plane", () =>
    assert.isAbove(Key.compareBytes("📦", "\uffff"), 0))
})

describe("Key.compare", () => {
  it("orders by collection, then by id", () => {
    const keys = [
      { collection: "b", id: "a" },
      { collection: "a", id: "～" },
      { collection: "a", id: "📦" },
    ]
    const sorted = keys.toSorted(Key.compare).map(({ collection, id }) => collection + id)
    assert.deepStrictEqual(sorted, ["a～", "a📦", "ba"])
  })
})

describe("Key.join", () => {
  const ordered = (joined: typeof Key.join) =>
    fc.property(parts, parts, (left, right) =>
      assert.strictEqual(
        Math.sign(Key.compareBytes(joined(left), joined(right))),
        // An empty list and one empty text are the same string.
        joined(left) === joined(right) ? 0 : Math.sign(byParts(left, right)),
      ),
    )

  it("sorts by the first part, then by the second, and so on", () => {
    holds(ordered(Key.join))
    kills(ordered((all) => all.join("\u0001")))
    kills(ordered((all) => all.map((part) => Key.join([part])).join("/")))
  })

  const short = fc.array(fc.constantFrom("a", "b", "\u0001", "\u0002"), { maxLength: 2 }).map(join)
  const pair = fc.tuple(short, short, fc.integer({ min: 0, max: 1 }))
  const distinct = (joined: typeof Key.join) =>
    fc.property(pair, pair, (left, right) =>
      assert.strictEqual(joined(left) === joined(right), byParts(left, right) === 0),
    )

  it("gives lists of the same types different strings unless they are equal", () => {
    holds(distinct(Key.join))
    kills(distinct((all) => all.join("")))
    kills(distinct((all) => all.join("\u0001")))
  })

  it("takes no number but safe integers", () => {
    for (const odd of [0.5, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])
      assert.throws(() => Key.join(["a", odd]), RangeError)
  })
})

describe("Key.prefix", () => {
  const law = (prefix: typeof Key.prefix) =>
    fc.property(fc.tuple(text, text), fc.tuple(text, text), ([a, b], [c, d]) => {
      assert.isTrue(Key.join([a, b]).startsWith(prefix([a])))
      assert.strictEqual(Key.join([c, d]).startsWith(prefix([a])), c === a)
    })

  it("begins the keys with these parts and one more, and no other", () => {
    holds(law(Key.prefix))
    kills(law(Key.join))
  })

  it("of nothing begins every key", () => assert.strictEqual(Key.prefix([]), ""))
})

describe("Key.after", () => {
  const law = (after: typeof Key.after) =>
    fc.property(text, text, (start, other) => {
      const end = after(start)
      if (end === undefined) return assert.match(start, /^\u{10ffff}*$/u)
      assert.isTrue(end.isWellFormed())
      const within = byBytes(start, other) <= 0 && byBytes(other, end) < 0
      assert.strictEqual(within, other.startsWith(start))
      assert.isBelow(byBytes(start + other, end), 0)
    })

  it("bounds everything with a beginning, and nothing else", () => {
    holds(law(Key.after))
    kills(law((start) => `${start}\u{10ffff}`))
  })

  it("steps over the surrogates", () => assert.strictEqual(Key.after("a\ud7ff"), "a\ue000"))
})

describe("Key.fault", () => {
  const letter = fc.constantFrom("a", "é", "皿", "📦")
  const law = (fault: typeof Key.fault) =>
    fc.property(letter, fc.integer({ min: 120, max: 520 }), (text, count) => {
      const fits = Buffer.byteLength(text) * count <= Key.maxKeyBytes
      assert.strictEqual(fault(text.repeat(count)) === undefined, fits)
    })

  it("counts UTF-8 bytes", () => {
    holds(law(Key.fault))
    kills(law((id) => (id.length > Key.maxKeyBytes ? "long" : undefined)))
  })

  it("names what is wrong", () => {
    assert.strictEqual(Key.fault("a\u0000"), "has a NUL")
    assert.strictEqual(Key.fault("a\ud800"), "has a lone surrogate")
    assert.strictEqual(Key.fault("é".repeat(257)), "is longer than 512 bytes")
    assert.isUndefined(Key.fault("é".repeat(256)))
    assert.isUndefined(Key.fault(""))
  })
})

describe("Key.toString", () => {
  it("tells apart keys whose parts run together alike", () => {
    const [left, right] = [
      { collection: "ab", id: "c" },
      { collection: "a", id: "bc" },
    ]
    assert.notStrictEqual(Key.toString(left), Key.toString(right))
  })
})
