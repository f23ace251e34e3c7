/**
 * The listing map of all accounts.
 *
 * @module
 */
import { Effect, type Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import type { InputInvalid } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { Account } from "../OrderRef.ts"
import { type Listing, ListingCommand } from "./Listing.ts"
import * as ListingPosting from "./ListingPosting.ts"
import { listingId, Listings } from "./ListingRecords.ts"

/** A command on the listing map as a method. */
export type PostListing<Tag extends ListingCommand["_tag"]> = CommandMethod<
  (typeof ListingCommand.cases)[Tag],
  ListingPosting.ListingPosted,
  never
>

/** Names a listing. */
export type ListingName = Pick<Listing, "channel" | "account" | "sku">

/** What can be done with the listing map. Orders that waited for it are looked at again by a review. */
export interface ListingsShape {
  /** Says what one unit of a listing is of our items, from now on. */
  readonly map: PostListing<"MapListing">
  /** Forgets what a listing is: orders of it wait from now on. */
  readonly unmap: PostListing<"UnmapListing">
  /** Says whether an account calls everything as we do, where no listing says otherwise. */
  readonly nameAlike: PostListing<"NameAlike">
  /** A listing, where it is mapped. */
  readonly find: (
    name: ListingName,
  ) => Effect.Effect<Option.Option<Listing>, InputInvalid | RecordsError>
  /** A page of the listings of an account. */
  readonly page: (
    account: Account,
    options?: PageOptions,
  ) => Effect.Effect<Values<Listing>, InputInvalid | RecordsError>
  /** A page of the listings that one of our items is sold by. */
  readonly ofItem: (
    sku: string,
    options?: PageOptions,
  ) => Effect.Effect<Values<Listing>, RecordsError>
}

/** The listing map over services that other rooms share. */
export const make = (transactor: TransactorShape, records: RecordsShape): ListingsShape => {
  const post = commandMethods(transactor, {
    service: "OrderDesk.listings",
    cases: ListingCommand.cases,
    answer: ListingPosting.ListingPosted,
    post: ListingPosting.post,
  })
  return {
    map: post("map", "MapListing"),
    unmap: post("unmap", "UnmapListing"),
    nameAlike: post("nameAlike", "NameAlike"),
    find: Effect.fnUntraced(function* (name) {
      return yield* records.get(Listings, listingId(yield* decodeName(name)))
    }),
    page: Effect.fnUntraced(function* (account, options) {
      const { channel, account: name } = yield* decodeAccount(account)
      return yield* records.page(Listings, { under: [channel, name] }, options)
    }),
    ofItem: (sku, options) => records.page(Listings, { index: "byItem", under: [sku] }, options),
  }
}

const decodeName = Input.decoder(
  "OrderDesk.listings.find",
  Schema.Struct({ ...Account.fields, sku: Id.Sku }),
)
const decodeAccount = Input.decoder("OrderDesk.listings.page", Account)
