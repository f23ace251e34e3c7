/**
 * What one source says of one person, and how it is read into a record to link.
 *
 * @module
 */
import { Order, Result, Schema } from "effect"

import { Country } from "../../kernel/Address.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { FieldName, type LinkRecord } from "../linkage/LinkRecord.ts"
import * as BirthDate from "./BirthDate.ts"
import * as Email from "./Email.ts"
import { Identifier } from "./Identifier.ts"
import * as NationalId from "./NationalId.ts"
import * as PersonName from "./PersonName.ts"
import * as Phone from "./Phone.ts"
import * as PostalParts from "./PostalParts.ts"
import { Because, type Reading } from "./Reading.ts"
import type { Relay } from "./Relay.ts"
import * as Scope from "./Scope.ts"

/**
 * What one source says of one person: an order, an account, a card of a loyalty programme.
 *
 * Everything in it but the ids and `observedAt` is personal.
 */
export const Evidence = Schema.Struct({
  recordId: Id.Id,
  /** Epoch milliseconds at which the source said so, such as when the order was placed. */
  observedAt: Calendar.Instant,
  /** In whose form phones, postcodes and national numbers are written unless they say otherwise. */
  country: Schema.optionalKey(Country),
  identifiers: Schema.Array(Identifier),
}).annotate({ title: "Evidence" })
/** What one source says of one person. */
export type Evidence = typeof Evidence.Type

/** The field of a record to link into which each kind of evidence goes. */
export const fieldOf: Readonly<Record<Identifier["_tag"], FieldName>> = {
  Phone: "phone",
  Email: "email",
  Account: "account",
  Token: "token",
  OpenId: "openId",
  UnionId: "unionId",
  Device: "device",
  NationalId: "nationalId",
  Name: "name",
  GivenName: "givenName",
  Surname: "surname",
  AddressLine: "address",
  City: "city",
  Postcode: "postcode",
  BirthDate: "birthDate",
}

/** A piece of evidence that is not compared. It names the field and the reason, never the value. */
export interface Unused {
  readonly recordId: string
  readonly field: FieldName
  /** Which of the record's identifiers, from 0. */
  readonly at: number
  readonly because: Because
}

/** A record to link, and what of the evidence did not go into it. */
export interface ReadEvidence {
  readonly record: LinkRecord
  readonly unused: ReadonlyArray<Unused>
}

/**
 * Reads evidence into a record to link: every value in its one form, in the field of its kind. What
 * cannot stand for a person is left out and listed; a record with no usable value links to none. One
 * with a given name and a surname has the full name, too, unless the source told one.
 *
 * Ids that expire count while `at` (epoch milliseconds) is before their end. Who gives the instant of
 * observation keeps for good what such an id once joined; who gives the present instant lets it go
 * when the id ends. Each record of one resolution should be read by the same habit.
 *
 * @example
 * ```ts
 * import { Evidence, Reading } from "entrepot/customers"
 *
 * const { record, unused } = Evidence.read({
 *   recordId: "amazon-7",
 *   observedAt: 0,
 *   country: "DE",
 *   identifiers: [
 *     { _tag: "Email", value: "x7f@marketplace.amazon.de" },
 *     { _tag: "Phone", value: "0151 23456789" },
 *   ],
 * }, 0)
 * console.log(record.values.get("phone"), record.values.has("email"))
 * for (const { field, because } of unused) console.log(`${field}: ${Reading.explain(because)}`)
 * ```
 * ```text
 * [ '+4915123456789' ] false
 * email: a marketplace or a mail service stands behind it
 * ```
 */
export const read = (
  { recordId, country, identifiers }: Evidence,
  at: Calendar.Instant,
  relays?: ReadonlyArray<Relay>,
): ReadEvidence => {
  const values = new Map<FieldName, ReadonlyArray<string>>()
  const unused: Array<Unused> = []
  for (const [i, identifier] of identifiers.entries()) {
    const field = fieldOf[identifier._tag]
    const reading = readOne(identifier, { at, country, relays })
    if (Result.isFailure(reading)) unused.push({ recordId, field, at: i, because: reading.failure })
    else values.set(field, withValue(values.get(field) ?? [], reading.success))
  }
  if (!values.has("name")) {
    const names = wholeNames(values.get("givenName") ?? [], values.get("surname") ?? [])
    if (names.length > 0) values.set("name", names)
  }
  return { record: { id: recordId, values }, unused }
}

/** Full names as they are written: where Chinese characters, kana or Hangul are, as one word. */
const wholeNames = (
  givenNames: ReadonlyArray<string>,
  surnames: ReadonlyArray<string>,
): ReadonlyArray<string> =>
  surnames
    .flatMap((surname) =>
      givenNames.map((given) =>
        isOneWord.test(surname + given) ? surname + given : `${given} ${surname}`,
      ),
    )
    .toSorted()

const isOneWord = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{Script=Hangul}*]+$/u

/** Each value once, in the order of letters: what a source said twice or first counts no more. */
const withValue = (values: ReadonlyArray<string>, value: string): ReadonlyArray<string> =>
  values.includes(value) ? values : [...values, value].toSorted()

interface Habit {
  readonly at: Calendar.Instant
  readonly country: Country | undefined
  readonly relays: ReadonlyArray<Relay> | undefined
}

const readOne = (identifier: Identifier, { at, relays, ...habit }: Habit): Reading => {
  const country = ("country" in identifier ? identifier.country : undefined) ?? habit.country
  switch (identifier._tag) {
    case "Phone":
      return identifier.isVirtual === true
        ? Result.fail("virtual")
        : Phone.read(identifier.value, country)
    case "Email":
      return Email.read(identifier.value, relays)
    case "Account":
    case "Token":
    case "OpenId":
    case "UnionId":
    case "Device":
      return readScoped(identifier.value.trim(), identifier.scope, at)
    case "NationalId":
      return NationalId.read(identifier.value, country)
    case "Name":
      return PersonName.read(identifier.value, country)
    case "GivenName":
      return PersonName.readGiven(identifier.value)
    case "Surname":
      return PersonName.readSurname(identifier.value)
    case "AddressLine":
      return PostalParts.readLine(identifier.value)
    case "City":
      return PostalParts.readCity(identifier.value)
    case "Postcode":
      return PostalParts.readPostcode(identifier.value, country)
    case "BirthDate":
      return BirthDate.read(identifier.value, at)
  }
}

const readScoped = (id: string, scope: Scope.Scope, at: Calendar.Instant): Reading => {
  if (id === "") return Result.fail("blank")
  return Scope.isOpenAt(scope, at) ? Result.succeed(Scope.keyOf(scope, id)) : Result.fail("expired")
}

/** How many values of a field were not compared for one reason. */
export const Tallied = Schema.Struct({ field: FieldName, because: Because, count: Schema.Int })
/** How many values of a field were not compared for one reason. */
export type Tallied = typeof Tallied.Type

/**
 * How many values were not compared, by field and reason: the most frequent first, then by name.
 *
 * @example
 * ```ts
 * import { Evidence } from "entrepot/customers"
 *
 * const identifiers = [{ _tag: "Email" as const, value: "Invalid Request" }]
 * const { unused } = Evidence.read({ recordId: "ebay-1", observedAt: 0, identifiers }, 0)
 * console.log(Evidence.tally(unused))
 * ```
 * ```text
 * [ { field: 'email', because: 'malformed', count: 1 } ]
 * ```
 */
export const tally = (
  unused: ReadonlyArray<Pick<Unused, "field" | "because">>,
): ReadonlyArray<Tallied> => {
  const groups = Map.groupBy(unused, ({ field, because }) => `${field} ${because}`)
  return [...groups.values()]
    .flatMap((group) =>
      group.slice(0, 1).map(({ field, because }) => ({ field, because, count: group.length })),
    )
    .toSorted(
      Order.combineAll<Tallied>([
        Order.mapInput(Order.flip(Order.Number), ({ count }) => count),
        Order.mapInput(Order.String, ({ field }) => field),
        Order.mapInput(Order.String, ({ because }) => because),
      ]),
    )
}
