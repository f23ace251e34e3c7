/**
 * What the facts of the order desk tell of a customer's trade. Pure.
 *
 * @module
 */
import * as ChannelOrder from "../../channels/ChannelOrder.ts"
import type * as Calendar from "../../kernel/Calendar.ts"
import type { OrderEvent } from "../../orders/OrderEvent.ts"
import * as OrderTotals from "../../orders/OrderTotals.ts"
import * as JournalEventId from "./JournalEventId.ts"
import type { TradeEvent } from "./TradeEvent.ts"

/** A fact of the order desk, as its journal has it. */
export interface OrderFact {
  /** Of the journal: unique, and the same whenever it is read. */
  readonly position: number
  /** Epoch milliseconds. */
  readonly occurredAt: Calendar.Instant
  readonly recordedAt: Calendar.Instant
  readonly fact: OrderEvent
}

/**
 * The event of a fact, if it tells of a customer's trade. Its id is that of the fact, so a journal may
 * be read again.
 *
 * A document of an order counts as of when it was seen there. One that takes goods back, or corrects
 * amounts, is a credit. What units cost the stock ledger knows (`CostTelling`), and a refund the host.
 *
 * @example
 * ```ts
 * import { TradeTelling } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", kind: "order", externalId: "7" } as const
 * const fact = { _tag: "LinesReturned", ...order, lines: [{ lineId: "1", quantity: 1 }] } as const
 * const event = TradeTelling.of({ position: 12, occurredAt: 0, recordedAt: 0, fact })
 * console.log(event?._tag, event?.eventId)
 * ```
 * ```text
 * Returned orders-12
 * ```
 */
export const of = ({
  position,
  occurredAt,
  recordedAt,
  fact,
}: OrderFact): TradeEvent | undefined => {
  const { channel, account, externalId } = fact
  const order = { channel, account, externalId }
  const header = { eventId: JournalEventId.of("orders", position), order, occurredAt, recordedAt }
  switch (fact._tag) {
    case "Placed":
    case "Revised":
      return shown(fact, { ...header, occurredAt: fact.observedAt })
    case "LinesCancelled":
      return { _tag: "Cancelled", ...header, lines: fact.lines }
    case "LinesShipped":
      return { _tag: "Shipped", ...header, lines: fact.lines, costBy: "ledger" }
    case "LinesReturned":
      return { _tag: "Returned", ...header, lines: fact.lines, costBy: "ledger" }
    default:
      return undefined
  }
}

type Shown = Extract<OrderEvent, { readonly _tag: "Placed" | "Revised" }>
type Header = Pick<TradeEvent, "eventId" | "order" | "occurredAt" | "recordedAt">

const shown = (fact: Shown, header: Header): TradeEvent | undefined => {
  const { kind, revision, placedAt, currency, lines } = fact
  switch (kind) {
    case "order":
      return ordered(fact, header)
    case "cancellation":
    case "adjustment":
      return {
        _tag: "Credited",
        ...header,
        revision,
        placedAt,
        currency,
        kind,
        isWhole: isWhole(fact),
        lines: lines.map((line) => ({
          lineId: line.lineId,
          amount: ChannelOrder.netAmount({ ...fact, lines: [line] }).amount.negated(),
          units: kind === "adjustment" ? 0 : line.quantity,
        })),
      }
    case "writeOff":
      return undefined
  }
}

const isWhole = (fact: Shown): boolean => fact._tag === "Placed" || fact.shows === "whole"

const ordered = (fact: Shown, header: Header): TradeEvent => {
  const { placedAt, currency, cancellation, coupons, lines } = fact
  const totals = OrderTotals.of(fact).lines
  return {
    _tag: "Ordered",
    ...header,
    revision: fact.revision,
    placedAt,
    currency,
    isWhole: isWhole(fact),
    ...(coupons === undefined ? {} : { coupons }),
    lines: lines.flatMap(({ lineId, sku, quantity }, i) => {
      const amounts = totals[i]
      return amounts === undefined
        ? []
        : [
            {
              lineId,
              sku,
              quantity: cancellation === "done" ? 0 : quantity,
              goods: amounts.goods.amount,
              discount: amounts.discount.amount,
              charges: amounts.shipping.amount.plus(amounts.tax.amount),
            },
          ]
    }),
  }
}
