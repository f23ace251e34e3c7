/**
 * Cards as records: reading as much of them as is needed, and writing what changed.
 *
 * @module
 */
import { Array, Effect, Option } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as Card from "./Card.ts"
import { type Head, headId, Heads, nodeId, Nodes, pageId, Pages } from "./CardRecords.ts"
import * as RunningTotals from "./RunningTotals.ts"

/** A card, and rows that it does not have. */
interface Lacking {
  readonly card: Card.Card
  readonly rows: ReadonlyArray<Card.Row>
}

/**
 * Adds rows to their cards, those of one card in the order of the journal. What a card has already is
 * passed over.
 *
 * @example
 * ```ts
 * import { CardKeeping, StockCard, type StockEvent } from "entrepot/stock"
 *
 * const keep = (entry: StockCard.Entry<StockEvent.StockEvent>) =>
 *   CardKeeping.append(StockCard.rowsOf(entry))
 * ```
 */
export const append = Effect.fnUntraced(function* (
  cardRows: ReadonlyArray<Card.CardRow>,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const byCard = Map.groupBy(cardRows, ({ card }) => headId(card))
  const heads = Array.getSomes(yield* tx.getAll(Heads, [...byCard.keys()]))
  const known = new Map(heads.map((head) => [headId(head.card), cardOf(head)]))
  const lacking = globalThis.Array.from(byCard, ([id, all]): Lacking => {
    const card = known.get(id) ?? Card.empty(all[0]?.card ?? [])
    return {
      card,
      rows: Card.missing(
        card,
        all.map(({ row }) => row),
      ),
    }
  }).filter(({ rows }) => rows.length > 0)
  for (const { card, rows } of yield* withNodes(tx, yield* withPages(tx, lacking)))
    yield* write(tx, card, Card.append(card, rows))
})

/** What came to a card until an instant, and whether that is all that ever came to it. */
export interface Until extends RunningTotals.Total {
  readonly isLatest: boolean
}

/** What came to a card until an instant, that instant included; nothing where there is no card. */
export const until = Effect.fnUntraced(function* (
  name: Card.CardName,
  axis: Card.Axis,
  at: number,
): Effect.fn.Return<Until, never, Transaction> {
  const tx = yield* Transaction
  const head = Option.getOrUndefined(yield* tx.get(Heads, headId(name)))
  let totals = head === undefined ? RunningTotals.empty : cardOf(head).totals[axis]
  for (;;) {
    const node = RunningTotals.unknown(totals, at)
    if (node === undefined) {
      const total = RunningTotals.until(totals, at)
      return { ...total, isLatest: total.rows === (head?.rows ?? 0) }
    }
    const found = Option.getOrThrow(yield* tx.get(Nodes, nodeId({ card: name, axis, node })))
    totals = RunningTotals.within(totals, [[node, found.entries]])
  }
})

const cardOf = ({ card, position, rows, recordedAt, occurredAt }: Head): Card.Card => ({
  card,
  position,
  rows,
  pages: new Map(),
  totals: {
    recordedAt: RunningTotals.of(recordedAt.root, recordedAt.size),
    occurredAt: RunningTotals.of(occurredAt.root, occurredAt.size),
  },
})

/** Cards with their last pages, read together. */
const withPages = (
  tx: TransactionShape,
  lacking: ReadonlyArray<Lacking>,
): Effect.Effect<ReadonlyArray<Lacking>> => {
  const wanted = lacking.flatMap(({ card }) => {
    const page = Card.unknownPage(card)
    return page === undefined ? [] : [pageId({ card: card.card, page })]
  })
  return Effect.map(tx.getAll(Pages, wanted), (found) => {
    const pages = new Map(Array.getSomes(found).map((page) => [headId(page.card), page]))
    return lacking.map(({ card, rows }) => {
      const last = pages.get(headId(card.card))
      return { rows, card: last === undefined ? card : Card.withPage(card, last.page, last.rows) }
    })
  })
}

/** Cards with the nodes that their rows concern, read together level by level. */
const withNodes = Effect.fnUntraced(function* (
  tx: TransactionShape,
  lacking: ReadonlyArray<Lacking>,
): Effect.fn.Return<ReadonlyArray<Lacking>> {
  for (let known = lacking; ;) {
    const wanted = known.flatMap(({ card, rows }) =>
      Card.unknownNodes(card, rows).map(([axis, node]) => nodeId({ card: card.card, axis, node })),
    )
    if (wanted.length === 0) return known
    const found = Array.getSomes(yield* tx.getAll(Nodes, wanted))
    const nodes = Map.groupBy(found, ({ card }) => headId(card))
    known = known.map(({ card, rows }) => {
      const some = nodes.get(headId(card.card)) ?? []
      const by = (axis: Card.Axis) =>
        some
          .filter((node) => node.axis === axis)
          .map(({ node, entries }) => [node, entries] as const)
      return {
        rows,
        card: Card.withNodes(card, {
          recordedAt: by("recordedAt"),
          occurredAt: by("occurredAt"),
        }),
      }
    })
  }
})

/** Writes the head of a card, and those of its pages and nodes that changed. */
const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  before: Card.Card,
  { card, position, rows, pages, totals }: Card.Card,
): Effect.fn.Return<void> {
  const rootOf = (axis: Card.Axis) => ({ root: totals[axis].root, size: totals[axis].size })
  yield* tx.put(Heads, {
    card,
    position,
    rows,
    recordedAt: rootOf("recordedAt"),
    occurredAt: rootOf("occurredAt"),
  })
  for (const [page, rows] of pages)
    if (before.pages.get(page) !== rows) yield* tx.put(Pages, { card, page, rows })
  for (const axis of Card.Axis.literals)
    for (const [node, entries] of totals[axis].nodes)
      if (before.totals[axis].nodes.get(node) !== entries)
        yield* tx.put(Nodes, { card, axis, node, entries })
})
