/**
 * The main job: takes a year of orders through the whole house, and sums up.
 *
 * See `arguments.ts` for how to call it.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Cause, Effect, Exit, Fiber, Layer, Option, Result } from "effect"
import * as Csv from "entrepot/adapters/channels/csv"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Postgres from "entrepot/adapters/stores/postgres"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import { OrderDesk } from "entrepot/orders"
import { StockLedger } from "entrepot/stock"
import { Journal, Records, type Store, type StoreUnavailable, Transactor } from "entrepot/store"

import { type Options, parse, type StoreChoice, usage } from "./arguments.ts"
import * as Progress from "./progress.ts"
import { run } from "./run.ts"
import { render } from "./summary.ts"
import * as Year from "./year.ts"

const storeOf = (choice: StoreChoice): Layer.Layer<Store, StoreUnavailable> => {
  switch (choice._tag) {
    case "Memory":
      return Memory.layer()
    case "Sqlite":
      return Sqlite.layer({ path: choice.path })
    case "Postgres":
      return Postgres.layer({ url: choice.url })
    case "Temporary":
      return Layer.unwrap(
        Effect.map(folder, (path) => Sqlite.layer({ path: join(path, "run.db") })),
      )
  }
}

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "entrepot-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true })),
)

/** The rooms over one transactor, which keeps the shelves that are busy in memory. */
const rooms = Layer.mergeAll(StockLedger.layerOver, OrderDesk.layerOver).pipe(
  Layer.provideMerge(Layer.mergeAll(Records.layer, Journal.layer)),
  Layer.provideMerge(Transactor.layer({ cacheRecords: 20_000 })),
)

const job = ({ orders, store, json }: Options) =>
  Effect.gen(function* () {
    const channels =
      orders === undefined ? Year.draw() : [yield* Csv.make({ ...orders, account: "file" })]
    const name = orders === undefined ? "the drawn year" : "a file of orders"
    const program = Effect.flatMap(Progress.open, (show) => run(name, channels, show))
    const summary = yield* Effect.scoped(program).pipe(
      Effect.provide(rooms.pipe(Layer.provide(storeOf(store)))),
    )
    process.stdout.write(`${json ? JSON.stringify(summary) : render(summary)}\n`)
  })

const explain = (error: Effect.Error<ReturnType<typeof job>>): string => {
  switch (error._tag) {
    case "ColumnsUnrecognised":
      return `${error.message}. Name them with --columns, such as --columns order=Bill,sku=Article.`
    case "SourceChanged":
      return `${error.message}. The store holds a run of it: name another one.`
    default:
      return error.message
  }
}

const main = async (): Promise<number> => {
  const options = parse(process.argv.slice(2))
  if (Result.isFailure(options)) {
    process.stderr.write(`${options.failure.message}\n\n${usage}\n`)
    return 2
  }
  if (options.success === undefined) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const fiber = Effect.runFork(job(options.success))
  process.once("SIGINT", () => fiber.interruptUnsafe())
  const exit = await Effect.runPromise(Fiber.await(fiber))
  if (Exit.isSuccess(exit)) return 0
  const error = Cause.findErrorOption(exit.cause)
  if (Option.isSome(error)) process.stderr.write(`${explain(error.value)}\n`)
  else if (!Cause.hasInterruptsOnly(exit.cause)) throw Cause.squash(exit.cause)
  return 1
}

process.exitCode = await main()
