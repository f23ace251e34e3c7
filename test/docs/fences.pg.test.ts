import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { assert, describe, inject, it } from "vitest"

import type { Outcome } from "./runFences.ts"

const pages = fileURLToPath(new URL("./fences/pages/", import.meta.url))
const runner = fileURLToPath(new URL("./runFences.ts", import.meta.url))

/** Runs the fences of one page, in order, in a process of their own. */
const run = async (files: ReadonlyArray<string>): Promise<Map<string, Outcome>> => {
  const child = spawn(process.execPath, ["--conditions=@entrepot/source", runner, ...files], {
    env: { ...process.env, DATABASE_URL: inject("pgUrl"), NO_COLOR: "1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const outcomes = new Map<string, Outcome>()
  child.on("message", (outcome: Outcome) => outcomes.set(outcome.file, outcome))
  await once(child, "exit")
  return outcomes
}

const fences = globSync("**/*.ts", { cwd: pages, exclude: ["**/*.no-run.ts"] }).toSorted()
const byPage = Map.groupBy(fences, (file) => file.slice(0, file.lastIndexOf("/")))

describe.concurrent("the fences of the pages", () => {
  for (const [page, files] of byPage)
    it(page, async () => {
      const outcomes = await run(files.map((file) => pages + file))
      for (const file of files) {
        const where = `${page}:${Number(file.slice(page.length + 1, -".ts".length))}`
        const outcome = outcomes.get(pages + file)
        assert(outcome !== undefined, `${where} ended its process`)
        assert(outcome.error === undefined, `${where} failed: ${outcome.error}`)
        const wanted = (pages + file).replace(/\.ts$/, ".txt")
        if (existsSync(wanted))
          assert.strictEqual(outcome.output, readFileSync(wanted, "utf8"), where)
      }
    })
})
