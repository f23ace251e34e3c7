/** The page for people. */
import type { Comparison } from "./comparison.ts"
import { errors, reasons } from "./outcome.ts"

const number = (value: number): string => value.toLocaleString("en-US")

const left = (text: string, width: number): string => text.padEnd(width)
const right = (value: number | string, width: number): string =>
  (typeof value === "number" ? number(value) : value).padStart(width)

/** The page for people. */
export const render = (comparison: Comparison): string =>
  [
    `A day of ${number(comparison.orders)} orders on four channels, drawn from seed ${comparison.seed}`,
    "",
    ...sideBySide(comparison),
    "",
    ...assumptions(comparison),
    "",
    ...sensitivity(comparison),
    "",
    ...whatWasHeld(comparison),
    "",
    ...counted(comparison),
    "",
    ...stockRoom(comparison),
    "",
    comparison.note,
  ].join("\n")

const sideBySide = ({ before, after, ratio, definition }: Comparison): ReadonlyArray<string> => {
  const row = (what: string, one: number, other: number): string =>
    `  ${left(what, 58)}${right(one, 10)}${right(other, 10)}`
  const named = <K extends string>(
    words: Readonly<Record<K, string>>,
    one: Readonly<Record<K, number>>,
    other: Readonly<Record<K, number>>,
  ): ReadonlyArray<string> =>
    (Object.keys(words) as Array<K>).map((key) => row(`  ${words[key]}`, one[key], other[key]))
  return [
    `  ${left("", 58)}${right("by hand", 10)}${right("library", 10)}`,
    row("orders sent right", before.right, after.right),
    row("person-hours of handwork", before.hours, after.hours),
    row("orders sent right per person-hour", before.perPersonHour, after.perPersonHour),
    `  ratio ${ratio.toFixed(2)}; throughput is ${definition}`,
    row("touches by hand", before.touches, after.touches),
    row("metres that pickers walked", before.walkedMetres, after.walkedMetres),
    row("orders with an error, of 1,000", before.errorsPerThousand, after.errorsPerThousand),
    ...named(errors, before.errors, after.errors),
    "  not sent today, and nobody slipped:",
    ...named(reasons, before.unsent, after.unsent),
  ]
}

const assumptions = ({ touches, before, after }: Comparison): ReadonlyArray<string> => {
  const names = Object.keys(touches) as Array<keyof typeof touches>
  return [
    "Assumptions: seconds of a touch, slips in 1,000,000, and how often each was done",
    `  ${left("", 48)}${right("seconds", 8)}${right("slips", 8)}${right("by hand", 9)}${right("library", 9)}`,
    ...names.map((name) => {
      const { what, seconds, slipsPerMillion, leadsTo } = touches[name]
      const times = [before.times[name], after.times[name]].map((done) => right(done, 9)).join("")
      const then = slipsPerMillion === 0 ? "" : `  ${leadsTo}`
      return `  ${left(what, 48)}${right(seconds, 8)}${right(slipsPerMillion, 8)}${times}${then}`
    }),
    "  A picker walks a metre a second, the S-shaped way; by hand for each order, after for each wave.",
    "  After, who cancels is let go by itself as long as nothing has left; wrong goods are refused by the scan.",
  ]
}

const sensitivity = ({ sensitivity: rows }: Comparison): ReadonlyArray<string> => [
  "How much hangs on them (factors; minutes are those of the office, floor minutes stay)",
  `  ${["minutes", "slips", "reviews", "by hand", "library", "ratio"].map((text) => right(text, 9)).join("")}`,
  ...rows.map(
    ({ minutes, slips, reviews, before, after, ratio }) =>
      `  ${[minutes, slips, reviews, before, after].map((value) => right(value, 9)).join("")}${right(ratio.toFixed(2), 9)}`,
  ),
]

const whatWasHeld = ({ held, heldOrders, orders, unrouted }: Comparison): ReadonlyArray<string> => [
  `Held for a person: ${number(heldOrders)} of ${number(orders)} orders, each by a rule and in a queue`,
  ...held.map(
    ({ rule, queue, orders }) => `  ${left(rule, 24)}queue ${left(queue, 12)}${right(orders, 5)}`,
  ),
  `  without a route: ${
    Object.entries(unrouted)
      .map(([tag, count]) => `${number(count)} ${tag}`)
      .join(", ") || "none"
  }`,
]

const counted = ({
  documents,
  ordersOnDesk,
  orders,
  told,
  numbersSent,
  floor,
  stock,
}: Comparison): ReadonlyArray<string> => [
  "No order lost or doubled, by counting",
  `  each page was fed twice: ${number(documents.news)} documents were news, ${number(documents.known)} known already`,
  `  ${number(ordersOnDesk)} orders on the desk of ${number(orders)} that were placed`,
  `  ${number(told.facts)} facts for channels and customers, ${number(told.different)} of them different`,
  `  floor: ${Object.entries(floor)
    .map(([what, count]) => `${number(count)} ${what}`)
    .join(", ")}`,
  `  units: ${number(stock.units.received)} received = ${number(stock.units.shipped)} shipped + ${number(stock.units.onHand)} on hand (${number(stock.units.held)} held); items that are off: ${stock.units.off.join(", ") || "none"}`,
  `  journal and shelves ${stock.audited ? "agree" : "DIFFER"}`,
  `  channels were told ${number(numbersSent)} stock numbers; wrong now: ${stock.screens.wrong.join(", ") || "none"} of ${number(stock.screens.numbers)}`,
]

const stockRoom = ({ stock, formula }: Comparison): ReadonlyArray<string> => [
  `Stock warnings: ${stock.warnings.length}`,
  ...stock.warnings.map(
    ({ sku, kind, units }) => `  ${left(sku, 20)}${left(kind, 12)}raised at ${number(units)}`,
  ),
  `Purchase suggestions: ${stock.purchases.length}, up to the level`,
  `  ${formula}`,
  `  ${left("", 20)}${["level", "available", "awaited", "buy"].map((text) => right(text, 10)).join("")}`,
  ...stock.purchases.map(
    ({ sku, level, available, waitedFor, units }) =>
      `  ${left(sku, 20)}${[level, available, waitedFor, units].map((value) => right(value, 10)).join("")}`,
  ),
]
