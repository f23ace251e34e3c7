/**
 * Fetches facts for suspended programs; what several want at the same time is one read.
 *
 * @internal
 * @module
 */
import { Effect, Exit } from "effect"

import * as Key from "../Key.ts"
import type { Page, StoreShape } from "../Store.ts"
import type { StoreError } from "../StoreError.ts"
import type { Facts } from "./Facts.ts"
import * as Slot from "./Slot.ts"
import { under } from "./Under.ts"

const pageSize = 1_000

type Loaded = ReadonlyMap<string, Slot.Slot>
type Waiter = (exit: Exit.Exit<Loaded, StoreError>) => void

/** See the module. */
export class Loader {
  private wanted = new Map<string, Key.Key>()
  private waiting: Array<Waiter> = []
  private readonly store: StoreShape
  private readonly namespace: string
  private readonly facts: Facts

  constructor(store: StoreShape, namespace: string, facts: Facts) {
    this.store = store
    this.namespace = namespace
    this.facts = facts
  }

  /** Fetches records into the facts, and hands them over: the cache may be too small for all. */
  load(keys: ReadonlyArray<Key.Key>): Effect.Effect<Loaded, StoreError> {
    return Effect.callback<Loaded, StoreError>((resume) => {
      for (const key of keys) this.wanted.set(Key.toString(key), key)
      this.waiting.push(resume)
      // The first one waits for the others of this turn.
      if (this.waiting.length === 1) queueMicrotask(() => this.flush())
    })
  }

  /** Fetches all records of a guard's stretch of an index; the guard's version vouches for them. */
  readonly loadMembers = Effect.fnUntraced(
    { self: this },
    function* (
      this: Loader,
      guard: Slot.Slot,
      collection: string,
      index: string,
      parts: ReadonlyArray<Key.Part>,
    ) {
      const ids = new Map<string, string>()
      let cursor: string | undefined
      do {
        const page: Page = yield* Effect.catchTag(
          this.store.query(this.namespace, {
            collection,
            index,
            ...under(parts),
            limit: pageSize,
            ...(cursor === undefined ? {} : { cursor }),
          }),
          // Cursors of this very loop: only a store that breaks its promises refuses them.
          ["CursorMalformed", "CursorFromAnotherEpoch"],
          Effect.die,
        )
        for (const { at, record } of page.items) {
          ids.set(Slot.member(at, record.key.id), record.key.id)
          this.facts.learn({ key: record.key, record })
        }
        cursor = page.cursor
      } while (cursor !== undefined)
      guard.members = { _tag: "Known", ids }
    },
  )

  private flush(): void {
    const keys = [...this.wanted.values()]
    const waiting = this.waiting
    this.wanted = new Map()
    this.waiting = []
    const read = Effect.forEach(chunks(keys, this.store.capabilities.maxCommitKeys), (some) =>
      this.store.read(this.namespace, some),
    )
    Effect.runCallback(read, {
      onExit: (exit) => {
        const loaded = Exit.map(
          exit,
          (found) =>
            new Map(
              found
                .flat()
                .map((snapshot) => [Key.toString(snapshot.key), this.facts.learn(snapshot)]),
            ),
        )
        for (const resume of waiting) resume(loaded)
      },
    })
  }
}

const chunks = <A>(items: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
