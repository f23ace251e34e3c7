/**
 * Cursors: opaque texts that say where a page ended and in which epoch.
 *
 * For authors of store adapters.
 *
 * @module
 */
import { Result } from "effect"

import { CursorFromAnotherEpoch, CursorMalformed } from "./StoreError.ts"

/**
 * Makes a cursor from the place where a page ended.
 *
 * @example
 * ```ts
 * import { Cursor } from "entrepot/store"
 *
 * console.log(Cursor.encode("e1", [42]))
 * ```
 * ```text
 * ["e1",42]
 * ```
 */
export const encode = (epoch: string, place: ReadonlyArray<string | number>): string =>
  JSON.stringify([epoch, ...place])

/** Reads the place out of a cursor, or says why it is of no use here. */
export const decode = (
  epoch: string,
  cursor: string,
): Result.Result<ReadonlyArray<string | number>, CursorFromAnotherEpoch | CursorMalformed> => {
  const parts = parse(cursor)
  if (parts === undefined) return Result.fail(new CursorMalformed({ cursor }))
  const [from, ...place] = parts
  return from === epoch
    ? Result.succeed(place)
    : Result.fail(new CursorFromAnotherEpoch({ cursorEpoch: String(from), storeEpoch: epoch }))
}

const parse = (cursor: string): ReadonlyArray<string | number> | undefined => {
  try {
    const parts: unknown = JSON.parse(cursor)
    return Array.isArray(parts) && parts.every((part) => ["string", "number"].includes(typeof part))
      ? parts
      : undefined
  } catch {
    return undefined
  }
}
