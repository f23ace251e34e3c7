/**
 * Laws of queries: the order of bytes, ranges, pages and the life of index entries.
 *
 * @module
 */
import { Effect } from "effect"

import type { IndexEntry, Range } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import { letters, type World } from "../Worlds.ts"
import {
  type Fixture,
  type Handle,
  places,
  put,
  remove,
  seededStoreLaw,
  type StoreLaw,
  storeLaw,
  thing,
  touch,
} from "./Fixture.ts"

type Place = readonly [at: string, id: string]

const by = (...ats: ReadonlyArray<string>): ReadonlyArray<IndexEntry> =>
  ats.map((at) => ({ index: "by", at }))

/** What a range holds, counted out without the help of the store's own ordering. */
const inRange = (all: ReadonlyArray<Place>, { from = "", to, reverse = false }: Partial<Range>) => {
  const found = all
    .filter(([at]) => compare(at, from) >= 0 && (to === undefined || compare(at, to) < 0))
    .toSorted(([at, id], [otherAt, otherId]) => compare(at, otherAt) || compare(id, otherId))
  return reverse ? found.toReversed() : found
}

const compare = (left: string, right: string): number => {
  const [a, b] = [encoder.encode(left), encoder.encode(right)]
  const i = a.findIndex((byte, place) => byte !== b[place])
  return i === -1 ? a.length - b.length : (a[i] ?? 0) - (b[i] ?? -1)
}

const encoder = new TextEncoder()

/** A random range whose bounds are texts of the world; often empty, sometimes all. */
const range = (world: World): Partial<Range> => ({
  ...(world.boolean() ? { from: world.text() } : {}),
  ...(world.boolean() ? { to: world.text() } : {}),
  reverse: world.boolean(),
})

/** Every letter, and random texts of them. */
const distinctTexts = (world: World, count: number) => [
  ...new Set([...letters, ...world.times(count, () => world.text())]),
]

const expectRange = Effect.fnUntraced(function* (
  handle: Handle,
  asked: Partial<Range>,
  all: ReadonlyArray<Place>,
) {
  const what = `the range ${JSON.stringify(asked)}`
  yield* Law.equal(what, places(...(yield* handle.list(asked))), inRange(all, asked))
})

/** Pages of every size in both directions, each record exactly once. */
const expectPages = Effect.fnUntraced(function* (
  { either, indexed }: Fixture,
  asked: Partial<Range>,
  all: ReadonlyArray<Place>,
) {
  for (const reverse of [false, true])
    for (let limit = 1; limit <= all.length + 1; limit++)
      yield* indexed(
        Effect.gen(function* () {
          const pages = yield* either(limit).list({ ...asked, reverse, limit })
          const sizes = pages.map(({ items }) => items.length)
          yield* Law.holds(Math.max(...sizes) <= limit, `pages of at most ${limit}`, sizes)
          yield* Law.equal(
            `the pages of ${limit}${reverse ? " in reverse" : ""}`,
            places(...pages),
            inRange(all, { reverse }),
          )
        }),
      )
})

export const queryLaws: ReadonlyArray<StoreLaw> = [
  seededStoreLaw("a query by id answers in the order of bytes", (world) =>
    Effect.fnUntraced(function* ({ first, either }) {
      const ids = distinctTexts(world, 40)
      yield* first.commit(ids.map((id) => touch(id, 0, put(id))))
      const all = ids.map((id) => [id, id] as const)
      yield* expectRange(first, {}, all)
      for (let i = 0; i < 20; i++) yield* expectRange(either(i), range(world), all)
    }),
  ),

  seededStoreLaw("a query by index answers in the order of bytes", (world) =>
    Effect.fnUntraced(function* ({ first, either, indexed }) {
      const ats = distinctTexts(world, 40)
      const all = ats.map((at, i) => [at, `thing ${i % 7}`] as const)
      const entriesOf = (id: string) => by(...all.filter((it) => it[1] === id).map(([at]) => at))
      const ids = new Set(all.map(([, id]) => id))
      yield* first.commit([...ids].map((id) => touch(id, 0, put(id, entriesOf(id)))))
      yield* indexed(expectRange(first, { index: "by" }, all))
      for (let i = 0; i < 20; i++)
        yield* indexed(expectRange(either(i), { index: "by", ...range(world) }, all))
    }),
  ),

  storeLaw(
    "a range begins at its first bound and stops before its last",
    Effect.fnUntraced(function* ({ first, second, indexed }) {
      const ids = ["a", "b", "ba", "c", "d"]
      yield* first.commit(ids.map((id) => touch(id, 0, put(id, by(id)))))
      const ranges: ReadonlyArray<readonly [Partial<Range>, ReadonlyArray<string>]> = [
        [{ from: "b" }, ["b", "ba", "c", "d"]],
        [{ to: "c" }, ["a", "b", "ba"]],
        [{ from: "b", to: "c" }, ["b", "ba"]],
        [{ from: "b", to: "c", reverse: true }, ["ba", "b"]],
        [{ from: "bb", to: "bc" }, []],
        [{ from: "b", to: "b" }, []],
        [{ from: "c", to: "b" }, []],
      ]
      for (const [asked, expected] of ranges)
        for (const index of [{}, { index: "by" }])
          yield* indexed(
            Effect.gen(function* () {
              const page = yield* second.query({ ...asked, ...index })
              const found = places(page).map(([at]) => at)
              yield* Law.equal(`the range ${JSON.stringify(asked)}`, found, expected)
            }),
          )
    }),
  ),

  storeLaw(
    "pages by id go through every record exactly once",
    Effect.fnUntraced(function* (fixture) {
      const ids = ["", "a", "A", "b", "～", "📦", "é"]
      yield* fixture.first.commit(ids.map((id) => touch(id, 0, put(id))))
      yield* expectPages(
        fixture,
        {},
        ids.map((id) => [id, id] as const),
      )
    }),
  ),

  storeLaw(
    "pages by index go through every entry exactly once, also where many stand at one place",
    Effect.fnUntraced(function* (fixture) {
      const all: ReadonlyArray<Place> = [
        ["x", "a"],
        ["x", "b"],
        ["x", "～"],
        ["x", "📦"],
        ["y", "a"],
        ["y", "b"],
        ["～", "a"],
        ["📦", "c"],
      ]
      const ids = new Set(all.map(([, id]) => id))
      yield* fixture.first.commit(
        [...ids].map((id) =>
          touch(id, 0, put(id, by(...all.filter((it) => it[1] === id).map(([at]) => at)))),
        ),
      )
      yield* expectPages(fixture, { index: "by" }, all)
    }),
  ),

  storeLaw(
    "a cursor goes on behind its place, whatever came or went meanwhile",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* first.commit(
        ["b", "c", "d", "e", "f"].map((id) => touch(id, 0, put(id))),
      )
      const page = yield* first.query({ limit: 2 })
      yield* Law.equal(
        "the first page",
        places(page).map(([at]) => at),
        ["b", "c"],
      )
      yield* second.commit([
        touch("a", 0, put("a")),
        touch("aa", 0, put("aa")),
        touch("c", version, remove),
        touch("cc", 0, put("cc")),
        touch("e", version, remove),
      ])
      const rest = page.cursor === undefined ? [] : yield* second.list({ cursor: page.cursor })
      yield* Law.equal(
        "the rest",
        places(...rest).map(([at]) => at),
        ["cc", "d", "f"],
      )
    }),
  ),

  storeLaw(
    "index entries are replaced with the record",
    Effect.fnUntraced(function* ({ first, second, indexed }) {
      const version = yield* first.commit([touch("a", 0, put("old", by("x", "y")))])
      const newer = yield* first.commit([touch("a", version, put("new", by("y", "z")))])
      yield* indexed(
        Effect.gen(function* () {
          const page = yield* second.query({ index: "by" })
          yield* Law.equal(
            "the places",
            places(page).map(([at]) => at),
            ["y", "z"],
          )
          const versions = page.items.map(({ record }) => record.version)
          yield* Law.equal("the versions found", versions, [newer, newer])
        }),
      )
      yield* first.commit([touch("a", newer, put("none", []))])
      yield* indexed(expectNone(second))
    }),
  ),

  storeLaw(
    "index entries stay as they are when a put names none",
    Effect.fnUntraced(function* ({ first, second, indexed }) {
      const version = yield* first.commit([touch("a", 0, put("old", by("x", "y")))])
      const newer = yield* first.commit([touch("a", version, put("new"))])
      yield* indexed(
        Effect.gen(function* () {
          const { items } = yield* second.query({ index: "by" })
          const found = items.map(({ at, record }) => [at, record.version] as const)
          yield* Law.equal("the places and versions", found, [
            ["x", newer],
            ["y", newer],
          ])
        }),
      )
    }),
  ),

  storeLaw(
    "index entries go with the record, and do not come back with it",
    Effect.fnUntraced(function* ({ first, second, indexed }) {
      const version = yield* first.commit([touch("a", 0, put("old", by("x", "y")))])
      yield* first.commit([touch("a", version, remove)])
      yield* indexed(expectNone(second))
      yield* first.commit([touch("a", 0, put("new"))])
      yield* indexed(expectNone(second))
      yield* Law.equal("the records", places(yield* second.query({})), [["a", "a"]])
    }),
  ),

  storeLaw(
    "an index answers for itself and its collection alone",
    Effect.fnUntraced(function* ({ first, second, indexed }) {
      const other = { collection: "other", id: "theirs" }
      yield* first.commit([
        touch("ours", 0, put(1, [...by("x"), { index: "byname", at: "y" }])),
        { key: other, expected: 0, write: put(1, by("z")) },
      ])
      yield* indexed(
        Effect.gen(function* () {
          const page = yield* second.query({ index: "by" })
          yield* Law.equal("the places by index", places(page), [["x", "ours"]])
          const ids = yield* second.query({})
          yield* Law.equal("the places by id", places(ids), [["ours", "ours"]])
          const [record] = yield* second.read(thing("ours"))
          yield* Law.equal("the version", page.items[0]?.record.version, record?.version)
        }),
      )
    }),
  ),

  storeLaw(
    "a page of no records or entries is refused",
    Effect.fnUntraced(function* ({ first, second }) {
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        const [query, journal] = [first.query({ limit }), second.journal({ limit })]
        yield* Law.failsWith(["RecordRefused"], `a query of ${limit} records`, query)
        yield* Law.failsWith(["RecordRefused"], `a journal page of ${limit} entries`, journal)
      }
    }),
  ),

  storeLaw(
    "a range with a malformed bound is refused",
    Effect.fnUntraced(function* ({ first }) {
      for (const text of ["\u0000", "a\ud800"])
        for (const asked of [{ from: text }, { to: text }, { index: text }])
          yield* Law.failsWith(
            ["RecordRefused"],
            `the range ${JSON.stringify(asked)}`,
            first.query(asked),
          )
    }),
  ),
]

const expectNone = Effect.fnUntraced(function* (handle: Handle) {
  yield* Law.equal("the places", places(yield* handle.query({ index: "by" })), [])
})
