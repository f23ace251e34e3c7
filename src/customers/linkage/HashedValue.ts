/**
 * Values of which only a keyed hash is known: they are the same as another value, or they are not, and
 * nothing else can be said of them.
 *
 * @module
 */
import { type FieldName, type LinkRecord, namesOf } from "./LinkRecord.ts"

/** No value that was read begins like this. */
const mark = "hmac:"

/**
 * A value of which only the hash is known.
 *
 * @example
 * ```ts
 * import { Agreement, HashedValue } from "entrepot/customers"
 *
 * const [one, other] = ["90ab", "90ac"].map(HashedValue.of)
 * const alike = { _tag: "Damerau", atMost: 1 } as const
 * console.log(one, Agreement.holds(alike, one ?? "", other ?? ""))
 * ```
 * ```text
 * hmac:90ab false
 * ```
 */
export const of = (hash: string): string => `${mark}${hash}`

/**
 * Whether only the hash of a value is known.
 *
 * @internal
 */
export const isHashed = (value: string): boolean => value.startsWith(mark)

/**
 * The hash of a value of which only that is known, and any other value as it is.
 *
 * @internal
 */
export const shownOf = (value: string): string =>
  isHashed(value) ? value.slice(mark.length) : value

/**
 * Whether of some value of a record only the hash is known.
 *
 * @internal
 */
export const hasHashes = ({ values }: LinkRecord): boolean =>
  Array.from(values.values()).some((own) => own.some(isHashed))

/**
 * Two records as they would be if each knew what the other shows: a hash of which the other has the
 * value becomes that value. So what was kept as a hash is compared as if it had been kept in clear.
 *
 * @example
 * ```ts
 * import { HashedValue, type LinkRecord } from "entrepot/customers"
 *
 * const name = HashedValue.of("90ab")
 * const recordOf = (id: string, phone: string): LinkRecord.LinkRecord => ({
 *   id,
 *   values: new Map([["phone", [phone]]]),
 *   names: new Map([["phone", [name]]]),
 * })
 * const [web, amazon] = HashedValue.revealed(
 *   recordOf("web-1", "+4915123456789"),
 *   recordOf("amazon-1", name),
 * )
 * console.log(web.values.get("phone"), amazon.values.get("phone"))
 * ```
 * ```text
 * [ '+4915123456789' ] [ '+4915123456789' ]
 * ```
 */
export const revealed = (a: LinkRecord, b: LinkRecord): readonly [LinkRecord, LinkRecord] => [
  revealedBy(b, a),
  revealedBy(a, b),
]

const revealedBy = (other: LinkRecord, record: LinkRecord): LinkRecord => {
  const found: Array<readonly [FieldName, ReadonlyArray<string>]> = []
  for (const [field, values] of record.values) {
    if (!values.some(isHashed)) continue
    const shown = other.values.get(field) ?? []
    const names = namesOf(other, field)
    const revealed = values.map((value) =>
      isHashed(value) ? (shown[names.indexOf(value)] ?? value) : value,
    )
    if (revealed.some((value, at) => value !== values[at])) found.push([field, revealed])
  }
  return found.length === 0 ? record : { ...record, values: new Map([...record.values, ...found]) }
}
