/**
 * Cells of RFM: the names of three quintiles, and what the customers of each come to. Pure.
 *
 * @module
 */
import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as RfmAmount from "./RfmAmount.ts"

/** From 1, the worst, to 5, the best. */
export type Quintile = 1 | 2 | 3 | 4 | 5

/** The names of the cells, in the order in which the first that fits counts. */
export type Cell =
  | "Champions"
  | "Potential loyalist"
  | "Loyal customers"
  | "Promising"
  | "New customers"
  | "Can't lose them"
  | "At risk"
  | "Need attention"
  | "About to sleep"
  | "Lost"
  | "Others"

type Range = readonly [Quintile, Quintile]

/** Of recency, frequency and money, both ends included: the table of CRAN's `rfm` 0.3.0. */
const named: ReadonlyArray<readonly [Cell, Range, Range, Range]> = [
  ["Champions", [5, 5], [5, 5], [5, 5]],
  ["Potential loyalist", [3, 5], [3, 5], [2, 5]],
  ["Loyal customers", [2, 4], [2, 4], [2, 4]],
  ["Promising", [3, 4], [1, 3], [3, 5]],
  ["New customers", [4, 5], [1, 3], [1, 5]],
  ["Can't lose them", [1, 2], [3, 4], [4, 5]],
  ["At risk", [1, 2], [2, 5], [4, 5]],
  ["Need attention", [1, 3], [3, 5], [3, 5]],
  ["About to sleep", [2, 3], [1, 3], [1, 4]],
  ["Lost", [1, 1], [1, 5], [1, 5]],
]

/**
 * The name of the cell of three quintiles.
 *
 * @example
 * ```ts
 * import { RfmCell } from "entrepot/customers"
 *
 * console.log(RfmCell.nameOf(5, 5, 5), "-", RfmCell.nameOf(1, 1, 1))
 * ```
 * ```text
 * Champions - Lost
 * ```
 */
export const nameOf = (recency: Quintile, frequency: Quintile, monetary: Quintile): Cell => {
  const isIn = ([least, most]: Range, quintile: Quintile): boolean =>
    least <= quintile && quintile <= most
  const found = named.find(
    ([, r, f, m]) => isIn(r, recency) && isIn(f, frequency) && isIn(m, monetary),
  )
  return found?.[0] ?? "Others"
}

/** Where a customer stands. */
export interface RfmPlace {
  readonly recency: Quintile
  readonly frequency: Quintile
  readonly monetary: Quintile
  readonly cell: Cell
}

/** A customer where they stand. */
export interface RfmPlaced extends RfmPlace {
  readonly customerId: string
  readonly orders: number
  readonly amount: Money.Money
}

/** How many customers there are, and what they bought. */
export interface RfmSum {
  readonly customers: number
  readonly orders: number
  readonly amount: Money.Money
}

/** All customers of a named cell. */
export interface RfmCell extends RfmSum {
  readonly cell: Cell
}

/** All customers of the same three quintiles. */
export interface RfmFifths extends RfmSum, RfmPlace {}

/**
 * The cells in which there is anybody, the one with the greatest amount first.
 *
 * @throws RangeError where amounts are not all in one currency (a programmer's error)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Rfm, RfmCell } from "entrepot/customers"
 *
 * const bought = { recencyDays: 3, orders: 2, amount: Money.of("20.50", "EUR") }
 * const scores = Rfm.score(["ann", "bob"].map((customerId) => ({ customerId, ...bought })))
 * for (const { cell, customers, orders, amount } of RfmCell.of(scores))
 *   console.log(cell, customers, orders, Money.format(amount))
 * ```
 * ```text
 * Lost 2 4 41.00 EUR
 * ```
 */
export const of = (scores: Iterable<RfmPlaced>): ReadonlyArray<RfmCell> =>
  sums(scores, ({ cell }) => ({ cell }))

/**
 * The same for each three quintiles in which there is anybody: up to 125.
 *
 * @throws RangeError where amounts are not all in one currency (a programmer's error)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Rfm, RfmCell } from "entrepot/customers"
 *
 * const bought = { recencyDays: 3, orders: 2, amount: Money.of("20.50", "EUR") }
 * const scores = Rfm.score([{ customerId: "ann", ...bought }])
 * for (const { recency, frequency, monetary, cell } of RfmCell.fifthsOf(scores))
 *   console.log(recency, frequency, monetary, cell)
 * ```
 * ```text
 * 1 1 1 Lost
 * ```
 */
export const fifthsOf = (scores: Iterable<RfmPlaced>): ReadonlyArray<RfmFifths> =>
  sums(scores, ({ recency, frequency, monetary, cell }) => ({ recency, frequency, monetary, cell }))

/** Adds up those who stand at one place: the greatest amount first, of equal ones as they are named. */
const sums = <Place extends object>(
  scores: Iterable<RfmPlaced>,
  placeOf: (placed: RfmPlaced) => Place,
): ReadonlyArray<Place & RfmSum> => {
  const found = new Map<string, Place & RfmSum>()
  let nothing: Money.Money | undefined
  for (const placed of scores) {
    const place = placeOf(placed)
    const name = Object.values(place).join()
    const { customerId, orders, amount } = placed
    nothing ??= Money.zero(amount.currency)
    const known = found.get(name) ?? { ...place, customers: 0, orders: 0, amount: nothing }
    found.set(name, {
      ...known,
      customers: known.customers + 1,
      orders: known.orders + orders,
      amount: RfmAmount.plus(known.amount, amount, customerId),
    })
  }
  return Array.from(found)
    .toSorted(
      ([one, a], [other, b]) =>
        Decimal.compare(b.amount.amount, a.amount.amount) || (one < other ? 1 : -1),
    )
    .map(([, sum]) => sum)
}
