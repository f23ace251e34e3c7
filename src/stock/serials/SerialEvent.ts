/**
 * What happened to units with a serial number, each event one whole movement.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { SerialAccount } from "./SerialAccount.ts"
import { SerialRef } from "./SerialCommand.ts"

/** One unit that left an account for another; `with` is the other unit of a replacement. */
export const Moved = Schema.Struct({
  ...SerialRef.fields,
  from: SerialAccount,
  to: SerialAccount,
  lot: Schema.optionalKey(Id.Id),
  with: Schema.optionalKey(SerialRef),
})
/** One unit that left an account for another. */
export type Moved = typeof Moved.Type

const fields = {
  /** Epoch milliseconds: when it happened outside. */
  at: Calendar.Instant,
  document: Schema.optionalKey(Id.Id),
  /** Who did it; of a hold that ended by itself nobody. */
  actor: Schema.optionalKey(Id.Id),
  lines: Schema.Array(Moved),
}

/** An event of units; see the command of the same verb. */
export const SerialEvent = Schema.TaggedUnion({
  Received: fields,
  SentBack: fields,
  TransferredOut: fields,
  TransferredIn: fields,
  Held: fields,
  Released: fields,
  Shipped: fields,
  Returned: fields,
  Quarantined: fields,
  Cleared: fields,
  RepairedIn: fields,
  RepairedOut: fields,
  Replaced: fields,
  Scrapped: fields,
  Lost: fields,
  Found: fields,
  Counted: fields,
})
/** An event of units. */
export type SerialEvent = typeof SerialEvent.Type

/** The name of an event. */
export const SerialEventTag = Schema.Literals([
  "Received",
  "SentBack",
  "TransferredOut",
  "TransferredIn",
  "Held",
  "Released",
  "Shipped",
  "Returned",
  "Quarantined",
  "Cleared",
  "RepairedIn",
  "RepairedOut",
  "Replaced",
  "Scrapped",
  "Lost",
  "Found",
  "Counted",
])
/** The name of an event. */
export type SerialEventTag = SerialEvent["_tag"]

/** Units of an item that left one account for another. */
export interface Leg {
  readonly sku: string
  readonly quantity: number
  readonly from: SerialAccount
  readonly to: SerialAccount
}

const nameOf = ({ sku, from, to }: Moved): string => JSON.stringify([sku, from, to])

/**
 * The double entry of an event in units of its items: what the shelves of the ledger have to post so
 * that they say the same as the serials. A count moves nothing.
 *
 * @example
 * ```ts
 * import { SerialEvent } from "entrepot/stock"
 *
 * const from = { _tag: "Supplier" } as const
 * const to = { _tag: "Shelf", place: "main" } as const
 * const legs = SerialEvent.legs({
 *   _tag: "Received",
 *   at: 0,
 *   lines: [
 *     { sku: "PHONE", serial: "A1", from, to },
 *     { sku: "PHONE", serial: "A2", from, to },
 *   ],
 * })
 * console.log(legs.map(({ sku, quantity }) => `${quantity} ${sku}`))
 * ```
 * ```text
 * [ '2 PHONE' ]
 * ```
 */
export const legs = (event: SerialEvent): ReadonlyArray<Leg> => {
  if (event._tag === "Counted") return []
  const found = new Map<string, Leg>()
  for (const line of event.lines) {
    const { sku, from, to } = line
    const name = nameOf(line)
    const quantity = (found.get(name)?.quantity ?? 0) + 1
    found.set(name, { sku, quantity, from, to })
  }
  return [...found.values()]
}
