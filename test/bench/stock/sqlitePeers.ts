/** Two ways to write the same rows to SQLite by hand. */
import { DatabaseSync } from "node:sqlite"

import { entrepot } from "./entrepot.ts"
import { grouping, rowsOf, type Shelf, shelfId, sums, take } from "./rows.ts"
import type { Subject } from "./subjects.ts"

const openDatabase = async (path: string, skus: number) => {
  // The tables and the stock are made by our own ledger, so that they are the same for all.
  await (await entrepot("sqlite").open(path, "", skus)).close()
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000`)
  const readShelf = database.prepare(
    "SELECT body FROM entrepot_record WHERE namespace = 'default' AND collection = 'shelf' AND id = ?",
  )
  const writeShelf = database.prepare(
    `UPDATE entrepot_record SET version = ?, as_of = ?, body = ?
     WHERE namespace = 'default' AND collection = 'shelf' AND id = ?`,
  )
  const insertRecord = database.prepare(
    `INSERT INTO entrepot_record (namespace, collection, id, version, as_of, schema, body, entries)
     VALUES ('default', ?, ?, ?, ?, 1, ?, ?)`,
  )
  const insertPlace = database.prepare(
    "INSERT INTO entrepot_index_entry VALUES ('default', 'hold', 'byShelf', ?, ?)",
  )
  const insertEntry = database.prepare(
    `INSERT INTO entrepot_journal_entry
     VALUES (?, 'default', 'stock', 'Held', 1, ?, ?, NULL, NULL, ?, ?)`,
  )
  const draw = database.prepare(
    "UPDATE entrepot_meta SET last_number = last_number + ? RETURNING last_number",
  )

  const shelvesOf = (skus: Iterable<string>) => {
    const shelves = new Map<string, Shelf>()
    for (const sku of skus) {
      const body = readShelf.get(shelfId(sku))?.["body"]
      if (typeof body === "string") shelves.set(sku, JSON.parse(body))
    }
    return shelves
  }

  const transact = (orders: ReadonlyArray<readonly [number, ReadonlyArray<string>]>) => {
    database.exec("BEGIN IMMEDIATE")
    try {
      const shelves = shelvesOf(new Set(orders.flatMap(([, items]) => items)))
      const accepted = orders.filter(([, items]) => take(shelves, items))
      const last = Number(draw.get(accepted.length)?.["last_number"])
      const first = last - accepted.length + 1
      const now = Date.now()
      accepted.forEach(([order, items], i) => {
        const rows = rowsOf(order, items)
        const entries = JSON.stringify(rows.places.map((at) => ({ index: "byShelf", at })))
        insertRecord.run("hold", rows.holdId, first, now, rows.hold, entries)
        insertRecord.run("$receipt", rows.commandId, first, now, rows.receipt, "[]")
        for (const at of rows.places) insertPlace.run(at, rows.holdId)
        insertEntry.run(first + i, rows.event, rows.commandId, now, now)
      })
      const taken = new Set(accepted.flatMap(([, items]) => [...sums(items).keys()]))
      for (const [sku, shelf] of shelves)
        if (taken.has(sku)) writeShelf.run(first, now, JSON.stringify(shelf), shelfId(sku))
      database.exec("COMMIT")
      if (accepted.length < orders.length) throw new Error("stock ran out")
    } catch (cause) {
      if (database.isTransaction) database.exec("ROLLBACK")
      throw cause
    }
  }
  return { transact, close: async () => database.close() }
}

/** One transaction an order. */
export const transactionPerOrder: Subject = {
  name: "sql-transaction-per-order",
  open: async (path, _schema, skus) => {
    const { transact, close } = await openDatabase(path, skus)
    return { place: async (order, items) => transact([[order, items]]), close }
  },
}

/** What arrives in one turn is written by one commit. */
export const groupCommit: Subject = {
  name: "hand-written-group-commit",
  open: async (path, _schema, skus) => {
    const { transact, close } = await openDatabase(path, skus)
    return { place: grouping(transact), close }
  },
}
