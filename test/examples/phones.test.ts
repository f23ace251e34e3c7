import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

import { assert, it } from "@effect/vitest"

const program = fileURLToPath(new URL("../../examples/01-phones-with-serials.ts", import.meta.url))

it("the shop for phones proves where a phone has been", { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@entrepot/source",
    program,
  ])
  const provenance = stdout.split("\n").filter((line) => line.startsWith("  2026-"))
  assert.deepStrictEqual(
    provenance.map((line) => line.trim().split(/ {2,}/)),
    [
      ["2026-03-02", "Received", "purchase-order-71", "at main", "by wang"],
      ["2026-03-05", "Held", "invoice-1001", "at main", "by li"],
      ["2026-03-05", "Shipped", "invoice-1001", "at main", "by li"],
      ["2026-05-11", "RepairedIn", "repair-55", "at main", "by chen"],
      ["2026-05-14", "RepairedOut", "repair-55", "at main", "by chen"],
    ],
  )
  assert.include(stdout, "no Return of PHONE-X IMEI-004, which is not in stock")
  assert.include(stdout, "In the shop: 0 for sale, 1 in quarantine")
})
