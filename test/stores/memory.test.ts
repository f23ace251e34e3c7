import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { type Range, Store, type Touch } from "entrepot/store"
import fc from "fast-check"

import { holdsIn } from "../kernel/law.ts"

const ns = "default"
const [ids, marks] = [3_000, 40]
const idOf = (n: number): string => n.toString(36)

/** A record comes with a mark by which it is found, moves to another one, or goes. */
const step = fc.record({ id: fc.nat(ids - 1), mark: fc.option(fc.nat(marks - 1), { freq: 4 }) })
/** More records than stand in one list of the store. */
const steps = fc.array(step, { minLength: 2_500, maxLength: 3_500, size: "max" })
const asked = fc.record({
  index: fc.constantFrom("byMark", undefined),
  ends: fc.tuple(fc.nat(ids), fc.nat(ids)),
  reverse: fc.boolean(),
  limit: fc.constantFrom(1, 7, 400, 1_500),
})

const pagesOf = Effect.fnUntraced(function* (range: Range) {
  const store = yield* Store
  const found: Array<string> = []
  for (let cursor: string | undefined; ;) {
    const page = yield* store.query(ns, cursor === undefined ? range : { ...range, cursor })
    found.push(...page.items.map(({ at, record }) => `${at} ${record.key.id}`))
    assert.isAtMost(page.items.length, range.limit)
    if (page.cursor === undefined) return found
    cursor = page.cursor
  }
})

describe("a store in memory", () => {
  it("finds among thousands of records what sorting all of them finds", () =>
    holdsIn(8)(
      fc.asyncProperty(steps, fc.array(asked, { minLength: 12 }), (changes, questions) =>
        Effect.gen(function* () {
          const store = yield* Store
          const known = new Map<string, { readonly version: number; readonly at: string }>()
          for (const { id: number, mark } of changes) {
            const id = idOf(number)
            const before = known.get(id)
            if (before === undefined && mark === null) continue
            const at = idOf(mark ?? 0)
            const write: Touch["write"] =
              mark === null
                ? { _tag: "Remove" }
                : { _tag: "Put", asOf: 0, schema: 1, body: "{}", index: [{ index: "byMark", at }] }
            const touch = { key: { collection: "c", id }, expected: before?.version ?? 0, write }
            const commit = { touches: [touch], entries: [], instant: 0 }
            const { version } = yield* store.commit(ns, commit, () => undefined)
            if (mark === null) known.delete(id)
            else known.set(id, { version, at })
          }
          for (const { index, ends, reverse, limit } of questions) {
            const [from = "", to = ""] = ends.map(idOf).toSorted()
            const found = Array.from(known, ([id, { at }]) => [index === undefined ? id : at, id])
              .filter(([at = ""]) => at >= from && at < to)
              .map((place) => place.join(" "))
              .toSorted()
            const range = { collection: "c", from, to, reverse, limit }
            const pages = yield* pagesOf(index === undefined ? range : { ...range, index })
            assert.deepStrictEqual(pages, reverse ? found.toReversed() : found)
          }
        }).pipe(Effect.provide(Memory.layer()), Effect.runPromise),
      ),
    ))
})
