/**
 * Where a unit with a serial number can be: the accounts of the ledger, for one unit.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"

const place = Id.PlaceId

/**
 * An account that a unit is in; it is in one at a time.
 *
 * - `Supplier`: not ours, whether it never came or was sent back.
 * - `Shelf`: free at a place. `Held`: at a place, kept for a hold.
 * - `Transit`: on its way to a place, under a transfer.
 * - `Quarantine`: at a place, and not for sale. `Repair`: ours, on the bench of a place.
 * - `Customer`: sold. `CustomerRepair`: sold, and on the bench of a place.
 * - `Scrapped`, `Lost`: gone; what is lost may be found.
 */
export const SerialAccount = Schema.TaggedUnion({
  Supplier: {},
  Shelf: { place },
  Held: { place, holdId: Id.Id },
  Transit: { place, transferId: Id.Id },
  Quarantine: { place },
  Repair: { place },
  Customer: {},
  CustomerRepair: { place },
  Scrapped: {},
  Lost: {},
})
/** An account that a unit is in. */
export type SerialAccount = typeof SerialAccount.Type

/** The name of a kind of account. */
export type Kind = SerialAccount["_tag"]

/** Where every unit is before it is received. */
export const supplier: SerialAccount = { _tag: "Supplier" }

/**
 * The place of an account, for a transit where it goes; accounts outside have none.
 *
 * @example
 * ```ts
 * import { SerialAccount } from "entrepot/stock"
 *
 * console.log(SerialAccount.placeOf({ _tag: "Quarantine", place: "shop" }))
 * console.log(SerialAccount.placeOf({ _tag: "Customer" }))
 * ```
 * ```text
 * shop
 * undefined
 * ```
 */
export const placeOf = (account: SerialAccount): string | undefined =>
  "place" in account ? account.place : undefined

/**
 * The account in words.
 *
 * @example
 * ```ts
 * import { SerialAccount } from "entrepot/stock"
 *
 * console.log(SerialAccount.describe({ _tag: "Held", place: "main", holdId: "order-7" }))
 * ```
 * ```text
 * held at main for order-7
 * ```
 */
export const describe = (account: SerialAccount): string => {
  switch (account._tag) {
    case "Supplier":
      return "not in stock"
    case "Shelf":
      return `on the shelf at ${account.place}`
    case "Held":
      return `held at ${account.place} for ${account.holdId}`
    case "Transit":
      return `in transit to ${account.place} by ${account.transferId}`
    case "Quarantine":
      return `in quarantine at ${account.place}`
    case "Repair":
      return `on the repair bench at ${account.place}`
    case "Customer":
      return "with the customer"
    case "CustomerRepair":
      return `the customer's, on the repair bench at ${account.place}`
    case "Scrapped":
      return "scrapped"
    case "Lost":
      return "lost"
  }
}
