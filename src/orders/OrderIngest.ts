/**
 * Taking in what a channel shows, as a program of a transaction: to run alone or inside a larger
 * one.
 *
 * @module
 */
import { Effect, HashMap, Option, Result, Schema } from "effect"

import type { ChannelOrderLine } from "../channels/ChannelOrder.ts"
import * as Digest from "../kernel/Digest.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type * as Order from "./Order.ts"
import * as OrderBook from "./OrderBook.ts"
import type { Document, OrderPage } from "./OrderCommand.ts"
import * as OrderDecision from "./OrderDecision.ts"
import type { OrderEvent } from "./OrderEvent.ts"
import * as OrderEvolution from "./OrderEvolution.ts"
import { Checkpoints, documentId, Documents, History, orderId, Orders } from "./OrderRecords.ts"
import { documentName, type DocumentRef, orderName } from "./OrderRef.ts"
import type { OrderRefusal } from "./OrderRefusal.ts"
import * as PersonalKeeping from "./PersonalKeeping.ts"

/** What came of a document of a page. */
export interface Taken {
  readonly document: Document
  /** `known` was seen before, and `parked` makes no sense; nothing else was done with either. */
  readonly as: "placed" | "revised" | "known" | "parked"
  /** The order before, if it was known, and behind the document. */
  readonly before: Option.Option<Order.Order>
  readonly after: Option.Option<Order.Order>
}

/** The lines of a document that none before it had named. */
export const newLines = ({ document, as, before }: Taken): ReadonlyArray<ChannelOrderLine> => {
  const { lines } = document.value
  if (as === "placed") return lines
  if (as !== "revised" || Option.isNone(before)) return []
  const known = new Set(before.value.lines.map(({ lineId }) => lineId))
  return lines.filter(({ lineId }) => !known.has(lineId))
}

/** How many documents of a page came to what; see {@link Taken}. */
export const Ingested = Schema.Struct({
  placed: Schema.Int,
  revised: Schema.Int,
  known: Schema.Int,
  parked: Schema.Int,
})
/** How many documents of a page came to what. */
export type Ingested = typeof Ingested.Type

/** Counts what came of a page. */
export const count = (taken: ReadonlyArray<Taken>): Ingested => {
  const counts = { placed: 0, revised: 0, known: 0, parked: 0 }
  for (const { as } of taken) counts[as] += 1
  return counts
}

/**
 * The command id of a page: the same for the same documents behind the same checkpoint, so that a
 * page which is sent again is answered as the first time.
 */
export const commandId = ({ channel, account, checkpoint, items }: OrderPage): string => {
  const shown = items.map(({ revision, value }) => [value.kind, value.externalId, revision])
  const text = JSON.stringify([channel, account, checkpoint ?? null, shown])
  return `ingest ${Digest.sha256(text)}`
}

/**
 * Takes in a page and its checkpoint. Documents that were seen before change nothing; a document
 * that makes no sense is parked, and the page goes on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { OrderIngest } from "entrepot/orders"
 *
 * const linesOf = (page: Parameters<typeof OrderIngest.ingest>[0]) =>
 *   Effect.map(OrderIngest.ingest(page), (taken) => taken.flatMap(OrderIngest.newLines))
 * ```
 */
export const ingest = Effect.fnUntraced(function* (
  page: OrderPage,
): Effect.fn.Return<ReadonlyArray<Taken>, never, Transaction> {
  const tx = yield* Transaction
  const changed = new Set<string>()
  const taken: Array<Taken> = []
  let book = yield* bookOf(tx, page)
  const persons = yield* PersonalKeeping.of(
    tx,
    page.items.map((document) => refOf(page, document)),
  )
  for (const document of page.items) {
    const ref = refOf(page, document)
    const door = yield* persons.destination(document)
    const destination = door === undefined ? {} : { destination: door }
    const hash = yield* persons.hash(document)
    const decision = OrderDecision.decide(book, {
      _tag: "Observe",
      ...page,
      document,
      ...destination,
      ...(hash === undefined ? {} : { persons: hash }),
    })
    const events = Result.getOrElse(decision, (refusal) => [parked(ref, document, refusal)])
    const [event] = events
    const known = OrderBook.order(book, ref)
    if (event !== undefined) book = OrderEvolution.evolve(book, event)
    const after = OrderBook.order(book, ref)
    taken.push({ document, as: asOf(event), before: known, after })
    if (event === undefined) continue
    if (event._tag !== "Parked") changed.add(orderName(ref))
    yield* tx.append(History, event, {
      occurredAt: event._tag === "Placed" ? event.placedAt : document.observedAt,
    })
    const { observedAt } = document
    const because = event._tag === "Parked" ? { parked: event.because } : {}
    const raw = yield* persons.keep(ref, document, { destination, before: known, after })
    yield* tx.put(Documents, { ...ref, observedAt, raw, ...because })
  }
  for (const name of changed)
    yield* tx.put(Orders, Option.getOrThrow(HashMap.get(book.orders, name)))
  yield* persons.write
  const { channel, account, checkpoint } = page
  if (checkpoint !== undefined) yield* tx.put(Checkpoints, { channel, account, checkpoint })
  return taken
})

const refOf = (
  { channel, account }: OrderPage,
  { revision, value: { externalId, kind } }: Document,
): DocumentRef => ({ channel, account, externalId, kind, revision })

/** The orders that the page is about, and those of its documents that were seen before. */
const bookOf = (tx: TransactionShape, page: OrderPage): Effect.Effect<OrderBook.Book> =>
  Effect.gen(function* () {
    const refs = page.items.map((document) => refOf(page, document))
    const documents = yield* tx.getAll(Documents, distinct(refs.map(documentId)))
    const orders = yield* tx.getAll(Orders, distinct(refs.map(orderId)))
    return OrderBook.of(
      orders.flatMap(Option.toArray),
      documents.flatMap(Option.toArray).map(documentName),
    )
  })

const distinct = (ids: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(ids)]

const parked = (ref: DocumentRef, { observedAt }: Document, refusal: OrderRefusal): OrderEvent => ({
  _tag: "Parked",
  ...ref,
  observedAt,
  because: refusal.message,
})

const asOf = (event: OrderEvent | undefined): Taken["as"] => {
  switch (event?._tag) {
    case undefined:
      return "known"
    case "Placed":
      return "placed"
    case "Parked":
      return "parked"
    default:
      return "revised"
  }
}
