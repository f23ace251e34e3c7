/** Laws over stores, and stores that are broken on purpose. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { Commit, StoreShape } from "entrepot/store"
import fc from "fast-check"

/** Checks a law over fresh stores; a failure prints its seed. */
export const holds = <A>(law: fc.IAsyncProperty<A>, numRuns = 40) => fc.assert(law, { numRuns })

/** A law counts once it fails for a mutant. */
export const kills = async <A>(law: fc.IAsyncProperty<A>) => {
  const { failed, errorInstance } = await fc.check(law, { numRuns: 1_000, endOnFailure: true })
  assert.isTrue(failed, "the mutant lives")
  assert.isTrue(errorInstance instanceof Error && errorInstance.name === "AssertionError")
}

/** Everything in the journal and in some collections. */
export const contentsOf = (...collections: ReadonlyArray<{ readonly name: string }>) =>
  Effect.fnUntraced(function* (store: StoreShape) {
    const pages = yield* Effect.forEach(collections, ({ name }) =>
      store.query("default", { collection: name, limit: 1_000 }),
    )
    const { entries } = yield* store.journal("default", { limit: 1_000 })
    return { records: pages.flatMap(({ items }) => items), entries }
  })

/** A store that changes what it is to commit. */
export const changing = (change: (commit: Commit) => Commit) => (): StoreShape => {
  const memory = Memory.make()
  return {
    ...memory,
    commit: (namespace, commit, revise) =>
      memory.commit(namespace, change(commit), (changed) => {
        const revised = revise(changed)
        return revised && change(revised)
      }),
  }
}

/** A store that loses what is written to a collection. */
export const losing = ({ name }: { readonly name: string }) =>
  changing((commit) => ({
    ...commit,
    touches: commit.touches.filter(({ key }) => key.collection !== name),
  }))

/** A store that loses entries of the journal. */
export const withoutEntries = (...types: ReadonlyArray<string>) =>
  changing((commit) => ({
    ...commit,
    entries: commit.entries.filter(({ type }) => !types.includes(type)),
  }))

/** A store that writes something down for commits that only validate, which is what refusals do. */
export const writingRefusalsDown = changing((commit) =>
  commit.entries.length > 0 || commit.touches.some(({ write }) => write !== undefined)
    ? commit
    : {
        ...commit,
        entries: [
          {
            stream: "refusal",
            type: "Refused",
            schema: 1,
            body: "{}",
            commandId: undefined,
            actor: undefined,
            reason: undefined,
            occurredAt: 0,
          },
        ],
      },
)
