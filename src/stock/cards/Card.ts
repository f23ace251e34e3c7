/**
 * A card: the running record of whatever its name says, such as an item at a place. Rows are added in
 * the order of the journal; what they come to can be asked as of any instant, by when they were
 * recorded or by when they occurred. Pure.
 *
 * A late row, which occurred before others that were recorded earlier, changes the totals by when
 * things occurred from that instant on. The order of the rows stays as it is.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as CardAmounts from "./CardAmounts.ts"
import * as RunningTotals from "./RunningTotals.ts"

/** Which time is meant: when something was written into the journal, or when it happened outside. */
export const Axis = Schema.Literals(["recordedAt", "occurredAt"])
/** Which time is meant. */
export type Axis = typeof Axis.Type

const axes: ReadonlyArray<Axis> = Axis.literals

/**
 * What an entry of the journal did to one card: its place in the journal, its two instants (epoch
 * milliseconds), the name of the event, the document or hold that it names, and what each account
 * came to have more, or less.
 */
export const Row = Schema.Struct({
  position: Quantity.Quantity,
  recordedAt: Schema.Int,
  occurredAt: Schema.Int,
  event: Schema.String,
  document: Schema.optionalKey(Id.Id),
  holdId: Schema.optionalKey(Id.Id),
  changes: CardAmounts.CardAmounts,
})
/** What an entry of the journal did to one card. */
export type Row = typeof Row.Type

/** The most rows of a page. */
export const mostRows = 32

/** The parts of a card's name, such as `stock`, a place and an item. */
export type CardName = ReadonlyArray<string>

/** A row, and the card that it belongs on. */
export interface CardRow {
  readonly card: CardName
  readonly row: Row
}

/** A card, of which pages and nodes are known as far as they were looked up. */
export interface Card {
  readonly card: CardName
  /** Of the last row, 0 before the first one: it tells whether an entry was taken in before. */
  readonly position: number
  readonly rows: number
  /** Rows by the number of their page; all pages but the last are full. */
  readonly pages: ReadonlyMap<number, ReadonlyArray<Row>>
  /** Totals by either instant. */
  readonly totals: Readonly<Record<Axis, RunningTotals.RunningTotals>>
}

/** A card without a row. */
export const empty = (card: CardName): Card => ({
  card,
  position: 0,
  rows: 0,
  pages: new Map(),
  totals: { recordedAt: RunningTotals.empty, occurredAt: RunningTotals.empty },
})

/** The number of the page that has a row, where rows are counted from 0. */
export const pageOf = (row: number): number => Math.floor(row / mostRows)

/** The rows that a card does not have yet. */
export const missing = ({ position }: Card, rows: ReadonlyArray<Row>): ReadonlyArray<Row> =>
  rows.filter((row) => row.position > position)

/** The card, knowing a page more. */
export const withPage = (card: Card, page: number, rows: ReadonlyArray<Row>): Card => ({
  ...card,
  pages: new Map([...card.pages, [page, rows]]),
})

/** The card, knowing more nodes of its totals. */
export const withNodes = (
  { totals, ...card }: Card,
  nodes: Readonly<Record<Axis, Iterable<readonly [number: number, node: RunningTotals.Node]>>>,
): Card => ({
  ...card,
  totals: {
    recordedAt: RunningTotals.within(totals.recordedAt, nodes.recordedAt),
    occurredAt: RunningTotals.within(totals.occurredAt, nodes.occurredAt),
  },
})

/** The page to look up before a row can be added: the last one, unless it is full. */
export const unknownPage = ({ rows, pages }: Card): number | undefined =>
  rows % mostRows === 0 || pages.has(pageOf(rows)) ? undefined : pageOf(rows)

/** The nodes to look up next before rows can be added: none where all are known. */
export const unknownNodes = (
  { totals }: Card,
  rows: ReadonlyArray<Row>,
): ReadonlyArray<readonly [Axis, number]> =>
  axes.flatMap((axis) => {
    const numbers = new Set(rows.map((row) => RunningTotals.unknown(totals[axis], row[axis])))
    return Array.from(numbers).flatMap((number): ReadonlyArray<readonly [Axis, number]> =>
      number === undefined ? [] : [[axis, number]],
    )
  })

/**
 * The card with more rows, in the order of the journal; what it has already is passed over.
 *
 * @example
 * ```ts
 * import { Card, RunningTotals } from "entrepot/stock"
 *
 * const received = {
 *   position: 7,
 *   recordedAt: 2_000,
 *   occurredAt: 1_000,
 *   event: "Received",
 *   changes: [["Shelf", "5"]],
 * } as const
 * const card = Card.append(Card.empty(["stock", "main", "MUG"]), [received, received])
 * console.log(card.rows)
 * console.log(RunningTotals.until(card.totals.recordedAt, 1_500).rows)
 * console.log(RunningTotals.until(card.totals.occurredAt, 1_500).rows)
 * ```
 * ```text
 * 1
 * 0
 * 1
 * ```
 */
export const append = (card: Card, rows: ReadonlyArray<Row>): Card => {
  const pages = new Map(card.pages)
  const fresh: Array<Row> = []
  let position = card.position
  for (const row of rows) {
    if (row.position <= position) continue
    const page = pageOf(card.rows + fresh.length)
    pages.set(page, [...(pages.get(page) ?? []), row])
    fresh.push(row)
    position = row.position
  }
  const totalsBy = (axis: Axis) =>
    RunningTotals.add(
      card.totals[axis],
      fresh.map((row) => ({ at: row[axis], rows: 1, amounts: row.changes })),
    )
  return {
    card: card.card,
    position,
    rows: card.rows + fresh.length,
    pages,
    totals: { recordedAt: totalsBy("recordedAt"), occurredAt: totalsBy("occurredAt") },
  }
}
