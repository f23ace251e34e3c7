/**
 * The timeline of a customer: all that happened with them, the latest first, page by page. Pure.
 *
 * @module
 */
import { Order, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import type { TradeEvent } from "../trade/TradeEvent.ts"
import type { Provenance } from "./BaseFacts.ts"
import type { Statement } from "./Consent.ts"
import type { Moment } from "./Moment.ts"

/** Something that happened with a customer. */
export type Happening =
  | { readonly kind: "observed"; readonly what: Provenance }
  | { readonly kind: "trade"; readonly what: TradeEvent }
  | { readonly kind: "moment"; readonly what: Moment }
  | { readonly kind: "consent"; readonly what: Statement }

/** When something happened, and what. */
export type Entry = Happening & {
  /** Epoch milliseconds. */
  readonly at: Calendar.Instant
  /** Unique in the timeline. */
  readonly id: string
}

/**
 * A place in a timeline: behind it are earlier entries, and of the same instant those of lower ids.
 */
export const Place = Schema.Struct({ at: Calendar.Instant, id: Schema.NonEmptyString })
/** A place in a timeline. */
export type Place = typeof Place.Type

/** Which page: behind `after`, and of at most `limit` entries, one or more. */
export const Options = Schema.Struct({
  after: Schema.optional(Place),
  limit: Schema.optional(Schema.Int.check(Schema.isGreaterThan(0))),
})
/** Which page of a timeline. */
export type Options = typeof Options.Type

/** A page of a timeline, and the place where the next one begins; absent at the end. */
export interface Page {
  readonly entries: ReadonlyArray<Entry>
  readonly next?: Place
}

const latestFirst: Order.Order<Place> = Order.combine(
  Order.mapInput(Order.flip(Order.Number), ({ at }) => at),
  Order.mapInput(Order.flip(Order.String), ({ id }) => id),
)

/** The entry of a happening. Statements may be told of several records, and are one entry. */
const entryOf = (happening: Happening): Entry => {
  switch (happening.kind) {
    case "observed":
      return { ...happening, at: happening.what.observedAt, id: `o:${happening.what.recordId}` }
    case "trade":
      return { ...happening, at: happening.what.occurredAt, id: `t:${happening.what.eventId}` }
    case "moment":
      return { ...happening, at: happening.what.occurredAt, id: `m:${happening.what.eventId}` }
    case "consent":
      return { ...happening, at: happening.what.at, id: `c:${happening.what.statementId}` }
  }
}

/**
 * A page of what happened, each once, behind a place.
 *
 * @example
 * ```ts
 * import { Timeline } from "entrepot/customers"
 *
 * const viewed = (eventId: string, occurredAt: number) => ({
 *   kind: "moment" as const,
 *   what: { _tag: "Viewed" as const, eventId, channel: "web", occurredAt, sku: "MUG" },
 * })
 * const all = [viewed("a", 1), viewed("b", 5), viewed("c", 5)]
 * const first = Timeline.page(all, { limit: 2 })
 * const second = Timeline.page(all, { limit: 2, after: first.next })
 * console.log([first, second].map(({ entries }) => entries.map(({ id }) => id).join(" ")))
 * ```
 * ```text
 * [ 'm:c m:b', 'm:a' ]
 * ```
 */
export const page = (
  happenings: ReadonlyArray<Happening>,
  { limit, after }: { readonly limit: number; readonly after?: Place | undefined },
): Page => {
  const all = new Map(happenings.map(entryOf).map((entry) => [entry.id, entry]))
  const behind = [...all.values()]
    .filter((entry) => after === undefined || latestFirst(after, entry) < 0)
    .toSorted(latestFirst)
  const entries = behind.slice(0, limit)
  const last = entries.at(-1)
  return last === undefined || behind.length <= limit
    ? { entries }
    : { entries, next: { at: last.at, id: last.id } }
}
