import { Effect, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import fc from "fast-check"
import { ledgerOver } from "../support/ledger.ts"
import { clock, play, tally } from "./support/simulation.ts"
import { describe, histories } from "./support/world.ts"

const [seed = "1", runs = "100", maxLength = "25", closely = "", ms="0"] = process.argv.slice(2)
const t = Date.now()
const law = fc.asyncProperty(histories({ maxLength: Number(maxLength) }), (history) =>
  Effect.runPromise(Effect.provide(play(history, { closely: closely === "closely" }), Layer.merge(ledgerOver(Memory.make()), clock))))
const out = await fc.check(law, { seed: Number(seed), numRuns: Number(runs), interruptAfterTimeLimit: Number(ms) || undefined as never })
console.log(out.failed ? "FAILED" : "ok", out.numRuns, "runs", Date.now() - t, "ms", "shrinks", out.numShrinks)
if (out.failed) {
  console.log(out.counterexample?.[0].map(describe).join("\n"))
  const e = out.errorInstance as any
  console.log(e?.message ?? e, "\n", JSON.stringify(e?.actual), JSON.stringify(e?.expected))
  console.log(String(e?.stack).split("\n").filter((l: string) => l.includes("/work/main/src") || l.includes("everything")).slice(0, 15).join("\n"))
}
if (process.env["TALLY"]) {
  console.log([...tally.done].sort().map(([a,b]) => `${a} ${b}`).join(", "))
  console.log([...tally.refused].sort((a,b)=>b[1]-a[1]).slice(0,Number(process.env["TALLY"])).map(([a,b]) => `${a} ${b}`).join(", "))
}
