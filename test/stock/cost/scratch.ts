import { Effect, Stream } from "effect"
import { StockLedger, StockRecords, CostRecords } from "entrepot/stock"
import { Journal } from "entrepot/store"
import { ledgerOver } from "../support/ledger.ts"
const p = Effect.gen(function* () {
  const l = yield* StockLedger
  yield* l.cost.track({ commandId: "t", sku: "M", method: "Fifo", currency: "EUR", per: "item" })
  const q = { _tag: "Quarantine", place: "main" } as const, s = { _tag: "Shelf", place: "main" } as const
  console.log(yield* Effect.result(l.move({ commandId: "m", lines: [
    { sku: "M", quantity: 1, from: s, to: s },
    { sku: "M", quantity: 1, from: { _tag: "Supplier" }, to: q, cost: { currency: "EUR", amount: "0.00" } },
  ] })))
  console.log(yield* l.cost.value("M"), yield* l.level("M"))
  const j = yield* Journal
  for (const st of [StockRecords.Movements, CostRecords.Costs] as const)
    console.dir((yield* Stream.runCollect(j.all(st as typeof CostRecords.Costs))).map((e) => e.fact), { depth: 9 })
})
await Effect.runPromise(p.pipe(Effect.provide(ledgerOver())))
