/**
 * What is kept of a person, and until when, as far as the policy of a channel lets in. Pure.
 *
 * @module
 */
import { Array, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Evidence from "../evidence/Evidence.ts"
import { Identifier } from "../evidence/Identifier.ts"
import * as Mask from "../evidence/Mask.ts"
import { known as knownRelays, type Relay } from "../evidence/Relay.ts"
import * as HashedValue from "../linkage/HashedValue.ts"
import { FieldName } from "../linkage/LinkRecord.ts"
import * as ValueKind from "../linkage/ValueKind.ts"
import { earlier, endOf, type Keeping, keepingOf, type PersonalPolicy } from "./PersonalPolicy.ts"

const until = { until: Schema.optionalKey(Calendar.Instant) }
interface Ending {
  readonly until?: Calendar.Instant
}

/** What is kept of an identifier, and until when (epoch milliseconds). */
export const KeptIdentifier = Schema.Struct({ identifier: Identifier, ...until })
type KeptIdentifier = typeof KeptIdentifier.Type
/** A value of which only the keyed hash of its one form is kept. */
export const KeptHash = Schema.Struct({ field: FieldName, hash: Schema.String, ...until })
/** What is told of somebody beside evidence, such as an age band. It is personal. */
export const Trait = Schema.Struct({ name: Schema.NonEmptyString, value: Schema.NonEmptyString })
/** What is told of somebody beside evidence. */
export type Trait = typeof Trait.Type
/** What is kept of a trait. */
export const KeptTrait = Schema.Struct({ ...Trait.fields, ...until })

/** All that is kept of what one source said of a person. */
export const Kept = Schema.Struct({
  identifiers: Schema.Array(KeptIdentifier),
  hashes: Schema.Array(KeptHash),
  portrait: Schema.Array(KeptTrait),
})
/** All that is kept of what one source said of a person. */
export type Kept = typeof Kept.Type

/** Of somebody who was erased. */
export const nothing: Kept = { identifiers: [], hashes: [], portrait: [] }

/**
 * All that a source said, as if everything might be kept without end.
 *
 * @example
 * ```ts
 * import { Kept } from "entrepot/customers"
 *
 * const ada = { _tag: "Name", value: "Ada" } as const
 * console.log(Kept.all([ada], [{ name: "age", value: "30 to 39" }]).identifiers)
 * ```
 * ```text
 * [ { identifier: { _tag: 'Name', value: 'Ada' } } ]
 * ```
 */
export const all = (
  identifiers: ReadonlyArray<Identifier>,
  portrait: ReadonlyArray<Trait>,
): Kept => ({
  identifiers: identifiers.map((identifier) => ({ identifier })),
  hashes: [],
  portrait,
})

/** Digests a text under a key that is kept apart. */
export type Hash = (text: string) => string

/**
 * The name of a value: what it has in common with the same value of another record, whichever of
 * the two is kept in clear. A mask is that of many, and its hash would look like that of one: it
 * names itself.
 *
 * @example
 * ```ts
 * import { Kept } from "entrepot/customers"
 *
 * const hash = (text: string) => `hash of ${text.length} letters`
 * console.log(Kept.nameOf(hash, "phone", "+4915123456789"))
 * console.log(Kept.nameOf(hash, "phone", "151****6789"))
 * ```
 * ```text
 * hmac:hash of 20 letters
 * 151****6789
 * ```
 */
export const nameOf = (hash: Hash, field: FieldName, value: string): string =>
  Mask.isMasked(value) ? value : HashedValue.of(digestOf(hash, field, value))

/**
 * Of a national number the country stays legible: those of two countries say nothing of each other.
 */
const digestOf = (hash: Hash, field: FieldName, value: string): string => {
  const country = field === "nationalId" ? ValueKind.countryOf(value) : undefined
  return `${country === undefined ? "" : `${country}:`}${hash(`${field}\n${value}`)}`
}

/**
 * What may be kept of evidence and portrait: the rest is not let in. A hash is that of the value in
 * its one form, so a phone number that was written in two ways has one; what cannot be read has
 * none, and neither has an address of a relay.
 *
 * @example
 * ```ts
 * import { Kept, type PersonalPolicy } from "entrepot/customers"
 *
 * const policy: PersonalPolicy.PersonalPolicy = {
 *   channel: "amazon",
 *   version: 1,
 *   fields: [{ field: "phone", keep: "hash", days: 30 }],
 *   otherwise: { keep: "none" },
 * }
 * const said = {
 *   recordId: "amazon-7",
 *   observedAt: 0,
 *   identifiers: [
 *     { _tag: "Phone", value: "+49 151 23456789" },
 *     { _tag: "Name", value: "Ada" },
 *   ],
 * } as const
 * const kept = Kept.admit(policy, said, [], (text) => `hash of ${text.length} letters`)
 * console.log(kept.identifiers.length, kept.hashes[0]?.hash, kept.hashes[0]?.until)
 * ```
 * ```text
 * 0 hash of 20 letters 2592000000
 * ```
 */
export const admit = (
  policy: PersonalPolicy,
  { identifiers, ...said }: Evidence.Evidence,
  portrait: ReadonlyArray<Trait>,
  hash: Hash,
  relays: ReadonlyArray<Relay> = knownRelays,
): Kept => readmit(policy, all(identifiers, portrait), said, hash, relays)

/**
 * What may be kept on of what an earlier policy let in: for no longer than either of the two
 * allows. What is kept in clear may become a hash; a hash stays one.
 *
 * @example
 * ```ts
 * import { Kept, PersonalPolicy } from "entrepot/customers"
 *
 * const ada = { _tag: "Name", value: "Ada Lovelace" } as const
 * const was = { identifiers: [{ identifier: ada, until: 9 }], hashes: [], portrait: [] }
 * const said = { recordId: "web-1", observedAt: 0 }
 * const hash = (text: string) => `hash of ${text.length} letters`
 * const open = PersonalPolicy.open("web")
 * const hashed = { ...open, otherwise: { keep: "hash", days: 1 } } as const
 * console.log(Kept.readmit(open, was, said, hash).identifiers)
 * console.log(Kept.readmit(hashed, was, said, hash).hashes)
 * ```
 * ```text
 * [ { identifier: { _tag: 'Name', value: 'Ada Lovelace' }, until: 9 } ]
 * [ { field: 'name', hash: 'hash of 17 letters', until: 9 } ]
 * ```
 */
export const readmit = (
  policy: PersonalPolicy,
  { identifiers, hashes, portrait }: Kept,
  said: Omit<Evidence.Evidence, "identifiers">,
  hash: Hash,
  relays: ReadonlyArray<Relay> = knownRelays,
): Kept => {
  const hashesOf = (identifier: Identifier) =>
    [
      ...Evidence.read({ ...said, identifiers: [identifier] }, said.observedAt, relays).record
        .values,
    ]
      .flatMap(([field, values]) => values.map((value) => ({ field, value })))
      .filter(({ value }) => !Mask.isMasked(value))
      .map(({ field, value }) => ({ field, hash: digestOf(hash, field, value) }))
  const isIn = (field: FieldName, ...ways: ReadonlyArray<Keeping["keep"]>): boolean =>
    ways.includes(keepingOf(policy, field).keep)
  /** With the earlier of two ends. */
  const ended = <A extends Ending>(field: FieldName, one: A): A => {
    const until = earlier(one.until, endOf(keepingOf(policy, field), said.observedAt))
    return until === undefined ? one : { ...one, until }
  }
  const fieldOf = ({ identifier }: KeptIdentifier) => Evidence.fieldOf[identifier._tag]
  const hashed = identifiers
    .filter((one) => isIn(fieldOf(one), "hash"))
    .flatMap(({ identifier, ...end }) => hashesOf(identifier).map((one) => ({ ...one, ...end })))
  return {
    identifiers: identifiers
      .filter((one) => isIn(fieldOf(one), "clear"))
      .map((one) => ended(fieldOf(one), one)),
    hashes: Array.dedupeWith(
      [...hashes.filter(({ field }) => isIn(field, "clear", "hash")), ...hashed].map((one) =>
        ended(one.field, one),
      ),
      (a, b) => a.field === b.field && a.hash === b.hash,
    ),
    portrait: isIn("portrait", "clear") ? portrait.map((one) => ended("portrait", one)) : [],
  }
}

/**
 * When the first of it has to go, in epoch milliseconds; absent where nothing has to.
 *
 * @example
 * ```ts
 * import { Kept } from "entrepot/customers"
 *
 * const portrait = [5, 3].map((until) => ({ name: "age", value: "30 to 39", until }))
 * console.log(Kept.dueAt({ ...Kept.nothing, portrait }), Kept.dueAt(Kept.nothing))
 * ```
 * ```text
 * 3 undefined
 * ```
 */
export const dueAt = ({ identifiers, hashes, portrait }: Kept): Calendar.Instant | undefined => {
  const ends = [...identifiers, ...hashes, ...portrait].flatMap((one) => one.until ?? [])
  return ends.length === 0 ? undefined : Math.min(...ends)
}

/**
 * What is left of it at an instant: what has outlived its time is gone.
 *
 * @example
 * ```ts
 * import { Kept } from "entrepot/customers"
 *
 * const portrait = [5, 3].map((until) => ({ name: "age", value: "30 to 39", until }))
 * console.log([2, 3, 5].map((at) => Kept.lapse({ ...Kept.nothing, portrait }, at).portrait.length))
 * ```
 * ```text
 * [ 2, 1, 0 ]
 * ```
 */
export const lapse = ({ identifiers, hashes, portrait }: Kept, at: Calendar.Instant): Kept => {
  const stays = (one: Ending): boolean => at < (one.until ?? Infinity)
  return {
    identifiers: identifiers.filter(stays),
    hashes: hashes.filter(stays),
    portrait: portrait.filter(stays),
  }
}
