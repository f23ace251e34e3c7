/**
 * What orders say about persons: kept apart from all else, so that it can be erased, and compared by
 * keyed hashes only.
 *
 * @module
 */
import { Effect, Option, type Schema } from "effect"

import * as Address from "../kernel/Address.ts"
import * as Digest from "../kernel/Digest.ts"
import type { TransactionShape } from "../store/Transaction.ts"
import type { Destination, Document } from "./OrderCommand.ts"
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
  /** Takes in what a document says, and answers what may be kept of it as it came. */
  readonly keep: (ref: OrderRef, document: Document, isNewest: boolean) => Schema.Json
  readonly write: Effect.Effect<void>
}

/** Reads the personal records of orders. */
export const of = Effect.fnUntraced(function* (
  tx: TransactionShape,
  refs: ReadonlyArray<OrderRef>,
): Effect.fn.Return<Persons> {
  const ids = [...new Set(refs.map(orderId))]
  const found = yield* tx.getAll(Personals, ids)
  const known = new Map(found.flatMap(Option.toArray).map((record) => [orderId(record), record]))
  const changed = new Set<PersonalRecord>()
  return {
    destination: Effect.fnUntraced(function* ({ observedAt, value }) {
      const recipient = value.personal?.recipient
      const door = recipient === undefined ? undefined : Address.doorOf(recipient, observedAt)
      if (door === undefined) return undefined
      const until = recipient?.masked === true ? recipient.token?.expiresAt : undefined
      const hashed = { door: (yield* hashing(tx))(door) }
      return until === undefined ? hashed : { ...hashed, until }
    }),
    keep: (ref, { revision, raw, value: { personal } }, isNewest) => {
      const { channel, account, kind, externalId } = ref
      const id = orderId(ref)
      const before = known.get(id) ?? { channel, account, kind, externalId, revisions: [] }
      if (before.erasedAt !== undefined) return null
      const { personal: _, ...rest } = before
      const kept = isNewest ? personal : before.personal
      const after = {
        ...rest,
        ...(kept === undefined ? {} : { personal: kept }),
        revisions: [...before.revisions, revision],
      }
      changed.delete(before)
      changed.add(after)
      known.set(id, after)
      return raw
    },
    write: Effect.suspend(() =>
      Effect.forEach(changed, (record) => tx.put(Personals, record), { discard: true }),
    ),
  }
})

/** Erases what is kept of an order about persons; what the channel still sends of it is not kept. */
export const erase = Effect.fnUntraced(function* (tx: TransactionShape, ref: OrderRef) {
  const { channel, account, kind, externalId } = ref
  const found = Option.getOrUndefined(yield* tx.get(Personals, orderId(ref)))
  if (found?.erasedAt !== undefined) return
  const erasedAt = yield* tx.now
  for (const revision of found?.revisions ?? []) {
    const document = yield* tx.get(Documents, documentId({ ...ref, revision }))
    if (Option.isSome(document)) yield* tx.put(Documents, { ...document.value, raw: null })
  }
  yield* tx.put(Personals, { channel, account, kind, externalId, revisions: [], erasedAt })
})
