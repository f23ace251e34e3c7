/**
 * Inserting rows, many by one statement.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

// A run of a statement costs about as much as a row of it; beyond this many rows nothing is gained.
const most = 32

/** Inserts rows, their values one after another, and tells how many of them were inserted. */
export type Insertion = (values: ReadonlyArray<SQLInputValue>) => number

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
  return (values) => {
    let inserted = 0
    for (let from = 0; from < values.length;) {
      const isRest = values.length - from < most * columns
      const to = from + columns * (isRest ? 1 : most)
      inserted += Number((isRest ? one : many).run(...values.slice(from, to)).changes)
      from = to
    }
    return inserted
  }
}
