import { gzipSync } from "node:zlib"

import { afterAll, assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { ChannelOrder } from "entrepot/channels"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../../kernel/law.ts"
import {
  documents,
  field,
  fileOf,
  type Pull,
  pull,
  refusals,
  removeFiles,
  timeless,
} from "./support.ts"

afterAll(removeFiles)

const holds = holdsIn(150)

/** A line as somebody who writes such files knows it. */
interface Written {
  readonly order: string
  readonly sku: string
  readonly quantity: number
  readonly price: string
  readonly at: string
  readonly customer: string
  readonly description: string
}

const text = fc.string({
  unit: fc.constantFrom("a", "B", "é", "杯", "💥", '"', ",", ";", "\n", "\r\n", " ", "\t", "'"),
  maxLength: 8,
})
const visible = text.filter((id) => id.trim() !== "").map((id) => id.trim())
const digits = fc.nat({ max: 999 }).map((decimals) => String(decimals).padStart(3, "0"))
const line: fc.Arbitrary<Written> = fc.record({
  order: fc.oneof(fc.constantFrom("1", "2", "C3"), visible),
  sku: fc.oneof(fc.constantFrom("MUG", "mug", "toString"), visible),
  quantity: fc.oneof(fc.constantFrom(1, 2, -1), fc.maxSafeInteger()).filter((units) => units !== 0),
  price: fc
    .tuple(fc.integer({ min: -2, max: 9 }), digits)
    .map(([whole, rest]) => `${whole}.${rest}`),
  at: fc.constantFrom("2026-01-05 09:30:00", "2026-01-06T09:30:00Z"),
  customer: fc.oneof(fc.constant(""), visible),
  description: text.map((words) => words.trim()),
})
const columns = [
  "order",
  "sku",
  "quantity",
  "price",
  "at",
  "customer",
  "description",
] as const satisfies ReadonlyArray<keyof Written>

interface Style {
  readonly lineEnd: string
  readonly mark: boolean
  readonly gzip: boolean
  readonly lastLineEnds: boolean
  readonly quotesAll: boolean
}
const style: fc.Arbitrary<Style> = fc.record({
  lineEnd: fc.constantFrom("\n", "\r\n"),
  mark: fc.boolean(),
  gzip: fc.boolean(),
  lastLineEnds: fc.boolean(),
  quotesAll: fc.boolean(),
})

const csv = (rows: ReadonlyArray<ReadonlyArray<string>>, style: Style): Uint8Array => {
  const write = (value: string) =>
    style.quotesAll ? `"${value.replaceAll('"', '""')}"` : field(value)
  const lines = rows.map((row) => row.map(write).join(",")).join(style.lineEnd)
  const content = `${style.mark ? "\uFEFF" : ""}${lines}${style.lastLineEnds ? style.lineEnd : ""}`
  return style.gzip ? gzipSync(content) : Buffer.from(content)
}

const written = (lines: ReadonlyArray<Written>, style: Style): Uint8Array =>
  csv([columns, ...lines.map((one) => columns.map((name) => String(one[name])))], style)

/** What came through, as lines; within an order, lines of one kind come together. */
const told = (pages: Awaited<ReturnType<Pull>>) =>
  documents(pages)
    .flatMap(({ externalId, kind, placedAt, customerRef, lines }) =>
      lines.map((one) => ({
        id: Number(one.lineId),
        order: externalId,
        kind,
        sku: one.sku,
        quantity: one.quantity * ChannelOrder.signOf(kind),
        price: one.unitPrice,
        at: one.placedAt ?? placedAt,
        customer: customerRef ?? "",
        description: one.description ?? "",
      })),
    )
    .toSorted((a, b) => a.id - b.id)

const linesOf = (value: string): number => value.split("\n").length - 1

/** What should come through: who the customer is, an order says once. */
const wanted = (lines: ReadonlyArray<Written>) => {
  let id = 2
  const ids = lines.map((one) => {
    const at = id
    id += 1 + columns.reduce((sum, name) => sum + linesOf(String(one[name])), 0)
    return at
  })
  return lines.map(({ at, ...one }, index) => ({
    id: ids[index],
    ...one,
    at: Date.parse(at.includes("T") ? at : `${at.replace(" ", "T")}Z`),
  }))
}

type Pages = Awaited<ReturnType<Pull>>

/** A channel with a fault in what it answers. */
const answering =
  (change: (pages: Pages) => Pages): Pull =>
  async (path, options, cursor) =>
    change(await pull(path, options, cursor))

const withLines =
  (change: (line: ChannelOrder.ChannelOrderLine) => ChannelOrder.ChannelOrderLine) =>
  (pages: Pages): Pages =>
    pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        const [first, ...rest] = item.value.lines
        return { ...item, value: { ...item.value, lines: [change(first), ...rest.map(change)] } }
      }),
    }))

const comesBack = async (pull: Pull, lines: ReadonlyArray<Written>, style: Style) => {
  const pages = await pull(fileOf(written(lines, style)), { pageOrders: 2 })
  assert.deepStrictEqual(
    told(pages).map(({ kind: _, ...one }) => one),
    wanted(lines),
  )
  assert.isTrue(pages.every(({ rejected }) => rejected.length === 0))
  assert.isTrue(documents(pages).every(Schema.is(ChannelOrder.ChannelOrder)))
}

const roundTrip = (pull: Pull) =>
  fc.asyncProperty(fc.array(line, { maxLength: 12 }), style, (lines, style) =>
    comesBack(
      pull,
      // A document names one customer, so each order has its own.
      lines.map((one) => ({ ...one, customer: `of ${one.order}` })),
      style,
    ),
  )

/** A file long enough for several chunks, so that any byte may be the first of one. */
const inChunks = (pull: Pull) =>
  fc.asyncProperty(fc.nat({ max: 300 }), style, (shift, style) => {
    const description = 'a "💥"\r\n杯, é'
    const lines = Array.from({ length: 1_500 }, (_, at) => ({
      order: String(Math.floor(at / 3)),
      sku: "MUG",
      quantity: at + 1,
      price: "1.00",
      at: "2026-01-05 09:30:00",
      customer: "ann",
      description: at === 0 ? "x".repeat(shift + 1) : description,
    }))
    return comesBack(pull, lines, style)
  })

const goodLine = fc
  .tuple(fc.constantFrom("1", "2", "3"), fc.constantFrom("A", "B"), fc.integer({ min: 1, max: 3 }))
  .map(([order, sku, units]) => `${order},${sku},${units},2026-01-05,2.50,"a ""mug"""`)
const badLine = fc.constantFrom(
  "1",
  "1,A,none,2026-01-05,2.50,",
  "1,A,1,never,2.50,",
  ",A,1,2026-01-05,2.50,",
  '1,A,1,2026-01-05,2.50,6" plate',
  '1,A,1,2026-01-05,2.50,"open',
  '1,A,1,2026-01-05,2.50,"a "mug"',
  "1,A,1,2026-01-05,2.50,\0",
)
const anyLine = fc.oneof(
  goodLine.map((text) => ({ text, good: true })),
  badLine.map((text) => ({ text, good: false })),
)

const mixed = (lines: ReadonlyArray<{ readonly text: string }>, packed: boolean): string => {
  const content = ["order,sku,qty,date,price,title", ...lines.map(({ text }) => text)].join("\n")
  return fileOf(packed ? gzipSync(content) : content)
}

const losesNothing = (pull: Pull) =>
  fc.asyncProperty(fc.array(anyLine, { maxLength: 20 }), fc.boolean(), async (lines, packed) => {
    const pages = await pull(mixed(lines, packed), { pageOrders: 2 })
    const numbers = (good: boolean) =>
      lines.flatMap((one, at) => (one.good === good ? [at + 2] : []))
    assert.deepStrictEqual(
      told(pages).map(({ id }) => id),
      numbers(true),
    )
    assert.deepStrictEqual(
      refusals(pages).map(({ line }) => line),
      numbers(false),
    )
  })

const resumes = (pull: Pull) =>
  fc.asyncProperty(
    fc.array(anyLine, { maxLength: 20 }),
    fc.boolean(),
    fc.integer({ min: 1, max: 3 }),
    async (lines, packed, pageOrders) => {
      const path = mixed(lines, packed)
      const pages = timeless(await pull(path, { pageOrders }))
      for (const [at, { checkpoint }] of pages.entries()) {
        const rest = timeless(await pull(path, { pageOrders }, checkpoint))
        const wanted = pages.slice(at + 1)
        const end = { items: [], rejected: [], checkpoint }
        assert.deepStrictEqual(rest, wanted.length > 0 ? wanted : [end])
      }
    },
  )

describe("a CSV file as a channel", { timeout: 60_000 }, () => {
  it("gives back what was written, whatever the text, quotes, line ends and packing", async () => {
    await holds(roundTrip(pull))
    await killsAsync(
      roundTrip(answering(withLines(({ sku, ...one }) => ({ ...one, sku: sku.toUpperCase() })))),
    )
    await killsAsync(
      roundTrip(
        answering(
          withLines(({ description, ...one }) => ({
            ...one,
            ...(description === undefined ? {} : { description: description.replace(/\s+/g, " ") }),
          })),
        ),
      ),
    )
    await killsAsync(roundTrip(answering((pages) => pages.slice(0, 1))))
  })

  it("gives back what was written, wherever a chunk ends", async () => {
    await holdsIn(12)(inChunks(pull))
    await killsAsync(inChunks(answering((pages) => pages.slice(0, -1))))
  })

  it("tells every line once, as a line or as a refusal with its number", async () => {
    await holds(losesNothing(pull))
    await killsAsync(
      losesNothing(answering((pages) => pages.map((page) => ({ ...page, rejected: [] })))),
    )
    const onlyFirst = (pages: Pages) =>
      pages.map((page) => ({ ...page, items: page.items.slice(0, 1) }))
    await killsAsync(losesNothing(answering(onlyFirst)))
  })

  it("goes on behind any page as if it had never stopped", async () => {
    await holdsIn(80)(resumes(pull))
    await killsAsync(resumes((path, options) => pull(path, options)))
    const further: Pull = (path, options, cursor) =>
      pull(
        path,
        options,
        cursor?.replace(/"line":(\d+)/, (_, at) => `"line":${Number(at) + 1}`),
      )
    await killsAsync(resumes(further))
  })
})
