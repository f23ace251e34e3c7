/**
 * What is kept of one person as one source told it: all that is personal, and nothing beside it.
 * Pure.
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
import type { Identifier } from "../evidence/Identifier.ts"
import { known, type Relay } from "../evidence/Relay.ts"
import * as HashedValue from "../linkage/HashedValue.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import * as Kept from "./Kept.ts"
import * as PersonalPolicy from "./PersonalPolicy.ts"

/** What one source told of a person. A record that was erased stays, and says nothing. */
export const PersonRecord = Schema.Struct({
  recordId: Id.Id,
  channel: ShortId,
  /**
   * The earliest instant of which the source ever told of it, in epoch milliseconds: its seniority.
   */
  knownSince: Calendar.Instant,
  /** When the source said what is kept of it, in epoch milliseconds. */
  observedAt: Calendar.Instant,
  /** The keyed hash of what it said then, kept or not; of one that was erased none. */
  word: Schema.optionalKey(Schema.String),
  country: Schema.optionalKey(Country),
  /** The order that told it, if it was one. */
  order: Schema.optionalKey(OrderKey),
  kept: Kept.Kept,
  /** The digest of the policy that let it in. */
  policy: Schema.optionalKey(Schema.String),
  erasedAt: Schema.optionalKey(Calendar.Instant),
  /**
   * Where the policy leaves nothing in clear that says who it is: when its order is looked at next,
   * which the order desk is to forget as soon as it is sent, in epoch milliseconds.
   */
  orderDueAt: Schema.optionalKey(Calendar.Instant),
})
/** What one source told of a person. */
export type PersonRecord = typeof PersonRecord.Type

/**
 * Whether a word counts from now on, whatever came first: the one of the latest instant, and of two
 * of one instant the one whose hash is the higher.
 *
 * @example
 * ```ts
 * import { PersonRecord } from "entrepot/customers"
 *
 * const known = { observedAt: 5, word: "a7" }
 * console.log([4, 5, 6].map((observedAt) => PersonRecord.counts({ observedAt, word: "90" }, known)))
 * ```
 * ```text
 * [ false, false, true ]
 * ```
 */
export const counts = (
  word: Required<Pick<PersonRecord, "observedAt" | "word">>,
  known: Pick<PersonRecord, "observedAt" | "word"> | undefined,
): boolean =>
  known === undefined ||
  known.observedAt < word.observedAt ||
  (known.observedAt === word.observedAt && (known.word ?? "") <= word.word)

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
 * The same record, to have its order looked at where nothing is left in clear of what `was` said of
 * who it is: the copy of the order desk is in clear, and is to go as well.
 *
 * @example
 * ```ts
 * import { Kept, PersonRecord } from "entrepot/customers"
 *
 * const order = { channel: "web", account: "de", externalId: "7" }
 * const web = { recordId: "web-1", channel: "web", knownSince: 0, observedAt: 0, order }
 * const was = Kept.all([{ _tag: "Phone", value: "+49 151 23456789" }], [])
 * const hashed = { ...Kept.nothing, hashes: [{ field: "phone", hash: "90ab" }] }
 * for (const kept of [was, hashed])
 *   console.log(PersonRecord.withOrderDue({ ...web, kept }, was, 9).orderDueAt)
 * ```
 * ```text
 * undefined
 * 9
 * ```
 */
export const withOrderDue = (
  person: PersonRecord,
  was: Kept.Kept,
  at: Calendar.Instant,
): PersonRecord => {
  // Another channel than the one that sold has no say about the order.
  const isSold = person.order?.channel === person.channel
  const isUnnamed = [tellsWho, isClear].some((has) => has(was) && !has(person.kept))
  return isSold && isUnnamed ? { ...person, orderDueAt: at } : person
}

/** What names somebody, or leads to them or to their door; a town is that of many. */
const direct: ReadonlySet<Identifier["_tag"]> = new Set([
  "Name",
  "GivenName",
  "Surname",
  "Phone",
  "Email",
  "AddressLine",
  "Token",
])

const tellsWho = ({ identifiers }: Kept.Kept): boolean =>
  identifiers.some(({ identifier }) => direct.has(identifier._tag))

/** Whether anything is legible: hashes say nothing to who lacks the key. */
const isClear = ({ identifiers, portrait }: Kept.Kept): boolean =>
  identifiers.length + portrait.length > 0

/**
 * What is left of a record at an instant, by the policies of now: never more than there was.
 *
 * @example
 * ```ts
 * import { PersonalPolicy, PersonRecord } from "entrepot/customers"
 *
 * const web = { recordId: "web-1", channel: "web", knownSince: 0, observedAt: 0 }
 * const ada = { _tag: "Name", value: "Ada" } as const
 * const kept = { identifiers: [{ identifier: ada }], hashes: [], portrait: [] }
 * const policy = { ...PersonalPolicy.open("web"), otherwise: { keep: "clear", days: 1 } } as const
 * for (const at of [0, 86_400_000]) {
 *   const left = PersonRecord.left({ ...web, kept }, [policy], at, (text) => text)
 *   console.log(left.kept.identifiers.length)
 * }
 * ```
 * ```text
 * 1
 * 0
 * ```
 */
export const left = (
  person: PersonRecord,
  policies: ReadonlyArray<PersonalPolicy.PersonalPolicy>,
  at: Calendar.Instant,
  hash: Kept.Hash,
  relays: ReadonlyArray<Relay> = known,
): PersonRecord => {
  const policy = PersonalPolicy.ofChannel(policies, person.channel)
  const mark = PersonalPolicy.digest(policy)
  const kept =
    person.policy === mark
      ? person.kept
      : Kept.readmit(policy, person.kept, evidenceOf(person), hash, relays)
  return { ...person, kept: Kept.lapse(kept, at), policy: mark }
}

/**
 * The record to link: what is kept in clear as evidence reads it, hashes beside it, and the name of
 * each, which is the same whether a value is kept in clear or as a hash. Names take a while;
 * without `hash` there are none, and what is kept as a hash is left out. Ids of a channel count as
 * of when they were seen, so what such an id once joined stays together. `relays` are those of the
 * model that asks.
 *
 * @example
 * ```ts
 * import { PersonRecord } from "entrepot/customers"
 *
 * const { values, names } = PersonRecord.linkRecord(
 *   {
 *     recordId: "web-1",
 *     channel: "web",
 *     knownSince: 0,
 *     observedAt: 0,
 *     kept: {
 *       identifiers: [{ identifier: { _tag: "Email", value: "Ada@Example.com" } }],
 *       hashes: [{ field: "phone", hash: "90ab" }],
 *       portrait: [],
 *     },
 *   },
 *   (text) => `digest of ${text.length} letters`,
 * )
 * console.log(values.get("email"), values.get("phone"))
 * console.log(names?.get("email"), names?.get("phone"))
 * ```
 * ```text
 * [ 'ada@example.com' ] [ 'hmac:90ab' ]
 * [ 'hmac:digest of 21 letters' ] [ 'hmac:90ab' ]
 * ```
 */
export const linkRecord = (
  person: PersonRecord,
  hash: Kept.Hash | undefined,
  relays: ReadonlyArray<Relay> = known,
): LinkRecord => {
  const { record } = Evidence.read(evidenceOf(person), person.observedAt, relays)
  if (hash === undefined) return record
  const values = new Map(record.values)
  const names = new Map(
    Array.from(values, ([field, own]) => [
      field,
      own.map((value): string => Kept.nameOf(hash, field, value)),
    ]),
  )
  for (const kept of person.kept.hashes) {
    const { field } = kept
    const value = HashedValue.of(kept.hash)
    const own = names.get(field) ?? []
    if (own.includes(value)) continue
    values.set(field, [...(values.get(field) ?? []), value])
    names.set(field, [...own, value])
  }
  return { id: person.recordId, values, names }
}
