/** What the channels show of our stock: told by the outbox, and never typed. */
import { Effect } from "effect"
import { StockLedger } from "entrepot/stock"

/** The screens of the channels. */
export interface StockSync {
  /** Tells the channels all that changed since the last time. */
  readonly send: Effect.Effect<void, unknown, StockLedger>
  /** Units that channels show, by channel and item. */
  readonly shown: ReadonlyMap<string, number>
  /** How many numbers the channels were told. */
  readonly told: () => number
}

/** Begins with screens that nobody has seen. */
export const make = (): StockSync => {
  const shown = new Map<string, number>()
  let cursor: string | undefined
  let told = 0
  return {
    shown,
    told: () => told,
    send: Effect.gen(function* () {
      const { exposure } = yield* StockLedger
      for (;;) {
        const page = yield* exposure.outbox(cursor === undefined ? {} : { after: cursor })
        for (const { fact } of page.publishes) {
          const { sku, channel, version, quantity } = fact
          shown.set(`${channel} ${sku}`, quantity)
          told += 1
          const answer = { sku, channel, version, quantity, outcome: "accepted" as const }
          yield* exposure.answer({ commandId: `${channel} ${sku} ${version}`, ...answer })
        }
        cursor = page.cursor
        if (page.end) return
      }
    }),
  }
}
