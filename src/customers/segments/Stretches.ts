/**
 * Stretches: from when until when a customer was of a segment, told anew from what was known when. Pure.
 *
 * @module
 */
import type * as Calendar from "../../kernel/Calendar.ts"
import type { Settings } from "./Settings.ts"
import * as Walk from "./Walk.ts"

/** From when on, and until when, in epoch milliseconds; `until` is absent where it has not ended. */
export interface Stretch {
  readonly since: Calendar.Instant
  readonly until?: Calendar.Instant
}

/**
 * The stretches of membership until an instant, by what was known at each time: the same that a keeper
 * who heard of everything at once would have written down.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Segment, SegmentFacts, Settings, Stretches } from "entrepot/customers"
 * import { Conditions } from "entrepot/rules"
 *
 * const when = Conditions.over(SegmentFacts.declared).compare("daysSinceLastMoment", "<", 7)
 * const active = Result.getOrThrow(Segment.compile({ id: "active", version: 1, when }))
 * const day = SegmentFacts.dayMillis
 * const known = [0, 20].map((days) => ({
 *   from: days * day,
 *   history: { trades: [], moments: [days * day], consents: [] },
 * }))
 * const versions = [{ from: 0, segment: active }]
 * const stretches = Stretches.of(versions, known, 30 * day, Settings.always({ currency: "EUR" }))
 * for (const { since, until = 0 } of stretches) console.log(since / day, until / day)
 * ```
 * ```text
 * 0 7
 * 20 27
 * ```
 */
export const of = (
  versions: ReadonlyArray<Walk.InForce>,
  known: ReadonlyArray<Walk.Known>,
  until: Calendar.Instant,
  settings: Settings,
): ReadonlyArray<Stretch> => {
  const from = Math.min(...known.map((one) => one.from), until)
  const { moves } = Walk.of(versions, known, { from, until, was: false }, settings)
  return moves.flatMap(({ at, member }, i): ReadonlyArray<Stretch> => {
    const end = moves[i + 1]
    return member ? [{ since: at, ...(end === undefined ? {} : { until: end.at }) }] : []
  })
}
