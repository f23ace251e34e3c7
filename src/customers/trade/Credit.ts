/**
 * A document of its own that returns money, such as a credit note, put together from what was seen of
 * it: the same for any order in which that comes. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Sighting from "./Sighting.ts"
import { CreditedLine, CreditKind, type TradeEvent } from "./TradeEvent.ts"

const Line = Schema.Struct({ ...CreditedLine.fields, ...Sighting.Sighting.fields })

/** What is known of a document that returns money. */
export const Credit = Schema.Struct({
  kind: CreditKind,
  /** When it was seen last. */
  ...Sighting.Sighting.fields,
  placedAt: Calendar.Instant,
  currency: Currency.Currency,
  /** Whether what was seen last shows all lines that are left; not where the channel shows parts. */
  isWhole: Schema.Boolean,
  /** By line id, each as it was seen last. */
  lines: Schema.Array(Line),
})
/** What is known of a document that returns money. */
export type Credit = typeof Credit.Type

type Credited = Extract<TradeEvent, { readonly _tag: "Credited" }>

const byLine = Order.mapInput(Order.String, ({ lineId }: CreditedLine) => lineId)

/**
 * The document after an event of it.
 *
 * @example
 * ```ts
 * import { Credit } from "entrepot/customers"
 * import { Decimal } from "entrepot/kernel"
 *
 * const header = {
 *   _tag: "Credited" as const,
 *   order: { channel: "csv", account: "shop", externalId: "C7" },
 *   occurredAt: 0,
 *   recordedAt: 0,
 *   kind: "cancellation" as const,
 *   placedAt: 0,
 *   currency: "GBP" as const,
 *   isWhole: false,
 * }
 * const line = { amount: Decimal.of("9.50"), units: 1 }
 * const first = Credit.evolve(undefined, {
 *   ...header,
 *   eventId: "e1",
 *   revision: "page 1",
 *   lines: [{ lineId: "1", ...line }],
 * })
 * const both = Credit.evolve(first, {
 *   ...header,
 *   eventId: "e2",
 *   revision: "page 2",
 *   lines: [{ lineId: "2", ...line }],
 * })
 * console.log(Credit.lines(both).length)
 * ```
 * ```text
 * 2
 * ```
 */
export const evolve = (before: Credit | undefined, event: Credited): Credit => {
  const sighting = Sighting.of(event)
  const { kind, placedAt, currency } = event
  const { isWhole = true, lines = [] } = before ?? {}
  const known = new Map(lines.map((line) => [line.lineId, line]))
  for (const line of event.lines)
    if (Sighting.isLater(event, known.get(line.lineId)))
      known.set(line.lineId, { ...line, ...sighting })
  return {
    ...(before !== undefined && Sighting.isLater(before, event)
      ? before
      : { kind, ...sighting, placedAt, currency }),
    isWhole: isWhole && event.isWhole,
    lines: [...known.values()].toSorted(byLine),
  }
}

/** The lines that count: of a document that is shown as a whole, those that were seen last. */
export const lines = ({ isWhole, lines, eventId }: Credit): ReadonlyArray<CreditedLine> =>
  isWhole ? lines.filter((line) => line.eventId === eventId) : lines
