/**
 * Records to link: what one source says of one person.
 *
 * @module
 */
import { Schema } from "effect"

/** The name of a field, such as `phone`: whatever the evidence calls it, and not empty. */
export const FieldName = Schema.NonEmptyString.annotate({ title: "FieldName" })
/** The name of a field, as a plain string. */
export type FieldName = typeof FieldName.Type

/**
 * What one source says of one person. Values are normalised already, and none is empty: a field
 * that is not known is absent. A field may have several values, such as two phones; two records
 * are compared by the two values that agree best.
 */
export interface LinkRecord {
  /** Unique among the records that are compared. */
  readonly id: string
  /** Where the source has each person once: records of one source are then never linked. */
  readonly source?: string
  readonly values: ReadonlyMap<FieldName, ReadonlyArray<string>>
  /**
   * What values are recognised by, in their order, where of some only a hash is known: two are the same
   * where their names are. A field that is absent has values that are their own names.
   */
  readonly names?: ReadonlyMap<FieldName, ReadonlyArray<string>>
}

/**
 * The names of a record's values of a field, in the order of the values.
 *
 * @example
 * ```ts
 * import { HashedValue, LinkRecord } from "entrepot/customers"
 *
 * const clear = LinkRecord.make("web-1", { phone: "+8618312342807" })
 * const names = new Map([["phone", [HashedValue.of("90ab")]]])
 * console.log(LinkRecord.namesOf(clear, "phone"))
 * console.log(LinkRecord.namesOf({ ...clear, names }, "phone"))
 * ```
 * ```text
 * [ '+8618312342807' ]
 * [ 'hmac:90ab' ]
 * ```
 */
export const namesOf = ({ values, names }: LinkRecord, field: FieldName): ReadonlyArray<string> =>
  names?.get(field) ?? values.get(field) ?? []

/**
 * Makes a record of values by field; empty values are left out.
 *
 * @example
 * ```ts
 * import { LinkRecord } from "entrepot/customers"
 *
 * const record = LinkRecord.make("web-1", { phone: ["+8618312342807"], name: "", city: "london" })
 * console.log([...record.values.keys()])
 * ```
 * ```text
 * [ 'phone', 'city' ]
 * ```
 */
export const make = (
  id: string,
  values: Readonly<Record<FieldName, string | ReadonlyArray<string>>>,
  source?: string,
): LinkRecord => {
  const entries = Object.entries(values)
    .map(([field, value]) => [field, list(value).filter((text) => text !== "")] as const)
    .filter(([, texts]) => texts.length > 0)
  return { id, values: new Map(entries), ...(source === undefined ? {} : { source }) }
}

const list = (value: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  typeof value === "string" ? [value] : value
