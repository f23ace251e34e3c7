/**
 * The programs of the laws: counters that are raised and lowered, and notes of orders.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { Command, CommandHeader } from "../../store/Transactor.ts"

/** A number under an id. */
export const Counters = Collection.make({
  name: "counter",
  schema: Schema.Struct({ id: Schema.String, count: Schema.Int }),
  id: ({ id }) => id,
})

/** A note of an order; a transaction may ask for all notes of one. */
export const Notes = Collection.make({
  name: "note",
  schema: Schema.Struct({ id: Schema.String, order: Schema.String, text: Schema.String }),
  id: ({ id }) => id,
  indexes: { byOrder: { entries: ({ order, id }) => [[order, id]], guard: 1 } },
})

/** What became of the counters. */
export const Counts = JournalStream.make({
  name: "counts",
  schema: Schema.TaggedUnion({ Counted: { id: Schema.String, count: Schema.Int } }),
})

/** The refusal of {@link take}. */
export class Short extends Schema.TaggedError<Short>()("Short", {
  wanted: Schema.Int,
  there: Schema.Int,
}) {
  override get message(): string {
    return `wanted ${this.wanted}, there were ${this.there}`
  }
}

/** A command whose answer is a whole number. */
export const command = (
  commandId: string,
  { body = {}, ...header }: Omit<CommandHeader, "commandId"> & { readonly body?: unknown } = {},
): Command<number> => ({ commandId, body, answer: Schema.Int, ...header })

/** The count under an id, 0 where there is none. */
export const level = (id: string): Effect.Effect<number, never, Transaction> =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    return Option.match(yield* tx.get(Counters, id), {
      onNone: () => 0,
      onSome: ({ count }) => count,
    })
  })

/** Raises a count and journals it; answers the new one. */
export const increment = (id: string, by = 1): Effect.Effect<number, never, Transaction> =>
  Effect.gen(function* () {
    const tx = yield* Transaction
    const count = (yield* level(id)) + by
    yield* tx.put(Counters, { id, count })
    yield* tx.append(Counts, { _tag: "Counted", id, count })
    return count
  })

/** Lowers a count unless there is too little; answers what is left. */
export const take = (id: string, wanted = 1): Effect.Effect<number, Short, Transaction> =>
  Effect.gen(function* () {
    const there = yield* level(id)
    if (there < wanted) return yield* new Short({ wanted, there })
    return yield* increment(id, -wanted)
  })

/** Writes a note. */
export const note = (
  id: string,
  order: string,
  text = "",
): Effect.Effect<void, never, Transaction> =>
  Transaction.use((tx) => tx.put(Notes, { id, order, text }))

/** The ids of an order's notes, in the order of the index. */
export const notesOf = (order: string): Effect.Effect<ReadonlyArray<string>, never, Transaction> =>
  Transaction.use((tx) => tx.query(Notes, "byOrder", [order])).pipe(
    Effect.map((notes) => notes.map(({ id }) => id)),
  )

/** Writes a note unless the order has one already; answers whether it did. */
export const noteOnce = (id: string, order: string): Effect.Effect<boolean, never, Transaction> =>
  Effect.gen(function* () {
    if ((yield* notesOf(order)).length > 0) return false
    yield* note(id, order)
    return true
  })
