import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { Commit, StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import { arrival, type Step, tellings } from "./support/arrivals.ts"
import { isTheWhole, type Keep, kept } from "./support/keeping.ts"

const anyArrivalIsAlike = (keep: Keep) =>
  fc.asyncProperty(tellings, fc.nat(), fc.nat(), async (world, one, other) => {
    const [some, others] = await Promise.all(
      [one, other].map((seed) => Effect.runPromise(keep(arrival(world, seed)))),
    )
    assert.deepStrictEqual(some?.who, others?.who)
  })

// --- mutants -------------------------------------------------------------------------------------

/** Keeps what a record said before, whatever its source says now. */
const neverForgets: Keep = (steps) => {
  const sayings = (upTo: number, id: string) =>
    steps.slice(0, upTo).flatMap((one) => (one.does === "observe" && one.id === id ? one.says : []))
  const hoarded = steps.map((one, i) =>
    one.does === "observe" ? { ...one, says: sayings(i + 1, one.id) } : one,
  )
  return instead(steps, hoarded)
}

/** Believes a merge that was taken back. */
const takesNothingBack: Keep = (steps) =>
  instead(
    steps,
    steps.filter(({ does }) => does !== "takeBack"),
  )

const instead = (steps: ReadonlyArray<Step>, others: ReadonlyArray<Step>) =>
  Effect.flatMap(kept(steps), ({ done }) => Effect.map(kept(others), ({ who }) => ({ who, done })))

/** Has models put in force without the values that they call nobody's. */
const takesAllForSomebodys: Keep = (steps) =>
  instead(
    steps,
    steps.map((one) =>
      one.does === "refit" ? { ...one, model: { ...one.model, values: [] } } : one,
    ),
  )

/** The first who came stays the customer, whoever is found beside. */
const firstComesFirst: Keep = (steps) =>
  Effect.map(kept(steps), ({ done, who }) => ({
    done,
    who: new Map(
      Array.from(who, ([id, [, ...records]]) => [id, [firstOf(steps, records), ...records]]),
    ),
  }))
const firstOf = (steps: ReadonlyArray<Step>, records: ReadonlyArray<string>): string => {
  const came = steps.find((one) => one.does === "observe" && records.includes(one.id))
  return came?.does === "observe" ? came.id : ""
}

/** A store that does not write what it is told of a collection. */
const deaf = (collection: string, to: "Put" | "Remove"): Keep => {
  const heard = (commit: Commit): Commit => ({
    ...commit,
    touches: commit.touches.map(({ write, ...touch }) =>
      write === undefined || (touch.key.collection === collection && to === write._tag)
        ? touch
        : { ...touch, write },
    ),
  })
  return (steps) => {
    const store = Memory.make({ capabilities: { revise: false } })
    const other: StoreShape = {
      ...store,
      commit: (namespace, commit, revise) => store.commit(namespace, heard(commit), revise),
    }
    return kept(steps, other)
  }
}

describe("customers as they are kept", () => {
  it("are those of the whole of what stands, after any steps", async () => {
    await holdsIn(12)(isTheWhole(kept))
  }, 60_000)

  it("would not be, if something stood that was taken back or said otherwise since", async () => {
    await killsAsync(isTheWhole(takesNothingBack))
    await killsAsync(isTheWhole(neverForgets))
  }, 60_000)

  it("would not be, if a model were put in force without its generic values", async () => {
    await killsAsync(isTheWhole(takesAllForSomebodys))
  }, 60_000)

  it("would not be, if a key were crowded for newcomers only", async () => {
    await killsAsync(isTheWhole(deaf("customer-crowd", "Put"), tellings))
  }, 60_000)

  it("would not be, if a value that was generic once were never judged anew", async () => {
    await killsAsync(isTheWhole(deaf("customer-generic", "Remove"), tellings))
  }, 60_000)

  it("are the same for any order of arrival", async () => {
    await holdsIn(4)(anyArrivalIsAlike(kept))
    await killsAsync(anyArrivalIsAlike(firstComesFirst))
  }, 60_000)
})
