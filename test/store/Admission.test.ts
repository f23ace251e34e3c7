import { assert, describe, it } from "@effect/vitest"
import {
  Admission,
  type Commit,
  defaultCapabilities,
  type JournalDraft,
  type Put,
} from "entrepot/store"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const put = (body: string, rest: Partial<Put> = {}): Put => ({
  _tag: "Put",
  asOf: 0,
  schema: 1,
  body,
  ...rest,
})

const entry = (rest: Partial<JournalDraft> = {}): JournalDraft => ({
  stream: "s",
  type: "Told",
  schema: 1,
  body: "null",
  commandId: undefined,
  actor: undefined,
  reason: undefined,
  occurredAt: 0,
  ...rest,
})

const commit = (rest: Partial<Commit> = {}): Commit => ({
  touches: [],
  entries: [],
  instant: 0,
  ...rest,
})

const of = (proposal: Partial<Commit>, limits = {}) =>
  Admission.ofCommit({ ...defaultCapabilities, ...limits }, "ns", commit(proposal))

const writing = (...puts: ReadonlyArray<Put>): Partial<Commit> => ({
  touches: puts.map((write, i) => ({
    key: { collection: "thing", id: `t${i}` },
    expected: 0,
    write,
  })),
})

describe("the body of a record", () => {
  // Few letters, so that backslashes, escapes and surrogates meet.
  const odd = fc
    .array(fc.constantFrom("\u0000", "\ud800", "\udc00", "\\", "u", "0000", "d800", "a", "📦"), {
      maxLength: 5,
    })
    .map((letters) => letters.join(""))
  const value = fc.oneof(odd, fc.dictionary(odd, odd, { maxKeys: 2 }), fc.array(odd))
  const isOdd = (text: string) => text.includes("\u0000") || !text.isWellFormed()
  const holdsOdd = (held: unknown): boolean =>
    typeof held === "string"
      ? isOdd(held)
      : Object.entries(held ?? {}).some((pair) => pair.some(holdsOdd))

  const law = (refuses: (body: string) => boolean) =>
    fc.property(value, (held) =>
      assert.strictEqual(refuses(JSON.stringify(held)), holdsOdd(held), JSON.stringify(held)),
    )

  it("is refused where it holds U+0000 or a lone surrogate, and only there", () => {
    holds(law((body) => of(writing(put(body))) !== undefined))
    kills(law((body) => /\\u(0000|d[89a-f])/.test(body)))
    kills(law((body) => body.includes("\\u0000")))
  })

  it("is measured in UTF-8 bytes", () => {
    const limits = { maxRecordBytes: 10 }
    assert.isUndefined(of(writing(put('"éééé"')), limits))
    assert.match(of(writing(put('"ééééé"')), limits)?.message ?? "", /12 bytes, at most 10/)
  })
})

describe("a commit", () => {
  it("is refused by the key of the offender", () => {
    const refused = of(writing(put("1"), put('"\\u0000"'), put("3")))
    assert.deepStrictEqual(refused?.key, { collection: "thing", id: "t1" })
  })

  it("is refused with too many keys or bytes", () => {
    assert.isUndefined(of(writing(put("1"), put("2")), { maxCommitKeys: 2 }))
    assert.match(of(writing(put("1"), put("2")), { maxCommitKeys: 1 })?.message ?? "", /2 keys/)
    assert.match(of(writing(put("12"), put("34")), { maxCommitBytes: 3 })?.message ?? "", /4 bytes/)
  })

  it("is refused where it touches a key twice", () => {
    const touch = { key: { collection: "thing", id: "a" }, expected: 0 }
    assert.match(of({ touches: [touch, touch] })?.message ?? "", /touched twice/)
  })

  it("is refused for an odd text in an entry", () => {
    assert.isUndefined(of({ entries: [entry({ actor: "ana", reason: "" })] }))
    for (const field of ["stream", "type", "commandId", "actor", "reason"])
      for (const text of ["\u0000", "a\udc00"])
        assert.isDefined(of({ entries: [entry({ [field]: text })] }), field)
    assert.isDefined(of({ entries: [entry({ body: '"\\ud800"' })] }))
  })

  it("is refused for an index entry that no key could be", () => {
    for (const at of ["\u0000", "\ud800", "a".repeat(513)])
      assert.isDefined(of(writing(put("1", { index: [{ index: "by", at }] }))))
    assert.isUndefined(of(writing(put("1", { index: [{ index: "by", at: "" }] }))))
  })

  it("is refused in an impossible namespace", () => {
    for (const namespace of ["", "\u0000", "a".repeat(513)])
      assert.isDefined(Admission.ofCommit(defaultCapabilities, namespace, commit()))
  })
})

describe("a range", () => {
  const range = { collection: "thing", limit: 1 }

  it("is refused for a bound, a limit or a collection that cannot be", () => {
    assert.isUndefined(Admission.ofRange("ns", { ...range, from: "", to: "b" }))
    for (const wrong of [{ from: "\u0000" }, { to: "\ud800" }, { limit: 0 }, { collection: "" }])
      assert.isDefined(Admission.ofRange("ns", { ...range, ...wrong }))
  })

  it("of the journal is refused for a stream or a limit that cannot be", () => {
    assert.isUndefined(Admission.ofJournal("ns", { limit: 1, stream: "s" }))
    for (const wrong of [{ stream: "\u0000" }, { limit: 0.5 }, { limit: Number.NaN }])
      assert.isDefined(Admission.ofJournal("ns", { limit: 1, ...wrong }))
  })
})
