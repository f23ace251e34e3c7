/**
 * Former ids of customers: the id of a record means whoever has that record, and where the record was
 * withdrawn, whoever has the next of that customer's.
 *
 * @module
 */
import { Effect, Option, Order } from "effect"

import type { Collection } from "../../store/Collection.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import { Identities, type Identity, Successors } from "./IdentityRecords.ts"

/** Reads a record of the store, in a transaction or outside. */
export interface Reader<E> {
  readonly get: <A>(from: Collection<A>, id: string) => Effect.Effect<Option.Option<A>, E>
}

/** The identity of a record, or of the one that stands for it since it was withdrawn. */
export const identityOf = Effect.fnUntraced(function* <E>(
  reader: Reader<E>,
  recordId: string,
): Effect.fn.Return<Option.Option<Identity>, E> {
  const seen = new Set<string>()
  for (let id = recordId; !seen.has(id);) {
    const found = yield* reader.get(Identities, id)
    if (Option.isSome(found)) return found
    seen.add(id)
    const next = Option.getOrUndefined(yield* reader.get(Successors, id))
    id = next?.successor ?? id
  }
  return Option.none()
})

/** The id of the record that stands for one; of a record that nobody knows, its own. */
export const standingFor = <E>(reader: Reader<E>, recordId: string): Effect.Effect<string, E> =>
  Effect.map(
    identityOf(reader, recordId),
    Option.match({ onNone: () => recordId, onSome: (found) => found.recordId }),
  )

/** The one that is known since earliest comes first. */
export const bySeniority: Order.Order<Identity> = Order.combine(
  Order.mapInput(Order.Number, ({ since }) => since),
  Order.mapInput(Order.String, ({ recordId }) => recordId),
)

/** Leaves the id of a record that is withdrawn to the senior of the others, if it ever was a customer's. */
export const leave = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { recordId, tenures }: Identity,
  others: ReadonlyArray<Identity>,
) {
  const [senior] = others.toSorted(bySeniority)
  const wasCustomer =
    tenures.some(({ customer }) => customer === recordId) ||
    // In an earlier life: it was withdrawn before, and came again.
    Option.isSome(yield* tx.get(Successors, recordId))
  if (senior !== undefined && wasCustomer)
    yield* tx.put(Successors, { recordId, successor: senior.recordId })
  else yield* tx.remove(Successors, recordId)
})
