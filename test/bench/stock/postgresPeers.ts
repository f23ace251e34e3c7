/** Two ways to write the same rows to PostgreSQL by hand. */
import pg from "pg"

import { entrepot } from "./entrepot.ts"
import { grouping, type OrderRows, rowsOf, type Shelf, shelfId, sums, take } from "./rows.ts"
import type { Subject } from "./subjects.ts"

const namespace = "default"

const lockShelves = (schema: string) => ({
  name: "lock",
  text: `SELECT body FROM ${schema}.record
    WHERE namespace = '${namespace}' AND collection = 'shelf' AND id = ANY ($1::text[])
    ORDER BY id FOR UPDATE`,
})

const write = (schema: string) => ({
  name: "write",
  text: `WITH numbered AS MATERIALIZED (
      SELECT nextval('${schema}.last_number') AS number, u.*
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS u (hold_id, hold, entries, command_id, receipt, event)
    ), version AS MATERIALIZED (SELECT min(number) AS number FROM numbered),
    shelves AS (
      UPDATE ${schema}.record AS r SET version = version.number, as_of = $7, body = u.body::jsonb
      FROM version, unnest($8::text[], $9::text[]) AS u (id, body)
      WHERE r.namespace = '${namespace}' AND r.collection = 'shelf' AND r.id = u.id
    ), holds AS (
      INSERT INTO ${schema}.record
      SELECT '${namespace}', 'hold', hold_id, version.number, $7, 1, hold::jsonb, entries
      FROM numbered, version
    ), receipts AS (
      INSERT INTO ${schema}.record
      SELECT '${namespace}', '$receipt', command_id, version.number, $7, 1, receipt::jsonb, NULL
      FROM numbered, version
    ), placed AS (
      INSERT INTO ${schema}.index_entry
      SELECT '${namespace}', 'hold', 'byShelf', u.at, u.hold_id
      FROM unnest($10::text[], $11::text[]) AS u (at, hold_id)
    )
    INSERT INTO ${schema}.journal_entry
    SELECT '${namespace}', number, 'stock', 'Held', 1, event::jsonb, command_id, NULL, NULL, $7, $7
    FROM numbered`,
})

const valuesOf = (orders: ReadonlyArray<OrderRows>, shelves: ReadonlyArray<Shelf>) => [
  orders.map(({ holdId }) => holdId),
  orders.map(({ hold }) => hold),
  orders.map(({ places }) => JSON.stringify(places.map((at) => ["byShelf", at]))),
  orders.map(({ commandId }) => commandId),
  orders.map(({ receipt }) => receipt),
  orders.map(({ event }) => event),
  Date.now(),
  shelves.map(({ sku }) => shelfId(sku)),
  shelves.map((shelf) => JSON.stringify(shelf)),
  orders.flatMap(({ places }) => places),
  orders.flatMap(({ holdId, places }) => places.map(() => holdId)),
]

/** Locks the shelves, decides the orders one after the other, and writes what follows. */
const transact = async (
  client: pg.PoolClient,
  schema: string,
  orders: ReadonlyArray<readonly [number, ReadonlyArray<string>]>,
) => {
  const skus = new Set(orders.flatMap(([, items]) => items))
  await client.query("BEGIN")
  try {
    const { rows } = await client.query<{ body: Shelf }>({
      ...lockShelves(schema),
      values: [[...skus].map(shelfId)],
    })
    const shelves = new Map(rows.map(({ body }) => [body.sku, body]))
    const accepted = orders.filter(([, items]) => take(shelves, items))
    const taken = new Set(accepted.flatMap(([, items]) => [...sums(items).keys()]))
    await client.query({
      ...write(schema),
      values: valuesOf(
        accepted.map(([order, items]) => rowsOf(order, items)),
        [...shelves.values()].filter(({ sku }) => taken.has(sku)),
      ),
    })
    await client.query("COMMIT")
    if (accepted.length < orders.length) throw new Error("stock ran out")
  } catch (cause) {
    await client.query("ROLLBACK")
    throw cause
  }
}

const openPool = async (database: string, schema: string, skus: number, max: number) => {
  // The tables and the stock are made by our own ledger, so that they are the same for all.
  await (await entrepot("postgres").open(database, schema, skus)).close()
  const pool = new pg.Pool({ connectionString: database, max })
  return {
    pool,
    within: async (run: (client: pg.PoolClient) => Promise<void>) => {
      const client = await pool.connect()
      try {
        await run(client)
      } finally {
        client.release()
      }
    },
  }
}

/** One careful transaction an order: as many at a time as the pool has connections. */
export const transactionPerOrder: Subject = {
  name: "sql-transaction-per-order",
  open: async (database, schema, skus) => {
    const { pool, within } = await openPool(database, schema, skus, 32)
    return {
      place: (order, items) => within((client) => transact(client, schema, [[order, items]])),
      close: () => pool.end(),
    }
  },
}

/** What waits while a commit is under way is written by the next one. */
export const groupCommit: Subject = {
  name: "hand-written-group-commit",
  open: async (database, schema, skus) => {
    const { pool, within } = await openPool(database, schema, skus, 1)
    return {
      place: grouping((orders) => within((client) => transact(client, schema, orders))),
      close: () => pool.end(),
    }
  },
}
