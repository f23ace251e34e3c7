import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Client } from "pg"
import { inject } from "vitest"

import { summaryOf } from "./support/mainJob.ts"
import { writeOrders } from "./support/orderFile.ts"

const file = Effect.acquireRelease(
  Effect.sync(() => join(tmpdir(), `entrepot-${randomUUID()}.csv`)),
  (path) => Effect.sync(() => rmSync(path, { force: true })),
)

/** A database of its own, since other tests write to the common one. */
const database = Effect.promise(async () => {
  const name = `main_job_${process.pid}`
  const client = new Client(inject("pgUrl"))
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(inject("pgUrl"))
  url.pathname = name
  return url.href
})

it.live(
  "the main job ends with the same summary on PostgreSQL as on SQLite, also where it runs twice",
  () =>
    Effect.gen(function* () {
      const path = yield* file
      writeOrders(path, 1_500)
      const orders = ["--orders", path]
      const expected = yield* summaryOf(orders)
      const postgres = summaryOf([...orders, "--store", yield* database])
      assert.deepStrictEqual(yield* Effect.all([postgres, postgres], { concurrency: 2 }), [
        expected,
        expected,
      ])
    }),
  180_000,
)
