/** Laws of the ledger over a store, and ways to look at it. */
import { Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import {
  CountRecords,
  StockEvent,
  type StockLedger,
  StockRecords,
  TransferRecords,
} from "entrepot/stock"
import { Journal, Receipt, type Records, type Store, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { contentsOf, ledgerOver } from "../../support/ledger.ts"

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

const ofTransfersAndCounts = [
  StockRecords.Shelves,
  StockRecords.Holds,
  TransferRecords.Transfers,
  TransferRecords.ObservedShelves,
  CountRecords.Counts,
  CountRecords.CountItems,
  CountRecords.CountedShelves,
]

/** Everything that is written down but receipts. */
export const contentsWithoutReceipts = contentsOf(...ofTransfersAndCounts)

/** Everything that is written down. */
export const contents = contentsOf(...ofTransfersAndCounts, Receipt.Receipts)

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
