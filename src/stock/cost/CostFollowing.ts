/**
 * What a movement of units means for their cost. Pure.
 *
 * @module
 */
import type { Money } from "../../kernel/Money.ts"
import type { StockAccount } from "../StockAccount.ts"
import * as StockBook from "../StockBook.ts"
import { mainPlace, type StockCommand } from "../StockCommand.ts"
import * as StockEvent from "../StockEvent.ts"
import type { Destination, Source } from "./CostCommand.ts"
import type { Home, Policy } from "./CostPolicy.ts"

/** Units that go from one account to another, and what they cost together where somebody said so. */
export interface Movement extends StockEvent.Leg {
  readonly cost?: Money
}

/** The serials of the units of a leg: what tells their costs apart where the method is specific. */
export type SerialsOf = (leg: StockEvent.Leg) => ReadonlyArray<string>

/**
 * The movements of a command that can mean something for cost: one for each of its lines, since each
 * may have a cost of its own. Where units of an item were both found and lost at a place, it is the
 * difference that counts, and no line tells its cost.
 */
export const movementsOf = (
  command: StockCommand,
  events: ReadonlyArray<StockEvent.StockEvent>,
): ReadonlyArray<Movement> => {
  switch (command._tag) {
    case "Receive":
    case "Return": {
      const from: StockAccount = { _tag: command._tag === "Receive" ? "Supplier" : "Customer" }
      return command.lines.map(({ sku, quantity, place = mainPlace, cost }) => ({
        sku,
        quantity,
        from,
        to: { _tag: "Shelf", place },
        ...costIn(cost),
      }))
    }
    case "Move":
      return command.lines.map(({ cost, ...leg }) => ({ ...leg, ...costIn(cost) }))
    case "Adjust":
      return events.flatMap(StockEvent.legs).flatMap((leg) => foundBy(command, leg) ?? [leg])
    case "Ship":
      return events.flatMap(StockEvent.legs)
    default:
      return []
  }
}

const costIn = (cost: Money | undefined) => (cost === undefined ? {} : { cost })

/** What was found at a place, line by line, where nothing was lost there. */
const foundBy = (
  { lines }: Extract<StockCommand, { _tag: "Adjust" }>,
  leg: StockEvent.Leg,
): ReadonlyArray<Movement> | undefined => {
  const { sku, to } = leg
  const own = lines.filter(
    ({ place = mainPlace, ...line }) =>
      line.sku === sku && to._tag === "Shelf" && to.place === place,
  )
  return own.length > 0 && own.every(({ delta }) => delta > 0)
    ? own.map(({ delta, cost }) => ({ ...leg, quantity: delta, ...costIn(cost) }))
    : undefined
}

/**
 * What a movement means, by the units of one cost book that it concerns.
 *
 * - `Inside`: nothing.
 * - `Arrival`: they come in, and somebody must say at what cost; but what was `expected` may be known
 *   by its invoice later, and what was `found` may be like the rest.
 * - `GivenBack`: they come back from a customer.
 * - `Departure`: they leave.
 * - `Transfer`: they leave for another cost book of the same item.
 * - `ToAssembly`, `FromAssembly`: they become units of other items, or are made of such.
 */
export type Meaning =
  | { readonly _tag: "Inside" }
  | {
      readonly _tag: "Arrival"
      readonly home: Home
      readonly source: Source
      readonly if: "stated" | "expected" | "found"
    }
  | { readonly _tag: "GivenBack"; readonly home: Home }
  | {
      readonly _tag: "Departure"
      readonly home: Home
      readonly destination: Exclude<Destination["_tag"], "Transfer" | "Assembly">
    }
  | { readonly _tag: "Transfer"; readonly home: Home; readonly to: Home }
  | { readonly _tag: "ToAssembly"; readonly home: Home }
  | { readonly _tag: "FromAssembly"; readonly home: Home }

/**
 * The meaning of a movement of an item that is costed by a policy. Units in transit belong to the
 * place that they go to; those that are expected, to their supplier.
 *
 * @example
 * ```ts
 * import { CostFollowing } from "entrepot/stock"
 *
 * const policy = { sku: "MUG", method: "Fifo", currency: "EUR", per: "place" } as const
 * const from = { _tag: "Shelf", place: "main" } as const
 * const to = { _tag: "Transit", place: "shop" } as const
 * console.log(CostFollowing.meaningOf({ sku: "MUG", quantity: 2, from, to }, policy)._tag)
 * console.log(
 *   CostFollowing.meaningOf({ sku: "MUG", quantity: 2, from, to }, { ...policy, per: "item" })._tag,
 * )
 * ```
 * ```text
 * Transfer
 * Inside
 * ```
 */
export const meaningOf = ({ from, to }: Movement, policy: Policy): Meaning => {
  const [left, entered] = [homeOf(from, policy), homeOf(to, policy)]
  if (left === undefined && entered === undefined) return { _tag: "Inside" }
  if (left === undefined) return entered === undefined ? { _tag: "Inside" } : coming(from, entered)
  if (entered === undefined) return leaving(to, left)
  return left.place === entered.place
    ? { _tag: "Inside" }
    : { _tag: "Transfer", home: left, to: entered }
}

/** Units of a shelf that are ours and in stock, wherever they are at the place. */
export const unitsOf = (shelf: StockBook.Shelf): number =>
  StockBook.beside(shelf, "Transit") +
  StockBook.beside(shelf, "Quarantine") +
  StockBook.beside(shelf, "Repair") +
  shelf.onHand

/** The cost book of the units in an account, where they are ours and in stock. */
export const homeOf = (account: StockAccount, { sku, per }: Policy): Home | undefined => {
  switch (account._tag) {
    case "Transit":
    case "Shelf":
    case "Held":
    case "Quarantine":
    case "Repair":
      return per === "item" ? { sku } : { sku, place: account.place }
    default:
      return undefined
  }
}

const coming = ({ _tag }: StockAccount, home: Home): Meaning => {
  switch (_tag) {
    case "Expected":
      return { _tag: "Arrival", home, source: "Supplier", if: "expected" }
    case "Found":
    case "Loss":
      return { _tag: "Arrival", home, source: "Found", if: "found" }
    case "Customer":
    case "CustomerRepair":
      return { _tag: "GivenBack", home }
    case "Assembly":
      return { _tag: "FromAssembly", home }
    default:
      return { _tag: "Arrival", home, source: "Supplier", if: "stated" }
  }
}

const leaving = ({ _tag }: StockAccount, home: Home): Meaning => {
  switch (_tag) {
    case "Supplier":
    case "Expected":
      return { _tag: "Departure", home, destination: "Supplier" }
    case "Customer":
    case "CustomerRepair":
      return { _tag: "Departure", home, destination: "Sale" }
    case "Assembly":
      return { _tag: "ToAssembly", home }
    default:
      return { _tag: "Departure", home, destination: "Loss" }
  }
}
