/**
 * How cards lie in the store: for each card a head, its pages and the nodes of its totals; and for
 * each stream of the journal how far its cards were kept.
 *
 * @module
 */
import { Schema } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import * as Collection from "../../store/Collection.ts"
import * as Key from "../../store/Key.ts"
import * as Card from "./Card.ts"
import * as RunningTotals from "./RunningTotals.ts"

const card = Schema.Array(Schema.String)
const Root = Schema.Struct({ root: RunningTotals.Node, size: Quantity.Quantity })

/** A card without its pages and the nodes of its totals. */
export const Head = Schema.Struct({
  card,
  position: Quantity.Quantity,
  rows: Quantity.Quantity,
  recordedAt: Root,
  occurredAt: Root,
})
/** A card without its pages and the nodes of its totals. */
export type Head = typeof Head.Type

/** The id of a card. */
export const headId = (card: Card.CardName): string => Key.join(card)

/** One record for each card. */
export const Heads: Collection.Collection<Head> = Collection.make({
  name: "card",
  schema: Head,
  id: (head) => headId(head.card),
})

/** Rows of a card. */
export interface Page {
  readonly card: Card.CardName
  readonly page: number
  readonly rows: ReadonlyArray<Card.Row>
}

/** The id of a page. */
export const pageId = ({ card, page }: Pick<Page, "card" | "page">): string =>
  Key.join([...card, page])

/** One record for each page, numbered from 0. */
export const Pages: Collection.Collection<Page> = Collection.make({
  name: "cardPage",
  schema: Schema.Struct({ card, page: Quantity.Quantity, rows: Schema.Array(Card.Row) }),
  id: (page) => pageId(page),
})

/** A node of a card's totals. */
export interface TotalsNode {
  readonly card: Card.CardName
  readonly axis: Card.Axis
  readonly node: number
  readonly entries: RunningTotals.Node
}

/** The id of a node. */
export const nodeId = ({ card, axis, node }: Pick<TotalsNode, "card" | "axis" | "node">): string =>
  Key.join([...card, axis, node])

/** One record for each node. */
export const Nodes: Collection.Collection<TotalsNode> = Collection.make({
  name: "cardNode",
  schema: Schema.Struct({
    card,
    axis: Card.Axis,
    node: Quantity.Quantity,
    entries: RunningTotals.Node,
  }),
  id: (node) => nodeId(node),
})

/** How far the cards of a stream were kept: its cursor, and the position of the last entry. */
export interface Bookmark {
  readonly stream: string
  readonly cursor: string
  readonly position: number
}

/** One record for each stream of the journal that is kept on cards. */
export const Bookmarks: Collection.Collection<Bookmark> = Collection.make({
  name: "cardBookmark",
  schema: Schema.Struct({
    stream: Schema.String,
    cursor: Schema.String,
    position: Quantity.Quantity,
  }),
  id: ({ stream }) => stream,
})
