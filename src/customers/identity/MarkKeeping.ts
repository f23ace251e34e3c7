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
  /** How many had what is marked until their words went; absent where none of them did. */
  readonly fadedOf: (name: string) => number | undefined
  /** Marks a name, as the model of now finds it, or takes the mark away. */
  readonly set: (name: string, isMarked: boolean) => Effect.Effect<void>
  /** Writes down of a mark that words went, and how many have what is marked no more. */
  readonly fade: (name: string, count: number) => Effect.Effect<void>
}

/** Begins to learn marks, to be judged by a model. */
export const over = (tx: TransactionShape, collection: Collection<Mark>, model: string): Marks => {
  const known = new Map<string, Mark | undefined>()
  const write = (mark: Mark): Effect.Effect<void> => {
    known.set(mark.name, mark)
    return tx.put(collection, mark)
  }
  return {
    learn: Effect.fnUntraced(function* (names) {
      const unknown = [...new Set(names)].filter((name) => !known.has(name))
      const found = yield* tx.getAll(collection, unknown)
      for (const [i, name] of unknown.entries())
        known.set(name, Option.getOrUndefined(found[i] ?? Option.none()))
    }),
    has: (name) => known.get(name) !== undefined,
    fadedOf: (name) => known.get(name)?.faded,
    set: Effect.fnUntraced(function* (name, isMarked) {
      const mark = known.get(name)
      if (!isMarked) {
        if (mark === undefined) return
        known.set(name, undefined)
        yield* tx.remove(collection, name)
      } else if (mark?.model !== model)
        yield* write({ ...(mark ?? { name, since: yield* tx.now }), model })
    }),
    fade: Effect.fnUntraced(function* (name, count) {
      const mark = known.get(name)
      if (mark !== undefined) yield* write({ ...mark, faded: (mark.faded ?? 0) + count })
    }),
  }
}
