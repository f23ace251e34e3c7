/** The customers of a run as text for people. */
import type { rfmOf, viewOf } from "./customerView.ts"

/** What the summary says of customers. */
export interface CustomerFacts {
  readonly customers: number
  readonly customerView: ReturnType<typeof viewOf>
  readonly rfm: ReturnType<typeof rfmOf>
}

/** How many markets and cells a page shows. */
const shown = 10

const number = (value: number): string => value.toLocaleString("en-US")
const money = ({ net }: { readonly net: string }): string =>
  Number(net).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const share = (part: number, all: number): string =>
  `${all === 0 ? "0.0" : ((100 * part) / all).toFixed(1)} %`

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
export const lines = ({ customers, customerView, rfm }: CustomerFacts): ReadonlyArray<string> => {
  const { withOneOrder, withMoreOrders, withoutOrder, withoutCustomer, markets } = customerView
  const groups = [
    ["with one order", withOneOrder],
    ["with more", withMoreOrders],
    ["with cancellations only", withoutOrder],
  ] as const
  const { currency } = withoutCustomer.revenue
  const revenue = `revenue ${currency ?? ""}`.trimEnd()
  const all = [...groups.map(([, group]) => group), withoutCustomer].reduce(
    (sum, group) => sum + Number(group.revenue.net),
    0,
  )
  return [
    "Who the customers are",
    ...table(
      ["", "customers", "share", "orders", revenue, "share"],
      [
        ...groups.map(([name, group]) => [
          name,
          number(group.customers),
          share(group.customers, customers),
          number(group.orders),
          money(group.revenue),
          share(Number(group.revenue.net), all),
        ]),
        [
          "nobody is named",
          "",
          "",
          number(withoutCustomer.orders),
          money(withoutCustomer.revenue),
          share(Number(withoutCustomer.revenue.net), all),
        ],
      ],
    ),
    ...(markets.every(({ market }) => market === null)
      ? []
      : [
          "",
          `Where they live${markets.length > shown ? `: the first ${shown} of ${markets.length}` : ""}`,
          ...table(
            ["", "customers", "orders", revenue],
            markets
              .slice(0, shown)
              .map((one) => [
                one.market ?? "not said",
                number(one.customers),
                number(one.orders),
                money(one.revenue),
              ]),
          ),
        ]),
    "",
    `RFM as of ${rfm.referenceDay}: the ${Math.min(shown, rfm.cells.length)} largest of ${rfm.cells.length} cells (fifths from 1, the worst, to 5)`,
    ...table(
      ["", "R", "F", "M", "customers", "orders", revenue, "share"],
      rfm.cells
        .slice(0, shown)
        .map((cell) => [
          cell.cell,
          ...[cell.recency, cell.frequency, cell.monetary].map(String),
          number(cell.customers),
          number(cell.orders),
          money(cell.revenue),
          share(Number(cell.revenue.net), all),
        ]),
    ),
  ]
}
