/**
 * What decisions read of a command and a book, or why they cannot. Pure.
 *
 * @module
 */
import { Option, Result } from "effect"

import * as Money from "../../kernel/Money.ts"
import * as CostBook from "./CostBook.ts"
import type { CostCommand } from "./CostCommand.ts"
import type { CostLayer, Minor } from "./CostLayer.ts"
import { CostBelowZero, CostNotLoaded, type CostNeeded, UnknownCostLayer } from "./CostRefusal.ts"

type Book = CostBook.CostBook

/** What every event of the scope begins with. */
export const eventOf = ({ head }: Book, { document }: Pick<CostCommand, "document">) => ({
  scope: head.scope,
  currency: head.currency,
  ...(document === undefined ? {} : { document }),
})

/** The amount in minor units of the scope's currency. */
export const amountOf = (
  { head: { currency } }: Book,
  money: Money.Money,
): Result.Result<Minor, Money.CurrencyMismatch | Money.NotPosted> =>
  money.currency === currency
    ? Money.toMinor(money)
    : Result.fail(new Money.CurrencyMismatch({ wanted: currency, given: money.currency }))

/** The same of an amount that must not be negative. */
export const costOf = (
  book: Book,
  money: Money.Money,
): Result.Result<Minor, Money.CurrencyMismatch | Money.NotPosted | CostBelowZero> =>
  Result.filterOrFail(
    amountOf(book, money),
    (amount) => amount >= 0n,
    (amount) => new CostBelowZero({ scope: book.head.scope, cost: `${amount}` }),
  )

/** Asks for records that the book lacks. */
export const notLoaded = ({ head }: Book, needed: CostNeeded): CostNotLoaded =>
  new CostNotLoaded({ scope: head.scope, needed })

/** A layer of the book, as of the latest revaluation. */
export const layerOf = (
  book: Book,
  layer: number,
): Result.Result<CostLayer, UnknownCostLayer | CostNotLoaded> =>
  Option.match(CostBook.layer(book, layer), {
    onSome: Result.succeed,
    onNone: () =>
      Result.fail(
        layer < book.head.tail
          ? notLoaded(book, { _tag: "Layer", layer })
          : new UnknownCostLayer({ scope: book.head.scope, layer }),
      ),
  })
