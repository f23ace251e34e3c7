/**
 * What is kept of one person as one source told it: all that is personal, and nothing beside it. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { Country } from "../../kernel/Address.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { OrderKey } from "../../orders/OrderCommand.ts"
import { ShortId } from "../../orders/OrderRef.ts"
import * as Evidence from "../evidence/Evidence.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import { Kept } from "./PersonalPolicy.ts"

/** What one source told of a person. A record that was erased stays, and says nothing. */
export const PersonRecord = Schema.Struct({
  recordId: Id.Id,
  channel: ShortId,
  /** When the source first said so, in epoch milliseconds. */
  observedAt: Calendar.Instant,
  country: Schema.optionalKey(Country),
  /** The order that told it, if it was one. */
  order: Schema.optionalKey(OrderKey),
  kept: Kept,
  erasedAt: Schema.optionalKey(Calendar.Instant),
})
/** What one source told of a person. */
export type PersonRecord = typeof PersonRecord.Type

/** The evidence of a record, as it is kept in clear. */
export const evidenceOf = ({
  recordId,
  observedAt,
  country,
  kept,
}: PersonRecord): Evidence.Evidence => ({
  recordId,
  observedAt,
  ...(country === undefined ? {} : { country }),
  identifiers: kept.identifiers.map(({ identifier }) => identifier),
})

/**
 * The record to link: what is kept in clear as evidence reads it, and hashes beside it. Ids of a
 * channel count as of when they were seen, so what such an id once joined stays together.
 *
 * @example
 * ```ts
 * import { PersonRecord } from "entrepot/customers"
 *
 * const { values } = PersonRecord.linkRecord({
 *   recordId: "web-1",
 *   channel: "web",
 *   observedAt: 0,
 *   kept: {
 *     identifiers: [{ identifier: { _tag: "Email", value: "Ada@Example.com" } }],
 *     hashes: [{ field: "email", hash: "90ab" }],
 *     portrait: [],
 *   },
 * })
 * console.log(values.get("email"))
 * ```
 * ```text
 * [ 'ada@example.com', '#90ab' ]
 * ```
 */
export const linkRecord = (person: PersonRecord): LinkRecord => {
  const { record } = Evidence.read(evidenceOf(person), person.observedAt)
  const values = new Map(record.values)
  for (const { field, hash } of person.kept.hashes)
    values.set(field, [...(values.get(field) ?? []), `#${hash}`])
  return { id: person.recordId, values }
}
