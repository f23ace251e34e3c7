/**
 * Laws of schema versions: older records are lifted, newer ones are left alone.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Collection from "../../store/Collection.ts"
import type { Commit } from "../../store/Store.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Law from "../Law.ts"
import { atOnce, type TransactorLaw, transactorLaw } from "./Fixture.ts"
import { increment, level } from "./programs.ts"

const Old = Collection.make({
  name: "price",
  schema: Schema.Struct({ id: Schema.String, euros: Schema.Int }),
  id: ({ id }) => id,
})

/** The same collection in a later release, which counts in cents. */
const New = Collection.make({
  name: "price",
  schema: Schema.Struct({ id: Schema.String, cents: Schema.Int }),
  id: ({ id }) => id,
  upcasts: [
    (older) => {
      const { id, euros } = Schema.decodeUnknownSync(Old.schema)(older)
      return { id, cents: euros * 100 }
    },
  ],
})

const getOld = (id: string) => Transaction.use((tx) => tx.get(Old, id))
const getNew = (id: string) => Transaction.use((tx) => tx.get(New, id))
const putNew = (id: string, cents: number) => Transaction.use((tx) => tx.put(New, { id, cents }))

const format = (minimumReader: number): Commit => ({
  touches: [
    {
      key: { collection: "$format", id: "format" },
      expected: 0,
      write: {
        _tag: "Put",
        asOf: 0,
        schema: 1,
        body: JSON.stringify({ id: "format", format: minimumReader, minimumReader }),
      },
    },
  ],
  entries: [],
  instant: 0,
})

export const schemaLaws: ReadonlyArray<TransactorLaw> = [
  transactorLaw(
    "an older record is lifted when it is read, and written in the new version",
    Effect.fnUntraced(function* ({ first, second, namespace }) {
      yield* first.run(Transaction.use((tx) => tx.put(Old, { id: "a", euros: 5 })))
      yield* Law.equal(
        "the record lifted",
        yield* second.run(getNew("a")),
        Option.some({ id: "a", cents: 500 }),
      )
      yield* second.run(putNew("a", 525))
      const [found] = yield* first.store.read(namespace, [Collection.key(New, "a")])
      yield* Law.equal("the version written", found?.record?.schema, 2)
      const read = yield* first.records.get(New, "a")
      yield* Law.equal("the record written", read, Option.some({ id: "a", cents: 525 }))
    }),
  ),

  transactorLaw(
    "a record of a newer schema is refused and left as it is, until it is gone",
    Effect.fnUntraced(function* ({ first, second }) {
      yield* second.run(putNew("a", 500))
      const raise = Effect.gen(function* () {
        const tx = yield* Transaction
        const found = Option.getOrElse(yield* tx.get(Old, "a"), () => ({ id: "a", euros: 0 }))
        yield* tx.put(Old, { ...found, euros: found.euros + 1 })
        return found.euros
      })
      for (let round = 0; round < 2; round++)
        yield* Law.failsWith(["FutureSchema"], "an older release", first.run(raise))
      yield* Law.failsWith(["FutureSchema"], "its reader", first.records.get(Old, "a"))
      const kept = yield* second.run(getNew("a"))
      yield* Law.equal("the record", kept, Option.some({ id: "a", cents: 500 }))
      yield* second.run(Transaction.use((tx) => tx.remove(New, "a")))
      yield* Law.equal(
        "what the older release reads now",
        yield* first.run(getOld("a")),
        Option.none(),
      )
    }),
  ),

  transactorLaw(
    "a record that does not decode fails who reads it, and nobody else",
    Effect.fnUntraced(function* ({ first, second, namespace }) {
      const key = Collection.key(Old, "a")
      const corrupt = (expected: number, body: string) =>
        second.store.commit(
          namespace,
          {
            touches: [{ key, expected, write: { _tag: "Put", asOf: 0, schema: 1, body } }],
            entries: [],
            instant: 0,
          },
          () => undefined,
        )
      const { version } = yield* corrupt(0, JSON.stringify({ id: "a", euros: "five" }))
      const exits = yield* atOnce(10, (i) =>
        Effect.exit(
          first.run(i === 3 ? Effect.andThen(getOld("a"), increment("b")) : increment("b")),
        ),
      )
      const tags = exits.map((exit) => exit._tag)
      yield* Law.equal("who failed", tags.indexOf("Failure"), 3)
      yield* Law.equal("the count", yield* first.run(level("b")), 9)
      yield* Law.failsWith(["RecordCorrupt"], "who reads it", first.run(getOld("a")))
      yield* corrupt(version, JSON.stringify({ id: "a", euros: 5 }))
      const mended = yield* first.run(getOld("a"))
      yield* Law.equal("the record mended", mended, Option.some({ id: "a", euros: 5 }))
    }),
  ),

  transactorLaw(
    "data that needs a newer release is not written to",
    Effect.fnUntraced(function* ({ first, second, namespace }) {
      yield* first.store.commit(namespace, format(99), () => undefined)
      for (const process of [first, second])
        for (const program of [increment("a"), level("a")])
          yield* Law.failsWith(["FutureFormat"], "a program", process.run(program))
      const found = yield* first.store.query(namespace, { collection: "counter", limit: 1 })
      yield* Law.equal("the records written", found.items.length, 0)
    }),
  ),
]
