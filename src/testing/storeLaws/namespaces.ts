/**
 * Laws of namespaces: two tenants of one database never meet.
 *
 * @module
 */
import { Effect } from "effect"

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
  valueOf,
  within,
} from "./Fixture.ts"

/** Our namespace and its neighbours, whose names a careless store could mix up with it. */
const neighbours = ({ namespace, first, second }: Fixture) =>
  [namespace.toUpperCase(), `${namespace} `, `${namespace}\u0001thing`, namespace.slice(0, -1)].map(
    (name) => within(name, first.store, second.store),
  )

export const namespaceLaws: ReadonlyArray<StoreLaw> = [
  storeLaw(
    "a record of one namespace is not read, expected or removed in another",
    Effect.fnUntraced(function* (fixture) {
      const { first, second } = fixture
      const version = yield* first.commit([touch("a", 0, put("ours"))])
      for (const { first: theirs } of neighbours(fixture)) {
        yield* Law.equal("their record", yield* theirs.read(thing("a")), [undefined])
        const their = yield* theirs.commit([touch("a", 0, put("theirs"))])
        yield* theirs.commit([touch("a", their, remove)])
      }
      const [record] = yield* second.read(thing("a"))
      yield* Law.equal("our record", record && [record.version, valueOf(record)], [version, "ours"])
    }),
  ),

  storeLaw(
    "a query finds nothing of another namespace",
    Effect.fnUntraced(function* (fixture) {
      const { first, second, indexed } = fixture
      const index = [{ index: "by", at: "x" }]
      yield* first.commit([touch("ours", 0, put(1, index))])
      for (const { first: theirs } of neighbours(fixture))
        yield* theirs.commit([touch("theirs", 0, put(1, index))])
      yield* indexed(
        Effect.gen(function* () {
          const [byId, byIndex] = [yield* second.query({}), yield* second.query({ index: "by" })]
          yield* Law.equal("the records by id", places(byId), [["ours", "ours"]])
          yield* Law.equal("the records by index", places(byIndex), [["x", "ours"]])
        }),
      )
    }),
  ),

  storeLaw(
    "the journal tells nothing of another namespace",
    Effect.fnUntraced(function* (fixture) {
      const { first, second } = fixture
      for (const [i, { first: theirs }] of neighbours(fixture).entries()) {
        yield* theirs.commit([], { entries: [draft("theirs")] })
        yield* first.commit([], { entries: [draft(`ours ${i}`)] })
      }
      const ours = ["ours 0", "ours 1", "ours 2", "ours 3"]
      yield* Law.equal("the journal", (yield* second.entries(4)).map(valueOf), ours)
      yield* Law.equal(
        "its stream",
        (yield* second.entries(4, { stream: "law" })).map(valueOf),
        ours,
      )
    }),
  ),
]
