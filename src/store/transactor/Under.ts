/**
 * The stretch of an index, or of ids, that stands at or below leading parts.
 *
 * @internal
 * @module
 */
import * as Key from "../Key.ts"
import type { Range } from "../Store.ts"

/** Bounds of the place of the parts themselves and of all places that begin with them. */
export const under = (parts: ReadonlyArray<Key.Part>): Pick<Range, "from" | "to"> => {
  if (parts.length === 0) return {}
  // Nothing stands between a place and the first one below it: the separator is the least character.
  const to = Key.after(Key.prefix(parts))
  return to === undefined ? {} : { from: Key.join(parts), to }
}
