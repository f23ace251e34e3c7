/** What the ledger's rooms do in a second: serial numbers, kits, and questions about the past. */
import { Effect } from "effect"
import type { StockLedgerShape } from "entrepot/stock"

import { openLedger } from "./entrepot.ts"
import { type Cost, type Load, runLoop } from "./loop.ts"
import { plenty, type StoreName } from "./subjects.ts"

/** One figure: the cost of a loop, or milliseconds of single questions. */
export type Figure =
  | { readonly metric: string; readonly lines: number; readonly cost: Cost }
  | { readonly metric: string; readonly movements: number; readonly millis: number }

type Told = (figure: Figure) => void

/** Each order a unit of its own, received first and then sold. */
const serials = async (ledger: StockLedgerShape, load: Load, tell: Told) => {
  const line = (order: number) => [{ sku: "PHONE", serial: `SN-${order}` }] as const
  const receive = (order: number) =>
    Effect.runPromise(
      Effect.asVoid(
        ledger.serials.receive({
          commandId: `in-${order}`,
          document: `po-${order}`,
          lines: line(order),
        }),
      ),
    )
  const sell = (order: number) =>
    Effect.runPromise(
      Effect.asVoid(
        ledger.serials.ship({
          commandId: `out-${order}`,
          document: `order-${order}`,
          lines: line(order),
        }),
      ),
    )
  tell({ metric: "serialReceivesPerSecond", lines: 1, cost: await runLoop(receive, load) })
  // What is sold must be there, so that this is shorter; a unit that is not there would be refused.
  const sales: Load = { ...load, warmUpMillis: 0, millis: Math.min(load.millis, 500) }
  tell({ metric: "serialSalesPerSecond", lines: 1, cost: await runLoop(sell, sales) })
}

/** Orders of one kit of two components. */
const kits = async (ledger: StockLedgerShape, load: Load, tell: Told) => {
  const components = ["MUG", "TEA"].map((sku) => ({ sku, quantity: 2 }))
  await Effect.runPromise(
    Effect.andThen(
      ledger.receive({
        commandId: "components",
        lines: components.map(({ sku }) => ({ sku, quantity: plenty })),
      }),
      ledger.kits.define({ commandId: "kit", sku: "SET", components, stocked: false }),
    ),
  )
  const hold = (order: number) =>
    Effect.runPromise(
      Effect.asVoid(
        ledger.kits.hold({
          commandId: `kit-${order}`,
          holdId: `kit-order-${order}`,
          lines: [{ sku: "SET", quantity: 1 }],
        }),
      ),
    )
  tell({ metric: "kitHoldsPerSecond", lines: 1, cost: await runLoop(hold, load) })
}

const movements = 100_000
const callers = 1_024
const questions = 50

/** The level of an item as of instants spread over its 100,000 movements. */
const past = async (ledger: StockLedgerShape, tell: Told) => {
  const began = Date.now()
  let next = 0
  const move = async () => {
    for (let n = next++; n < movements; n = next++)
      await Effect.runPromise(
        ledger.receive({ commandId: `m-${n}`, lines: [{ sku: "OLD", quantity: 1 }] }),
      )
  }
  await Promise.all(Array.from({ length: callers }, move))
  const timed = async (run: () => Promise<unknown>) => {
    const from = performance.now()
    await run()
    return performance.now() - from
  }
  const kept = await timed(() => Effect.runPromise(ledger.cards.keep()))
  tell({ metric: "keepingCards", movements, millis: kept })
  for (const axis of ["recordedAt", "occurredAt"] as const) {
    const span = Date.now() - began
    const asked = await timed(async () => {
      for (let n = 0; n < questions; n++)
        await Effect.runPromise(
          ledger.cards.balance({
            sku: "OLD",
            at: began + Math.floor((span * n) / questions),
            axis,
          }),
        )
    })
    tell({ metric: `asOf.${axis}`, movements, millis: asked / questions })
  }
}

/** Measures all of it on one store. */
export const measureRooms = async (
  store: StoreName,
  database: string,
  schema: string,
  load: Load,
  tell: Told,
) => {
  const { ledger, close } = await openLedger(store, database, schema)
  try {
    await serials(ledger, load, tell)
    await kits(ledger, load, tell)
    await past(ledger, tell)
  } finally {
    await close()
  }
}
