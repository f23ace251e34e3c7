/**
 * Consignments that go to one door together: which may, and what comes of it. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import type { Order as ShopOrder } from "../../orders/Order.ts"
import { Consignment, type ConsignmentLine, lineName } from "./Consignment.ts"
import * as Docket from "./Docket.ts"
import type { CarriedOrder } from "./DocketEvent.ts"
import {
  AlreadyMerged,
  DoorsDiffer,
  MergedWithItself,
  type MergeRefusal,
  MergeTooLate,
  TermsDiffer,
} from "./DocketRefusal.ts"

/** A consignment, and the orders that it carries as they are now. */
export interface Candidate {
  readonly docket: Docket.Docket
  readonly orders: ReadonlyArray<ShopOrder>
}

const idOf = ({ docket }: Candidate): string => docket.consignment.consignmentId

/** What has to be the same of consignments that become one, as texts. */
const termsOf = ({ docket: { consignment }, orders }: Candidate): ReadonlyMap<string, string> => {
  const all = (of: (order: ShopOrder) => unknown): string =>
    [...new Set(orders.map((order) => JSON.stringify(of(order) ?? null)))].toSorted().join()
  return new Map([
    ["place", consignment.place],
    ["courier", consignment.courier],
    ["service", consignment.service],
    ["label", all(({ label = "ours" }) => label)],
    ["fulfilment", all(({ fulfilledBy = "us" }) => fulfilledBy)],
    ["pick-up point", all(({ pickupPoint }) => pickupPoint)],
    // What is collected at the door is collected for all, in one currency.
    ["payment", all(({ collect, currency }) => (collect === undefined ? "before" : currency))],
  ])
}

/** Why two consignments do not go to one door, as far as anybody can tell at `now`. */
const doorsDiffer = (
  into: Candidate,
  from: Candidate,
  now: Calendar.Instant,
): DoorsDiffer["because"] | undefined => {
  const destinations = [...into.orders, ...from.orders].map(({ destination }) => destination)
  if (destinations.some((destination) => destination === undefined)) return "no door"
  if (destinations.some((destination) => (destination?.until ?? Infinity) <= now))
    return "its token has expired"
  const doors = new Set(destinations.map((destination) => destination?.door))
  const isOne = into.docket.consignment.destination === from.docket.consignment.destination
  return doors.size === 1 && isOne ? undefined : "another door"
}

/**
 * Why one consignment does not go with another, if it does not, at `now` (epoch milliseconds). Both
 * have to wait for a wave, go to one door, and agree in all terms. Masked addresses are one door only
 * by equal tokens that have not expired.
 *
 * @example
 * ```ts
 * import { Merging } from "entrepot/fulfilment"
 *
 * const line = { orderName: "7", lineId: "1", sku: "MUG", serialised: false, unitWeightGrams: 350 }
 * const terms = { place: "main", destination: "a", courier: "post", service: "parcel" }
 * const times = { cutoffAt: 0, shipBy: 0, priority: 0, readyAt: 0 }
 * const lines = [{ ...line, quantity: 2 }] as const
 * const consignment = { consignmentId: "c1", ...terms, ...times, lines }
 * const docket = { consignment, parcels: [], cancelled: false, holds: [], orders: [] }
 * const candidate = { docket, orders: [] }
 * console.log(Merging.refusal(candidate, candidate, 0)?.message)
 * ```
 * ```text
 * consignment "c1" is named twice in one merge
 * ```
 */
export const refusal = (
  into: Candidate,
  from: Candidate,
  now: Calendar.Instant,
): MergeRefusal | undefined => {
  const ids = { into: idOf(into), from: idOf(from) }
  if (ids.into === ids.from) return new MergedWithItself({ consignmentId: ids.into })
  for (const { docket } of [into, from]) {
    const { consignmentId } = docket.consignment
    if (docket.mergedInto !== undefined)
      return new AlreadyMerged({ consignmentId, into: docket.mergedInto })
    if (!Docket.isUntouched(docket))
      return new MergeTooLate({ consignmentId, state: Docket.state(docket) })
  }
  const because = doorsDiffer(into, from, now)
  if (because !== undefined) return new DoorsDiffer({ ...ids, because })
  const others = termsOf(from)
  const terms = Array.from(termsOf(into)).flatMap(([term, text]) =>
    others.get(term) === text ? [] : [term],
  )
  if (terms.length > 0) return new TermsDiffer({ ...ids, terms })
  return isConsignment(together(into.docket, from.docket).consignment)
    ? undefined
    : new TermsDiffer({ ...ids, terms: ["weight or serials of an item"] })
}

const isConsignment = Schema.is(Consignment)

/** The consignment that takes another one: all lines, holds and orders of both, and nothing else. */
export const together = (
  into: Docket.Docket,
  from: Docket.Docket,
): Pick<Docket.Docket, "consignment" | "holds" | "orders"> => {
  const [one, other] = [into.consignment, from.consignment]
  const [first, ...rest] = one.lines
  const lines = [...rest, ...other.lines].reduce<
    readonly [ConsignmentLine, ...ReadonlyArray<ConsignmentLine>]
  >((known, line) => addLine(known, line), [first])
  return {
    consignment: {
      ...one,
      lines,
      cutoffAt: Math.min(one.cutoffAt, other.cutoffAt),
      shipBy: Math.min(one.shipBy, other.shipBy),
      priority: Math.max(one.priority, other.priority),
      readyAt: Math.min(one.readyAt, other.readyAt),
    },
    holds: [...new Map([...into.holds, ...from.holds].map((hold) => [hold.holdId, hold])).values()],
    orders: from.orders.reduce(addOrder, into.orders),
  }
}

type Lines = readonly [ConsignmentLine, ...ReadonlyArray<ConsignmentLine>]

/** A line that both carry a part of is one line. */
const addLine = (lines: Lines, line: ConsignmentLine): Lines => {
  const name = lineName(line)
  if (!lines.some((known) => lineName(known) === name)) return [...lines, line]
  const more = (known: ConsignmentLine): ConsignmentLine =>
    lineName(known) === name ? { ...known, quantity: known.quantity + line.quantity } : known
  const [first, ...others] = lines
  return [more(first), ...others.map(more)]
}

/** An order that both carry is one order; each line is what it was when it was planned first. */
const addOrder = (
  orders: ReadonlyArray<CarriedOrder>,
  order: CarriedOrder,
): ReadonlyArray<CarriedOrder> => {
  const known = orders.find(({ orderName }) => orderName === order.orderName)
  if (known === undefined) return [...orders, order]
  const ids = new Set(known.lines.map(({ lineId }) => lineId))
  const lines = [...known.lines, ...order.lines.filter(({ lineId }) => !ids.has(lineId))]
  return orders.map((other) => (other === known ? { ...known, lines } : other))
}

/** Consignments that go with another one. */
export interface Merge {
  readonly into: string
  readonly from: readonly [string, ...ReadonlyArray<string>]
}

const byAge: Order.Order<Candidate> = Order.combine(
  Order.mapInput(Order.Number, ({ docket }: Candidate) => docket.consignment.readyAt),
  Order.mapInput(Order.String, idOf),
)

/**
 * Which consignments go together: the oldest takes all that may go with it and were ready at most
 * `windowMinutes` after it; then the oldest of what is left. It does not depend on the order in which
 * they are given.
 */
export const plan = (
  candidates: ReadonlyArray<Candidate>,
  { windowMinutes, now }: { readonly windowMinutes: number; readonly now: Calendar.Instant },
): ReadonlyArray<Merge> => {
  const doors = Map.groupBy(candidates.toSorted(byAge), ({ docket: { consignment } }) =>
    [consignment.place, consignment.destination].join("\u0000"),
  )
  return Array.from(doors.values()).flatMap((group) => {
    const merges: Array<Merge> = []
    let left = group
    for (let [oldest, ...others] = left; oldest !== undefined; [oldest, ...others] = left) {
      const until = oldest.docket.consignment.readyAt + windowMinutes * 60_000
      const taken = new Set<Candidate>()
      let into = oldest
      for (const other of others) {
        if (other.docket.consignment.readyAt > until) break
        if (refusal(into, other, now) !== undefined) continue
        taken.add(other)
        into = {
          docket: { ...into.docket, ...together(into.docket, other.docket) },
          orders: [...into.orders, ...other.orders],
        }
      }
      const [first, ...more] = Array.from(taken, idOf)
      if (first !== undefined) merges.push({ into: idOf(oldest), from: [first, ...more] })
      left = others.filter((other) => !taken.has(other))
    }
    return merges
  })
}
