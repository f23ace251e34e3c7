/**
 * Laws of the journal: one order, in which nothing is missed and no effect precedes its cause.
 *
 * @module
 */
import { Effect, Fiber, Ref } from "effect"

import * as Cursor from "../../store/Cursor.ts"
import type { JournalDraft, JournalRecord } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import { increment } from "./counting.ts"
import {
  draft,
  type Fixture,
  type Handle,
  put,
  type StoreLaw,
  storeLaw,
  thing,
  touch,
  untilDone,
  valueOf,
} from "./Fixture.ts"

const count = (length: number) => Array.from({ length }, (_, i) => i)

const ascending = (numbers: ReadonlyArray<number>) =>
  numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0))

export const journalLaws: ReadonlyArray<StoreLaw> = [
  storeLaw(
    "an entry comes back as it was written, however late it occurred",
    Effect.fnUntraced(function* ({ first, second }) {
      const drafts: ReadonlyArray<JournalDraft> = [
        { ...draft("bare"), occurredAt: 0 },
        {
          stream: "law",
          type: "Moved",
          schema: 7,
          body: JSON.stringify({ sku: "皿 📦", units: [1, { half: 0.5 }] }),
          commandId: "command é",
          actor: "actor ～",
          reason: "",
          occurredAt: -86_400_000,
        },
        { ...draft("far"), occurredAt: 8_640_000_000_000_000 },
      ]
      const version = yield* first.commit([], { entries: drafts })
      const entries = yield* second.entries(drafts.length)
      const { recordedAt = 0 } = entries[0] ?? {}
      yield* Law.equal(
        "the entries",
        entries.map((entry) => ({ ...fieldsOf(entry), body: valueOf(entry) })),
        drafts.map((entry, i) => ({
          ...entry,
          body: valueOf(entry),
          position: version + i,
          recordedAt,
        })),
      )
    }),
  ),

  storeLaw(
    "the entries of a commit follow one another from its version",
    Effect.fnUntraced(function* ({ first, either }) {
      const sizes = count(30).map((i) => (i % 3) + 1)
      const versions = yield* Effect.forEach(
        sizes,
        (size, i) =>
          untilDone(
            either(i).commit([touch(`thing ${i}`, 0, put(i))], {
              entries: count(size).map((n) => draft(`${i}.${n}`)),
            }),
          ),
        { concurrency: "unbounded" },
      )
      const entries = yield* first.entries(60)
      const expected = versions
        .flatMap((version, i) =>
          count(sizes[i] ?? 0).map((n) => [version + n, `${i}.${n}`] as const),
        )
        .toSorted(([left], [right]) => left - right)
      const told = entries.map((entry) => [entry.position, valueOf(entry)] as const)
      yield* Law.equal("positions and entries", told, expected)
      yield* Law.holds(ascending(told.map(([at]) => at)), "positions that ascend", told)
    }),
  ),

  storeLaw(
    "the recorded time never runs back, though clocks do",
    Effect.fnUntraced(function* ({ first, either }) {
      const instants = [5000, 1000, 7000, 7000, 6999, 2000, 9000]
      for (const [i, instant] of instants.entries())
        yield* either(i).commit([], { entries: [draft("a"), draft("b")], instant })
      const times = (yield* first.entries(14)).map(({ recordedAt }) => recordedAt)
      yield* Law.equal("the number of entries", times.length, 14)
      yield* Law.equal(
        "the recorded times",
        times,
        times.toSorted((a, b) => a - b),
      )
      yield* Law.holds(
        times.every((time, i) => time >= (instants[i >> 1] ?? 0)),
        "nothing to be recorded before its commit's instant",
        times,
      )
    }),
  ),

  storeLaw(
    "a stream tells its own entries, and the journal those of every stream",
    Effect.fnUntraced(function* ({ first, either }) {
      const streams = ["stock", "orders", "stock ", "Stock"]
      for (const i of count(12))
        yield* either(i).commit([], {
          entries: streams.map((stream) => draft(`${stream} ${i}`, stream)),
        })
      for (const stream of streams) {
        const told = (yield* first.entries(12, { stream })).map(valueOf)
        yield* Law.equal(
          `the stream ${stream}`,
          told,
          count(12).map((i) => `${stream} ${i}`),
        )
      }
      const all = (yield* first.entries(48, {})).map(valueOf)
      const expected = count(12).flatMap((i) => streams.map((stream) => `${stream} ${i}`))
      yield* Law.equal("the journal", all.toSorted(), expected.toSorted())
    }),
  ),

  storeLaw(
    "pages of the journal go through every entry exactly once",
    Effect.fnUntraced(function* ({ first, either }) {
      const total = 9
      for (const i of count(total))
        yield* either(i).commit([], { entries: [draft(`${i}`), draft(`other ${i}`, "other")] })
      yield* first.entries(2 * total, {})
      for (let limit = 1; limit <= total + 1; limit++)
        for (const range of [{ limit }, { limit, stream: "law" }]) {
          const told: Array<unknown> = []
          const all = "stream" in range ? total : 2 * total
          let page = yield* either(limit).journal(range)
          while (true) {
            yield* Law.holds(page.entries.length <= limit, `at most ${limit} entries`, page)
            told.push(...page.entries.map(valueOf))
            yield* Law.holds(told.length <= all, `no more than ${all} entries`, told)
            if (page.end) break
            page = yield* either(limit).journal({ ...range, after: page.cursor })
          }
          const expected = count(total).flatMap((i) =>
            "stream" in range ? [`${i}`] : [`${i}`, `other ${i}`],
          )
          yield* Law.equal(`the pages of ${limit}`, told.toSorted(), expected.toSorted())
        }
    }),
  ),

  storeLaw(
    "a cursor from the end goes on with what comes later",
    Effect.fnUntraced(function* ({ first, second }) {
      let [all, stream] = [yield* first.journal({}), yield* first.journal({ stream: "law" })]
      for (const i of count(5)) {
        yield* second.commit([], { entries: [draft(`${i}`), draft("other", "other")] })
        yield* first.entries(2 * (i + 1), {})
        all = yield* first.journal({ after: all.cursor })
        stream = yield* second.journal({ after: stream.cursor, stream: "law" })
        yield* Law.equal("what came", all.entries.map(valueOf).toSorted(), [`${i}`, "other"])
        yield* Law.equal("what came to the stream", stream.entries.map(valueOf), [`${i}`])
        yield* Law.equal("both at their ends", [all.end, stream.end], [true, true])
      }
    }),
  ),

  storeLaw(
    "a reader never misses an entry that commits later with a lower number",
    Effect.fnUntraced(function* ({ either, ordered }) {
      const [writers, commits] = [12, 15]
      const done = yield* Ref.make(false)
      const readers = yield* Effect.forEach([0, 1], (i) =>
        Effect.forkChild(tail(either(i), writers * commits, done, ordered)),
      )
      const acknowledged = yield* Effect.forEach(
        count(writers),
        (writer) =>
          Effect.forEach(count(commits), (i) =>
            Effect.map(
              untilDone(
                either(writer).commit([touch(`${writer}-${i}`, 0, put(i))], {
                  entries: [draft(`${writer}-${i}`)],
                }),
              ),
              (version) => [version, `${writer}-${i}`] as const,
            ),
          ),
        { concurrency: "unbounded" },
      )
      yield* Ref.set(done, true)
      const expected = acknowledged.flat().toSorted(([left], [right]) => left - right)
      for (const reader of readers) {
        const told = yield* Fiber.join(reader)
        const positions = new Set(told.map(([position]) => position))
        const missed = expected.filter(([position]) => !positions.has(position))
        yield* Law.equal("the entries that a tailing reader missed", missed, [])
        yield* Law.equal("what it saw", told, expected)
      }
    }),
  ),

  storeLaw(
    "an effect stands after its cause, across both handles",
    Effect.fnUntraced(function* ({ first, either }) {
      const links = 30
      // Others commit all the while, so that numbers are taken in another order than commits end.
      const others = yield* Effect.forkChild(
        Effect.forEach(
          count(6),
          (n) =>
            Effect.forEach(count(links), (i) =>
              either(n).commit([touch(`noise ${n}-${i}`, 0, put(i))], {
                entries: [draft("noise"), draft("noise")],
              }),
            ),
          { concurrency: "unbounded" },
        ),
      )
      for (const i of count(links)) {
        const [record] = yield* either(i).read(thing("chain"))
        yield* Law.equal("the link before", record && valueOf(record), i === 0 ? undefined : i - 1)
        yield* either(i).commit([touch("chain", record?.version ?? 0, put(i))], {
          entries: [draft(`link ${i}`)],
        })
      }
      yield* Fiber.join(others)
      const entries = yield* first.entries(links * 13)
      const told = entries.map(valueOf).filter((text) => text !== "noise")
      yield* Law.equal(
        "the chain",
        told,
        count(links).map((i) => `link ${i}`),
      )
    }),
  ),

  storeLaw(
    "writes of one record stand in the order of its versions, whoever had to wait",
    Effect.fnUntraced(function* ({ first, either }) {
      const writes = 40
      yield* Effect.forEach(count(writes), (i) => untilDone(increment(either(i), ["a"])), {
        concurrency: "unbounded",
      })
      const told = (yield* first.entries(writes)).map(valueOf)
      yield* Law.equal(
        "the counts in the journal",
        told,
        count(writes).map((i) => String(i + 1)),
      )
    }),
  ),

  storeLaw(
    "a cursor of another epoch is refused",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.commit([touch("a", 0, put(1)), touch("b", 0, put(1))], {
        entries: [draft("one"), draft("two")],
      })
      const query = yield* first.query({ limit: 1 })
      const journal = yield* first.journal({ limit: 1 })
      const inAnotherEpoch = (cursor: string | undefined) =>
        Effect.map(Effect.fromResult(Cursor.decode(first.store.epoch, cursor ?? "")), (place) =>
          Cursor.encode(`before ${first.store.epoch}`, place),
        )
      yield* Law.failsWith(
        ["CursorFromAnotherEpoch"],
        "a query's cursor of another epoch",
        second.query({ limit: 1, cursor: yield* inAnotherEpoch(query.cursor) }),
      )
      yield* Law.failsWith(
        ["CursorFromAnotherEpoch"],
        "a journal's cursor of another epoch",
        second.journal({ limit: 1, after: yield* inAnotherEpoch(journal.cursor) }),
      )
    }),
  ),

  storeLaw(
    "a text that is no cursor of the operation is refused",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* first.commit([touch("a", 0, put(1)), touch("b", 0, put(1))], {
        entries: [draft("one"), draft("two")],
      })
      const query = yield* first.query({ limit: 1 })
      const journal = yield* first.journal({ limit: 1 })
      for (const text of ["", "nonsense", "{}", "null", query.cursor ?? ""])
        yield* Law.failsWith(
          ["CursorMalformed"],
          `the journal after ${JSON.stringify(text)}`,
          second.journal({ after: text }),
        )
      for (const text of ["", "nonsense", "{}", "null", journal.cursor])
        yield* Law.failsWith(
          ["CursorMalformed"],
          `a query from ${JSON.stringify(text)}`,
          second.query({ cursor: text }),
        )
    }),
  ),
]

/** Follows the journal while others write, until it holds so many entries or they are done. */
const tail = Effect.fnUntraced(function* (
  handle: Handle,
  total: number,
  done: Ref.Ref<boolean>,
  ordered: Fixture["ordered"],
) {
  const told: Array<readonly [number, unknown]> = []
  const range = { limit: 7, ...ordered }
  let page = yield* handle.journal(range)
  const patience = yield* Law.Patience
  let waited = 0
  while (told.length < total && waited < patience) {
    told.push(...page.entries.map((entry) => [entry.position, valueOf(entry)] as const))
    if (page.end) {
      if (yield* Ref.get(done)) waited += 2
      yield* Effect.sleep(2)
    }
    page = yield* handle.journal({ ...range, after: page.cursor })
  }
  return told
})

const fieldsOf = (entry: JournalRecord): JournalRecord => ({
  stream: entry.stream,
  type: entry.type,
  schema: entry.schema,
  body: entry.body,
  commandId: entry.commandId,
  actor: entry.actor,
  reason: entry.reason,
  occurredAt: entry.occurredAt,
  position: entry.position,
  recordedAt: entry.recordedAt,
})
