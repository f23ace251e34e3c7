/** A store that counts, and transactors over it. */
import { Effect, Layer, Option, Schema } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Collection,
  type Commit,
  type Key,
  type Options,
  Store,
  type StoreShape,
  Transaction,
  Transactor,
} from "entrepot/store"

/** A memory store, and what was asked of it. */
export const watched = (options?: Memory.Options) => {
  const seen = {
    commits: Array<Commit>(),
    reads: Array<ReadonlyArray<Key.Key>>(),
    revisions: 0,
  }
  const healthy = Memory.make(options)
  const store: StoreShape = {
    ...healthy,
    read: (namespace, keys) => {
      seen.reads.push(keys)
      return healthy.read(namespace, keys)
    },
    commit: (namespace, commit, revise) => {
      seen.commits.push(commit)
      return healthy.commit(namespace, commit, (changed) => {
        seen.revisions += 1
        return revise(changed)
      })
    },
  }
  const forget = () => {
    seen.commits.length = 0
    seen.reads.length = 0
    seen.revisions = 0
  }
  return { store, seen, forget }
}

/** A transactor of its own, closed with the scope. */
export const transactor = (store: StoreShape, options?: Options) =>
  Effect.map(
    Layer.build(
      Layer.fresh(Transactor.layer(options)).pipe(Layer.provide(Layer.succeed(Store, store))),
    ),
    (built) => Transactor.use(Effect.succeed).pipe(Effect.provide(built), Effect.runSync),
  )

/** A number under an id. */
export const Counters = Collection.make({
  name: "counter",
  schema: Schema.Struct({ id: Schema.String, count: Schema.Int }),
  id: ({ id }) => id,
})

export const level = (id: string) =>
  Transaction.use((tx) => tx.get(Counters, id)).pipe(
    Effect.map(Option.match({ onNone: () => 0, onSome: ({ count }) => count })),
  )

export const set = (id: string, count: number) =>
  Transaction.use((tx) => tx.put(Counters, { id, count }))

export const increment = (id: string) =>
  Effect.gen(function* () {
    const count = (yield* level(id)) + 1
    yield* set(id, count)
    return count
  })

export const command = (commandId: string, body: unknown = {}) => ({
  commandId,
  body,
  answer: Schema.Int,
})

export const times = <A, E, R>(count: number, each: (i: number) => Effect.Effect<A, E, R>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, i) => i),
    each,
    { concurrency: "unbounded" },
  )
