/**
 * Posting what is known of places.
 *
 * @module
 */
import { Effect, Schema } from "effect"

import { Transaction } from "../../store/Transaction.ts"
import { FulfilmentHistory, PickFaces, Sites } from "../FulfilmentRecords.ts"
import type { SiteCommand, SiteEvent } from "./Site.ts"

/** The answer of a posted command: what happened, and how many items were placed. */
export const SitePosted = Schema.Struct({
  event: Schema.Literals(["SiteSet", "PickFacesSet"]),
  items: Schema.Int,
})
/** The answer of a posted command. */
export type SitePosted = typeof SitePosted.Type

/**
 * Writes what is known of a place.
 *
 * @example
 * ```ts
 * import { SitePosting } from "entrepot/fulfilment"
 *
 * const program = SitePosting.post({
 *   _tag: "SetPickFaces",
 *   commandId: "1",
 *   place: "main",
 *   faces: [{ sku: "MUG", location: { aisle: 1, bay: 4, level: 2 } }],
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: SiteCommand,
): Effect.fn.Return<SitePosted, never, Transaction> {
  const tx = yield* Transaction
  const { place, occurredAt } = command
  let event: SiteEvent
  if (command._tag === "SetSite") {
    const { sender, zone, tolerance, layout } = command
    yield* tx.put(Sites, {
      place,
      ...(sender === undefined ? {} : { sender }),
      ...(zone === undefined ? {} : { zone }),
      ...(tolerance === undefined ? {} : { tolerance }),
      ...(layout === undefined ? {} : { layout }),
    })
    event = { _tag: "SiteSet", place }
  } else {
    for (const { sku, location } of command.faces)
      yield* tx.put(PickFaces, { place, sku, location })
    event = { _tag: "PickFacesSet", place, skus: command.faces.map(({ sku }) => sku) }
  }
  yield* tx.append(FulfilmentHistory, event, { occurredAt })
  return { event: event._tag, items: event._tag === "PickFacesSet" ? event.skus.length : 0 }
})
