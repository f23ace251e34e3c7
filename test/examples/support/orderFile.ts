/** A file of order lines with everything in it that the real one has. */
import { writeFileSync } from "node:fs"

import { Worlds } from "entrepot/testing"

const dayMillis = 86_400_000

/** What a test wants to find again in the summary. */
export interface Written {
  readonly lines: number
  readonly refused: Readonly<Record<string, number>>
  readonly orders: ReadonlySet<string>
  readonly cancellations: ReadonlySet<string>
  readonly customers: ReadonlySet<string>
  readonly units: number
  /** In cents. */
  readonly revenue: bigint
}

/** Writes a year of so many lines; the same seed writes the same file. */
export const writeOrders = (path: string, lines: number, seed = 1): Written => {
  const world = Worlds.make(seed)
  const rows = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
  const orders = new Set<string>()
  const cancellations = new Set<string>()
  const customers = new Set<string>()
  const refused = { quantity: 0, price: 0 }
  let [units, revenue] = [0, 0n]
  for (let invoice = 500_000; rows.length <= lines; invoice++) {
    const passed = ((rows.length - 1) / lines) * 365
    const at = new Date(Date.UTC(2011, 0, 3) + Math.floor(passed * dayMillis))
    const time = at.toISOString().slice(0, 19).replace("T", " ")
    const chance = world.integer(1, 100)
    const kind = chance <= 10 ? "C" : chance <= 15 ? "loss" : chance === 16 ? "A" : ""
    const order = `${kind === "loss" ? "" : kind}${invoice}`
    const customer =
      world.integer(1, 4) === 1 || kind === "loss" ? "NA" : `${world.integer(1, 300)}`
    for (let n = world.integer(1, kind === "" ? 8 : 2); n > 0 && rows.length <= lines; n--) {
      const sku = `S${Math.min(world.integer(1, 200), world.integer(1, 200))}`
      const sign = kind === "C" || kind === "loss" ? -1 : 1
      const quantity = kind === "A" ? 1 : sign * world.integer(1, 12)
      const isFree = kind === "loss" || world.integer(1, 50) === 1
      const cents = isFree ? 0 : (kind === "A" ? -1 : 1) * world.integer(1, 2_000)
      const price = (cents / 100).toFixed(2)
      const bad = world.integer(1, 500)
      if (bad === 1) refused.quantity += 1
      else if (bad === 2) refused.price += 1
      const written = [bad === 1 ? "many" : quantity, time, bad === 2 ? "free" : price]
      rows.push([order, sku, `"Thing, ${sku}"`, ...written, customer, "United Kingdom"].join(","))
      if (bad <= 2) continue
      if (kind === "C") cancellations.add(order)
      else if (kind !== "A") orders.add(order)
      if (customer !== "NA") customers.add(customer)
      units += quantity
      revenue += BigInt(quantity) * BigInt(cents)
    }
  }
  writeFileSync(path, `${rows.join("\n")}\n`)
  return { lines: rows.length - 1, refused, orders, cancellations, customers, units, revenue }
}
