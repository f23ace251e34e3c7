/**
 * What a source says of a person, one typed piece at a time.
 *
 * @module
 */
import { Schema } from "effect"

import { Country } from "../../kernel/Address.ts"
import { Scope } from "./Scope.ts"

/** Text as a source wrote it; nobody's name or address is longer. */
const value = Schema.NonEmptyString.check(Schema.isMaxLength(1_000))
/** The country whose form the value has; that of the record where it is absent. */
const country = Schema.optionalKey(Country)
const text = { value }
const local = { value, country }
const scoped = { value, scope: Scope }

/**
 * A piece of evidence of who somebody is. It may be masked, such as `183****2807`.
 *
 * - `Phone`: `isVirtual` where the source says that it only forwards calls.
 * - `Email`.
 * - `Account`: the id of a customer account, at one channel.
 * - `Token`: stands for a hidden person or address, such as an OAID.
 * - `OpenId`, `UnionId`: of WeChat: a user of one app, and of all apps of one platform account.
 * - `Device`: a browser or phone that a household may share.
 * - `NationalId`: of a country's register of persons.
 * - `Name`: of which nobody knows what is the surname; else `GivenName` and `Surname`. Of a lone word
 *   nobody knows which half it is.
 * - `AddressLine`: street and house; `City`; `Postcode`.
 * - `BirthDate`: year first, such as `1990-02-28`, `19900228` or `1990年2月28日`.
 */
export const Identifier = Schema.TaggedUnion({
  Phone: { ...local, isVirtual: Schema.optionalKey(Schema.Boolean) },
  Email: text,
  Account: scoped,
  Token: scoped,
  OpenId: scoped,
  UnionId: scoped,
  Device: scoped,
  NationalId: local,
  Name: text,
  GivenName: text,
  Surname: text,
  AddressLine: text,
  City: text,
  Postcode: local,
  BirthDate: text,
})
/** A piece of evidence of who somebody is. */
export type Identifier = typeof Identifier.Type
