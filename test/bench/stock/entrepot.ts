/** Our ledger, as a host on Effect calls it. */
// oxlint-disable-next-line import/no-unassigned-import -- a host's choice, made by importing
import "effect/schema/SchemaJITCompiler/enable"
import { Effect, Layer, ManagedRuntime } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { StockLedger } from "entrepot/stock"

import { skuOf } from "./loop.ts"
import { plenty, type StoreName, type Subject } from "./subjects.ts"

export const openLedger = async (store: StoreName, database: string, schema: string) => {
  const runtime = ManagedRuntime.make(
    StockLedger.layer.pipe(
      Layer.provide(
        store === "postgres"
          ? Postgres.layer({ url: database, schema })
          : Sqlite.layer({ path: database }),
      ),
    ),
  )
  const ledger = await runtime.runPromise(StockLedger.use(Effect.succeed))
  return { ledger, close: () => runtime.dispose() }
}

export const entrepot = (store: StoreName): Subject => ({
  name: "entrepot",
  open: async (database, schema, skus) => {
    const { ledger, close } = await openLedger(store, database, schema)
    await Effect.runPromise(
      ledger.receive({
        commandId: `stock-${skus}`,
        lines: Array.from({ length: skus }, (_, n) => ({ sku: skuOf(n), quantity: plenty })),
      }),
    )
    return {
      place: (order, items) =>
        Effect.runPromise(
          Effect.asVoid(
            ledger.hold({
              commandId: `command-${order}`,
              holdId: `order-${order}`,
              lines: items.map((sku) => ({ sku, quantity: 1 })),
            }),
          ),
        ),
      close,
    }
  },
})
