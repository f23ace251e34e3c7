/**
 * A law of everything together: random commits in a small world, beside a plain model.
 *
 * @module
 */
import { Effect, Result } from "effect"

import type { Touch } from "../../store/Store.ts"
import * as Law from "../Law.ts"
import { ids, type World } from "../Worlds.ts"
import {
  draft,
  places,
  put,
  remove,
  seededStoreLaw,
  type StoreLaw,
  thing,
  touch,
  valueOf,
} from "./Fixture.ts"

interface Kept {
  readonly version: number
  readonly value: number
  readonly ats: ReadonlyArray<string>
}

/** A touch of a thing, most often with the version that it has. */
const draw = (world: World, id: string, kept: Kept | undefined) => {
  const entries = ids.filter(world.boolean).map((at) => ({ index: "by", at }))
  const write = world.pick([
    undefined,
    remove,
    put(world.quantity()),
    put(world.quantity(), entries),
  ])
  const expected = world.integer(1, 8) === 1 ? world.integer(0, 3) : (kept?.version ?? 0)
  return touch(id, expected, write)
}

const after = ({ write }: Touch, kept: Kept | undefined, version: number): Kept | undefined => {
  if (write === undefined) return kept
  if (write._tag === "Remove") return undefined
  const ats = write.index?.map(({ at }) => at) ?? kept?.ats ?? []
  return { version, value: Number(valueOf(write)), ats }
}

export const modelLaws: ReadonlyArray<StoreLaw> = [
  seededStoreLaw("any run of commits leaves what a plain map would hold", (world) =>
    Effect.fnUntraced(function* ({ either, indexed }) {
      const model = new Map<string, Kept>()
      const told: Array<string> = []
      for (let step = 0; step < 40; step++) {
        const touched = world.shuffle(ids).slice(0, world.integer(0, ids.length))
        const touches = touched.map((id) => draw(world, id, model.get(id)))
        const texts = world.times(world.integer(0, 2), (i) => `${step}.${i}`)
        const outcome = yield* Effect.result(
          either(step).commit(touches, { entries: texts.map((text) => draft(text)) }),
        )
        const fits = touches.every(
          ({ key, expected }) => (model.get(key.id)?.version ?? 0) === expected,
        )
        const what = `step ${step} to ${fits ? "commit" : "conflict"}`
        if (Result.isFailure(outcome)) {
          yield* Law.holds(!fits && outcome.failure._tag === "StoreConflict", what, outcome.failure)
          continue
        }
        yield* Law.holds(fits, what, touches)
        told.push(...texts)
        for (const it of touches) {
          const kept = after(it, model.get(it.key.id), outcome.success)
          if (kept === undefined) model.delete(it.key.id)
          else model.set(it.key.id, kept)
        }
        const reader = either(step + 1)
        const records = yield* reader.read(...ids.map(thing))
        yield* Law.equal(
          `the records after step ${step}`,
          records.map((record) => record && [record.version, valueOf(record)]),
          ids.map((id) => {
            const kept = model.get(id)
            return kept && [kept.version, kept.value]
          }),
        )
        yield* indexed(
          Effect.gen(function* () {
            const found = places(yield* reader.query({ index: "by" }))
            const expected = [...model].flatMap(([id, { ats }]) => ats.map((at) => [at, id]))
            yield* Law.equal(
              `the index after step ${step}`,
              found.map(String).toSorted(),
              expected.map(String).toSorted(),
            )
          }),
        )
      }
      const entries = yield* either(0).entries(told.length)
      yield* Law.equal("the journal", entries.map(valueOf), told)
    }),
  ),
]
