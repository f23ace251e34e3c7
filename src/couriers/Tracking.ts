/**
 * What became of a parcel on its way, told by its courier: often late, and often again. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"

/**
 * Where a parcel is on its way, in words for all couriers.
 *
 * - `announced`: the courier knows of it, and does not have it yet.
 * - `atPickUpPoint`: it waits for the recipient at a counter or locker.
 * - `failed`: nobody took it; another attempt or a return follows.
 * - `returned`: the sender has it back.
 */
export const Status = Schema.Literals([
  "announced",
  "collected",
  "inTransit",
  "outForDelivery",
  "failed",
  "atPickUpPoint",
  "lost",
  "delivered",
  "returned",
])
/** Where a parcel is on its way. */
export type Status = typeof Status.Type

/** Something that a courier tells of a parcel. */
export const TrackingEvent = Schema.Struct({
  trackingNumber: Id.Id,
  /** When it happened: epoch milliseconds. */
  at: Calendar.Instant,
  /** The courier's own code for it. */
  code: Schema.NonEmptyString,
  /** What the code means; absent where nobody has said yet. */
  status: Schema.optionalKey(Status),
  /** Where it happened, such as a depot. */
  place: Schema.optionalKey(Schema.NonEmptyString),
})
/** Something that a courier tells of a parcel. */
export type TrackingEvent = typeof TrackingEvent.Type

/**
 * Gives an event the status of its code, by a courier's own table; a code that is not in it stays
 * without.
 *
 * @example
 * ```ts
 * import { Tracking } from "entrepot/couriers"
 *
 * const codes = new Map([["DLV", "delivered" as const]])
 * const scan = { trackingNumber: "RR473124829DE", at: 0, code: "DLV" }
 * console.log(Tracking.canonical(codes, scan).status)
 * ```
 * ```text
 * delivered
 * ```
 */
export const canonical = (
  codes: ReadonlyMap<string, Status>,
  { status: _, ...event }: TrackingEvent,
): TrackingEvent => {
  const status = codes.get(event.code)
  return status === undefined ? event : { ...event, status }
}

/** All that is known of one parcel: each event once, in the order in which they happened. */
export interface TrackingHistory {
  readonly events: ReadonlyArray<TrackingEvent>
}

/** Nothing is known yet. */
export const empty: TrackingHistory = { events: [] }

const ranks = new Map(Status.literals.map((status, rank) => [status, rank]))
const rankOf = ({ status }: TrackingEvent): number =>
  status === undefined ? -1 : (ranks.get(status) ?? -1)

/** By instant; then as parcels usually go; then by code and place, so that any two have an order. */
const inOrder: Order.Order<TrackingEvent> = Order.combineAll([
  Order.mapInput(Order.Number, (event: TrackingEvent) => event.at),
  Order.mapInput(Order.Number, rankOf),
  Order.mapInput(Order.String, (event: TrackingEvent) => event.code),
  Order.mapInput(Order.String, (event: TrackingEvent) => event.place ?? ""),
])

/** One scan is one event, whatever its code is taken to mean by now. */
const nameOf = ({ trackingNumber, at, code, place }: TrackingEvent): string =>
  JSON.stringify([trackingNumber, at, code, place])

/**
 * The history with more events, and those of them that are new: none that came before, however often
 * and in whatever order they come.
 *
 * Where a code has got a meaning since, the event takes it on and counts as new.
 *
 * @example
 * ```ts
 * import { Tracking } from "entrepot/couriers"
 *
 * const trackingNumber = "RR473124829DE"
 * const taken = { trackingNumber, at: 1_000, code: "PU", status: "collected" } as const
 * const handed = { trackingNumber, at: 9_000, code: "DLV", status: "delivered" } as const
 * const first = Tracking.observe(Tracking.empty, [handed])
 * const late = Tracking.observe(first.history, [handed, taken])
 * console.log(late.news.map(({ code }) => code), Tracking.statusOf(late.history))
 * ```
 * ```text
 * [ 'PU' ] delivered
 * ```
 */
export const observe = (
  history: TrackingHistory,
  events: Iterable<TrackingEvent>,
): { readonly history: TrackingHistory; readonly news: ReadonlyArray<TrackingEvent> } => {
  const known = new Map(history.events.map((event) => [nameOf(event), event]))
  const fresh = new Map<string, TrackingEvent>()
  for (const event of events) {
    const name = nameOf(event)
    const before = known.get(name)
    // Of two meanings the one further on stays, so that the order of telling does not matter.
    if (before !== undefined && rankOf(event) <= rankOf(before)) continue
    known.set(name, event)
    fresh.set(name, event)
  }
  const sorted = (of: ReadonlyMap<string, TrackingEvent>) =>
    Array.from(of.values()).toSorted(inOrder)
  return fresh.size === 0
    ? { history, news: [] }
    : { history: { events: sorted(known) }, news: sorted(fresh) }
}

/** The events whose code means nothing to anybody yet: kept, and waiting for a person. */
export const parked = ({ events }: TrackingHistory): ReadonlyArray<TrackingEvent> =>
  events.filter(({ status }) => status === undefined)

/** Statuses at which a journey ends: a scan of a depot that comes later is only a late one. */
const ends = new Set<Status>(["delivered", "returned"])

/**
 * Where the parcel is: the last end of its journey, or else what happened last; nothing as long as
 * nothing with a meaning is known.
 */
export const statusOf = ({ events }: TrackingHistory): Status | undefined => {
  const last = events.findLast(({ status }) => status !== undefined && ends.has(status))
  return (last ?? events.findLast(({ status }) => status !== undefined))?.status
}
