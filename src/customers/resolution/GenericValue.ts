/**
 * Generic values: the shop's own phone, the forwarder's address. So many people have them that they
 * say nothing about who somebody is.
 *
 * @module
 */
import type { Limits } from "../linkage/LinkageModel.ts"
import { type FieldName, type LinkRecord, namesOf } from "../linkage/LinkRecord.ts"

/**
 * Limits of a model that names none: a family shares a phone, a frequent buyer has orders by the
 * hundred and is written in several ways.
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

/**
 * Fields of ids that somebody vouches for as one person's. A buyer sends presents to many names and
 * phones, so only what very many records have, such as the account `guest`, is looked at closer.
 */
const vouched: ReadonlySet<FieldName> = new Set(["account", "openId", "unionId"])

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
  /**
   * Where it was generic and words of its records went: how many of them had it. What stood beside it
   * can be counted no more, so their number alone speaks against it.
   */
  readonly faded?: number
}

/** A value that is ignored, and why. */
export interface GenericValue extends TellingValue {
  readonly records: number
  /** The field of which too many values stand beside it; absent where too many records suffice. */
  readonly beside?: FieldName
}

/**
 * The values of a record that may be generic, by their names: each counts once, however it is kept.
 *
 * @internal
 */
export const tellingValues = (record: LinkRecord): ReadonlyArray<TellingValue> => {
  const found: Array<TellingValue> = []
  for (const field of record.values.keys())
    if (telling.has(field))
      for (const value of new Set(namesOf(record, field))) found.push({ field, value })
  return found
}

/**
 * Whether less stands beside the values of a record than did.
 *
 * @internal
 */
export const isThinner = (was: LinkRecord, is: LinkRecord): boolean =>
  fewEach.some((field) => {
    const left = new Set(namesOf(is, field))
    return namesOf(was, field).some((name) => !left.has(name))
  })

/**
 * What the number of its records says of a value: that it is not generic, that it is, or that it hangs
 * on what stands beside it.
 *
 * @internal
 */
export const suspicionOf = (
  { field, recordIds, faded = 0 }: Holding,
  { companions, records }: Limits,
): "none" | "certain" | "by companions" => {
  const count = recordIds.length + faded
  if (vouched.has(field)) return count > records ? "by companions" : "none"
  return count > records ? "certain" : count > companions ? "by companions" : "none"
}

/**
 * Whether a value is generic, from the records that have it, in any order.
 *
 * It is where too many records have it, or too many values of another field stand beside it. What an
 * issuer vouches for as one person's (`account`, `openId`, `unionId`) is only where both are so; national
 * numbers are typed by people, who type `123` too.
 *
 * @example
 * ```ts
 * import { GenericValue, LinkRecord } from "entrepot/customers"
 *
 * const limits = { companions: 2, records: 100, perKey: 100 }
 * const records = ["ada", "bob", "cem"].map((name, i) => LinkRecord.make(String(i), { name }))
 * const recordOf = (id: string) => records.find((record) => record.id === id)
 * const held = { value: "1", recordIds: ["0", "1", "2"] }
 * for (const field of ["phone", "account"])
 *   console.log(GenericValue.recognise({ ...held, field }, recordOf, limits)?.beside)
 * ```
 * ```text
 * name
 * undefined
 * ```
 */
export const recognise = (
  holding: Holding,
  recordOf: (recordId: string) => LinkRecord | undefined,
  limits: Limits,
): GenericValue | undefined => {
  const suspicion = suspicionOf(holding, limits)
  if (suspicion === "none") return undefined
  const { field, value, recordIds, faded } = holding
  const found = { field, value, records: recordIds.length + (faded ?? 0) }
  if (suspicion === "certain" || faded !== undefined) return found
  const known = recordIds.map(recordOf)
  for (const other of fewEach) {
    if (other === field) continue
    const distinct = new Set(
      known.flatMap((record) => (record === undefined ? [] : namesOf(record, other))),
    )
    if (distinct.size > limits.companions) return { ...found, beside: other }
  }
  return undefined
}
