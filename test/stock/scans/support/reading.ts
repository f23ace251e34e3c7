/** Reading texts, and why they cannot be read. */
import { assert } from "@effect/vitest"
import { Result } from "effect"
import { Scanned, type ScanUnreadable } from "entrepot/stock"

/** The year that dates are seen from. */
export const year = 2026
/** The item of the examples. */
export const item = "09506000134376"

export const read = (text: string): Scanned.Scanned => Result.getOrThrow(Scanned.parse(text, year))

export const elementsOf = (text: string): ReadonlyArray<string> => {
  const scanned = read(text)
  return scanned._tag === "Elements"
    ? scanned.elements.map(({ ai, value }) => `${ai} ${value}`)
    : [scanned._tag]
}

export const refuses = (text: string, expected: ScanUnreadable): void => {
  const parsed = Scanned.parse(text, year)
  if (Result.isSuccess(parsed)) return assert.fail(`${JSON.stringify(text)} was read`)
  // Field by field: two errors compare as equal where only their messages are.
  assert.deepStrictEqual({ ...parsed.failure }, { ...expected })
}
