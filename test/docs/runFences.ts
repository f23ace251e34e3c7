/**
 * Imports the given files one after the other and reports what each printed. They share a process,
 * because loading the library takes longer than any of them, but each has an empty folder to work
 * in and is given time to settle before the next one starts.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { pathToFileURL } from "node:url"

export interface Outcome {
  readonly file: string
  readonly output: string
  readonly error?: string
}

let output = ""
process.stdout.write = (chunk: string | Uint8Array): boolean => {
  output += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString()
  return true
}

/** Waits until what a fence left running has ended, for at most a second. */
const settled = async (idle: number): Promise<void> => {
  for (let round = 0; round < 100; round += 1) {
    await setTimeout(10)
    if (process.getActiveResourcesInfo().length <= idle) return
  }
}

const report = (outcome: Outcome): Promise<void> =>
  new Promise((resolve) => process.send?.(outcome, () => resolve()))

const folder = mkdtempSync(join(tmpdir(), "entrepot-fences-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))

for (const file of process.argv.slice(2)) {
  output = ""
  process.chdir(mkdtempSync(join(folder, "fence-")))
  const idle = process.getActiveResourcesInfo().length
  try {
    await import(pathToFileURL(file).href)
    await settled(idle)
    await report({ file, output })
  } catch (error) {
    await report({ file, output, error: String(error instanceof Error ? error.stack : error) })
  }
}
process.exit()
