/** Laws of the ledger over a store, and stores that are broken on purpose. */
import { assert } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  CountRecords,
  StockEvent,
  type StockLedger,
  StockRecords,
  TransferRecords,
} from "entrepot/stock"
import {
  type Commit,
  Journal,
  type JournalDraft,
  Receipt,
  type Records,
  type Store,
  type StoreShape,
} from "entrepot/store"
import fc from "fast-check"

import { ledgerOver } from "../../support/ledger.ts"

type World = StockLedger | Records | Journal | Store

/** A law of the ledger over a fresh store, whose clock stands still until it is moved. */
export const law = <A>(
  worlds: fc.Arbitrary<A>,
  makeStore: () => StoreShape,
  check: (world: A) => Effect.Effect<void, unknown, World>,
) =>
  fc.asyncProperty(worlds, (world) =>
    Effect.runPromise(
      Effect.provide(check(world), Layer.merge(ledgerOver(makeStore()), TestClock.layer())),
    ),
  )

export const holds = <A>(law: fc.IAsyncProperty<A>) => fc.assert(law, { numRuns: 40 })

export const kills = async <A>(law: fc.IAsyncProperty<A>) => {
  const { failed, errorInstance } = await fc.check(law, { numRuns: 500, endOnFailure: true })
  assert.isTrue(failed, "the mutant lives")
  // Not by a crash of its own, nor for want of worlds.
  assert.isTrue(errorInstance instanceof Error && errorInstance.name === "AssertionError")
}

const collections = [
  StockRecords.Shelves,
  StockRecords.Holds,
  TransferRecords.Transfers,
  TransferRecords.ObservedShelves,
  CountRecords.Counts,
  CountRecords.CountItems,
  CountRecords.CountedShelves,
  Receipt.Receipts,
]

/** Everything that is written down, without receipts where they do not matter. */
export const contents = Effect.fnUntraced(function* (store: StoreShape, receipts = true) {
  const pages = yield* Effect.forEach(
    collections.filter(({ name }) => receipts || name !== Receipt.Receipts.name),
    ({ name }) => store.query("default", { collection: name, limit: 1_000 }),
  )
  const { entries } = yield* store.journal("default", { limit: 1_000 })
  return { records: pages.flatMap(({ items }) => items), entries }
})

/** What it comes to: the answer, or the name of the refusal. */
export const outcomeOf = <A, E extends { readonly _tag: string }>(
  effect: Effect.Effect<A, E>,
): Effect.Effect<A | E["_tag"]> =>
  Effect.map(Effect.result(effect), (result) =>
    Result.match(result, { onFailure: ({ _tag }): A | E["_tag"] => _tag, onSuccess: (a) => a }),
  )

/** Units on a shelf by the journal alone, counting what had occurred until an instant. */
export const toldOf = Effect.fnUntraced(function* (
  { sku, place }: { readonly sku: string; readonly place: string },
  until = Infinity,
) {
  const { page } = yield* Journal
  const { entries } = yield* page(StockRecords.Movements)
  let units = 0
  for (const { fact, occurredAt } of entries)
    if (occurredAt <= until)
      for (const { from, to, ...leg } of StockEvent.legs(fact)) {
        const isThere = ({ _tag, ...account }: typeof from) =>
          (_tag === "Shelf" || _tag === "Held") && "place" in account && account.place === place
        if (leg.sku === sku) units += leg.quantity * (Number(isThere(to)) - Number(isThere(from)))
      }
  return units
})

/** A store that changes what it is to commit. */
const storeWith = (change: (commit: Commit) => Commit) => (): StoreShape => {
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

/** A store that writes other values into a collection than it was told. */
export const miswriting = (
  { name }: { readonly name: string },
  change: (json: Record<string, unknown>) => object,
) =>
  storeWith((commit) => ({
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

/** A store that does not write what it is told into a collection. */
export const forgetting = ({ name }: { readonly name: string }) =>
  storeWith((commit) => ({
    ...commit,
    touches: commit.touches.filter(({ key }) => key.collection !== name),
  }))

/** A store that appends other entries than it was told. */
export const mistelling = (change: (entry: JournalDraft) => ReadonlyArray<JournalDraft>) =>
  storeWith((commit) => ({ ...commit, entries: commit.entries.flatMap(change) }))
