/** Racers, each a process of its own, which start at the same moment. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

import { Effect, type Layer } from "effect"
import type { Store } from "entrepot/store"

import { ledgerOn } from "../../stock/support/ledger.ts"
import type { Tally } from "./race.ts"
import { type RaceName, raceOf } from "./races.ts"

const racer = fileURLToPath(new URL("./racer.ts", import.meta.url))

const start = (race: RaceName, name: string, address: ReadonlyArray<string>) => {
  const child = spawn(
    process.execPath,
    ["--conditions=@entrepot/source", racer, race, name, "500", ...address],
    { stdio: ["pipe", "pipe", "inherit"] },
  )
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
}
type Racer = ReturnType<typeof start>

const nextLine = async ({ lines, child }: Racer): Promise<string> => {
  const { value, done } = await lines.next()
  if (done === true) throw new Error(`a racer ended early, with code ${child.exitCode}`)
  return value
}

const run = async (
  race: RaceName,
  address: ReadonlyArray<string>,
): Promise<ReadonlyArray<ReadonlyArray<Tally>>> => {
  const racers = ["a", "b"].map((name) => start(race, name, address))
  try {
    await Promise.all(racers.map(nextLine))
    for (const { child } of racers) child.stdin.write("go\n")
    const told = await Promise.all(racers.map(nextLine))
    return told.map((line): ReadonlyArray<Tally> => JSON.parse(line))
  } finally {
    for (const { child } of racers) child.kill()
  }
}

/** Two processes over one store, which is opened here before and after. */
export const twoProcesses = <E>(
  race: RaceName,
  store: Layer.Layer<Store, E>,
  ...address: ReadonlyArray<string>
) =>
  Effect.gen(function* () {
    const { prepare, isSoldOut } = raceOf(race)
    yield* Effect.provide(prepare, ledgerOn(store))
    const answers = yield* Effect.promise(() => run(race, address))
    yield* Effect.provide(isSoldOut(answers), ledgerOn(store))
  })
