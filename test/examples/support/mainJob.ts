/** Runs the main job as a newcomer does: as a process of its own. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Effect } from "effect"

import { tenThousandths } from "../../support/onlineRetail.ts"

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs until the end, or is killed so many milliseconds after it shows that it has come on. */
export const mainJob = (args: ReadonlyArray<string>, killAfter?: number) =>
  Effect.promise(
    () =>
      new Promise<Ended>((resolve) => {
        const main = "examples/main-job/main.ts"
        const child = spawn(process.execPath, ["--conditions=@entrepot/source", main, ...args], {
          stdio: ["ignore", "pipe", "pipe"],
        })
        let [stdout, stderr] = ["", ""]
        child.stdout.setEncoding("utf8").on("data", (more: string) => (stdout += more))
        child.stderr.setEncoding("utf8").on("data", (more: string) => (stderr += more))
        if (killAfter !== undefined)
          child.stderr.once("data", () => setTimeout(() => child.kill("SIGKILL"), killAfter))
        child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }))
      }),
  )

/** The summary of a run that ends well. */
export const summaryOf = (args: ReadonlyArray<string>) =>
  Effect.map(mainJob([...args, "--json"]), ({ code, stdout, stderr }) => {
    if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  })

/** A folder that goes with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "entrepot-job-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true })),
)

interface Part {
  readonly orders?: number
  readonly revenue: { readonly net: string }
}

/** Orders and revenue, in units of its fourth decimal, of all parts that RFM tells. */
export const rfmTotal = (rfm: {
  readonly cells: ReadonlyArray<Part>
  readonly withoutCustomer: Part
  readonly withoutOrder: Part
}) => {
  const parts = [...rfm.cells, rfm.withoutCustomer, rfm.withoutOrder]
  return {
    orders: parts.reduce((sum, { orders = 0 }) => sum + orders, 0),
    revenue: parts.reduce((sum, { revenue }) => sum + tenThousandths(revenue.net), 0n),
  }
}
