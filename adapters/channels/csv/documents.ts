/**
 * Order lines become documents, and documents pages.
 *
 * @module
 */
import { createHash } from "node:crypto"

import type { ChannelOrder, Observed } from "entrepot/channels"
import type { Currency } from "entrepot/kernel"

import { LineRefused, type OrderLine } from "./lines.ts"
import type { Place, Row } from "./rows.ts"

/** How much a page holds. */
export interface PageSize {
  /** A page ends with the order that reaches one of these. */
  readonly orders: number
  readonly lines: number
  /** It ends even within an order, which then goes on as a further revision. */
  readonly mostLines: number
}

/** What all documents of a file have in common. */
export interface Binding {
  readonly header: ReadonlyArray<string>
  readonly currency: Currency.Currency
  /** The fingerprint of how the file is read; another reading is another revision. */
  readonly settings: string
  /** The clock, in epoch milliseconds. */
  readonly now: () => number
  readonly page: PageSize
}

/** A document that was seen in the file. */
export type Document = Observed<ChannelOrder.ChannelOrder>

/**
 * The documents in lines that stand together under one order id: one for each kind among them, in the
 * order of the file.
 *
 * The revision is the number of the first line, and a digest of all lines. So lines that come later
 * under the same id are a revision of their own, even if they read the same, and every copy of the
 * file says the same.
 */
const documentsOf = (binding: Binding, lines: ReadonlyArray<OrderLine>): ReadonlyArray<Document> =>
  Array.from(Map.groupBy(lines, ({ kind }) => kind).values(), ([first, ...rest]) =>
    first === undefined ? [] : [observe(binding, first, [first, ...rest])],
  ).flat()

const observe = (
  { header, currency, settings, now }: Binding,
  first: OrderLine,
  lines: readonly [OrderLine, ...Array<OrderLine>],
): Document => {
  const texts = lines.map(({ fields }) => fields.join("\0")) // no field has a NUL
  const digest = createHash("sha256").update([settings, ...texts].join("\0\0"))
  const seen = new Map<string, string>()
  const lineOf = ({ place, at, item }: OrderLine, index: number): ChannelOrder.ChannelOrderLine => {
    const lineId = String(place.line)
    const text = texts[index] ?? ""
    const repeatOf = seen.get(text)
    if (repeatOf === undefined) seen.set(text, lineId)
    return {
      lineId,
      ...item,
      ...(at === first.at ? {} : { placedAt: at }),
      ...(repeatOf === undefined ? {} : { repeatOf }),
    }
  }
  const [head, ...rest] = lines
  const items = [lineOf(head, 0), ...rest.map((line, i) => lineOf(line, i + 1))] as const
  const customerRef = lines.find((line) => line.customer !== undefined)?.customer
  const market = lines.find((line) => line.market !== undefined)?.market
  return {
    externalId: first.order,
    revision: `${first.place.line}-${digest.digest("base64url").slice(0, 16)}`,
    observedAt: now(),
    raw: { columns: header, rows: lines.map(({ fields }) => fields) },
    value: {
      externalId: first.order,
      kind: first.kind,
      placedAt: first.at,
      ...(customerRef === undefined ? {} : { customerRef }),
      ...(market === undefined ? {} : { market }),
      currency,
      lines: items,
    },
  }
}

/** Some documents, and the place behind their lines. */
export interface DocumentPage {
  readonly items: ReadonlyArray<Document>
  readonly rejected: ReadonlyArray<LineRefused>
  readonly end: Place
}

/** Gathers rows into pages of documents; there is one page at least, and the last may be empty. */
export async function* documentPages(
  batches: AsyncIterable<ReadonlyArray<Row>>,
  start: Place,
  read: (row: Row) => OrderLine | LineRefused,
  binding: Binding,
): AsyncGenerator<DocumentPage> {
  const { page } = binding
  let open: Array<OrderLine> = [] // lines of the order that may go on
  let items: Array<Document> = []
  let rejected: Array<LineRefused> = []
  let orders = 0
  let lines = 0
  let end = start

  const close = (): void => {
    items.push(...documentsOf(binding, open))
    orders += 1
    open = []
  }
  const cut = (at: Place): DocumentPage => {
    const full = { items, rejected, end: at }
    items = []
    rejected = []
    orders = 0
    lines = 0
    return full
  }

  for await (const batch of batches)
    for (const row of batch) {
      const line = read(row)
      if (line instanceof LineRefused) rejected.push(line)
      else {
        if (open[0] !== undefined && open[0].order !== line.order) {
          close()
          if (orders >= page.orders || lines >= page.lines) yield cut(row.place)
        }
        open.push(line)
      }
      lines += 1
      end = row.next
      if (lines >= page.mostLines) {
        close()
        yield cut(end)
      }
    }
  close()
  yield cut(end)
}
