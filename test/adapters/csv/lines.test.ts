import { afterAll, assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { LineFault } from "entrepot/adapters/channels/csv"
import { ChannelOrder } from "entrepot/channels"

import { documents, fileOf, pull, refusals, removeFiles } from "./support.ts"

afterAll(removeFiles)

const header = "order,sku,quantity,at,price,customer,market,description"
const good = ["7", "MUG", "2", "2026-01-05 09:30:00", "9.50", "ann", "Norway", "A mug"]

/** The good line with one field changed. */
const but = (column: string, text: string): string =>
  good.map((was, at) => (header.split(",")[at] === column ? text : was)).join(",")

const read = async (lines: ReadonlyArray<string | Uint8Array>, options = {}) => {
  const bytes = [header, ...lines].flatMap((line) => [Buffer.from(line), Buffer.from("\n")])
  const pages = await pull(fileOf(Buffer.concat(bytes)), options)
  return { orders: documents(pages), refused: refusals(pages) }
}

const reads = async (line: string, options = {}) => {
  const { orders, refused } = await read([line], options)
  assert.deepStrictEqual(
    refused.map(({ message }) => message),
    [],
  )
  const [order] = orders
  const [item] = order?.lines ?? []
  if (order === undefined || item === undefined) throw new Error("nothing was read")
  return { ...order, ...item, at: new Date(order.placedAt).toISOString() }
}

describe("a line of a CSV file", () => {
  it("becomes a line of an order in canonical words", async () => {
    const { orders } = await read([good.join(",")], { currency: "NOK" })
    assert.deepStrictEqual(orders, [
      {
        externalId: "7",
        kind: "order",
        placedAt: Date.UTC(2026, 0, 5, 9, 30),
        customerRef: "ann",
        market: "Norway",
        currency: "NOK",
        lines: [{ lineId: "2", sku: "MUG", description: "A mug", quantity: 2, unitPrice: "9.50" }],
      },
    ])
  })

  it("has a kind by its sign, its price and its order id", async () => {
    const cases: ReadonlyArray<readonly [string, string, string, ChannelOrder.Kind]> = [
      ["7", "2", "9.50", "order"],
      ["7", "2", "0", "order"],
      ["7", "2", "-0.00", "order"],
      ["7", "-2", "9.50", "cancellation"],
      ["7", "-2", "-9.50", "cancellation"],
      ["7", "-2", "0.00", "writeOff"],
      ["7", "-2", "-0", "writeOff"],
      ["C7", "-2", "0", "cancellation"],
      ["C7", "2", "9.50", "order"],
      ["A7", "2", "9.50", "order"],
      ["7", "1", "-5", "adjustment"],
    ]
    for (const [order, quantity, price, kind] of cases) {
      const line = await reads(`${order},MUG,${quantity},2026-01-05,${price},,,`)
      assert.strictEqual(line.kind, kind, `${order} ${quantity} ${price}`)
      assert.strictEqual(line.quantity, Math.abs(Number(quantity)))
      assert.strictEqual(line.unitPrice, price)
    }
    const prefixes = { cancellationPrefix: "R", adjustmentPrefix: "A" }
    assert.strictEqual((await reads("R7,MUG,-2,2026-01-05,0,,,", prefixes)).kind, "cancellation")
    assert.strictEqual((await reads("C7,MUG,-2,2026-01-05,0,,,", prefixes)).kind, "writeOff")
    assert.strictEqual((await reads("A7,MUG,2,2026-01-05,9,,,", prefixes)).kind, "adjustment")
  })

  it("has an instant with or without time, zone and T", async () => {
    const cases: ReadonlyArray<readonly [string, string]> = [
      ["2010-12-01 08:26:00", "2010-12-01T08:26:00.000Z"],
      ["2010-12-01 08:26", "2010-12-01T08:26:00.000Z"],
      ["2010-12-01", "2010-12-01T00:00:00.000Z"],
      ["2010-12-01T08:26:00", "2010-12-01T08:26:00.000Z"],
      ["2010-12-01T08:26:00.125Z", "2010-12-01T08:26:00.125Z"],
      ["2010-12-01T08:26:00+01:00", "2010-12-01T07:26:00.000Z"],
      ["2010-12-01 08:26:00 -0530", "2010-12-01T13:56:00.000Z"],
      ["2010-12-01 08:26:00+01", "2010-12-01T07:26:00.000Z"],
    ]
    for (const [text, instant] of cases)
      assert.strictEqual((await reads(but("at", text))).at, instant, text)
    const berlin = { timeZone: "Europe/Berlin" }
    const local = await reads(but("at", "2010-07-01 08:26:00"), berlin)
    assert.strictEqual(local.at, "2010-07-01T06:26:00.000Z")
    const offset = await reads(but("at", "2010-07-01T08:26:00Z"), berlin)
    assert.strictEqual(offset.at, "2010-07-01T08:26:00.000Z")
    const skipped = await reads(but("at", "2010-03-28 02:30:00"), berlin)
    assert.strictEqual(skipped.at, "2010-03-28T01:30:00.000Z")
  })

  it("may have no customer and no description, but NA is a country", async () => {
    const { orders } = await read(["7,MUG,2,2026-01-05,1,NA,NA,NA", "8,MUG,2,2026-01-05,1,,,"])
    assert.isTrue(orders.every((order) => !("customerRef" in order)))
    assert.isTrue(orders.every(({ lines }) => !("description" in (lines[0] ?? {}))))
    assert.deepStrictEqual(
      orders.map(({ market }) => market),
      ["NA", undefined],
    )
    for (const nobody of ["N/A", "NULL", "null", "None", "NaN", "nan"])
      assert.notProperty(await reads(but("customer", nobody)), "customerRef", nobody)
    const other = await reads(but("customer", "NA"), { absent: ["none"] })
    assert.strictEqual(other.customerRef, "NA")
    assert.notProperty(await reads(but("customer", "none"), { absent: ["none"] }), "customerRef")
  })

  it("names nobody by an e-mail address, which orders would keep when it is erased", async () => {
    const [one, again, other] = await Promise.all(
      ["Ada@Example.org", "ada@example.org", "bob@example.org"].map((of) =>
        reads(but("customer", of)),
      ),
    )
    assert.match(one?.customerRef ?? "", /^[0-9a-f]{32}$/)
    assert.strictEqual(one?.customerRef, again?.customerRef)
    assert.notStrictEqual(one?.customerRef, other?.customerRef)
  })

  it("keeps the case of ids and drops blanks around fields", async () => {
    const line = await reads("  a7 , mUg ,+2.0, 2026-01-05 , 9.50 , Ann ,,")
    assert.strictEqual(line.externalId, "a7")
    assert.strictEqual(line.sku, "mUg")
    assert.strictEqual(line.quantity, 2)
    assert.strictEqual(line.unitPrice, "9.50")
    assert.strictEqual(line.customerRef, "Ann")
    assert.strictEqual((await reads(but("sku", "toString"))).sku, "toString")
  })

  it("is refused with its number and reason, and the rest goes on", async () => {
    const latin = Buffer.from(but("description", "caf\u00e9"), "latin1")
    const bad: ReadonlyArray<readonly [string | Uint8Array, LineFault]> = [
      ["7,MUG,2", "fields"],
      [`${good.join(",")},more`, "fields"],
      [but("order", ""), "order"],
      [but("order", " "), "order"],
      [but("order", "x".repeat(201)), "order"],
      [but("sku", ""), "sku"],
      [but("sku", "é".repeat(101)), "sku"],
      [but("customer", "x".repeat(201)), "customer"],
      [but("quantity", "two"), "quantity"],
      [but("quantity", ""), "quantity"],
      [but("quantity", "0"), "quantity"],
      [but("quantity", "-0"), "quantity"],
      [but("quantity", "1.5"), "quantity"],
      [but("quantity", "1e3"), "quantity"],
      [but("quantity", "0x10"), "quantity"],
      [but("quantity", "9007199254740993"), "quantity"],
      [but("at", ""), "at"],
      [but("at", "yesterday"), "at"],
      [but("at", "12/1/2010 8:26"), "at"],
      [but("at", "2026-02-30 08:00:00"), "at"],
      [but("at", "2026-02-03 25:00:00"), "at"],
      [but("at", "2026-02-03T10:00:00+99:00"), "at"],
      [but("price", ""), "price"],
      [but("price", "£2.55"), "price"],
      [but("price", "1e5"), "price"],
      [but("price", "NaN"), "price"],
      [but("price", "9".repeat(31)), "price"],
      [but("description", "a NUL \0"), "encoding"],
      [latin, "encoding"],
      [but("description", '6" plate'), "quotes"],
      [but("description", '"plate" of 6'), "quotes"],
      [but("description", `"${"x".repeat(70_000)}"`), "length"],
    ]
    const { orders, refused } = await read(
      bad.flatMap(([line], at) => [line, `${at},MUG,1,2026-01-05,1,,,`]),
    )
    assert.deepStrictEqual(
      refused.map(({ line, reason }) => [line, reason]),
      bad.map(([, reason], at) => [2 + 2 * at, reason]),
    )
    assert.deepStrictEqual(
      orders.map(({ externalId }) => externalId),
      bad.map((_, at) => String(at)),
    )
    const reasons = new Set<string>(bad.map(([, reason]) => reason))
    assert.deepStrictEqual(
      LineFault.literals.filter((reason) => !reasons.has(reason)),
      [],
    )
    for (const { message, raw, where, line } of refused) {
      assert.isTrue(message.startsWith(`line ${line}: `) && where === `line ${line}`)
      assert.isTrue(raw.length > 0 && raw.length <= 500 && !raw.includes("\0"))
    }
    const [fields] = refused
    assert.strictEqual(fields?.message, "line 2: fields: wanted 8 fields, but there are 3")
    assert.strictEqual(fields?.raw, '["7","MUG","2"]')
  })

  it("costs no other line where its quote is not closed", async () => {
    const open = '7,MUG,2,2026-01-05,9.50,"ann,Norway,A mug'
    const between = Array.from({ length: 3 }, (_, at) => `${at},CUP,1,2026-01-05,1,,,"a ""cup"""`)
    const { orders, refused } = await read([open, ...between, open, ...between, open])
    assert.deepStrictEqual(
      refused.map(({ line, reason, raw }) => [line, reason, raw]),
      [2, 6, 10].map((line) => [line, "quotes", open]),
    )
    assert.strictEqual(orders.length, 6)
    assert.strictEqual(orders[0]?.lines[0].description, 'a "cup"')
  })

  it("costs no other line where it has no end for long", async () => {
    const long = but("description", "x".repeat(300_000))
    const { orders, refused } = await read([long, good.join(","), long])
    assert.deepStrictEqual(
      refused.map(({ line, reason }) => [line, reason]),
      [
        [2, "length"],
        [4, "length"],
      ],
    )
    assert.strictEqual(orders.length, 1)
  })

  it("decodes by the schema of the channel's order whatever it holds", async () => {
    const { orders } = await read([
      good.join(","),
      "C8,MUG,-2,1900-01-01,0.000001,,,",
      `9,${"é".repeat(100)},9007199254740991,9998-12-31,${"9".repeat(30)}.${"9".repeat(30)},,,`,
      "10,MUG,1,2026-01-05,-3,,,",
      "10,MUG,-1,2026-01-05,0,,,",
    ])
    assert.strictEqual(orders.length, 5)
    for (const order of orders) assert.isTrue(Schema.is(ChannelOrder.ChannelOrder)(order))
  })
})
