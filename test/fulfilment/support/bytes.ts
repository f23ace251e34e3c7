/** All that a store keeps, as text. */
import { readFileSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"

import { Effect } from "effect"
import type { StoreShape } from "entrepot/store"

/** A store that notes the names of the collections that it is asked to write. */
export const noting = (store: StoreShape, collections: Set<string>): StoreShape => ({
  ...store,
  commit: (namespace, commit, revise) => {
    for (const { key } of commit.touches) collections.add(key.collection)
    return store.commit(namespace, commit, revise)
  },
})

/** Every record of these collections, and the whole journal. */
export const textOf = Effect.fnUntraced(function* (
  store: StoreShape,
  collections: Iterable<string>,
  namespace = "default",
) {
  const limit = 1_000
  const pages: Array<unknown> = [yield* store.journal(namespace, { limit })]
  for (const collection of collections)
    pages.push(yield* store.query(namespace, { collection, limit }))
  return JSON.stringify(pages)
})

/** The bytes of a database file and of what lies beside it. */
export const bytesOf = (path: string): string =>
  readdirSync(dirname(path))
    .map((name) => readFileSync(join(dirname(path), name), "latin1"))
    .join("\n")
