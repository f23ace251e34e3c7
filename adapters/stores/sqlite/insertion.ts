/**
 * Inserting rows, many by one statement.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

// A run of a statement costs about as much as a row of it; beyond this many rows nothing is gained.
const most = 32

/** Inserts rows, of which it collects many for one statement. */
export interface Insertion {
  /** Begins anew: rows of a transaction that failed are not for the next one. */
  readonly begin: () => void
  readonly add: (...row: ReadonlyArray<SQLInputValue>) => void
  /** Inserts what was collected, and tells whether every row since the beginning was inserted. */
  readonly end: () => boolean
}

/**
 * Prepares the insertion of rows into a table, or into so many of its columns.
 *
 * A key that is taken fails, or its row is left out (`IGNORE`). Neither undoes what the statement did
 * before, which is left to the transaction: otherwise SQLite would copy every page that it touches.
 */
export const insertion = (
  database: DatabaseSync,
  into: string,
  columns: number,
  onConflict: "FAIL" | "IGNORE",
): Insertion => {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`
  const prepare = (rows: number): StatementSync =>
    database.prepare(
      `INSERT OR ${onConflict} INTO ${into} VALUES ${Array.from({ length: rows }, () => row).join(", ")}`,
    )
  const [one, many] = [prepare(1), prepare(most)]
  // One array for all rows ever: what a batch inserts need not lie in memory once more.
  const values = Array.from({ length: most * columns }, (): SQLInputValue => null)
  let [count, missing] = [0, 0]
  const insert = (statement: StatementSync, rows: ReadonlyArray<SQLInputValue>): void => {
    missing += rows.length / columns - Number(statement.run(...rows).changes)
  }
  return {
    begin: () => {
      count = 0
      missing = 0
    },
    add: (...row) => {
      for (const value of row) values[count++] = value
      if (count < values.length) return
      count = 0
      insert(many, values)
    },
    end: () => {
      for (let at = 0; at < count; at += columns) insert(one, values.slice(at, at + columns))
      count = 0
      return missing === 0
    },
  }
}
