/**
 * What may be kept of a person, by the channel that it came from: in clear, as a keyed hash or not at
 * all, and for how long. Pure.
 *
 * @module
 */
import { Array, Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import { ShortId } from "../../orders/OrderRef.ts"
import * as Evidence from "../evidence/Evidence.ts"
import { Identifier } from "../evidence/Identifier.ts"
import * as Mask from "../evidence/Mask.ts"
import { FieldName } from "../linkage/LinkRecord.ts"

/** How a field is kept: `hash` can be compared, but tells nothing to who lacks the key. */
export const Keeping = Schema.Struct({
  keep: Schema.Literals(["clear", "hash", "none"]),
  /** Days of 24 hours from when the source said it; without end where absent. */
  days: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
})
/** How a field is kept. */
export type Keeping = typeof Keeping.Type

/** What a channel lets us keep. */
export const PersonalPolicy = Schema.Struct({
  channel: ShortId,
  /** Raised by whoever changes the policy. */
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  /** By field, such as `phone`; the portrait is the field `portrait`. */
  fields: Schema.Array(Schema.Struct({ field: FieldName, ...Keeping.fields })),
  /** Of every other field. */
  otherwise: Keeping,
}).annotate({ title: "PersonalPolicy" })
/** What a channel lets us keep. */
export type PersonalPolicy = typeof PersonalPolicy.Type

/** Of a channel without a policy: all in clear, without end. */
export const open = (channel: string): PersonalPolicy => ({
  channel,
  version: 1,
  fields: [],
  otherwise: { keep: "clear" },
})

const until = { until: Schema.optionalKey(Calendar.Instant) }

/** What is kept of an identifier, and until when (epoch milliseconds). */
export const KeptIdentifier = Schema.Struct({ identifier: Identifier, ...until })
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

/** How a policy keeps a field. */
export const keepingOf = ({ fields, otherwise }: PersonalPolicy, field: FieldName): Keeping =>
  fields.find((one) => one.field === field) ?? otherwise

const dayMillis = 86_400_000

/**
 * What may be kept of evidence and portrait: the rest is not let in. A hash is that of the value in
 * its one form, so a phone number that was written in two ways has one; what cannot be read has none.
 *
 * `hash` is keyed. `twins` are fields that some other channel keeps as hashes: of these a hash stands
 * beside what is in clear, so that the two can be compared.
 *
 * @example
 * ```ts
 * import { PersonalPolicy } from "entrepot/customers"
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
 * const kept = PersonalPolicy.admit(policy, said, [], (text) => `hash of ${text.length} letters`)
 * console.log(kept.identifiers.length, kept.hashes[0]?.hash, kept.hashes[0]?.until)
 * ```
 * ```text
 * 0 hash of 20 letters 2592000000
 * ```
 */
export const admit = (
  policy: PersonalPolicy,
  evidence: Evidence.Evidence,
  portrait: ReadonlyArray<Trait>,
  hash: (text: string) => string,
  twins: ReadonlySet<FieldName> = new Set(),
): Kept => {
  const { observedAt, identifiers } = evidence
  const untilOf = ({ days }: Keeping) =>
    days === undefined ? {} : { until: observedAt + days * dayMillis }
  const isIn = (field: FieldName, ...ways: ReadonlyArray<Keeping["keep"]>): boolean =>
    ways.includes(keepingOf(policy, field).keep)
  return {
    identifiers: identifiers
      .filter(({ _tag }) => isIn(Evidence.fieldOf[_tag], "clear"))
      .map((identifier) => ({
        identifier,
        ...untilOf(keepingOf(policy, Evidence.fieldOf[identifier._tag])),
      })),
    hashes: Array.dedupeWith(
      identifiers
        .filter(({ _tag }) => {
          const field = Evidence.fieldOf[_tag]
          return isIn(field, "hash") || (isIn(field, "clear") && twins.has(field))
        })
        .flatMap((identifier) => hashesOf({ ...evidence, identifiers: [identifier] }, hash))
        .map((one) => ({ ...one, ...untilOf(keepingOf(policy, one.field)) })),
      (a, b) => a.field === b.field && a.hash === b.hash,
    ),
    portrait: isIn("portrait", "clear")
      ? portrait.map((one) => ({ ...one, ...untilOf(keepingOf(policy, "portrait")) }))
      : [],
  }
}

/** A mask is that of many, and its hash would look like that of one. */
const hashesOf = (evidence: Evidence.Evidence, hash: (text: string) => string) => {
  const { record } = Evidence.read(evidence, evidence.observedAt)
  return [...record.values].flatMap(([field, values]) =>
    values
      .filter((value) => !Mask.isMasked(value))
      .map((value) => ({ field, hash: hash(`${field}\n${value}`) })),
  )
}

/** When the first of it has to go, in epoch milliseconds; absent where nothing has to. */
export const dueAt = ({ identifiers, hashes, portrait }: Kept): Calendar.Instant | undefined => {
  const ends = [...identifiers, ...hashes, ...portrait].flatMap((one) => one.until ?? [])
  return ends.length === 0 ? undefined : Math.min(...ends)
}

/** What is left of it at an instant: what has outlived its time is gone. */
export const lapse = ({ identifiers, hashes, portrait }: Kept, at: Calendar.Instant): Kept => {
  const stays = (one: { readonly until?: Calendar.Instant }): boolean =>
    at < (one.until ?? Infinity)
  return {
    identifiers: identifiers.filter(stays),
    hashes: hashes.filter(stays),
    portrait: portrait.filter(stays),
  }
}

/** Why a policy cannot be followed: it names a field twice. */
export class PolicyUnclear extends Schema.TaggedError<PolicyUnclear>()("PolicyUnclear", {
  channel: Schema.String,
  field: Schema.String,
}) {
  override get message(): string {
    return `the policy of ${JSON.stringify(this.channel)} names the field ${JSON.stringify(this.field)} twice`
  }
}

/** Whether a policy can be followed. */
export const check = (policy: PersonalPolicy): Result.Result<PersonalPolicy, PolicyUnclear> => {
  const { channel, fields } = policy
  const twice = fields.find(({ field }, i) => fields.findIndex((one) => one.field === field) < i)
  return twice === undefined
    ? Result.succeed(policy)
    : Result.fail(new PolicyUnclear({ channel, field: twice.field }))
}
