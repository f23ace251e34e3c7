/** One of several processes that hold orders on one database: measures when told to begin. */
import { entrepot } from "./entrepot.ts"
import { type Load, runLoop } from "./loop.ts"

const [database = "", schema = "", number = "0", load = "{}"] = process.argv.slice(2)
const parsed: Load = JSON.parse(load)
const opened = await entrepot("postgres").open(database, schema, parsed.skus)
process.send?.("ready")
process.once("message", async () => {
  // Order numbers of different processes never meet.
  const cost = await runLoop(opened.place, parsed, Number(number) * 100_000_000)
  process.send?.(cost)
  await opened.close()
  process.disconnect()
})
