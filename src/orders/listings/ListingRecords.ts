/**
 * How the listing map lies in the store.
 *
 * @module
 */
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import * as Key from "../../store/Key.ts"
import * as Listing from "./Listing.ts"

/** One record for each listing of an account. */
export const Listings: Collection.Collection<Listing.Listing, "byItem"> = Collection.make({
  name: "listing",
  schema: Listing.Listing,
  id: (listing) => listingId(listing),
  indexes: { byItem: { entries: ({ of }) => of.map(({ sku }) => [sku]) } },
})

/** The id of the record of a listing. */
export const listingId = ({
  channel,
  account,
  sku,
}: Pick<Listing.Listing, "channel" | "account" | "sku">): string =>
  Key.join([channel, account, sku])

/** One record for each account that calls things as we do. */
export const Namings: Collection.Collection<Listing.Naming> = Collection.make({
  name: "listing-naming",
  schema: Listing.Naming,
  id: (naming) => namingId(naming),
})

/** The id of the record of an account's naming. */
export const namingId = ({
  channel,
  account,
}: Pick<Listing.Naming, "channel" | "account">): string => Key.join([channel, account])

/** What happened to the listing map. */
export const ListingHistory: JournalStream.JournalStream<Listing.ListingEvent> = JournalStream.make(
  { name: "listings", schema: Listing.ListingEvent },
)
