import { Effect } from "effect"
import { CursorFromAnotherEpoch, type StoreShape } from "entrepot/store"

/** A memory store after a restore from a backup: it takes no cursor of before. */
export const restored = (memory: StoreShape): StoreShape & { readonly refused: () => number } => {
  let refused = 0
  return {
    ...memory,
    refused: () => refused,
    journal: (namespace, { after, ...range }) => {
      if (after?.startsWith('["memory"') === true) {
        refused += 1
        const epochs = { cursorEpoch: "memory", storeEpoch: "restored" }
        return Effect.fail(new CursorFromAnotherEpoch(epochs))
      }
      const own = after === undefined ? {} : { after: after.replace("restored", "memory") }
      return Effect.map(memory.journal(namespace, { ...range, ...own }), (page) => ({
        ...page,
        cursor: page.cursor.replace("memory", "restored"),
      }))
    },
  }
}
