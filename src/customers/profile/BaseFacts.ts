/**
 * The base facts of a customer: who they are as far as is known, each with where it is from. Pure.
 *
 * @module
 */
import { Array, Order } from "effect"

import type * as Calendar from "../../kernel/Calendar.ts"
import * as Evidence from "../evidence/Evidence.ts"
import type { Identifier } from "../evidence/Identifier.ts"
import * as Mask from "../evidence/Mask.ts"
import type { Relay } from "../evidence/Relay.ts"
import type { FieldName } from "../linkage/LinkRecord.ts"
import * as Consent from "./Consent.ts"
import { evidenceOf, type PersonRecord } from "./PersonRecord.ts"

/** Where something is from. */
export interface Provenance {
  readonly recordId: string
  readonly channel: string
  /** Epoch milliseconds. */
  readonly observedAt: Calendar.Instant
}

/** A value of a field, and who said so, the first before the others. */
export interface BaseFact {
  readonly field: FieldName
  /** As the first source wrote it. */
  readonly value: string
  readonly from: ReadonlyArray<Provenance>
}

/** A way to reach somebody. */
export interface Contact extends BaseFact {
  /**
   * Whether it reaches the person themselves: a phone, an e-mail address or a WeChat openid that is
   * neither masked nor generic, no relay, no number that forwards, and not expired.
   */
  readonly isDirect: boolean
  /** How consent stands for it, by purpose, as `Consent.ofContacts` says. */
  readonly consents: ReadonlyArray<Consent.Standing>
}

/** The base facts of a customer. */
export interface BaseFacts {
  /** Whoever told of them first. */
  readonly first?: Provenance
  readonly facts: ReadonlyArray<BaseFact>
  readonly contacts: ReadonlyArray<Contact>
  /** What was told beside evidence, such as an age band. */
  readonly portrait: ReadonlyArray<BaseFact>
}

/** As what contacts are looked at. */
export interface View {
  /** When, in epoch milliseconds: what has expired then reaches nobody. */
  readonly at: Calendar.Instant
  /** Whose addresses are no person's own; those that are known, unless told otherwise. */
  readonly relays?: ReadonlyArray<Relay>
  /** Whether too many have a value, as it is read. */
  readonly isGeneric?: (field: FieldName, value: string) => boolean
}

/** The means by which a contact is used, as consents name them. */
export const meansOf: Partial<Record<Identifier["_tag"], ReadonlyArray<string>>> = {
  Email: ["email"],
  Phone: ["phone", "sms"],
  OpenId: ["wechat"],
  UnionId: ["wechat"],
  AddressLine: ["post"],
}

/**
 * All means by which somebody can be written to, called or sent a letter, as consents name them.
 */
export const knownMeans: ReadonlyArray<string> = [...new Set(Object.values(meansOf).flat())]

/** What a message can be sent to; a letter reaches a household. */
const direct: ReadonlyArray<Identifier["_tag"]> = ["Phone", "Email", "OpenId"]

/**
 * The base facts of all records of a customer, with how consent stands by what was told of them.
 * Values that are read alike are one.
 *
 * @example
 * ```ts
 * import { BaseFacts } from "entrepot/customers"
 *
 * const person = (recordId: string, observedAt: number, value: string) => ({
 *   recordId,
 *   channel: "web",
 *   knownSince: observedAt,
 *   observedAt,
 *   kept: {
 *     identifiers: [{ identifier: { _tag: "Email" as const, value } }],
 *     hashes: [],
 *     portrait: [],
 *   },
 * })
 * const { first, contacts } = BaseFacts.of(
 *   [person("web-2", 9, "ADA@example.com"), person("web-1", 1, "ada@example.com")],
 *   [],
 *   { at: 9 },
 * )
 * console.log(first?.recordId, contacts.length, contacts[0]?.value, contacts[0]?.from.length)
 * ```
 * ```text
 * web-1 1 ada@example.com 2
 * ```
 */
export const of = (
  persons: ReadonlyArray<PersonRecord>,
  told: ReadonlyArray<Consent.Told>,
  view: View,
): BaseFacts => {
  const records = persons.toSorted(byTime)
  const recordIds = records.map(({ recordId }) => recordId)
  const standingOf = Consent.ofContacts(told, recordIds, view.at)
  const sayings = records.flatMap((person) =>
    person.kept.identifiers.map(({ identifier }) => sayingOf(person, identifier, view)),
  )
  const groups = [...Map.groupBy(sayings, ({ field, read }) => `${field}\n${read}`).values()]
  const known = groups.flatMap(([head, ...rest]) => (head === undefined ? [] : [{ head, rest }]))
  const traits = records.flatMap((person) =>
    person.kept.portrait.map(({ name, value }) => ({ field: name, value, from: fromOf(person) })),
  )
  const [first] = persons.toSorted(bySeniority)
  return {
    ...(first === undefined ? {} : { first: { ...fromOf(first), observedAt: first.knownSince } }),
    facts: known
      .filter(({ head }) => head.means.length === 0)
      .map(({ head, rest }) => factOf(head, rest)),
    contacts: known
      .filter(({ head }) => head.means.length > 0)
      .map(({ head, rest }) => {
        const fact = factOf(head, rest)
        const standings = standingOf(fact.from.map(({ recordId }) => recordId))
        return {
          ...fact,
          isDirect: [head, ...rest].some(({ isDirect }) => isDirect),
          consents: standings.filter(({ means }) => head.means.includes(means)),
        }
      }),
    portrait: [...Map.groupBy(traits, ({ field, value }) => `${field}\n${value}`).values()].flatMap(
      ([head, ...rest]) => (head === undefined ? [] : [factOf(head, rest)]),
    ),
  }
}

const byTime: Order.Order<PersonRecord> = Order.combine(
  Order.mapInput(Order.Number, ({ observedAt }) => observedAt),
  Order.mapInput(Order.String, ({ recordId }) => recordId),
)

const bySeniority: Order.Order<PersonRecord> = Order.combine(
  Order.mapInput(Order.Number, ({ knownSince }) => knownSince),
  Order.mapInput(Order.String, ({ recordId }) => recordId),
)

const fromOf = ({ recordId, channel, observedAt }: PersonRecord): Provenance => ({
  recordId,
  channel,
  observedAt,
})

interface Saying {
  readonly field: FieldName
  readonly value: string
  readonly from: Provenance
}

const sayingOf = (person: PersonRecord, identifier: Identifier, view: View) => {
  const field = Evidence.fieldOf[identifier._tag]
  const evidence = { ...evidenceOf(person), identifiers: [identifier] }
  const readAt = (at: Calendar.Instant) =>
    Evidence.read(evidence, at, view.relays).record.values.get(field)?.[0]
  const read = readAt(person.observedAt)
  return {
    field,
    value: identifier.value,
    from: fromOf(person),
    read: read ?? identifier.value,
    means: meansOf[identifier._tag] ?? [],
    isDirect:
      direct.includes(identifier._tag) &&
      read !== undefined &&
      !Mask.isMasked(read) &&
      view.isGeneric?.(field, read) !== true &&
      readAt(view.at) !== undefined,
  }
}

const factOf = ({ field, value, from }: Saying, rest: ReadonlyArray<Saying>): BaseFact => ({
  field,
  value,
  from: Array.dedupeWith(
    [from, ...rest.map((one) => one.from)],
    (a, b) => a.recordId === b.recordId,
  ),
})

/**
 * Whether a customer can be written to for a purpose, by a contact of their own.
 *
 * @example
 * ```ts
 * import { BaseFacts, type Consent } from "entrepot/customers"
 *
 * const email = { field: "email", value: "ada@example.com", from: [] } as const
 * const about = { purpose: "newsletter", means: "email", proof: "form-3" }
 * const said: Consent.Standing = { ...about, statementId: "s1", standing: "given", at: 1 }
 * const reached = [true, false].map((isDirect) => {
 *   const contacts = [{ ...email, isDirect, consents: [said] }]
 *   return BaseFacts.isReachable({ facts: [], contacts, portrait: [] }, "newsletter")
 * })
 * console.log(reached)
 * ```
 * ```text
 * [ true, false ]
 * ```
 */
export const isReachable = ({ contacts }: BaseFacts, purpose: string): boolean =>
  contacts.some(
    ({ isDirect, consents }) =>
      isDirect && consents.some((one) => Consent.allows([one], { purpose, means: one.means })),
  )
