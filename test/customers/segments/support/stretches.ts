/** Stretches: from when until when a customer was of a segment, told anew from what was known when. */
import { type Settings, Walk } from "entrepot/customers"
import type { Calendar } from "entrepot/kernel"

/** From when on, and until when, in epoch milliseconds; `until` is absent where it has not ended. */
export interface Stretch {
  readonly since: Calendar.Instant
  readonly until?: Calendar.Instant
}

/**
 * The stretches of membership until an instant, by what was known at each time: the same that a keeper
 * who heard of everything at once would have written down.
 */
export const of = (
  versions: ReadonlyArray<Walk.InForce>,
  known: ReadonlyArray<Walk.Known>,
  until: Calendar.Instant,
  settings: Settings.Settings,
): ReadonlyArray<Stretch> => {
  const from = Math.min(...known.map((one) => one.from), until)
  const { moves } = Walk.of(versions, known, { from, until, was: false }, settings)
  return moves.flatMap(({ at, member }, i): ReadonlyArray<Stretch> => {
    const end = moves[i + 1]
    return member ? [{ since: at, ...(end === undefined ? {} : { until: end.at }) }] : []
  })
}
