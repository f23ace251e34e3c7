/**
 * The dossier of a customer: what the room keeps of their records, read from the store.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { Collection } from "../../store/Collection.ts"
import type { RecordsError, RecordsShape, Stretch } from "../../store/Records.ts"
import { Consents, type KeptMoment, Moments } from "../CustomerRecords.ts"
import { Identities, type Identity } from "../identity/IdentityRecords.ts"
import type { Told } from "../profile/Consent.ts"
import { type HeardTrade, TradeEvents, tradeId } from "../trade/TradeRecords.ts"

type Reading<A> = Effect.Effect<ReadonlyArray<A>, RecordsError>

/** What can be read of records. */
export interface Dossiers {
  /** The records of the customer who has an id now, be it theirs or that of any of their records. */
  readonly identities: (customerId: string) => Reading<Identity>
  /** The records that ever were the customer's of an id. */
  readonly everOf: (customerId: string) => Reading<Identity>
  /** The trade of the orders that told the records, each order once. */
  readonly trade: (identities: ReadonlyArray<Identity>) => Reading<HeardTrade>
  /** The moments of records, of each the first before the others. */
  readonly moments: (recordIds: ReadonlyArray<string>) => Reading<KeptMoment>
  /** The statements that came with records; `Consent.ofCustomer` says of whom they count. */
  readonly consents: (recordIds: ReadonlyArray<string>) => Reading<Told>
}

/** Reads dossiers. */
export const make = (records: RecordsShape): Dossiers => {
  const all = <A, I extends string>(from: Collection<A, I>, stretch: Stretch<I>): Reading<A> =>
    Stream.runCollect(records.all(from, stretch))
  const underEach = <A, I extends string>(
    from: Collection<A, I>,
    index: I,
    ids: Iterable<string>,
  ): Reading<A> =>
    Effect.map(
      Effect.forEach(new Set(ids), (id) => all(from, { index, under: [id] })),
      (found) => found.flat(),
    )
  return {
    identities: Effect.fnUntraced(function* (customerId) {
      const found = Option.getOrUndefined(yield* records.get(Identities, customerId))
      return found === undefined
        ? []
        : yield* all(Identities, { index: "byCustomer", under: [found.customer] })
    }),
    everOf: (customerId) => all(Identities, { index: "byTenure", under: [customerId] }),
    trade: (identities) => underEach(TradeEvents, "byOrder", ordersOf(identities)),
    moments: (recordIds) => underEach(Moments, "byRecord", recordIds),
    consents: (recordIds) => underEach(Consents, "byRecord", recordIds),
  }
}

/** The orders that records were known to be of at an instant, or are now, as ids of their trade. */
export const ordersOf = (
  identities: ReadonlyArray<Identity>,
  at: Calendar.Instant = Infinity,
): ReadonlySet<string> =>
  new Set(
    identities.flatMap(({ order }) =>
      order === undefined || order.heardAt > at ? [] : [tradeId(order)],
    ),
  )
