/**
 * Holds a second of the stock ledger, beside what can be written by hand, on the same databases
 * with full durability, in one run.
 *
 * `npm run -s bench -- stock [--quick] [--part pure|single|rooms|processes] [--callers N]`
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

import { startPostgres } from "../../support/postgresServer.ts"
import { entrepot } from "./entrepot.ts"
import { type Cost, type Load, runLoop } from "./loop.ts"
import * as postgresPeers from "./postgresPeers.ts"
import { ratesOf } from "./pure.ts"
import { measureRooms } from "./rooms.ts"
import * as sqlitePeers from "./sqlitePeers.ts"
import type { StoreName, Subject } from "./subjects.ts"

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    part: { type: "string" },
    callers: { type: "string" },
  },
})
const times = options.quick
  ? { warmUpMillis: 300, millis: 700 }
  : { warmUpMillis: 700, millis: 1_500 }

/** All of them, or the one that was asked for. */
const callersOf = (all: ReadonlyArray<number>) =>
  options.callers === undefined ? all : [Number(options.callers)]

type At = Readonly<Record<string, string | number>>

const print = (subject: string, metric: string, at: At, value: number, unit: string) =>
  console.log(
    JSON.stringify({ bench: "stock", subject, metric, at, value: Number(value.toFixed(2)), unit }),
  )

const printCost = (
  subject: string,
  at: At,
  { orders, seconds, cpuMicros, slowestMillis }: Cost,
) => {
  print(subject, "holdsPerSecond", at, orders / seconds, "1/s")
  print(subject, "cpuPerOrder", at, cpuMicros, "us")
  print(subject, "slowest", at, slowestMillis, "ms")
}

const folder = mkdtempSync(join(tmpdir(), "entrepot-bench-"))
const server = await startPostgres({ durable: true })
let schemas = 0
const freshSchema = () => `bench_${++schemas}`

const stores: ReadonlyArray<readonly [StoreName, ReadonlyArray<Subject>]> = [
  [
    "postgres",
    [entrepot("postgres"), postgresPeers.transactionPerOrder, postgresPeers.groupCommit],
  ],
  ["sqlite", [entrepot("sqlite"), sqlitePeers.transactionPerOrder, sqlitePeers.groupCommit]],
]

/** One process: every subject on every store, the subjects of one cell right after one another. */
const single = async () => {
  for (const [store, subjects] of stores)
    for (const skus of [1, 1_000])
      for (const lines of [1, 3, 20])
        // Twenty lines are for the whole batch only.
        for (const callers of callersOf(lines === 20 ? [1_024] : [1, 32, 1_024])) {
          const load: Load = { callers, lines, skus, ...times }
          for (const subject of subjects) {
            const database =
              store === "postgres" ? server.url : join(folder, `${freshSchema()}.sqlite`)
            const opened = await subject.open(database, freshSchema(), skus)
            try {
              printCost(
                subject.name,
                { store, callers, lines, skus },
                await runLoop(opened.place, load),
              )
            } finally {
              await opened.close()
            }
          }
        }
}

/** The decisions alone. */
const pure = () => {
  const { decides, decidesAndEvolves } = ratesOf(times.warmUpMillis, times.millis)
  print("entrepot", "decidesPerSecond", { lines: 1 }, decides, "1/s")
  print("entrepot", "decidesAndEvolvesPerSecond", { lines: 1 }, decidesAndEvolves, "1/s")
}

/** Serial numbers, kits, and questions about the past. */
const rooms = async () => {
  const load: Load = { callers: 1_024, lines: 1, skus: 1, ...times }
  for (const store of ["postgres", "sqlite"] as const) {
    const database = store === "postgres" ? server.url : join(folder, `${freshSchema()}.sqlite`)
    await measureRooms(store, database, freshSchema(), load, (figure) => {
      if ("cost" in figure) {
        const { metric, lines, cost } = figure
        const at = { store, callers: load.callers, lines }
        print("entrepot", metric, at, cost.orders / cost.seconds, "1/s")
      } else {
        const { metric, movements, millis } = figure
        print("entrepot", metric, { store, movements }, millis, "ms")
      }
    })
  }
}

/** Holds a second of sketches in STORE.md, measured on another day: three rows, no receipts. */
const floors: ReadonlyArray<readonly [number, number, number, number]> = [
  [1, 256, 1, 28_000],
  [1, 256, 1_000, 8_600],
  [4, 256, 1, 23_300],
  [4, 256, 1_000, 17_600],
  [8, 32, 1, 6_300],
]

/** Several processes on one PostgreSQL. */
const processes = async () => {
  for (const [count, callers, skus, value] of floors)
    print("floor", "holdsPerSecond", { processes: count, callers, skus, lines: 1 }, value, "1/s")
  for (const skus of [1, 1_000])
    for (const count of [1, 2, 4, 8])
      for (const callers of callersOf([1, 32, 256])) {
        const load: Load = { callers, lines: 1, skus, ...times }
        const schema = freshSchema()
        await (await entrepot("postgres").open(server.url, schema, skus)).close()
        const costs = await race(count, schema, load)
        const at = { store: "postgres", processes: count, callers, skus, lines: 1 }
        const total = costs.reduce((sum, { orders, seconds }) => sum + orders / seconds, 0)
        print("entrepot", "holdsPerSecond", at, total, "1/s")
        const slowest = Math.max(...costs.map(({ slowestMillis }) => slowestMillis))
        print("entrepot", "slowest", at, slowest, "ms")
      }
}

const race = async (count: number, schema: string, load: Load): Promise<ReadonlyArray<Cost>> => {
  const workers = Array.from({ length: count }, (_, number) =>
    fork(
      new URL("./worker.ts", import.meta.url),
      [server.url, schema, String(number), JSON.stringify(load)],
      { execArgv: process.execArgv },
    ),
  )
  await Promise.all(workers.map((worker) => once(worker, "message")))
  const costs = workers.map(async (worker) => {
    const [cost] = await once(worker, "message")
    return cost as Cost
  })
  for (const worker of workers) worker.send("go")
  const found = await Promise.all(costs)
  await Promise.all(workers.map((worker) => worker.exitCode ?? once(worker, "exit")))
  return found
}

try {
  const isAsked = (part: string) => options.part === undefined || options.part === part
  if (isAsked("pure")) pure()
  if (isAsked("single")) await single()
  if (isAsked("rooms")) await rooms()
  if (isAsked("processes")) await processes()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
