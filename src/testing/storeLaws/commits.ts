/**
 * Laws of commits: what they write, whole or not at all.
 *
 * @module
 */
import { Effect, Fiber } from "effect"

import type { StoredRecord } from "../../store/Store.ts"
import { StoreConflict } from "../../store/StoreError.ts"
import * as Law from "../Law.ts"
import {
  draft,
  type Fixture,
  places,
  put,
  remove,
  type StoreLaw,
  storeLaw,
  thing,
  touch,
  untilDone,
  valueOf,
} from "./Fixture.ts"

/** Twelve things, the odd ones in an index. */
const twelve = Array.from({ length: 12 }, (_, i) => `thing ${i}`)

const odd = twelve.filter((_, i) => i % 2 === 1)

const seedTwelve = ({ first }: Fixture) =>
  first.commit(
    twelve.map((id) =>
      touch(id, 0, put("before", odd.includes(id) ? [{ index: "odd", at: id }] : [])),
    ),
    { entries: [draft("before")] },
  )

/** Nothing came to the twelve things, their index or the journal since they were written. */
const expectTwelve = Effect.fnUntraced(function* ({ second, indexed }: Fixture, version: number) {
  const records = yield* second.read(...twelve.map(thing))
  yield* Law.equal(
    "the records",
    records.map((record) => record && [record.version, valueOf(record)]),
    twelve.map(() => [version, "before"]),
  )
  yield* indexed(
    Effect.gen(function* () {
      const found = places(yield* second.query({ index: "odd" })).map(([at]) => at)
      yield* Law.equal("the index", found, odd.toSorted())
    }),
  )
  yield* Law.equal("the journal", (yield* second.entries(1)).map(valueOf), ["before"])
})

export const commitLaws: ReadonlyArray<StoreLaw> = [
  storeLaw(
    "what a commit answered is seen through both handles",
    Effect.fnUntraced(function* ({ first, either, namespace, indexed }) {
      const index = [{ index: "by", at: "x" }]
      const write = { ...put({ n: 1 }, index), asOf: 1234, schema: 3 }
      const version = yield* first.commit([touch("a", 0, write), touch("b", 0, put(2))], {
        entries: [draft("one")],
      })
      yield* Law.holds(version > 0, "a version above zero", version)
      const expected = { key: thing("a"), version, asOf: 1234, schema: 3, value: { n: 1 } }
      for (const { store, query, entries } of [either(0), either(1)]) {
        const [snapshot, other] = yield* store.read(namespace, [thing("a"), thing("b")], {
          atLeast: version,
        })
        const found = snapshot?.record
        yield* Law.equal("the key of the snapshot", snapshot?.key, thing("a"))
        yield* Law.equal("the record", found && seen(found), expected)
        yield* Law.equal("the version of the other record", other?.record?.version, version)
        yield* indexed(
          Effect.gen(function* () {
            const { items } = yield* query({ index: "by" })
            yield* Law.equal(
              "the found ones",
              items.map(({ record }) => seen(record)),
              [expected],
            )
          }),
        )
        yield* Law.equal("the journal", (yield* entries(1)).map(valueOf), ["one"])
      }
    }),
  ),

  storeLaw(
    "a read answers in the order of its keys, absences included",
    Effect.fnUntraced(function* ({ first, either }) {
      const ids = Array.from({ length: 40 }, (_, i) => String((i * 17) % 40))
      const there = ids.filter((_, i) => i % 3 !== 0)
      yield* first.commit(there.map((id) => touch(id, 0, put(id))))
      for (const { read } of [either(0), either(1)]) {
        const found = (yield* read(...ids.map(thing))).map((record) => record?.key.id)
        yield* Law.equal(
          "the answer",
          found,
          ids.map((id) => (there.includes(id) ? id : undefined)),
        )
        yield* Law.equal("a read of no keys", yield* read(), [])
      }
    }),
  ),

  storeLaw(
    "a version ascends with every write and never repeats after a removal",
    Effect.fnUntraced(function* ({ either }) {
      let last = 0
      for (let i = 0; i < 4; i++) {
        const put1 = yield* either(i).commit([touch("a", 0, put(1))])
        const put2 = yield* either(i + 1).commit([touch("a", put1, put(2))])
        yield* Law.holds(last < put1 && put1 < put2, `versions above ${last}`, [put1, put2])
        const [record] = yield* either(i).read(thing("a"))
        yield* Law.equal("the version read", record?.version, put2)
        yield* either(i).commit([touch("a", put2, remove)])
        last = put2
      }
    }),
  ),

  storeLaw(
    "one stale expectation among many keeps everything out",
    Effect.fnUntraced(function* (fixture) {
      const version = yield* seedTwelve(fixture)
      const touches = twelve.map((id, i) =>
        touch(id, i === 6 ? version + 1 : version, i % 3 === 0 ? remove : put("after", [])),
      )
      yield* Law.failsWith(
        ["StoreConflict"],
        "a commit with a stale expectation",
        fixture.second.commit(touches, { entries: [draft("after"), draft("after")] }),
      )
      yield* expectTwelve(fixture, version)
    }),
  ),

  storeLaw(
    "one refused body among many keeps everything out",
    Effect.fnUntraced(function* (fixture) {
      const version = yield* seedTwelve(fixture)
      const touches = twelve.map((id, i) =>
        touch(id, version, i % 3 === 0 ? remove : put(i === 7 ? "\u0000" : "after", [])),
      )
      const refused = yield* Law.failsWith(
        ["RecordRefused"],
        "a commit with U+0000 in a body",
        fixture.second.commit(touches, { entries: [draft("after")] }),
      )
      yield* Law.equal("the refused key", "key" in refused && refused.key, thing("thing 7"))
      yield* expectTwelve(fixture, version)
    }),
  ),

  storeLaw(
    "a commit that only validates writes nothing",
    Effect.fnUntraced(function* (fixture) {
      const { first, second } = fixture
      const version = yield* seedTwelve(fixture)
      const only = twelve.map((id) => touch(id, version))
      const answer = yield* second.commit([...only, touch("none", 0)])
      yield* Law.equal("the version of a commit that only validates", answer, 0)
      yield* first.commit([touch("else", 0, put(1)), ...only])
      yield* expectTwelve(fixture, version)
      yield* Law.equal("the absent one", yield* first.read(thing("none")), [undefined])
    }),
  ),

  storeLaw(
    "a commit that only validates conflicts when it is stale",
    Effect.fnUntraced(function* (fixture) {
      const version = yield* seedTwelve(fixture)
      for (const stale of [touch("thing 3", version + 1), touch("thing 4", 0), touch("none", 1)]) {
        const conflict = yield* Law.failsWith(
          ["StoreConflict"],
          "a commit that only validates",
          fixture.second.commit([touch("thing 2", version), stale]),
        )
        const changed = conflict instanceof StoreConflict ? conflict.changed : []
        yield* Law.holds(
          changed.every((key) => key.id === stale.key.id),
          "a conflict to name none but the stale key",
          changed,
        )
      }
    }),
  ),

  storeLaw(
    "a key touched twice in one commit is refused",
    Effect.fnUntraced(function* ({ first, either }) {
      yield* Law.failsWith(
        ["RecordRefused"],
        "a commit that touches a key twice",
        first.commit([touch("a", 0, put(1)), touch("b", 0, put(1)), touch("a", 0, put(2))]),
      )
      const found = yield* either(1).read(thing("a"), thing("b"))
      yield* Law.equal("what is there", found, [undefined, undefined])
    }),
  ),

  storeLaw(
    "a commit of entries alone is a commit",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* first.commit([], { entries: [draft("one")] })
      const entries = yield* second.entries(1)
      yield* Law.equal(
        "the position of its entry",
        entries.map(({ position }) => position),
        [version],
      )
    }),
  ),

  storeLaw(
    "host work for another adapter is refused, and nothing is written",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* Law.failsWith(
        ["RecordRefused", "HostWorkFailed"],
        "work of the host that no adapter knows",
        first.commit([touch("a", 0, put(1))], {
          alongside: { adapter: "nobody's", run: undefined },
        }),
      )
      yield* Law.equal("what is there", yield* second.read(thing("a")), [undefined])
    }),
  ),

  storeLaw(
    "an interrupted commit is whole or nothing, and holds nobody up",
    Effect.fnUntraced(function* ({ first, second }) {
      // More rounds than a usual pool has connections, so that a lost one is missed.
      for (let round = 0; round < 24; round++) {
        const keys = [1, 2, 3].map((n) => thing(`${round}-${n}`))
        const write = (version: number, value: string) =>
          keys.map((key) => ({ key, expected: version, write: put(value) }))
        const interrupted = first.commit(write(0, "interrupted"))
        const fiber = yield* Effect.forkChild(interrupted, { startImmediately: true })
        yield* Effect.sleep(round % 6)
        yield* Law.inTime("an interruption", Fiber.interrupt(fiber))
        // The commit may still come to its end, so this one may conflict with it.
        yield* untilDone(
          Effect.gen(function* () {
            const found = yield* second.read(...keys)
            const versions = new Set(found.map((record) => record?.version ?? 0))
            yield* Law.holds(versions.size === 1, "all of the records or none", found)
            const [version = 0] = versions
            yield* first.commit(write(version, "next"))
          }),
        )
      }
    }),
  ),
]

const seen = ({ key, version, asOf, schema, body }: StoredRecord) => ({
  key: { collection: key.collection, id: key.id },
  version,
  asOf,
  schema,
  value: valueOf({ body }),
})
