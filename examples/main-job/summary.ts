/** What came of a run: for programs as one object, for people as a page of text. */
import type { Level, StockAudit } from "entrepot/stock"

import type { Buyer } from "./buyers.ts"
import * as CustomerPage from "./customerPage.ts"
import { netOf, rfmOf, viewOf } from "./customerView.ts"
import { type Item, onOrder } from "./purchasing.ts"
import type { Tally } from "./tally.ts"

/** Adds up what was counted and what the store holds now. */
export const summarise = (
  tally: Tally,
  levels: ReadonlyArray<Level>,
  items: ReadonlyArray<Item>,
  buyers: ReadonlyArray<Buyer>,
  { ok, entries, shelves, holds, differences }: StockAudit.Audit,
) => {
  const { lines, documents, stock } = tally
  const sum = (count: (level: Level) => number): number =>
    levels.reduce((total, level) => total + count(level), 0)
  return {
    run: tally.run,
    lines: {
      read: tally.linesRead,
      refused: Object.fromEntries(tally.linesRefused.map(({ reason, lines }) => [reason, lines])),
      ...lines,
    },
    orders: {
      ingested: documents.order + documents.writeOff,
      ofCustomers: documents.order,
      cancellations: documents.cancellation,
      writeOffs: documents.writeOff,
      adjustments: documents.adjustment,
      parked: documents.parked,
      twoTimes: documents.twoTimes,
    },
    customers: tally.customers,
    customerView: viewOf(buyers),
    rfm: rfmOf(buyers),
    units: { net: tally.netUnits },
    revenue: netOf(tally.netRevenue),
    fillRate: stock.wanted === 0 ? 1 : stock.filled / stock.wanted,
    stock: {
      ...stock,
      items: levels.length,
      onHand: sum(({ onHand }) => onHand),
      held: sum(({ held }) => held),
      onOrder: items.reduce((total, item) => total + onOrder(item), 0),
    },
    audit: { ok, entries, shelves, holds, differences },
  }
}

/** What came of a run. */
export type Summary = ReturnType<typeof summarise>

const number = (value: number): string => value.toLocaleString("en-US")

/** The page for people. */
export const render = ({
  run,
  lines,
  orders,
  customers,
  units,
  revenue,
  fillRate,
  stock,
  audit,
  ...facts
}: Summary): string => {
  const refused = Object.entries(lines.refused).map(([reason, n]) => `${number(n)} ${reason}`)
  const row = (what: string, value: string): string => `  ${what.padEnd(17)}${value}`
  return [
    `What came of ${run}`,
    "",
    row("Lines", `${number(lines.read)} read; refused: ${refused.join(", ") || "none"}`),
    row(
      "Orders",
      `${number(orders.ingested)}: ${number(orders.ofCustomers)} of customers and ${number(orders.writeOffs)} write-offs`,
    ),
    row("Cancellations", number(orders.cancellations)),
    row("Customers", `${number(customers)} that are named`),
    row("Units", `${number(units.net)} net of what came back`),
    row("Revenue", `${revenue.net} ${revenue.currency ?? ""} net, quantity x price, exact`),
    row(
      "Fill rate",
      `${(fillRate * 100).toFixed(2)} %: ${number(stock.filled)} of ${number(stock.wanted)} units wanted; the others are lost sales`,
    ),
    row(
      "Stock",
      `${number(stock.onHand)} units of ${number(stock.items)} items on hand, ${number(stock.held)} held, ${number(stock.onOrder)} on order`,
    ),
    row(
      "Self-audit",
      audit.ok
        ? `the journal's ${number(audit.entries)} stock entries agree with ${number(audit.shelves)} shelves and ${number(audit.holds)} holds`
        : `DIFFERENCES: ${JSON.stringify(audit.differences)}`,
    ),
    "",
    "What was done with each kind of line and document",
    row(
      "cancellations",
      `${number(lines.cancellation)} lines: money and units count negative, ${number(stock.returned)} units went back onto the shelf`,
    ),
    row(
      "adjustments",
      `${number(lines.adjustment)} lines (invoices with A, or a negative price): money only, no goods move`,
    ),
    row(
      "write-offs",
      `${number(lines.writeOff)} negative lines that are no cancellations: ${number(stock.writtenOff)} units left the shelf, ${number(stock.notThere)} were not on it`,
    ),
    row("zero prices", `${number(lines.zeroPrice)} lines: goods move, no money`),
    row("negative prices", `${number(lines.negativePrice)} lines: money only, taken as they are`),
    row(
      "no customer",
      `${number(lines.withoutCustomer)} lines: counted in all but the number of customers`,
    ),
    row(
      "two timestamps",
      `${number(orders.twoTimes)} orders: each is one order, placed at its first; lines keep their own`,
    ),
    row("exact repeats", `${number(lines.repeated)} lines: marked, and counted like all others`),
    ...(orders.parked === 0
      ? []
      : [row("parked", `${number(orders.parked)} documents that make no sense wait for a person`)]),
    "",
    "How the shop bought (weeks begin on Monday, UTC)",
    row(
      "opening stock",
      `${number(stock.opened)} units: at its first order an item gets ten times what is wanted, from 24 to 10,000`,
    ),
    row(
      "weekly review",
      `${number(stock.bought)} units: each Monday up to six weeks of the average demand of the last eight; there in two weeks`,
    ),
    "",
    ...CustomerPage.lines({ customers, ...facts }),
  ].join("\n")
}
