/**
 * Types of fields, each with the keys that suit it.
 *
 * @module
 */
import { Schema } from "effect"

import type { KeyPart } from "./LinkageModel.ts"
import type { FieldName } from "./LinkRecord.ts"

/**
 * What a field holds; it says how values are compared ({@link UsualComparison.of}).
 *
 * - `givenName`, `surname`: of a person, where a source may have them the wrong way round; `fullName`:
 *   both together, in any order.
 * - `birthDate`: year first, such as `1990-02-28` or `19900228`.
 * - `phone`, `email`; either may be masked with `*`, as names, streets and places may.
 * - `identifier`: a number that people write down, such as one of a national register, with its
 *   slips; `token`: an id of machines, equal or not.
 * - `houseNumber`, `street` (or a whole address line), `locality` (town, suburb), `postcode`, `region`.
 * - `category`: one of few values, such as a title; `number`; `text`: anything else, by its words.
 */
export const FieldType = Schema.Literals([
  "givenName",
  "surname",
  "fullName",
  "birthDate",
  "phone",
  "email",
  "identifier",
  "token",
  "houseNumber",
  "street",
  "locality",
  "postcode",
  "region",
  "category",
  "number",
  "text",
])
/** What a field holds. */
export type FieldType = typeof FieldType.Type

/**
 * What blocking keys may take of a field of a type.
 *
 * @example
 * ```ts
 * import { FieldType } from "entrepot/customers"
 *
 * console.log(FieldType.keyParts("surname", "name").map(({ take }) => take))
 * ```
 * ```text
 * [ 'whole', 'sound', 'start' ]
 * ```
 */
export const keyParts = (type: FieldType, field: FieldName): ReadonlyArray<KeyPart> =>
  taken[type].map(([take, length]) => ({
    field,
    take,
    ...(length === undefined ? {} : { length }),
  }))

type Taken = ReadonlyArray<readonly [take: KeyPart["take"], length?: number]>

const ofName: Taken = [["whole"], ["sound"], ["start", 3]]
const ofWords: Taken = [["whole"], ["words"], ["start", 5]]
const ofDigits: Taken = [["whole"], ["start", 4], ["end", 4]]
const ofPlace: Taken = [["whole"], ["start", 3]]
const whole: Taken = [["whole"]]

const taken: Readonly<Record<FieldType, Taken>> = {
  givenName: ofName,
  surname: ofName,
  fullName: ofWords,
  birthDate: [["whole"], ["year"], ["end", 5]],
  phone: ofDigits,
  email: [["whole"], ["localPart"], ["start", 4]],
  identifier: ofDigits,
  token: whole,
  houseNumber: whole,
  street: ofWords,
  locality: ofPlace,
  postcode: ofPlace,
  region: whole,
  category: whole,
  number: whole,
  text: ofWords,
}
