import { afterAll, assert, describe, it } from "@effect/vitest"
import { ColumnsUnrecognised, type Options } from "entrepot/adapters/channels/csv"

import { documents, failure, fileOf, pull, removeFiles } from "./support.ts"

afterAll(removeFiles)

const values = "1,MUG,2,2026-01-05,9.50"

const read = async (header: string, options: Partial<Options> = {}) => {
  const extra = ",x".repeat(Math.max(0, header.split(",").length - 5))
  const pages = await pull(fileOf(`${header}\n${values}${extra}\n`), options)
  const [order] = documents(pages)
  const [line] = order?.lines ?? []
  return `${order?.externalId} ${line?.sku} ${line?.quantity} ${line?.unitPrice}`
}

const unrecognised = async (header: string, options: Partial<Options> = {}) => {
  const error = await failure(fileOf(`${header}\n`), options)
  assert.instanceOf(error, ColumnsUnrecognised)
  return error
}

describe("the columns of a CSV file", () => {
  it("are recognised by common names, in any case and with any separators", async () => {
    for (const header of [
      "order,sku,quantity,at,price",
      "Order ID,SKU,Qty,Order Date,Unit Price",
      "ORDER_NO,ITEM-SKU,QTY,CREATED_AT,UNIT_PRICE",
      "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice",
      "invoice.number,product,units,date,Price",
      "orderNumber,item,quantity_ordered,purchase-date,price each",
      "amazon-order-id,product id,quantity-purchased,purchase-date,price per unit",
      "invoice,Article No.,pieces,timestamp,price",
    ])
      assert.strictEqual(await read(header), "1 MUG 2 9.50", header)
  })

  it("go by the clearer name where several could be meant", async () => {
    assert.strictEqual(await read("order,sku,qty,order date,unit price,product"), "1 MUG 2 9.50")
    assert.strictEqual(await read("order id,sku,qty,order date,price,invoice no"), "1 MUG 2 9.50")
    assert.strictEqual(await read("order,sku,qty,order date,unit price,date,price"), "1 MUG 2 9.50")
  })

  it("are named by the caller, exactly or without case and separators", async () => {
    const columns = { order: "Bestellnr", sku: "artikel nr", quantity: "Menge", at: "Tag" } as const
    const mapped = { columns: { ...columns, price: "Preis" } }
    assert.strictEqual(await read("BESTELLNR,Artikel_Nr.,Menge,Tag,Preis", mapped), "1 MUG 2 9.50")
    const exact = { columns: { price: "price" } }
    assert.strictEqual(await read("order,sku,qty,date,price,Price,PRICE", exact), "1 MUG 2 9.50")
  })

  it("are listed as found and missing where they are not recognised", async () => {
    const { message, found, missing } = await unrecognised("Bestellung,sku,Menge,date,amount")
    assert.deepStrictEqual(found, ["Bestellung", "sku", "Menge", "date", "amount"])
    assert.deepStrictEqual(
      missing.map(({ column }) => column),
      ["order", "quantity", "price"],
    )
    assert.match(
      message,
      /\.csv: columns missing: order \(no known name\), quantity \(no known name\), price \(no known name\); columns found: "Bestellung", "sku", "Menge", "date", "amount"$/,
    )
  })

  it("are refused where a name is in doubt or not in the file", async () => {
    const doubt = await unrecognised("order id,order no,sku,qty,date,price")
    assert.deepStrictEqual(doubt.missing, [
      { column: "order", because: '"order id" or "order no"?' },
    ])
    const twice = await unrecognised("order,order,sku,qty,date,price")
    assert.deepStrictEqual(twice.missing, [{ column: "order", because: '"order" or "order"?' }])
    const absent = await unrecognised("order,sku,qty,date,price", {
      columns: { price: "Preis", market: "Land" },
    })
    assert.deepStrictEqual(absent.missing, [
      { column: "price", because: 'no column "Preis"' },
      { column: "market", because: 'no column "Land"' },
    ])
    const nothing = await unrecognised("order,sku,qty,date,price,#", { columns: { market: "?" } })
    assert.deepStrictEqual(nothing.missing, [{ column: "market", because: 'no column "?"' }])
  })

  it("leave out what need not be there where it is in doubt", async () => {
    const header = "order,sku,qty,date,price,shipping country,ship_country"
    const pages = await pull(fileOf(`${header}\n${values},NO,SE\n`))
    assert.notProperty(documents(pages)[0], "market")
  })

  it("stand between other delimiters where the caller says so", async () => {
    const path = fileOf("order;sku;qty;date;price\n1;MUG, red;2;2026-01-05;9.50\n")
    const [order] = documents(await pull(path, { delimiter: ";" }))
    assert.strictEqual(order?.lines[0].sku, "MUG, red")
    assert.instanceOf(await failure(path), ColumnsUnrecognised)
  })

  it("make documents that begin with A adjustments in the data set Online Retail only", async () => {
    const retail =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
    const line = "A1,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom"
    const kinds = async (header: string) =>
      documents(await pull(fileOf(`${header}\n${line}\n`))).map(({ kind }) => kind)
    assert.deepStrictEqual(await kinds(retail), ["adjustment"])
    assert.deepStrictEqual(await kinds(retail.replace("Country", "Market")), ["order"])
  })
})
