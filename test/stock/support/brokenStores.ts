/** Stores that are broken on purpose: a law of the ledger counts once it fails over one of them. */
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { type Commit, type JournalDraft, Receipt, type StoreShape } from "entrepot/store"

import { received } from "./given.ts"
import { claim } from "./ledger.ts"

interface Named {
  readonly name: string
}

/** It writes whatever it is told, whoever wrote there meanwhile. */
export const comparingNothing = (): StoreShape => {
  const memory = Memory.make()
  return {
    ...memory,
    commit: Effect.fnUntraced(function* (namespace, commit, revise) {
      const keys = commit.touches.map(({ key }) => key)
      const found = yield* memory.read(namespace, keys)
      const touches = commit.touches.map((touch, i) => ({
        ...touch,
        expected: found[i]?.record?.version ?? 0,
      }))
      return yield* memory.commit(namespace, { ...commit, touches }, revise)
    }),
  }
}

/** It changes what it is to commit. */
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

/** A commit that leaves a collection as it was. */
export const without = (commit: Commit, { name }: Named): Commit => ({
  ...commit,
  touches: commit.touches.filter(({ key }) => key.collection !== name),
})

/** It does not write what it is told into a collection. */
export const forgetting = (collection: Named) => changing((commit) => without(commit, collection))

/** It knows no command again. */
export const forgettingReceipts = forgetting(Receipt.Receipts)

/** It writes other values into a collection than it was told. */
export const miswriting = ({ name }: Named, change: (json: Record<string, unknown>) => object) =>
  changing((commit) => ({
    ...commit,
    touches: commit.touches.map((touch) =>
      touch.key.collection === name && touch.write?._tag === "Put"
        ? {
            ...touch,
            write: { ...touch.write, body: JSON.stringify(change(JSON.parse(touch.write.body))) },
          }
        : touch,
    ),
  }))

/** It appends other entries than it was told. */
export const mistelling = (change: (entry: JournalDraft) => ReadonlyArray<JournalDraft>) =>
  changing((commit) => ({ ...commit, entries: commit.entries.flatMap(change) }))

/** It loses entries of these types, of one stream or of any. */
export const losingEntries = (types: ReadonlyArray<string>, stream?: Named) =>
  mistelling((entry) =>
    types.includes(entry.type) && (stream === undefined || entry.stream === stream.name)
      ? []
      : [entry],
  )

/** It writes something down for commits that only validate, which is what refusals do. */
export const writingRefusalsDown = (): StoreShape => {
  const memory = Memory.make()
  return {
    ...memory,
    commit: (namespace, commit, revise) =>
      Effect.tap(memory.commit(namespace, commit, revise), ({ version }) =>
        version === 0 ? Effect.asVoid(claim(memory, received())) : Effect.void,
      ),
  }
}
