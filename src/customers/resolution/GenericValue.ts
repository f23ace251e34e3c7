/**
 * Generic values: the shop's own phone, the forwarder's address. So many people have them that they
 * say nothing about who somebody is.
 *
 * @module
 */
import type { FieldName, LinkRecord } from "../linkage/LinkRecord.ts"

/** From where on something is too common to go by. */
export interface Limits {
  /** A value beside which more different values of one other field stand, as names beside a phone. */
  readonly companions: number
  /** A value that more records have, whatever else they say. */
  readonly records: number
  /** A key that more records share: they are not looked at for it alone. */
  readonly perKey: number
}

/**
 * Limits to begin with: a family shares a phone, a frequent buyer has orders by the hundred and
 * is written in several ways.
 */
export const defaults: Limits = { companions: 20, records: 500, perKey: 1_000 }

/** Fields of which one value alone may lead to a person. Others are shared by nature. */
const telling: ReadonlySet<FieldName> = new Set([
  "phone",
  "email",
  "account",
  "token",
  "openId",
  "unionId",
  "device",
  "nationalId",
  "address",
])

/** Fields of which one person has few values. */
const fewEach: ReadonlyArray<FieldName> = [
  "phone",
  "email",
  "account",
  "openId",
  "unionId",
  "nationalId",
  "name",
  "givenName",
  "surname",
  "birthDate",
]

/** A value that leads to a person, unless it is generic. */
export interface TellingValue {
  readonly field: FieldName
  readonly value: string
}

/** Such a value, and the records that have it. */
export interface Holding extends TellingValue {
  readonly recordIds: ReadonlyArray<string>
}

/** A value that is ignored, and why. */
export interface GenericValue extends TellingValue {
  readonly records: number
  /** The field of which too many values stand beside it; absent where there are too many records. */
  readonly beside?: FieldName
}

/** The values of a record that may be generic. */
export const tellingValues = ({ values }: LinkRecord): ReadonlyArray<TellingValue> => {
  const found: Array<TellingValue> = []
  for (const [field, own] of values)
    if (telling.has(field)) for (const value of own) found.push({ field, value })
  return found
}

/** Whether a value is generic, from the records that have it, in any order. */
export const recognise = (
  { field, value, recordIds }: Holding,
  recordOf: (recordId: string) => LinkRecord | undefined,
  { companions, records }: Limits,
): GenericValue | undefined => {
  const found = { field, value, records: recordIds.length }
  if (recordIds.length > records) return found
  if (recordIds.length <= companions) return undefined
  const known = recordIds.map(recordOf)
  for (const other of fewEach) {
    if (other === field) continue
    const distinct = new Set(known.flatMap((record) => record?.values.get(other) ?? []))
    if (distinct.size > companions) return { ...found, beside: other }
  }
  return undefined
}
