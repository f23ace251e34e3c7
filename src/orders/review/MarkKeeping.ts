/**
 * The marks by which somebody is known again, as ids of what is kept about them.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { Kind } from "../../channels/ChannelOrder.ts"
import * as Digest from "../../kernel/Digest.ts"
import type { Collection } from "../../store/Collection.ts"
import type { OrderKey } from "../OrderCommand.ts"
import { orderId, Orders, personalKeyId, PersonalKeys, Personals } from "../OrderRecords.ts"
import type { OrderRef } from "../OrderRef.ts"
import * as BuyerMarks from "./BuyerMarks.ts"
import { buyerId } from "./ReviewRecords.ts"

/** Reads a record of the store, inside a transaction or outside. */
export interface Reader<E> {
  readonly get: <A>(from: Collection<A>, id: string) => Effect.Effect<Option.Option<A>, E>
}

/**
 * Whatever a channel may show under the id of an order.
 *
 * @internal
 */
export const refsOf = ({ channel, account, externalId }: OrderKey): ReadonlyArray<OrderRef> =>
  Kind.literals.map((kind) => ({ channel, account, kind, externalId }))

/** Marks as ids, where a key was drawn to hash them; else there are none. */
const hashed = Effect.fnUntraced(function* <E>(
  reader: Reader<E>,
  marks: (hash: BuyerMarks.Hash) => ReturnType<typeof BuyerMarks.all>,
): Effect.fn.Return<ReadonlyArray<string>, E> {
  const drawn = Option.getOrUndefined(yield* reader.get(PersonalKeys, personalKeyId))
  if (drawn === undefined) return []
  return marks((text) => Digest.keyed(drawn.key, text)).map(buyerId)
})

/**
 * The marks that an order bears or ever bore, and those of whatever else its channel showed under
 * its id, its contacts in any form; also after its words were erased.
 *
 * @internal
 */
export const ofOrder = Effect.fnUntraced(function* <E>(
  reader: Reader<E>,
  order: OrderKey,
): Effect.fn.Return<ReadonlyArray<string>, E> {
  const marks = new Set<string>()
  for (const id of refsOf(order).map(orderId)) {
    const found = Option.getOrUndefined(yield* reader.get(Orders, id))
    const record = Option.getOrUndefined(yield* reader.get(Personals, id))
    const now = yield* hashed(reader, (hash) =>
      found === undefined ? [] : BuyerMarks.all(hash, found, record?.personal),
    )
    for (const mark of [...now, ...(record?.formerMarks ?? [])]) marks.add(mark)
  }
  return [...marks]
})

/**
 * The marks of some contacts in any form.
 *
 * @internal
 */
export const ofContacts = <E>(
  reader: Reader<E>,
  contacts: ReadonlyArray<BuyerMarks.Contact>,
): Effect.Effect<ReadonlyArray<string>, E> =>
  hashed(reader, (hash) => contacts.flatMap((one) => BuyerMarks.inAnyForm(hash, one)))
