/**
 * The listing map: what a channel's SKU is of our items. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Kit from "../../stock/kits/Kit.ts"
import type { Component, OrderLine } from "../Order.ts"
import { Components } from "../OrderEvent.ts"
import { ShortId } from "../OrderRef.ts"

const account = { channel: ShortId, account: ShortId }
const of = Components.check(
  Schema.isMinLength(1),
  Schema.makeFilter((items) =>
    new Set(items.map(({ sku }) => sku)).size < items.length
      ? "each item stands once, with all its units"
      : undefined,
  ),
)

/**
 * What one unit of a listing is: an item, several of one, a kit that the ledger knows, or one as the
 * items it is made of.
 *
 * `sku` is what the account calls it.
 */
export const Listing = Schema.Struct({ ...account, sku: Id.Sku, of })
/** What one unit of a listing is. */
export type Listing = typeof Listing.Type

/** How an account calls what it sells where no listing says so: `same` as we do, or not at all. */
export const Naming = Schema.Struct({ ...account, same: Schema.Boolean })
/** How an account calls what it sells where no listing says so. */
export type Naming = typeof Naming.Type

/**
 * A command of the listing map.
 *
 * - `MapListing`: a unit of a listing is so many units of our items, from now on.
 * - `UnmapListing`: nobody knows what it is any more.
 * - `NameAlike`: the account calls everything as we do, where no listing says otherwise; or does not.
 */
export const ListingCommand = Schema.TaggedUnion({
  MapListing: { ...CommandHeader.fields, ...Listing.fields },
  UnmapListing: { ...CommandHeader.fields, ...account, sku: Id.Sku },
  NameAlike: { ...CommandHeader.fields, ...Naming.fields },
})
/** A command of the listing map. */
export type ListingCommand = typeof ListingCommand.Type

/** What happened to the listing map. */
export const ListingEvent = Schema.TaggedUnion({
  ListingMapped: Listing.fields,
  ListingUnmapped: { ...account, sku: Id.Sku },
  NamedAlike: Naming.fields,
})
/** What happened to the listing map. */
export type ListingEvent = typeof ListingEvent.Type

/** What is known of the listings of one account. */
export interface ListingMap {
  /** Whether it calls everything as we do, where no listing says otherwise. */
  readonly same: boolean
  readonly listings: ReadonlyMap<string, Listing>
}

/**
 * What one unit of a listing is of our items; none where nobody knows.
 *
 * @example
 * ```ts
 * import { Listing } from "entrepot/orders"
 *
 * const twin = { channel: "amazon", account: "us", sku: "MUG-2PK", of: [{ sku: "MUG", quantity: 2 }] }
 * const map = { same: false, listings: new Map([["MUG-2PK", twin]]) }
 * console.log(Listing.itemsOf(map, "MUG-2PK")?.[0]?.quantity, Listing.itemsOf(map, "MUG"))
 * ```
 * ```text
 * 2 undefined
 * ```
 */
export const itemsOf = (
  { same, listings }: ListingMap,
  sku: string,
): ReadonlyArray<Component> | undefined =>
  listings.get(sku)?.of ?? (same ? [{ sku, quantity: 1 }] : undefined)

/** Lines with what they are of our items, and the SKUs that nobody has mapped. */
export interface Mapped {
  readonly lines: ReadonlyArray<{
    readonly lineId: string
    readonly items: ReadonlyArray<Component>
  }>
  readonly unmapped: ReadonlyArray<string>
}

/**
 * Looks lines up. What a channel fulfils is looked up as well, and need not be known.
 *
 * Bundles among `kits` count as what they consist of by now; a kit that is assembled before it is sold
 * is an item like any other. What comes to more units than can be counted is as good as unmapped.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Listing } from "entrepot/orders"
 * import { Kit } from "entrepot/stock"
 *
 * const set = { sku: "SET", components: [{ sku: "MUG", quantity: 2 }], stocked: false }
 * const kits = Result.getOrThrow(Kit.define(Kit.none, set))
 * const listing = { channel: "amazon", account: "us", sku: "3SETS", of: [{ sku: "SET", quantity: 3 }] }
 * const map = { same: false, listings: new Map([["3SETS", listing]]) }
 * console.log(Listing.mapped(map, [{ lineId: "1", sku: "3SETS" }], kits).lines[0]?.items)
 * ```
 * ```text
 * [ { sku: 'MUG', quantity: 6 } ]
 * ```
 */
export const mapped = (
  map: ListingMap,
  lines: ReadonlyArray<Pick<OrderLine, "lineId" | "sku">>,
  kits: Kit.Kits = Kit.none,
): Mapped => {
  const unmapped = new Set<string>()
  const found = lines.flatMap(({ lineId, sku }) => {
    const items = Result.fromNullishOr(itemsOf(map, sku), () => "unmapped").pipe(
      Result.flatMap((of) => Kit.contents(kits, of, Kit.bundles)),
      Result.getOrUndefined,
    )
    if (items === undefined) unmapped.add(sku)
    return items === undefined ? [] : [{ lineId, items }]
  })
  return { lines: found, unmapped: [...unmapped] }
}
