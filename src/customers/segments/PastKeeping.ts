/**
 * The history of a customer as it was known at each instant, read off what the room keeps: of the
 * records that were theirs then, what this room had heard by then.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { type KeptMoment } from "../CustomerRecords.ts"
import * as AliasKeeping from "../identity/AliasKeeping.ts"
import type { Identity } from "../identity/IdentityRecords.ts"
import * as DossierKeeping from "../persons/DossierKeeping.ts"
import * as Consent from "../profile/Consent.ts"
import * as Tenure from "../resolution/Tenure.ts"
import * as TradeRecord from "../trade/TradeRecord.ts"
import { type HeardTrade, tradeId } from "../trade/TradeRecords.ts"
import type { CustomerHistory } from "./SegmentFacts.ts"
import type { Known } from "./Walk.ts"

/** Reading what was known of customers. */
export interface Past {
  /**
   * What was known of the customer of an id from each instant on at which something was heard or records
   * changed hands. With `since` only what was known then, and what came later.
   */
  readonly known: (
    customerId: string,
    since?: Calendar.Instant,
  ) => Effect.Effect<ReadonlyArray<Known>, RecordsError>
  /** What was known at an instant of the customer whose a record was then; nobody's, nothing. */
  readonly at: (
    recordId: string,
    instant: Calendar.Instant,
  ) => Effect.Effect<Option.Option<CustomerHistory>, RecordsError>
}

/** Reads what was known. */
export const make = (records: RecordsShape): Past => {
  const dossiers = DossierKeeping.make(records)

  const everOf = Effect.fnUntraced(function* (
    customer: string,
  ): Effect.fn.Return<Dossier, RecordsError> {
    const identities = yield* dossiers.everOf(customer)
    const ids = identities.map(({ recordId }) => recordId)
    const naming = yield* dossiers.naming(identities)
    return {
      customer,
      identities,
      naming,
      trade: yield* dossiers.trade(naming.map(({ order }) => tradeId(order))),
      moments: yield* dossiers.moments(ids),
      consents: yield* dossiers.consents(ids),
    }
  })

  return {
    known: (customerId, since = -Infinity) =>
      Effect.map(everOf(customerId), (dossier) =>
        changesOf(dossier, since).map((from) => ({ from, history: historyOf(dossier, from) })),
      ),
    at: Effect.fnUntraced(function* (recordId, instant) {
      const found = Option.getOrUndefined(yield* AliasKeeping.identityOf(records, recordId))
      const customer = Tenure.at(found?.tenures ?? [], instant)
      return customer === undefined
        ? Option.none()
        : Option.fromUndefinedOr(historyOf(yield* everOf(customer), instant))
    }),
  }
}

/** What is kept of all records that ever were a customer's. */
interface Dossier {
  readonly customer: string
  readonly identities: ReadonlyArray<Identity>
  /** Whoever names an order that one of them names. */
  readonly naming: ReadonlyArray<DossierKeeping.OrderNaming>
  readonly trade: ReadonlyArray<HeardTrade>
  readonly moments: ReadonlyArray<KeptMoment>
  readonly consents: ReadonlyArray<Consent.Told>
}

/** The instants at which something came to be known: the last until `since`, and all behind it. */
const changesOf = (
  { identities, naming, trade, moments, consents }: Dossier,
  since: Calendar.Instant,
): ReadonlyArray<Calendar.Instant> => {
  const all = [
    ...identities.flatMap(({ tenures }) => tenures.map(({ from }) => from)),
    ...naming.map(({ order }) => order.heardAt),
    ...trade.map(({ heardAt }) => heardAt),
    ...[...moments, ...consents].map(({ recordedAt }) => recordedAt),
  ]
  const last = Math.max(...all.filter((instant) => instant <= since))
  return Array.from(new Set([last, ...all.filter((instant) => instant > since)]))
    .filter((instant) => instant > -Infinity)
    .toSorted((a, b) => a - b)
}

/** Nothing where no record was the customer's: they were none then. */
const historyOf = (
  { customer, identities, naming, trade, moments, consents }: Dossier,
  at: Calendar.Instant,
): CustomerHistory | undefined => {
  const own = identities.filter(({ tenures }) => Tenure.at(tenures, at) === customer)
  if (own.length === 0) return undefined
  const ids = new Set(own.map(({ recordId }) => recordId))
  const orders = DossierKeeping.ordersOf(customer, naming, at)
  const heard = trade.filter(
    ({ event, heardAt }) => heardAt <= at && orders.has(tradeId(event.order)),
  )
  return {
    trades: TradeRecord.tradesOf(heard.map(({ event }) => event)),
    moments: moments
      .filter(({ recordId, recordedAt }) => recordedAt <= at && ids.has(recordId))
      .map(({ moment }) => moment.occurredAt),
    consents: Consent.ofRecords(
      consents.filter(({ recordedAt }) => recordedAt <= at),
      [...ids],
    ),
  }
}
