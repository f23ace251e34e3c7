/** Racers, each a process of its own, which start at the same moment. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

import { Effect, type Layer } from "effect"
import type { Store } from "entrepot/store"

import { ledgerOn } from "../../stock/support/ledger.ts"
import { isSoldOut, receive, type Tally } from "./race.ts"

const racer = fileURLToPath(new URL("./racer.ts", import.meta.url))

const start = (name: string, address: ReadonlyArray<string>) => {
  const child = spawn(
    process.execPath,
    ["--conditions=@entrepot/source", racer, name, "500", ...address],
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

const race = async (
  address: ReadonlyArray<string>,
): Promise<ReadonlyArray<ReadonlyArray<Tally>>> => {
  const racers = ["a", "b"].map((name) => start(name, address))
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
export const twoProcesses = <E>(store: Layer.Layer<Store, E>, ...address: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* Effect.provide(receive, ledgerOn(store))
    const answers = yield* Effect.promise(() => race(address))
    yield* Effect.provide(isSoldOut(answers), ledgerOn(store))
  })
