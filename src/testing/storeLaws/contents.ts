/**
 * Laws of keys and bodies: what a store keeps as it is, and what it refuses.
 *
 * @module
 */
import { Effect } from "effect"

import * as Key from "../../store/Key.ts"
import type { JournalDraft } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import type { World } from "../Worlds.ts"
import {
  draft,
  places,
  put,
  seededStoreLaw,
  type StoreLaw,
  storeLaw,
  thing,
  touch,
  valueOf,
  within,
} from "./Fixture.ts"

/** JSON texts that a careless store changes. */
const texts: ReadonlyArray<string> = [
  ..."null true 0 -1 0.1 1e21 5e-324 1.7976931348623157e308".split(" "),
  "9007199254740993",
  "12345678901234567890.123456789012345678901234567890",
  '""',
  "[]",
  "{}",
  '[[[[[[[[[["deep"]]]]]]]]]]',
  '{"__proto__":{"polluted":true},"constructor":1,"":2,"a":{"b":[null,{"c":[]}]}}',
  ...[
    "é e\u0301 ß 皿 ～ 📦 \u{10ffff}",
    "quotes ' \" ` and \\ and /",
    "\u0001 \u001f \u007f \u0085 \u2028 \u2029 \ufeff \ufffd \uffff",
    "no escape: \\u0000 \\ud800",
    "  spaces  \t\r\n",
    "x".repeat(100_000),
  ].map((text) => JSON.stringify(text)),
]

/** JSON texts that some database cannot hold. */
const unstorable: ReadonlyArray<string> = [
  '"\\u0000"',
  '{"a\\u0000":1}',
  '["\\ud800"]',
  '["\\uDFFF"]',
  '["\\\\\\ud800"]',
  '"\ud800"',
]

/** Ids that a careless store takes for one another. */
const alike: ReadonlyArray<string> = [
  "",
  " ",
  "a",
  "A",
  "a ",
  " a",
  "ä",
  "a\u0308",
  "ａ",
  "\u0001",
  "a\u0001",
  "%",
  "_",
  "'",
  '"',
  "\\",
  "a/b",
  "a:b",
  "0",
  "00",
  "0.0",
  "1e3",
  "1000",
  "null",
  "__proto__",
  "toString",
  "～",
  "📦",
  "\u{10ffff}",
  "a\u200b",
]

const malformed: ReadonlyArray<string> = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "a\udfff",
  "a".repeat(Key.maxKeyBytes + 1),
  "é".repeat(Key.maxKeyBytes / 2 + 1),
]

/** A text of the most bytes that a key may have, and that does not compress well. */
const longest = (world: World): string =>
  world.times(Key.maxKeyBytes, () => String.fromCharCode(world.integer(0x21, 0x7e))).join("")

export const contentLaws: ReadonlyArray<StoreLaw> = [
  storeLaw(
    "a body comes back as the JSON value that it was",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.commit(
        texts.map((body, i) => touch(String(i), 0, { ...put(0), body })),
        { entries: texts.map((body) => ({ ...draft(""), body })) },
      )
      const records = yield* second.read(...texts.map((_, i) => thing(String(i))))
      const entries = yield* second.entries(texts.length)
      for (const [i, text] of texts.entries()) {
        const [record, entry] = [records[i], entries[i]]
        yield* Law.equal("the body of a record", record && valueOf(record), JSON.parse(text))
        yield* Law.equal("the body of an entry", entry && valueOf(entry), JSON.parse(text))
      }
    }),
  ),

  storeLaw(
    "a body that some database cannot hold is refused, and nothing is written",
    Effect.fnUntraced(function* ({ first, second }) {
      for (const body of unstorable) {
        yield* Law.failsWith(
          ["RecordRefused"],
          `the body ${JSON.stringify(body)}`,
          first.commit([touch("a", 0, put(1)), touch("b", 0, { ...put(0), body })]),
        )
        yield* Law.failsWith(
          ["RecordRefused"],
          `an entry of ${JSON.stringify(body)}`,
          first.commit([touch("a", 0, put(1))], {
            entries: [draft("one"), { ...draft(""), body }],
          }),
        )
      }
      const found = yield* second.read(thing("a"), thing("b"))
      yield* Law.equal("what is there", found, [undefined, undefined])
      yield* Law.equal("the journal", yield* second.entries(0), [])
    }),
  ),

  storeLaw(
    "an entry with a text that some database cannot hold is refused",
    Effect.fnUntraced(function* ({ first, second }) {
      for (const text of ["\u0000", "a\ud800"]) {
        const drafts: ReadonlyArray<Partial<JournalDraft>> = [
          { stream: text },
          { type: text },
          { commandId: text },
          { actor: text },
          { reason: text },
        ]
        for (const fault of drafts)
          yield* Law.failsWith(
            ["RecordRefused"],
            `an entry with ${JSON.stringify(fault)}`,
            first.commit([touch("a", 0, put(1))], { entries: [{ ...draft("one"), ...fault }] }),
          )
      }
      yield* Law.equal("what is there", yield* second.read(thing("a")), [undefined])
      yield* Law.equal("the journal", yield* second.entries(0), [])
    }),
  ),

  storeLaw(
    "keys that differ at all name different records",
    Effect.fnUntraced(function* ({ first, second }) {
      const ids = alike.map(thing)
      const collections = alike.slice(1).map((collection) => ({ collection, id: "a" }))
      const keys = [...ids, ...collections]
      yield* first.commit(keys.map((key, i) => ({ key, expected: 0, write: put(i) })))
      const records = yield* second.read(...keys)
      const found = records.map((record) => record && [record.key, valueOf(record)])
      yield* Law.equal(
        "the records",
        found,
        keys.map((key, i) => [key, i]),
      )
    }),
  ),

  seededStoreLaw("keys of the greatest length are kept", (world) =>
    Effect.fnUntraced(function* ({ namespace, first, second, indexed }) {
      const tenant = `${namespace}${longest(world)}`.slice(0, Key.maxKeyBytes)
      const { first: writer, second: reader } = within(tenant, first.store, second.store)
      const [key, at] = [{ collection: longest(world), id: longest(world) }, longest(world)]
      const version = yield* writer.commit([
        { key, expected: 0, write: put(1, [{ index: "by", at }]) },
      ])
      const [record] = yield* reader.read(key)
      yield* Law.equal("the record", record && [record.key, record.version], [key, version])
      yield* indexed(
        Effect.gen(function* () {
          const range = { collection: key.collection, index: "by", from: at }
          yield* Law.equal("the place", places(yield* reader.query(range)), [[at, key.id]])
        }),
      )
    }),
  ),

  storeLaw(
    "a malformed key is refused everywhere",
    Effect.fnUntraced(function* ({ first, second }) {
      for (const text of malformed) {
        const wrong = within(text, first.store, second.store).first
        const keys = [thing(text), { collection: text, id: "a" }]
        const misplaced = put(1, [{ index: "by", at: text }])
        const attempts: ReadonlyArray<Effect.Effect<unknown, Law.Failure>> = [
          ...keys.map((key) => first.read(thing("b"), key)),
          ...keys.map((key) => first.commit([touch("a", 0, put(1)), { key, expected: 0 }])),
          first.commit([touch("a", 0, misplaced)]),
          first.query({ collection: text }),
          wrong.read(thing("a")),
          wrong.commit([touch("a", 0, put(1))]),
          wrong.query({}),
          wrong.journal({}),
        ]
        for (const [i, attempt] of attempts.entries())
          yield* Law.failsWith(["RecordRefused"], `${JSON.stringify(text)} in use ${i}`, attempt)
      }
      yield* Law.equal("what is there", yield* second.read(thing("a")), [undefined])
    }),
  ),

  storeLaw(
    "a commit of the most keys is taken, one key more is refused",
    Effect.fnUntraced(function* ({ first, second, capabilities: { maxCommitKeys } }) {
      if (maxCommitKeys > testedKeys) return
      const touches = Array.from({ length: maxCommitKeys + 1 }, (_, i) =>
        touch(String(i), 0, put(i)),
      )
      const last = [thing(String(maxCommitKeys - 1)), thing(String(maxCommitKeys))]
      yield* Law.failsWith(["RecordRefused"], "one key too many", first.commit(touches))
      yield* Law.equal("what is there", yield* second.read(...last), [undefined, undefined])
      const version = yield* first.commit(touches.slice(1))
      const versions = (yield* second.read(...last)).map((record) => record?.version)
      yield* Law.equal("the versions", versions, [version, version])
    }),
  ),

  storeLaw(
    "a body of the most bytes is taken, one byte more is refused",
    Effect.fnUntraced(function* ({ first, second, capabilities: { maxRecordBytes } }) {
      if (maxRecordBytes > testedBytes) return
      for (const letter of ["x", "～"]) {
        const tooLarge = first.commit([touch(letter, 0, putOf(maxRecordBytes + 1, letter))])
        yield* Law.failsWith(["RecordRefused"], `a byte too many, of ${letter}`, tooLarge)
        yield* Law.equal("what is there", yield* second.read(thing(letter)), [undefined])
        const full = putOf(maxRecordBytes, letter)
        yield* first.commit([touch(letter, 0, full)])
        const [record] = yield* second.read(thing(letter))
        const kept = record !== undefined && valueOf(record) === valueOf(full)
        yield* Law.holds(kept, "the body", record)
      }
    }),
  ),

  storeLaw(
    "a commit of the most bytes is taken, one byte more is refused",
    Effect.fnUntraced(function* ({ first, second, capabilities }) {
      const { maxCommitBytes, maxRecordBytes, maxCommitKeys } = capabilities
      const records = Math.ceil(maxCommitBytes / maxRecordBytes)
      if (maxCommitBytes > testedBytes || records > maxCommitKeys) return
      const rest = maxCommitBytes - (records - 1) * maxRecordBytes
      const touches = Array.from({ length: records }, (_, i) =>
        touch(String(i), 0, putOf(i === 0 ? rest : maxRecordBytes, i === 0 ? "x" : "～")),
      )
      const tooLarge = first.commit(touches, { entries: [{ ...draft(""), body: "1" }] })
      yield* Law.failsWith(["RecordRefused"], "a byte too many", tooLarge)
      yield* Law.equal("what is there", yield* second.read(thing("0")), [undefined])
      const version = yield* first.commit(touches)
      const [record] = yield* second.read(thing("0"))
      yield* Law.equal("the version", record?.version, version)
    }),
  ),
]

/** Writes a body of exactly so many bytes, most of them in the letter. */
const putOf = (bytes: number, letter: string) => {
  const room = bytes - Key.byteLength('""')
  const size = Key.byteLength(letter)
  return put(letter.repeat(Math.floor(room / size)) + "y".repeat(room % size))
}

// A store that takes more than this would make the check last too long.
const testedKeys = 50_000
const testedBytes = 32_000_000
