/** Our ledger, as a host on Effect calls it. */
import { Effect, Layer, ManagedRuntime } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { StockLedger } from "entrepot/stock"

import { skuOf } from "./loop.ts"
import { plenty, type StoreName, type Subject } from "./subjects.ts"

export const entrepot = (store: StoreName): Subject => ({
  name: "entrepot",
  open: async (database, schema, skus) => {
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
    await runtime.runPromise(
      ledger.receive({
        commandId: `stock-${skus}`,
        lines: [
          { sku: skuOf(0), quantity: plenty },
          ...Array.from({ length: skus - 1 }, (_, n) => ({ sku: skuOf(n + 1), quantity: plenty })),
        ],
      }),
    )
    return {
      place: (order, items) => {
        const [first = "", ...rest] = items.map((sku) => ({ sku, quantity: 1 }))
        return Effect.runPromise(
          Effect.asVoid(
            ledger.hold({
              commandId: `command-${order}`,
              holdId: `order-${order}`,
              lines: [first, ...rest] as [{ sku: string; quantity: number }],
            }),
          ),
        )
      },
      close: () => runtime.dispose(),
    }
  },
})
