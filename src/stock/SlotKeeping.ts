/**
 * Slots as records: what lies inside of the long ones of a shelf is kept apart from it.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { Collection } from "../store/Collection.ts"
import type { TransactionShape } from "../store/Transaction.ts"
import * as Expiry from "./Expiry.ts"

/** The records of what lies inside of the long slots of one shelf. */
export interface Inside<A extends Expiry.Detail> {
  readonly collection: Collection<A>
  /** The record of a stretch of time. */
  readonly record: (detail: Expiry.Detail) => A
}

const idOf = <A extends Expiry.Detail>(
  { collection, record }: Inside<A>,
  { at, span }: Pick<Expiry.Slot, "at" | "span">,
): string => collection.id(record({ at, span, slots: [] }))

/**
 * Slots with what is inside of those that these instants (epoch milliseconds) lie in, and of what has
 * passed by now.
 */
export const lookInside = Effect.fnUntraced(function* <A extends Expiry.Detail>(
  tx: TransactionShape,
  inside: Inside<A>,
  slots: Expiry.Slots,
  now: number,
  instants: ReadonlyArray<number>,
): Effect.fn.Return<Expiry.Slots> {
  let looked = slots
  const seconds = instants.map(Expiry.secondOf)
  for (;;) {
    const unknown = Expiry.unknown(looked, Expiry.begun(now), seconds)
    if (unknown.length === 0) return looked
    const details = yield* tx.getAll(
      inside.collection,
      unknown.map((slot) => idOf(inside, slot)),
    )
    looked = unknown.reduce((known, slot, i) => {
      const detail = Option.flatten(Option.fromNullishOr(details[i]))
      return Expiry.within(known, slot, Option.getOrThrow(detail).slots)
    }, looked)
  }
})

/** Writes what is inside of slots now, where it was other before, and removes what is no more. */
export const write = <A extends Expiry.Detail>(
  tx: TransactionShape,
  inside: Inside<A>,
  before: Expiry.Slots = [],
  after: Expiry.Slots = [],
): Effect.Effect<void> => {
  const { collection, record } = inside
  const old = detailsOf(inside, before)
  const fresh = detailsOf(inside, after)
  const writes = Array.from(fresh, ([id, { at, span, slots }]) => {
    const detail = record({ at, span, slots: Expiry.kept(slots) })
    const known = old.get(id)
    if (known !== undefined) return known.slots === slots ? Effect.void : tx.put(collection, detail)
    // A new one is inserted without looking: a read would hold up whoever comes next.
    return Effect.flatMap(tx.insert(collection, detail), (isNew) =>
      isNew ? Effect.void : tx.put(collection, detail),
    )
  })
  const removals = Array.from(old.keys()).filter((id) => !fresh.has(id))
  return Effect.all([...writes, ...removals.map((id) => tx.remove(collection, id))], {
    discard: true,
  })
}

const detailsOf = <A extends Expiry.Detail>(
  inside: Inside<A>,
  slots: Expiry.Slots,
): ReadonlyMap<string, Expiry.Detail> =>
  new Map(Expiry.details(slots).map((detail) => [idOf(inside, detail), detail]))
