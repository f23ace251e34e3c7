import { Effect, Layer } from "effect"
import * as Postgres from "entrepot/adapters/stores/postgres"
import { StockLedger } from "entrepot/stock"
import { Client } from "pg"
import { assert, describe, inject, it } from "vitest"

import { onShelf } from "./support/ledger.ts"

const schema = "joined_rooms"
const url = inject("pgUrl")

const hold = (id: string) =>
  StockLedger.use((ledger) =>
    ledger.hold({ commandId: id, holdId: id, lines: [{ sku: "MUG", quantity: 1 }] }),
  )

/** Runs in the host's own transaction, which ends as told. */
const inHostTransaction = <A, E>(
  end: "COMMIT" | "ROLLBACK",
  body: (client: Client) => Effect.Effect<A, E>,
) =>
  Effect.acquireUseRelease(
    Effect.promise(async () => {
      const client = new Client({ connectionString: url })
      await client.connect()
      await client.query("CREATE TABLE IF NOT EXISTS host_invoice (number text PRIMARY KEY)")
      await client.query("BEGIN")
      return client
    }),
    (client) => Effect.tap(body(client), () => Effect.promise(() => client.query(end))),
    (client) => Effect.promise(() => client.end()),
  )

const invoiceAndHold = (id: string) => (client: Client) =>
  Effect.andThen(
    Effect.promise(() => client.query("INSERT INTO host_invoice VALUES ($1)", [id])),
    hold(id).pipe(Effect.provide(StockLedger.layerOver), Postgres.joined(client, { schema })),
  )

const invoices = Effect.promise(async () => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ number: string }>(
    "SELECT number FROM host_invoice ORDER BY number",
  )
  await client.end()
  return rows.map(({ number }) => number)
})

describe("the ledger inside a host's own transaction", () => {
  it("commits with the host's row, leaves nothing when the host rolls back, and runs beside others", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      yield* ledger.receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity: 3 }] })

      const { provisional } = yield* inHostTransaction("COMMIT", invoiceAndHold("kept"))
      assert.deepStrictEqual(provisional.answer, { event: "Held", units: 1 })
      yield* inHostTransaction("ROLLBACK", invoiceAndHold("gone"))

      assert.deepStrictEqual(yield* invoices, ["kept"])
      assert.strictEqual((yield* ledger.findHold("kept"))._tag, "Some")
      assert.strictEqual((yield* ledger.findHold("gone"))._tag, "None")
      // The id of the command that was rolled back is free: nobody remembers it.
      assert.isFalse((yield* hold("gone")).repeated)
      assert.isTrue((yield* hold("kept")).repeated)
      assert.deepStrictEqual(onShelf(yield* ledger.level("MUG")), {
        sku: "MUG",
        place: "main",
        onHand: 3,
        held: 2,
        available: 1,
      })
      assert.isTrue((yield* ledger.audit()).ok)
    }).pipe(
      Effect.provide(StockLedger.layer.pipe(Layer.provide(Postgres.layer({ url, schema })))),
      Effect.runPromise,
    ))
})
