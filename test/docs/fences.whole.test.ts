import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, describe, inject, it } from "vitest"

import type { Outcome } from "./runFences.ts"

const folder = fileURLToPath(new URL("./fences/", import.meta.url))
const runner = fileURLToPath(new URL("./runFences.ts", import.meta.url))

/** Runs fences in order, in a process of their own. */
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

const fences = globSync("**/*.ts", { cwd: folder, exclude: ["**/*.no-run.ts"] }).toSorted()
/** A room is one place with all its folders. */
const placeOf = (file: string) => dirname(file).replace(/^(src\/\w+)\/.*/, "$1")
const together = Map.groupBy(fences, placeOf)

/** What shares a process: to load the rooms takes longer than to run most fences. */
const shares = [/^src\/stock/, /^(?:src|adapters)/, /^(?:README|docs\/guide\/0[1-4])/, /^/]
const shareOf = (file: string) => shares.findIndex((share) => share.test(file))
const shared = Map.groupBy(fences, shareOf)
const runs = new Map<number, ReturnType<typeof run>>()

/** The outcomes of the process that a fence shares, which runs once. */
const outcomesOf = (file: string): ReturnType<typeof run> => {
  const share = shareOf(file)
  const known = runs.get(share) ?? run((shared.get(share) ?? []).map((other) => folder + other))
  runs.set(share, known)
  return known
}

describe.concurrent("the fences of", { timeout: 120_000 }, () => {
  for (const [place, files] of together)
    it(place, async () => {
      for (const file of files) {
        const outcomes = await outcomesOf(file)
        const outcome = outcomes.get(folder + file)
        assert(outcome !== undefined, `${file} ended its process`)
        assert(outcome.error === undefined, `${file} failed: ${outcome.error}`)
        const wanted = (folder + file).replace(/\.ts$/, ".txt")
        if (existsSync(wanted))
          assert.strictEqual(outcome.output, readFileSync(wanted, "utf8"), file)
      }
    })
})
