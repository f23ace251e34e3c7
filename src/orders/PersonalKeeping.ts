/**
 * What orders say about persons: kept apart from all else, so that it can be erased, and compared
 * by keyed hashes only.
 *
 * @module
 */
import { Effect, Equal, Option, type Schema } from "effect"

import type { Personal } from "../channels/OrderTerms.ts"
import * as LabelPosting from "../couriers/labels/LabelPosting.ts"
import * as Address from "../kernel/Address.ts"
import * as Digest from "../kernel/Digest.ts"
import type { Transaction, TransactionShape } from "../store/Transaction.ts"
import type { Order } from "./Order.ts"
import type { Destination, Document, OrderKey, PersonsHash } from "./OrderCommand.ts"
import {
  documentId,
  Documents,
  orderId,
  type PersonalRecord,
  personalKeyId,
  PersonalKeys,
  Personals,
} from "./OrderRecords.ts"
import type { OrderRef } from "./OrderRef.ts"
import * as ReasonKeeping from "./ReasonKeeping.ts"
import * as BuyerMarks from "./review/BuyerMarks.ts"
import * as MarkKeeping from "./review/MarkKeeping.ts"
import { buyerId } from "./review/ReviewRecords.ts"

/** The key under which personal texts are hashed; it is drawn when it is first needed. */
export const keyOf = Effect.fnUntraced(function* (tx: TransactionShape): Effect.fn.Return<string> {
  const known = yield* tx.get(PersonalKeys, personalKeyId)
  if (Option.isSome(known)) return known.value.key
  const key = `${yield* tx.id}${yield* tx.id}`
  yield* tx.put(PersonalKeys, { key })
  return key
})

/** Hashes personal texts under the key of the store. */
export const hashing = (tx: TransactionShape): Effect.Effect<(text: string) => string> =>
  Effect.map(keyOf(tx), (key) => (text) => Digest.keyed(key, text))

/** The personal records of some orders while documents of them are taken in. */
export interface Persons {
  /** Where a document goes to; none where nobody can tell, and none of what was erased. */
  readonly destination: (document: Document) => Effect.Effect<Destination | undefined>
  /**
   * What a document says, to be compared with what another one says; none where it says nothing.
   */
  readonly hash: (document: Document) => Effect.Effect<PersonsHash | undefined>
  /** Takes in what a document says, and answers what may be kept of it as it came. */
  readonly keep: (ref: OrderRef, document: Document, shown: Shown) => Effect.Effect<Schema.Json>
  readonly write: Effect.Effect<void>
}

/** What a document that is taken in changed. */
export interface Shown {
  /** Where it goes to. */
  readonly destination: { readonly destination?: Destination }
  /** Its order as it was, and as it is. */
  readonly before: Option.Option<Order>
  readonly after: Option.Option<Order>
}

/** Reads the personal records of orders. */
export const of = Effect.fnUntraced(function* (
  tx: TransactionShape,
  refs: ReadonlyArray<OrderRef>,
): Effect.fn.Return<Persons> {
  const ids = [...new Set(refs.map(orderId))]
  const found = yield* tx.getAll(Personals, ids)
  const known = new Map(found.flatMap(Option.toArray).map((record) => [orderId(record), record]))
  const changed = new Set<string>()
  return {
    destination: Effect.fnUntraced(function* ({ observedAt, value }) {
      const recipient = value.personal?.recipient
      const door = recipient === undefined ? undefined : Address.doorOf(recipient, observedAt)
      if (door === undefined) return undefined
      const until = recipient?.masked === true ? recipient.token?.expiresAt : undefined
      const hashed = { door: (yield* hashing(tx))(door) }
      return until === undefined ? hashed : { ...hashed, until }
    }),
    hash: Effect.fnUntraced(function* ({ value: { personal } }) {
      if (personal === undefined) return undefined
      const hash = yield* hashing(tx)
      const hashOf = (value: unknown) => hash(Digest.canonicalJson(value))
      if (personal.recipient === undefined) return { all: hashOf(personal) }
      // A token may be a new one each time; where it is valid, the door tells two of them apart.
      const { token: _, ...recipient } = personal.recipient
      const { phone: _phone, phoneIsVirtual: _lent, email: _email, ...address } = recipient
      return { all: hashOf({ ...personal, recipient }), address: hashOf(address) }
    }),
    keep: Effect.fnUntraced(function* (ref, document, shown) {
      const id = orderId(ref)
      const { personal, ...record } = known.get(id) ?? emptyOf(ref)
      if (record.erasedAt !== undefined) return null
      const { revision, raw, value } = document
      const isNewest = Option.exists(shown.after, ({ shownBy }) => shownBy.revision === revision)
      const kept = isNewest ? value.personal : personal
      const [before, after] = [shown.before, shown.after].map(Option.getOrUndefined)
      const told = { ...ref, ...value, ...shown.destination }
      const gone: Said = isNewest ? [before, personal] : [told, value.personal]
      const lost = yield* marksLost(tx, gone, [after, kept])
      known.set(id, {
        ...record,
        ...(kept === undefined ? {} : { personal: kept }),
        revisions: [...record.revisions, revision],
        ...(lost.length === 0 ? {} : { formerMarks: merged(record.formerMarks, lost) }),
      })
      changed.add(id)
      return raw
    }),
    write: Effect.suspend(() =>
      Effect.forEach(
        [...known].filter(([id]) => changed.has(id)),
        ([, record]) => tx.put(Personals, record),
        { discard: true },
      ),
    ),
  }
})

/** An order, and what it says about persons. */
type Said = readonly [order: BuyerMarks.Bearer | undefined, personal: Personal | undefined]

/** The marks of words that are not those of the order any more, or never were. */
const marksLost = Effect.fnUntraced(function* (
  tx: TransactionShape,
  gone: Said,
  left: Said,
): Effect.fn.Return<ReadonlyArray<string>> {
  const [order, personal] = gone
  if (order === undefined || Equal.equals(wordsOf(gone), wordsOf(left))) return []
  return BuyerMarks.all(yield* hashing(tx), order, personal).map(buyerId)
})

const merged = (some: ReadonlyArray<string> = [], others: ReadonlyArray<string>) => [
  ...new Set([...some, ...others]),
]

const wordsOf = ([order, personal]: Said) => [
  order?.customerRef,
  order?.customerScope,
  order?.destination,
  personal,
]

const emptyOf = ({ channel, account, kind, externalId }: OrderRef): PersonalRecord => ({
  channel,
  account,
  kind,
  externalId,
  revisions: [],
})

/**
 * Writes down that a label was asked for with what an order says about persons, so that it is
 * erased with that. The label of an erased order has it from somebody else.
 */
export const nameLabel = Effect.fnUntraced(function* (
  tx: TransactionShape,
  ref: OrderRef,
  reference: string,
) {
  const found = yield* tx.get(Personals, orderId(ref))
  const record = Option.getOrElse(found, () => emptyOf(ref))
  if (record.erasedAt !== undefined) return
  yield* tx.put(Personals, { ...record, labels: [...(record.labels ?? []), reference] })
})

/**
 * Erases what is kept about persons of an order and of whatever else its channel showed under its
 * id, labels of its parcels and all reasons that are about it or about its buyer included. What the
 * channel still sends of it is not kept. Answers whether there is such an order or document; where
 * there is not, nothing is written.
 */
export const erase = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: OrderKey,
  isPlaced: boolean,
): Effect.fn.Return<boolean, never, Transaction> {
  const erasedAt = yield* tx.now
  const refs = MarkKeeping.refsOf(order)
  const kept = yield* tx.getAll(Personals, refs.map(orderId))
  if (!isPlaced && kept.every(Option.isNone)) return false
  const marks = yield* MarkKeeping.ofOrder(tx, order)
  yield* ReasonKeeping.erase(tx, [...refs.map(orderId), ...marks])
  for (const [i, ref] of refs.entries()) {
    const found = Option.getOrUndefined(kept[i] ?? Option.none())
    if (found?.erasedAt !== undefined) continue
    for (const revision of found?.revisions ?? []) {
      const document = yield* tx.get(Documents, documentId({ ...ref, revision }))
      if (Option.isSome(document)) yield* tx.put(Documents, { ...document.value, raw: null })
    }
    for (const reference of found?.labels ?? []) yield* LabelPosting.erase(reference)
    const borne = ref.kind === "order" && marks.length > 0 ? { formerMarks: marks } : {}
    yield* tx.put(Personals, { ...emptyOf(ref), ...borne, erasedAt })
  }
  return true
})
