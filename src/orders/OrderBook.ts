/**
 * The order book: which orders there are, and which of their documents were seen. Pure.
 *
 * @module
 */
import { HashMap, HashSet, type Option } from "effect"

import type { Order } from "./Order.ts"
import { orderName, type OrderRef } from "./OrderRef.ts"

/** What is known of orders, and of the documents that were seen of them. */
export interface Book {
  readonly orders: HashMap.HashMap<string, Order>
  readonly documents: HashSet.HashSet<string>
}

/** A book in which nothing is written. */
export const empty: Book = { orders: HashMap.empty(), documents: HashSet.empty() }

/** Makes a book of orders and of the names of documents. */
export const of = (orders: Iterable<Order>, documents: Iterable<string>): Book => ({
  orders: HashMap.fromIterable(Array.from(orders, (order) => [orderName(order), order])),
  documents: HashSet.fromIterable(documents),
})

/** The order of a name. */
export const order = (book: Book, ref: OrderRef): Option.Option<Order> =>
  HashMap.get(book.orders, orderName(ref))
