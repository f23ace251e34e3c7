/**
 * Where units can be: the accounts of the ledger's double entry.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../kernel/Id.ts"

const place = Id.PlaceId

/**
 * An account that units leave or enter. Accounts with a place have a limit, so each item at each
 * place keeps a record of them; the outer ones exist as legs only, and never run short.
 *
 * - `Supplier`, `Customer`, `Found`, `Loss`: outside. `Assembly`: where kits become components.
 * - `Expected`: units that a supplier has promised to a place.
 * - `Transit`: units on their way to a place from another one of ours.
 * - `Shelf`: units that are free at a place. `Held`: units there that a hold keeps.
 * - `Quarantine`: units at a place that are not for sale. `Repair`: ours, on the bench of a place.
 * - `CustomerRepair`: a customer's, on the bench of a place.
 */
export const StockAccount = Schema.TaggedUnion({
  Supplier: {},
  Customer: {},
  Found: {},
  Loss: {},
  Assembly: {},
  Expected: { place },
  Transit: { place },
  Shelf: { place },
  Held: { place },
  Quarantine: { place },
  Repair: { place },
  CustomerRepair: { place },
})
/** An account that units leave or enter. */
export type StockAccount = typeof StockAccount.Type

/** The accounts of a place beside its shelf and what is held of it. */
export const besides = ["Expected", "Transit", "Quarantine", "Repair", "CustomerRepair"] as const
/** One of the names in {@link besides}. */
export type Beside = (typeof besides)[number]

/**
 * Whether an account is one of a place beside its shelf and what is held of it.
 *
 * @example
 * ```ts
 * import { StockAccount } from "entrepot/stock"
 *
 * console.log(StockAccount.isBeside({ _tag: "Quarantine", place: "main" }))
 * console.log(StockAccount.isBeside({ _tag: "Shelf", place: "main" }))
 * ```
 * ```text
 * true
 * false
 * ```
 */
export const isBeside = (
  account: StockAccount,
): account is Extract<StockAccount, { readonly _tag: Beside }> =>
  besides.some((name) => name === account._tag)

/**
 * The account in words.
 *
 * @example
 * ```ts
 * import { StockAccount } from "entrepot/stock"
 *
 * console.log(StockAccount.describe({ _tag: "Transit", place: "shop" }))
 * ```
 * ```text
 * in transit to shop
 * ```
 */
export const describe = (account: StockAccount): string => {
  switch (account._tag) {
    case "Supplier":
      return "with the supplier"
    case "Customer":
      return "with the customer"
    case "Found":
      return "found"
    case "Loss":
      return "lost"
    case "Assembly":
      return "in assembly"
    case "Expected":
      return `expected at ${account.place}`
    case "Transit":
      return `in transit to ${account.place}`
    case "Shelf":
      return `on the shelf at ${account.place}`
    case "Held":
      return `held at ${account.place}`
    case "Quarantine":
      return `in quarantine at ${account.place}`
    case "Repair":
      return `on the repair bench at ${account.place}`
    case "CustomerRepair":
      return `the customer's, on the repair bench at ${account.place}`
  }
}
