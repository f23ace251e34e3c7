/**
 * What a transaction knows of marks: that a value is generic, or that a key is crowded.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { Collection } from "../../store/Collection.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import type { Mark } from "./IdentityRecords.ts"

/** The marks of a collection, as far as they were learnt. */
export interface Marks {
  /** Reads whether names are marked, unless it was read. */
  readonly learn: (names: Iterable<string>) => Effect.Effect<void>
  /** Whether a name is marked. It has to be learnt before. */
  readonly has: (name: string) => boolean
  /** Marks a name, or takes the mark away. */
  readonly set: (name: string, isMarked: boolean) => Effect.Effect<void>
}

/** Begins to learn marks. */
export const over = (tx: TransactionShape, collection: Collection<Mark>): Marks => {
  const known = new Map<string, boolean>()
  return {
    learn: Effect.fnUntraced(function* (names) {
      const unknown = [...new Set(names)].filter((name) => !known.has(name))
      const found = yield* tx.getAll(collection, unknown)
      for (const [i, name] of unknown.entries())
        known.set(name, Option.isSome(found[i] ?? Option.none()))
    }),
    has: (name) => known.get(name) === true,
    set: Effect.fnUntraced(function* (name, isMarked) {
      known.set(name, isMarked)
      if (isMarked) yield* tx.put(collection, { name, since: yield* tx.now })
      else yield* tx.remove(collection, name)
    }),
  }
}
