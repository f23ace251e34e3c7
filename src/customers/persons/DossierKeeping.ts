/**
 * The dossier of a customer: what the room keeps of their records, read from the store.
 *
 * @module
 */
import { Array, Effect, Option, Order } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Changes, customersOf, type LoggedChange } from "../ChangeRecords.ts"
import { Consents, type KeptMoment, Moments, Persons } from "../CustomerRecords.ts"
import * as AliasKeeping from "../identity/AliasKeeping.ts"
import { Identities, type Identity } from "../identity/IdentityRecords.ts"
import type { Told } from "../profile/Consent.ts"
import * as Kept from "../profile/Kept.ts"
import * as Moment from "../profile/Moment.ts"
import type { PersonRecord } from "../profile/PersonRecord.ts"
import * as Tenure from "../resolution/Tenure.ts"
import * as OrderBuyer from "../trade/OrderBuyer.ts"
import { type HeardTrade, TradeEvents, tradeId } from "../trade/TradeRecords.ts"
import * as LookupKeeping from "./LookupKeeping.ts"

/** What can be read of records. Who has outlived their time says nothing, though upkeep may be late. */
export interface Dossiers {
  /** The records of the customer who has an id now, be it theirs or that of any of their records. */
  readonly identities: (customerId: string) => LookupKeeping.Found<Identity>
  /** The records that ever were the customer's of an id. */
  readonly everOf: (customerId: string) => LookupKeeping.Found<Identity>
  /**
   * What the records went through, and whoever's they were as long as they were theirs, the first before
   * the others; of an id that has no record any more, what names it.
   */
  readonly changes: (
    customerId: string,
    identities: ReadonlyArray<Identity>,
  ) => LookupKeeping.Found<LoggedChange>
  /** What is kept of records at an instant. */
  readonly persons: (
    recordIds: ReadonlyArray<string>,
    at: Calendar.Instant,
  ) => LookupKeeping.Found<PersonRecord>
  /** All records that name an order which some records name, these among them. */
  readonly naming: (identities: ReadonlyArray<Identity>) => LookupKeeping.Found<OrderNaming>
  /** The orders, as ids of their trade, that are now the customer's who has all of these records. */
  readonly orders: (
    identities: ReadonlyArray<Identity>,
  ) => Effect.Effect<ReadonlySet<string>, RecordsError>
  /** What is told of the trade of orders, by the ids of these. */
  readonly trade: (orders: Iterable<string>) => LookupKeeping.Found<HeardTrade>
  /** The moments of records, as far as they are kept at an instant; of each the first before the others. */
  readonly moments: (
    recordIds: ReadonlyArray<string>,
    at?: Calendar.Instant,
  ) => LookupKeeping.Found<KeptMoment>
  /** The statements that came with records; `Consent.ofCustomer` says of whom they count. */
  readonly consents: (recordIds: ReadonlyArray<string>) => LookupKeeping.Found<Told>
}

/** A record that names an order. */
export type OrderNaming = Identity & OrderBuyer.Naming

/** Reads dossiers. */
export const make = (records: RecordsShape): Dossiers => {
  const { each, under } = LookupKeeping.make(records)
  const naming: Dossiers["naming"] = (identities) => {
    const named = identities.flatMap(({ order }) => (order === undefined ? [] : [tradeId(order)]))
    return Effect.map(under(Identities, "byOrder", named), Array.filter(isNaming))
  }
  return {
    naming,
    orders: (identities) =>
      Effect.map(naming(identities), (all) => ordersOf(identities[0]?.customer, all)),
    identities: Effect.fnUntraced(function* (customerId) {
      const found = Option.getOrUndefined(yield* AliasKeeping.identityOf(records, customerId))
      return found === undefined ? [] : yield* under(Identities, "byCustomer", [found.customer])
    }),
    everOf: (customerId) => under(Identities, "byTenure", [customerId]),
    changes: Effect.fnUntraced(function* (customerId, identities) {
      const own = new Set([customerId, ...identities.map(({ recordId }) => recordId)])
      const tenures = identities.flatMap((one) => Tenure.stretches(one.tenures))
      const isTheirs = ({ at, change }: LoggedChange) =>
        customersOf(change).some(
          (id) =>
            own.has(id) ||
            tenures.some(({ customer, from, to }) => customer === id && from <= at && at <= to),
        )
      const ids = [...own, ...tenures.map(({ customer }) => customer)]
      const found = yield* under(Changes, "byCustomer", ids)
      return found.filter(isTheirs).toSorted(firstToLast)
    }),
    persons: (recordIds, at) =>
      Effect.map(each(Persons, recordIds), (persons) =>
        persons.map((person) => ({ ...person, kept: Kept.lapse(person.kept, at) })),
      ),
    trade: (orders) => under(TradeEvents, "byOrder", orders),
    moments: (recordIds, at = -Infinity) =>
      Effect.map(under(Moments, "byRecord", recordIds), (moments) =>
        moments.map((one) => ({ ...one, ...Moment.lapse(one, at) })),
      ),
    consents: (recordIds) => under(Consents, "byRecord", recordIds),
  }
}

const firstToLast = Order.combineAll<LoggedChange>([
  Order.mapInput(Order.Number, ({ at }) => at),
  Order.mapInput(Order.Number, ({ number }) => number),
  Order.mapInput(Order.String, ({ changeId }) => changeId),
])

const isNaming = (identity: Identity): identity is OrderNaming => identity.order !== undefined

/**
 * The orders, as ids of their trade, that were a customer's at an instant, or are now, of those that
 * records name; all records that name an order are among these.
 */
export const ordersOf = (
  customer: string | undefined,
  naming: ReadonlyArray<OrderNaming>,
  at: Calendar.Instant = Infinity,
): ReadonlySet<string> =>
  new Set(
    [...Map.groupBy(naming, ({ order }) => tradeId(order))].flatMap(([id, some]) =>
      customer !== undefined && OrderBuyer.of(some, at) === customer ? [id] : [],
    ),
  )
