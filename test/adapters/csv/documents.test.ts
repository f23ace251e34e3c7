import { afterAll, assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { Options } from "entrepot/adapters/channels/csv"

import { fileOf, pull, refusals, removeFiles } from "./support.ts"

afterAll(removeFiles)

const header = "order,sku,quantity,at,price,customer,market"

const read = async (lines: ReadonlyArray<string>, options: Partial<Options> = {}) => {
  const pages = await pull(fileOf([header, ...lines, ""].join("\n")), options)
  return { pages, items: pages.flatMap(({ items }) => items), refused: refusals(pages) }
}

const shown = ({ items }: Awaited<ReturnType<typeof read>>) =>
  items.map(({ value }) => `${value.kind} ${value.externalId}: ${value.lines.map((l) => l.sku)}`)

describe("documents of a CSV file", () => {
  it("are lines that stand together under one order id", async () => {
    const found = await read([
      "1,A,1,2026-01-05,1,,",
      "1,B,1,2026-01-05,1,ann,",
      "2,C,1,2026-01-05,1,bob,NO",
      "1,D,1,2026-01-05,1,,SE",
    ])
    assert.deepStrictEqual(shown(found), ["order 1: A,B", "order 2: C", "order 1: D"])
    const [first, second, later] = found.items
    assert.deepStrictEqual(
      first?.value.lines.map(({ lineId }) => lineId),
      ["2", "3"],
    )
    assert.deepStrictEqual(
      later?.value.lines.map(({ lineId }) => lineId),
      ["5"],
    )
    assert.strictEqual(first?.value.customerRef, "ann")
    assert.strictEqual(second?.value.market, "NO")
    assert.strictEqual(later?.value.market, "SE")
    assert.notProperty(later?.value, "customerRef")
  })

  it("are one for each kind among lines that stand together", async () => {
    const found = await read([
      "1,A,2,2026-01-05,1,,",
      "1,A,-1,2026-01-06,1,,",
      "1,B,2,2026-01-05,1,,",
      "1,DISCOUNT,1,2026-01-05,-0.5,,",
      "1,C,-7,2026-01-05,0,,",
    ])
    assert.deepStrictEqual(shown(found), [
      "order 1: A,B",
      "cancellation 1: A",
      "adjustment 1: DISCOUNT",
      "writeOff 1: C",
    ])
    assert.strictEqual(new Set(found.items.map(({ revision }) => revision)).size, 4)
    assert.strictEqual(found.items[1]?.value.placedAt, Date.UTC(2026, 0, 6))
  })

  it("say of a line that it repeats another, and that it is of another instant", async () => {
    const { items } = await read([
      "1,A,1,2026-01-05 10:00,1,,",
      "1,A,1,2026-01-05 10:01,1,,",
      "1,A,1,2026-01-05 10:00,1,,",
      "1,A,1,2026-01-05 10:01,1,,",
      "1,A,1,2026-01-05 10:00,1,,",
      "2,A,1,2026-01-05 10:00,1,,",
    ])
    assert.deepStrictEqual(
      items[0]?.value.lines.map(({ lineId, repeatOf, placedAt }) => [lineId, repeatOf, placedAt]),
      [
        ["2", undefined, undefined],
        ["3", undefined, Date.UTC(2026, 0, 5, 10, 1)],
        ["4", "2", undefined],
        ["5", "3", Date.UTC(2026, 0, 5, 10, 1)],
        ["6", "2", undefined],
      ],
    )
    assert.notProperty(items[1]?.value.lines[0], "repeatOf")
  })

  it("do not end at a bad line or a blank one", async () => {
    const found = await read(["1,A,1,2026-01-05,1,,", "bad", "", "1,B,1,2026-01-05,1,,"])
    assert.deepStrictEqual(shown(found), ["order 1: A,B"])
    assert.deepStrictEqual(
      found.refused.map(({ line }) => line),
      [3],
    )
    assert.deepStrictEqual(
      found.items[0]?.value.lines.map(({ lineId }) => lineId),
      ["2", "5"],
    )
  })

  it("keep all fields of their lines as JSON", async () => {
    const { items } = await read([' 1 ,A,+1,2026-01-05 10:00,1,,"N\n""O"""'])
    const raw = items[0]?.raw
    assert.isTrue(Schema.is(Schema.Json)(raw))
    assert.deepStrictEqual(raw, {
      columns: header.split(","),
      rows: [[" 1 ", "A", "+1", "2026-01-05 10:00", "1", "", 'N\n"O"']],
    })
  })

  it("have a revision that differs by place, content and reading, and by nothing else", async () => {
    const line = "1,A,1,2026-01-05,1,,"
    const other = "2,A,1,2026-01-05,1,,"
    const revisions = async (lines: ReadonlyArray<string>, options: Partial<Options> = {}) =>
      (await read(lines, options)).items.map(({ revision }) => revision)
    const [first, , again] = await revisions([line, other, line])
    assert.notStrictEqual(first, again)
    assert.deepStrictEqual(await revisions([line, other, line, other], { pageOrders: 1 }), [
      ...(await revisions([line, other, line])),
      ...(await revisions([line, other, line, other])).slice(3),
    ])
    assert.notDeepEqual(await revisions([line, line]), [first])
    assert.notDeepEqual(await revisions([line.replace("A", "B")]), [first])
    assert.notDeepEqual(await revisions([line], { currency: "EUR" }), [first])
  })
})

describe("pages of a CSV file", () => {
  const orders = (count: number, lines = 1) =>
    Array.from({ length: count * lines }, (_, at) => `${Math.floor(at / lines)},A,1,2026-01-05,1,,`)
  const sizes = async (lines: ReadonlyArray<string>, options: Partial<Options> = {}) =>
    (await read(lines, options)).pages.map(({ items, rejected }) => [items.length, rejected.length])

  it("hold so many orders, 200 by default", async () => {
    assert.deepStrictEqual(await sizes(orders(401)), [
      [200, 0],
      [200, 0],
      [1, 0],
    ])
    assert.deepStrictEqual(await sizes(orders(2), { pageOrders: 1 }), [
      [1, 0],
      [1, 0],
    ])
  })

  it("hold the refusals of their stretch of the file", async () => {
    const lines = ["bad", "0,A,1,2026-01-05,1,,", "bad", "bad", "1,A,1,2026-01-05,1,,", "bad"]
    assert.deepStrictEqual(await sizes(lines, { pageOrders: 1 }), [
      [1, 3],
      [1, 1],
    ])
  })

  const timeout = 60_000
  it("end before they hold too many lines, of orders or of refusals", { timeout }, async () => {
    assert.deepStrictEqual(await sizes(orders(4, 4_000)), [
      [3, 0],
      [1, 0],
    ])
    const long = await read(orders(1, 60_000))
    assert.deepStrictEqual(
      long.items.map(({ externalId, value }) => [externalId, value.lines.length]),
      [
        ["0", 50_000],
        ["0", 10_000],
      ],
    )
    assert.deepStrictEqual(await sizes(Array.from({ length: 51_000 }, () => "bad")), [
      [0, 50_000],
      [0, 1_000],
    ])
  })
})
