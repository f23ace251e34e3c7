/**
 * The decision to move units between accounts. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import * as Quantity from "../kernel/Quantity.ts"
import { shortage } from "./Shortage.ts"
import { isBeside, type StockAccount } from "./StockAccount.ts"
import * as StockBook from "./StockBook.ts"
import type { StockCommand } from "./StockCommand.ts"
import type { Leg, StockEvent } from "./StockEvent.ts"
import { summed } from "./StockLines.ts"
import { AccountShort, type StockRefusal } from "./StockRefusal.ts"

/** Moves units: from a shelf only those that nobody holds, from no account more than are in it. */
export const moving = (
  book: StockBook.Book,
  { lines, document }: Extract<StockCommand, { _tag: "Move" }>,
): Result.Result<ReadonlyArray<StockEvent>, StockRefusal> =>
  Result.gen(function* () {
    const legs = (yield* legsOf(lines)).filter(({ from, to }) => nameOf(from) !== nameOf(to))
    if (legs.length === 0) return []
    const leaving = yield* summed(
      legs.flatMap(({ sku, quantity, from }) =>
        from._tag === "Shelf" ? [{ sku, quantity, place: from.place }] : [],
      ),
    )
    const refusal = shortage(book, leaving) ?? (yield* shortBeside(book, legs))
    if (refusal !== undefined) return yield* Result.fail(refusal)
    yield* countable(book, legs)
    return [
      { _tag: "Moved" as const, lines: legs, ...(document === undefined ? {} : { document }) },
    ]
  })

const nameOf = (account: StockAccount): string =>
  "place" in account ? `${account._tag}\u0000${account.place}` : account._tag

/** One line for each item and both accounts. */
const legsOf = (lines: ReadonlyArray<Leg>) =>
  Result.gen(function* () {
    const found = yield* Quantity.sumBy(
      lines,
      ({ sku, from, to }) => [sku, nameOf(from), nameOf(to)].join("\u0001"),
      ({ quantity }) => quantity,
    )
    // The answer counts the units of all lines together.
    yield* Quantity.sum(found.map(([, quantity]) => quantity))
    return found.map(([{ sku, from, to }, quantity]): Leg => ({ sku, quantity, from, to }))
  })

const balance = (book: StockBook.Book, sku: string, account: StockAccount): number => {
  if (!("place" in account)) return 0
  const shelf = Option.getOrUndefined(StockBook.shelf(book, { sku, place: account.place }))
  if (shelf === undefined) return 0
  return isBeside(account) ? StockBook.beside(shelf, account._tag) : shelf.onHand
}

/** Units of each item in each account, of one side of the legs. */
const sidesOf = (legs: ReadonlyArray<Leg>, side: "from" | "to") =>
  Quantity.sumBy(
    legs,
    (leg) => `${leg.sku}\u0001${nameOf(leg[side])}`,
    ({ quantity }) => quantity,
  )

const shortBeside = (
  book: StockBook.Book,
  legs: ReadonlyArray<Leg>,
): Result.Result<AccountShort | undefined, Quantity.QuantityOverflow> =>
  Result.map(sidesOf(legs, "from"), (leaving) => {
    const lines = leaving
      .filter(([{ from }]) => isBeside(from))
      .map(([{ sku, from }, wanted]) => ({
        sku,
        account: from,
        wanted,
        there: balance(book, sku, from),
      }))
      .filter(({ wanted, there }) => wanted > there)
    return lines.length > 0 ? new AccountShort({ lines }) : undefined
  })

/** Refuses what could not be counted any more. */
const countable = (
  book: StockBook.Book,
  legs: ReadonlyArray<Leg>,
): Result.Result<unknown, Quantity.QuantityOverflow> =>
  Result.flatMap(sidesOf(legs, "to"), (arriving) =>
    Result.all(
      arriving.map(([{ sku, to }, quantity]) => Quantity.plus(balance(book, sku, to), quantity)),
    ),
  )
