/** What a shop does before it opens. */
import type { StockCommand } from "entrepot/stock"

import { type Command, given } from "./command.ts"
import { pool } from "./words.ts"

const track = (sku: string, method: "Fifo" | "MovingAverage" | "Specific", per: "item" | "place") =>
  given("cost.track", (l) => l.cost.track, {
    commandId: "",
    sku,
    method,
    currency: "EUR",
    per,
    unitCost: { currency: "EUR", amount: "2" },
  })
const showAll = { sells: true, buffer: 0, minimum: 0, landing: "anyOrder" } as const
const configure = (sku: string, channel: string) =>
  given("exposure.configure", (l) => l.exposure.configure, {
    commandId: "",
    sku,
    channel,
    settings: showAll,
  })
const eur = (amount: string) => ({ currency: "EUR", amount })
const stock = (sku: string, place: string, quantity: number): StockCommand.Line => ({
  sku,
  place,
  quantity,
})

/** Commands of a shop before it opens. */
export const opening: ReadonlyArray<Command> = [
  given("declarePool", (l) => l.declarePool, { commandId: "", pool, places: ["main", "shop"] }),
  track("TEA", "Fifo", "item"),
  track("CUP", "MovingAverage", "place"),
  track("BOX", "Fifo", "item"),
  track("PHONE", "Specific", "item"),
  track("MILK", "Fifo", "place"),
  given("kits.define", (l) => l.kits.define, {
    commandId: "",
    sku: "SET",
    components: [
      { sku: "MUG", quantity: 1 },
      { sku: "TEA", quantity: 2 },
    ],
    stocked: false,
  }),
  given("kits.define", (l) => l.kits.define, {
    commandId: "",
    sku: "BOX",
    components: [
      { sku: "CUP", quantity: 1 },
      { sku: "TEA", quantity: 1 },
    ],
    stocked: true,
  }),
  configure("MUG", "web"),
  configure("CUP", "fair"),
  configure("MILK", "web"),
  given("receive", (l) => l.receive, {
    commandId: "",
    lines: [
      { ...stock("MUG", "main", 3) },
      { ...stock("MUG", "shop", 2) },
      { ...stock("TEA", "main", 5), cost: eur("10.01") },
      { ...stock("TEA", "shop", 2), cost: eur("5") },
      { ...stock("CUP", "main", 4), cost: eur("9.99") },
      { ...stock("CUP", "depot", 3), cost: eur("1") },
    ],
  }),
  given("serials.receive", (l) => l.serials.receive, {
    commandId: "",
    lines: [
      { sku: "PHONE", serial: "A", cost: eur("100") },
      { sku: "PHONE", serial: "B", cost: eur("90") },
    ],
  }),
  given("lots.receive", (l) => l.lots.receive, {
    commandId: "",
    lines: [
      {
        sku: "MILK",
        lot: "L1",
        quantity: 3,
        expires: { day: "2026-01-31", zone: "UTC" },
        cost: eur("3"),
      },
      {
        sku: "MILK",
        lot: "L2",
        quantity: 3,
        expires: { day: "2026-03-01", zone: "UTC" },
        cost: eur("4.01"),
      },
      { sku: "MILK", lot: "L2", quantity: 1, place: "shop", cost: eur("1") },
    ],
  }),
]
