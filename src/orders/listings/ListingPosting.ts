/**
 * The listing map in a transaction: looking lines up, and changing what they are.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as KitKeeping from "../../stock/kits/KitKeeping.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { OrderLine } from "../Order.ts"
import type { Account } from "../OrderRef.ts"
import * as Listing from "./Listing.ts"
import { ListingHistory, listingId, Listings, namingId, Namings } from "./ListingRecords.ts"

/** The answer of a posted command: whether anything changed. */
export const ListingPosted = Schema.Struct({ changed: Schema.Boolean })
/** The answer of a posted command. */
export type ListingPosted = typeof ListingPosted.Type

/** Reads as much of an account's listing map as is needed for some SKUs. */
export const mapOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  account: Account,
  skus: ReadonlyArray<string>,
): Effect.fn.Return<Listing.ListingMap> {
  const ids = [...new Set(skus)].map((sku) => listingId({ ...account, sku }))
  const found = yield* tx.getAll(Listings, ids)
  const naming = yield* tx.get(Namings, namingId(account))
  return {
    same: Option.exists(naming, ({ same }) => same),
    listings: new Map(found.flatMap(Option.toArray).map((listing) => [listing.sku, listing])),
  }
})

/** Looks lines up, with bundles of the ledger as what they consist of now. */
export const mappedOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  account: Account,
  lines: ReadonlyArray<Pick<OrderLine, "lineId" | "sku">>,
): Effect.fn.Return<Listing.Mapped> {
  const skus = lines.map(({ sku }) => sku)
  const map = yield* mapOf(tx, account, skus)
  const items = skus.flatMap((sku) => Listing.itemsOf(map, sku) ?? [])
  const found = items.map(({ sku }) => sku)
  return Listing.mapped(map, lines, yield* KitKeeping.kitsOf(tx, found))
})

/** Writes what a command says, where it is not so already. */
export const post = Effect.fnUntraced(function* (
  command: Listing.ListingCommand,
): Effect.fn.Return<ListingPosted, never, Transaction> {
  const tx = yield* Transaction
  const { channel, account } = command
  const tell = (event: Listing.ListingEvent) =>
    Effect.as(tx.append(ListingHistory, event, { occurredAt: command.occurredAt }), {
      changed: true,
    })
  switch (command._tag) {
    case "MapListing": {
      const listing = { channel, account, sku: command.sku, of: command.of }
      yield* tx.put(Listings, listing)
      return yield* tell({ _tag: "ListingMapped", ...listing })
    }
    case "UnmapListing": {
      const { sku } = command
      const id = listingId({ channel, account, sku })
      if (Option.isNone(yield* tx.get(Listings, id))) return { changed: false }
      yield* tx.remove(Listings, id)
      return yield* tell({ _tag: "ListingUnmapped", channel, account, sku })
    }
    case "NameAlike": {
      const naming = { channel, account, same: command.same }
      yield* tx.put(Namings, naming)
      return yield* tell({ _tag: "NamedAlike", ...naming })
    }
  }
})
