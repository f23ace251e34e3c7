/**
 * What stock and fulfilment tell of the cost of a customer's trade: what the units of a hold cost that
 * left or came back, and whose the hold is. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import type { CarriedOrder } from "../../fulfilment/consignments/DocketEvent.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import * as CostEvent from "../../stock/cost/CostEvent.ts"
import * as CostLayer from "../../stock/cost/CostLayer.ts"
import * as JournalEventId from "./JournalEventId.ts"
import { LineItems, type TradeEvent } from "./TradeEvent.ts"

/** Whose a hold is, and what a unit of each line was of our items when it was planned. */
export const HoldTie = Schema.Struct({ order: OrderKey, lines: Schema.Array(LineItems) })
/** Whose a hold is. */
export type HoldTie = typeof HoldTie.Type

/** What units of a hold cost that left; negative, and no units, of those that came back. */
export const HoldCost = Schema.Struct({
  /** Of the journal: the same whenever it is read. */
  eventId: Id.Id,
  occurredAt: Calendar.Instant,
  recordedAt: Calendar.Instant,
  units: Quantity.Quantity,
  cost: Money.Money,
})
/** What units of a hold cost. */
export type HoldCost = typeof HoldCost.Type

/** A movement of value, as the journal has it. */
export interface CostFact {
  readonly position: number
  /** Epoch milliseconds. */
  readonly occurredAt: Calendar.Instant
  readonly recordedAt: Calendar.Instant
  readonly fact: CostEvent.CostEvent
}

/**
 * What a movement of value tells of a sale, if it does. A correction of the cost of what was sold is
 * told as one amount for all sales, so none of them is charged with it.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { CostTelling } from "entrepot/customers"
 *
 * const fact = {
 *   _tag: "Issued",
 *   scope: "MUG",
 *   currency: "EUR",
 *   issueId: "0",
 *   document: "c1",
 *   destination: { _tag: "Sale" },
 *   parts: [{ layer: 0, from: 0, to: 2, cost: 800n }],
 * } as const
 * const told = CostTelling.of({ position: 12, occurredAt: 0, recordedAt: 0, fact })
 * console.log(told?.eventId, told?.units, told === undefined ? "" : Money.format(told.cost))
 * ```
 * ```text
 * costs-12 2 8.00 EUR
 * ```
 */
export const of = ({ position, occurredAt, recordedAt, fact }: CostFact): HoldCost | undefined => {
  if (fact._tag !== "Issued" && fact._tag !== "Returned") return undefined
  if (fact.destination._tag !== "Sale") return undefined
  const header = { eventId: JournalEventId.of("costs", position), occurredAt, recordedAt }
  const cost = Money.fromMinor(CostEvent.costOf(fact.parts), fact.currency)
  return fact._tag === "Issued"
    ? { ...header, units: CostLayer.unitsOf(fact.parts), cost }
    : { ...header, units: 0, cost: Money.negate(cost) }
}

/**
 * Whose the holds of a consignment are; nobody's where it carries several orders.
 *
 * @example
 * ```ts
 * import { CostTelling } from "entrepot/customers"
 *
 * const lines = [{ lineId: "1", items: [{ sku: "MUG", quantity: 2 }] }]
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const seven = { ...order, orderName: "web/de/7", lines }
 * console.log(CostTelling.tieOf({ orders: [seven] })?.lines)
 * console.log(CostTelling.tieOf({ orders: [seven, { ...seven, externalId: "8" }] }))
 * ```
 * ```text
 * [ { lineId: '1', items: 2 } ]
 * undefined
 * ```
 */
export const tieOf = ({
  orders,
}: {
  readonly orders: ReadonlyArray<CarriedOrder>
}): HoldTie | undefined => {
  const [first, ...others] = orders
  if (first === undefined || others.length > 0) return undefined
  const { channel, account, externalId } = first
  const lines = first.lines.flatMap(({ lineId, items }) => {
    const units = items.reduce((sum, { quantity }) => sum + quantity, 0)
    return units === 0 ? [] : [{ lineId, items: units }]
  })
  return { order: { channel, account, externalId }, lines }
}

/**
 * The event of trade.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { CostTelling } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const told = { eventId: "costs-12", occurredAt: 0, recordedAt: 0, units: 2 }
 * const event = CostTelling.eventOf(
 *   { order, lines: [{ lineId: "1", items: 2 }] },
 *   { ...told, cost: Money.of("8.00", "EUR") },
 * )
 * console.log(event._tag, event.order.externalId)
 * ```
 * ```text
 * Costed 7
 * ```
 */
export const eventOf = ({ order, lines }: HoldTie, told: HoldCost): TradeEvent => ({
  _tag: "Costed",
  ...told,
  order,
  lines,
})
