/**
 * Which column of a file holds what: told by the caller, or recognised by its name.
 *
 * @module
 */
import { Result, Schema } from "effect"

/** What a line is read from. The first five must be there. */
export const Column = Schema.Literals([
  "order",
  "sku",
  "quantity",
  "at",
  "price",
  "customer",
  "market",
  "description",
])
/** One of the names in {@link Column}. */
export type Column = typeof Column.Type

const required: ReadonlyArray<Column> = ["order", "sku", "quantity", "at", "price"]

/** No mapping was found for this header: `missing` says of each column why. */
export class ColumnsUnrecognised extends Schema.TaggedError<ColumnsUnrecognised>()(
  "ColumnsUnrecognised",
  {
    path: Schema.String,
    /** The columns that the file has. */
    found: Schema.Array(Schema.String),
    missing: Schema.Array(Schema.Struct({ column: Column, because: Schema.String })),
  },
) {
  override get message(): string {
    const missing = this.missing.map(({ column, because }) => `${column} (${because})`).join(", ")
    const found = this.found.map((name) => JSON.stringify(name)).join(", ")
    return `${this.path}: columns missing: ${missing}; columns found: ${found}`
  }
}

/** Where in a row each column is. */
export type Positions = { readonly [C in Column]: number | undefined }

/*
 * Names in use, without case and separators. Those of the first list say what they mean; those of
 * the second count where none of the first is there. A name that may be the total of a line, such as
 * "amount", is in neither.
 */
const known: { readonly [C in Column]: readonly [clear: string, vague: string] } = {
  order: [
    "order orderid orderno ordernr ordernumber ordername orderref amazonorderid",
    "invoice invoiceid invoiceno invoicenr invoicenumber",
  ],
  sku: [
    "sku itemsku productsku variantsku sellersku lineitemsku stockcode",
    `item itemid itemno itemnumber itemcode product productid productcode productnumber article
     articleid articleno articlenumber`,
  ],
  quantity: [
    "quantity qty orderedquantity quantityordered quantitypurchased lineitemquantity itemquantity",
    "units pieces",
  ],
  at: [
    `at orderdate orderedat orderdatetime ordertime placedat purchasedate purchasedat invoicedate
     invoicedatetime`,
    "date datetime timestamp created createdat creationdate",
  ],
  price: ["unitprice priceperunit priceeach lineitemprice", "price"],
  customer: [
    "customer customerid customerno customernr customernumber customerref",
    "client clientid buyer buyerid customeremail buyeremail email",
  ],
  market: [
    "market marketplace",
    "country countrycode shippingcountry shipcountry saleschannel region",
  ],
  description: [
    "description itemdescription productdescription",
    "productname itemname lineitemname title producttitle",
  ],
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "")

/** The positions of the columns in a header. */
export const recognise = (
  path: string,
  header: ReadonlyArray<string>,
  told: Partial<Record<Column, string>>,
): Result.Result<Positions, ColumnsUnrecognised> => {
  const missing: Array<{ column: Column; because: string }> = []
  const where = (column: Column): number | undefined => {
    const name = told[column]
    const candidates = name === undefined ? recognised(header, column) : named(header, name)
    if (candidates.length === 1) return candidates[0]
    if (name !== undefined || required.includes(column))
      missing.push({ column, because: reason(header, candidates, name) })
    return undefined
  }
  const positions: Positions = {
    order: where("order"),
    sku: where("sku"),
    quantity: where("quantity"),
    at: where("at"),
    price: where("price"),
    customer: where("customer"),
    market: where("market"),
    description: where("description"),
  }
  return missing.length === 0
    ? Result.succeed(positions)
    : Result.fail(new ColumnsUnrecognised({ path, found: header, missing }))
}

const matching = (
  header: ReadonlyArray<string>,
  matches: (name: string) => boolean,
): ReadonlyArray<number> => header.flatMap((name, at) => (matches(name) ? [at] : []))

const named = (header: ReadonlyArray<string>, wanted: string): ReadonlyArray<number> => {
  const exact = matching(header, (name) => name === wanted)
  if (exact.length > 0 || plain(wanted) === "") return exact
  return matching(header, (name) => plain(name) === plain(wanted))
}

const recognised = (header: ReadonlyArray<string>, column: Column): ReadonlyArray<number> => {
  for (const names of known[column]) {
    const list = names.split(/\s+/)
    const found = matching(header, (name) => list.includes(plain(name)))
    if (found.length > 0) return found
  }
  return []
}

const reason = (
  header: ReadonlyArray<string>,
  candidates: ReadonlyArray<number>,
  name: string | undefined,
): string => {
  if (candidates.length === 0)
    return name === undefined ? "no known name" : `no column ${JSON.stringify(name)}`
  return `${candidates.map((at) => JSON.stringify(header[at])).join(" or ")}?`
}

/** The columns of the UCI data set Online Retail, whose invoices that begin with A adjust bad debt. */
const onlineRetail = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
  "Country",
]

/** Whether a header is that of the data set Online Retail. */
export const isOnlineRetail = (header: ReadonlyArray<string>): boolean =>
  header.length === onlineRetail.length && onlineRetail.every((name) => header.includes(name))
