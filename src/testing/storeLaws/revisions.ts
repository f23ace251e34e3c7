/**
 * Laws of revise: what it is shown, and what becomes of its answer.
 *
 * A store without revise keeps the last of them, and the others by having nothing to break.
 *
 * @module
 */
import { Effect, Exit } from "effect"

import type { Commit, Snapshot } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import {
  draft,
  type Fixture,
  type Handle,
  put,
  remove,
  type StoreLaw,
  storeLaw,
  thing,
  touch,
  valueOf,
} from "./Fixture.ts"

const revisionLaw = (
  name: string,
  body: (fixture: Fixture) => Effect.Effect<void, Law.Failure>,
): StoreLaw =>
  storeLaw(name, (fixture) => (fixture.capabilities.revise ? body(fixture) : Effect.void))

/** Writes a thing and at once a second version of it; answers the first, stale version. */
const stale = Effect.fnUntraced(function* ({ commit }: Handle, id: string) {
  const version = yield* commit([touch(id, 0, put("old"))])
  yield* commit([touch(id, version, put("new"))])
  return version
})

const values = (handle: Handle, ...ids: ReadonlyArray<string>) =>
  Effect.map(handle.read(...ids.map(thing)), (records) =>
    records.map((record) => record && valueOf(record)),
  )

const proposal = (touches: Commit["touches"], ...entries: Commit["entries"]): Commit => ({
  touches,
  entries,
  instant: 1000,
})

/** The version of the only record that changed. */
const fresh = ([first]: ReadonlyArray<Snapshot>) => first?.record?.version ?? 0

export const revisionLaws: ReadonlyArray<StoreLaw> = [
  revisionLaw(
    "revise sees exactly the records that changed",
    Effect.fnUntraced(function* ({ first, second }) {
      const ids = ["same", "written", "removed", "validated"]
      const version = yield* first.commit(ids.map((id) => touch(id, 0, put("old"))))
      const newer = yield* first.commit([
        touch("written", version, put("new")),
        touch("removed", version, remove),
        touch("validated", version, put("new")),
        touch("created", 0, put("new")),
      ])
      const calls: Array<ReadonlyMap<string, unknown>> = []
      const revise = (changed: ReadonlyArray<Snapshot>) => {
        calls.push(
          new Map(
            changed.map(({ key, record }) => [
              key.id,
              record && { version: record.version, value: valueOf(record) },
            ]),
          ),
        )
        return undefined
      }
      const touches = [
        touch("same", version, put("mine")),
        touch("written", version, put("mine")),
        touch("removed", version, put("mine")),
        touch("validated", version),
        touch("created", 0, put("mine")),
        touch("absent", 0, put("mine")),
      ]
      yield* Effect.result(second.commit(touches, { revise }))
      yield* Law.holds(calls.length > 0, "revise to be called", calls)
      const now = { version: newer, value: "new" }
      const changed = Object.entries({
        created: now,
        removed: undefined,
        validated: now,
        written: now,
      })
      for (const call of calls)
        yield* Law.equal("what revise sees", [...call].toSorted(byName), changed)
    }),
  ),

  revisionLaw(
    "the answer of revise is what is committed",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* stale(first, "a")
      const answered = yield* second.commit(
        [touch("a", version, put("proposed")), touch("b", 0, put("proposed"))],
        {
          entries: [draft("proposed")],
          revise: (changed) =>
            proposal([touch("a", fresh(changed), put("revised"))], draft("revised")),
        },
      )
      yield* Law.equal("the values", yield* values(first, "a", "b"), ["revised", undefined])
      const [entry] = yield* first.entries(1)
      yield* Law.equal("the entry", entry && [entry.position, valueOf(entry)], [
        answered,
        "revised",
      ])
    }),
  ),

  revisionLaw(
    "an answer of revise that is stale again is a conflict",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* stale(first, "a")
      yield* Law.failsWith(
        ["StoreConflict"],
        "a stale answer of revise",
        second.commit([touch("a", version, put("proposed"))], {
          revise: () => proposal([touch("a", version, put("revised"))]),
        }),
      )
      yield* Law.equal("the value", yield* values(first, "a"), ["new"])
    }),
  ),

  revisionLaw(
    "a revise that declines leaves a conflict and writes nothing",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* stale(first, "a")
      yield* Law.failsWith(
        ["StoreConflict"],
        "a declining revise",
        second.commit([touch("b", 0, put("mine")), touch("a", version, put("mine"))], {
          entries: [draft("mine")],
          revise: () => undefined,
        }),
      )
      yield* Law.equal("the values", yield* values(first, "a", "b"), ["new", undefined])
      yield* Law.equal("the journal", yield* first.entries(0), [])
    }),
  ),

  revisionLaw(
    "an answer of revise that touches other keys is refused",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* stale(first, "a")
      yield* Law.failsWith(
        ["RecordRefused"],
        "an answer of revise with another key",
        second.commit([touch("a", version, put("mine"))], {
          revise: (changed) =>
            proposal([touch("a", fresh(changed), put("mine")), touch("b", 0, put("mine"))]),
        }),
      )
      yield* Law.equal("the values", yield* values(first, "a", "b"), ["new", undefined])
    }),
  ),

  revisionLaw(
    "an answer of revise with a refused body is refused, and nothing is written",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* stale(first, "a")
      yield* Law.failsWith(
        ["RecordRefused"],
        "an answer of revise with U+0000 in a body",
        second.commit([touch("b", 0, put("mine")), touch("a", version, put("mine"))], {
          revise: (changed) =>
            proposal([touch("b", 0, put("mine")), touch("a", fresh(changed), put("\u0000"))]),
        }),
      )
      yield* Law.equal("the values", yield* values(first, "a", "b"), ["new", undefined])
    }),
  ),

  revisionLaw(
    "a defect in revise writes nothing and holds nobody up",
    Effect.fnUntraced(function* ({ first, second }) {
      const version = yield* stale(first, "a")
      const exit = yield* Effect.exit(
        second.commit([touch("b", 0, put("mine")), touch("a", version, put("mine"))], {
          revise: () => {
            throw new Error("a defect of the law's own")
          },
        }),
      )
      yield* Law.holds(Exit.isFailure(exit), "no answer from a revise that throws", exit)
      yield* Law.equal("the values", yield* values(first, "a", "b"), ["new", undefined])
      const [record] = yield* second.read(thing("a"))
      yield* first.commit([touch("a", record?.version ?? 0, put("next"))])
      yield* second.commit([touch("b", 0, put("next"))])
      yield* Law.equal("the values", yield* values(first, "a", "b"), ["next", "next"])
    }),
  ),

  storeLaw(
    "a store without revise answers a conflict and does not ask",
    Effect.fnUntraced(function* ({ first, second, capabilities }) {
      if (capabilities.revise) return
      const version = yield* stale(first, "a")
      yield* Law.failsWith(
        ["StoreConflict"],
        "a stale expectation",
        second.commit([touch("a", version, put("mine"))], {
          revise: (changed) => proposal([touch("a", fresh(changed), put("revised"))]),
        }),
      )
      yield* Law.equal("the value", yield* values(first, "a"), ["new"])
    }),
  ),
]

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]) =>
  left < right ? -1 : 1
