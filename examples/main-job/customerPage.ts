/** The customers of a run as text for people. */
import { Decimal } from "entrepot/kernel"

import type { Net, rfmOf, viewOf } from "./customerView.ts"

/** What the summary says of customers. */
export interface CustomerFacts {
  readonly customers: number
  readonly customerView: ReturnType<typeof viewOf>
  readonly rfm: ReturnType<typeof rfmOf>
}

/** How many markets and cells a page shows. */
const shown = 10

const number = (value: number): string => value.toLocaleString("en-US")
const share = (part: Decimal.Decimal, all: Decimal.Decimal): string =>
  `${all.isZero() ? "0.0" : percent(part, all).toFixed(1)} %`
const percent = (part: Decimal.Decimal, all: Decimal.Decimal): Decimal.Decimal =>
  Decimal.divide(Decimal.times(part, Decimal.of(100)), all, 1, "halfEven").quotient

/** Columns as wide as their widest field, the first to the left and all others to the right. */
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) => {
  const all = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  return all.map((row) => {
    const fields = row.map((field, at) =>
      at === 0 ? field.padEnd(widths[at] ?? 0) : field.padStart(widths[at] ?? 0),
    )
    return `  ${fields.join("  ")}`
  })
}

/** Who the customers are, where they live, and the ten largest cells. */
export const lines = (facts: CustomerFacts): ReadonlyArray<string> => [
  ...who(facts),
  ...where(facts),
  ...cells(facts),
]

const groupsOf = ({ withOneOrder, withMoreOrders, withoutOrder }: CustomerFacts["customerView"]) =>
  [
    ["with one order", withOneOrder],
    ["with more", withMoreOrders],
    ["with cancellations only", withoutOrder],
  ] as const

/** All that was brought, by whomever; of one currency. */
const wholeOf = (view: CustomerFacts["customerView"]) => {
  const parts = [...groupsOf(view).map(([, group]) => group), view.withoutCustomer]
  const currency = parts.find(({ revenue }) => revenue.currency !== null)?.revenue.currency ?? ""
  const all = parts.reduce(
    (sum, { revenue }) => Decimal.plus(sum, Decimal.of(revenue.net)),
    Decimal.zero,
  )
  const shareOf = ({ net }: Net): string => share(Decimal.of(net), all)
  return { title: `revenue ${currency}`.trimEnd(), shareOf }
}

const who = ({ customers, customerView }: CustomerFacts): ReadonlyArray<string> => {
  const { withoutCustomer } = customerView
  const { title, shareOf } = wholeOf(customerView)
  const named = groupsOf(customerView).map(([name, group]) => [
    name,
    number(group.customers),
    share(Decimal.of(group.customers), Decimal.of(customers)),
    number(group.orders),
    group.revenue.net,
    shareOf(group.revenue),
  ])
  const { orders, revenue } = withoutCustomer
  const nobody = ["nobody is named", "", "", number(orders), revenue.net, shareOf(revenue)]
  return [
    "Who the customers are",
    ...table(["", "customers", "share", "orders", title, "share"], [...named, nobody]),
  ]
}

/** Nothing where no order says where it goes. */
const where = ({ customerView }: CustomerFacts): ReadonlyArray<string> => {
  const { markets } = customerView
  if (markets.every(({ market }) => market === null)) return []
  const first = markets.length > shown ? `: the first ${shown} of ${markets.length}` : ""
  const rows = markets
    .slice(0, shown)
    .map(({ market, customers, orders, revenue }) => [
      market ?? "not said",
      number(customers),
      number(orders),
      revenue.net,
    ])
  const { title } = wholeOf(customerView)
  return ["", `Where they live${first}`, ...table(["", "customers", "orders", title], rows)]
}

/** Nothing where nobody who is named has ordered. */
const cells = ({ customers, customerView, rfm }: CustomerFacts): ReadonlyArray<string> => {
  const { title, shareOf } = wholeOf(customerView)
  const rows = rfm.cells
    .slice(0, shown)
    .map((one) => [
      one.cell,
      number(one.customers),
      share(Decimal.of(one.customers), Decimal.of(customers)),
      number(one.orders),
      one.revenue.net,
      shareOf(one.revenue),
    ])
  if (rows.length === 0) return []
  return [
    "",
    `RFM as of ${rfm.referenceDay}: the ${rows.length} largest of ${rfm.cells.length} cells`,
    ...table(["", "customers", "share", "orders", title, "share"], rows),
  ]
}
