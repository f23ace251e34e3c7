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

/**
 * Reads the place out of a cursor, or says why it is of no use here.
 *
 * `kinds` are the types of the parts of the place: the cursor of a query is none of the journal.
 */
export const decode = (
  epoch: string,
  cursor: string,
  kinds?: ReadonlyArray<"string" | "number">,
): Result.Result<ReadonlyArray<string | number>, CursorFromAnotherEpoch | CursorMalformed> => {
  const parts = parse(cursor)
  if (parts === undefined) return Result.fail(new CursorMalformed({ cursor }))
  const [from, ...place] = parts
  if (from !== epoch)
    return Result.fail(new CursorFromAnotherEpoch({ cursorEpoch: String(from), storeEpoch: epoch }))
  return kinds === undefined || kinds.join() === place.map((part) => typeof part).join()
    ? Result.succeed(place)
    : Result.fail(new CursorMalformed({ cursor }))
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
