/**
 * Models of record linkage: how values are compared, what each agreement weighs, and which pairs
 * are looked at.
 *
 * @module
 */
import { Schema } from "effect"

import { Relay } from "../evidence/Relay.ts"
import { Level } from "./Level.ts"
import { FieldName, type LinkRecord, namesOf } from "./LinkRecord.ts"

/** A probability that a logarithm can be taken of. */
const Probability = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true }),
)

/** `m` is the probability among pairs of one person, `u` among pairs of two (Fellegi & Sunter 1969). */
const Odds = { m: Probability, u: Probability }

/** A level of a comparison with what it weighs. */
export const WeighedLevel = Schema.Struct({
  level: Level,
  ...Odds,
  /** Never links alone, in any number: a masked value, a relay's address. */
  weak: Schema.optionalKey(Schema.Literal(true)),
})
/** A level of a comparison with what it weighs. */
export type WeighedLevel = typeof WeighedLevel.Type

/**
 * What a field weighs beside another one that agrees: of each of the other's levels, the `u` of each
 * own level and of `otherwise`; nothing is different at a level that has none. It only takes weight
 * away, as what the other one says already.
 */
export const Beside = Schema.Struct({
  field: FieldName,
  us: Schema.Array(Schema.Array(Probability)),
})
/** What a field weighs beside another one that agrees. */
export type Beside = typeof Beside.Type

/** How one field is compared. A value that is missing on either side weighs nothing. */
export const Comparison = Schema.Struct({
  field: FieldName,
  /** The first that holds counts. */
  levels: Schema.NonEmptyArray(WeighedLevel),
  /** Both have the field, and no level holds. */
  otherwise: Schema.Struct(Odds),
  /** Whether agreement on a rare value weighs more (Winkler 2000). */
  byFrequency: Schema.Boolean,
  /** Of two people of one postcode, the town is the same, too. */
  beside: Schema.optionalKey(Beside),
})
/** How one field is compared. */
export type Comparison = typeof Comparison.Type

/** The values of a field, known from counting. */
export const FieldValues = Schema.Struct({
  field: FieldName,
  /** The share of records with the field that have a value, of values that more than one has. */
  frequencies: Schema.Array(Schema.Tuple([Schema.String, Probability])),
  /** Of a value that the table does not have. */
  rarest: Probability,
  /** Values of many people, such as a forwarder's address or a shop's own phone: as if missing. */
  generic: Schema.Array(Schema.String),
})
/** The values of a field, known from counting. */
export type FieldValues = typeof FieldValues.Type

/** A part of a blocking key: what it takes of a value of a field. */
export const KeyPart = Schema.Struct({
  field: FieldName,
  /**
   * `start`, `end`: so many characters; `words`: each word is a key; `sound`: Soundex of the first
   * word; `year` of a date; `localPart` of an e-mail address.
   */
  take: Schema.Literals(["whole", "start", "end", "words", "sound", "year", "localPart"]),
  /** Of `start` and `end`. */
  length: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
})
/** A part of a blocking key. */
export type KeyPart = typeof KeyPart.Type

/** Two records are looked at where all parts of a key are the same; without parts, always. */
export const BlockingRule = Schema.Struct({
  id: Schema.NonEmptyString,
  parts: Schema.Array(KeyPart),
  /** Keys of so many records that nobody looks there; parts are joined by U+001F. */
  skip: Schema.optionalKey(Schema.Array(Schema.String)),
})
/** Two records are looked at where all parts of a key are the same. */
export type BlockingRule = typeof BlockingRule.Type

/**
 * `exact`: the same text; `same`: exact or folded, which two people's e-mail addresses can be;
 * `similar`: at any level; `different`: both known, at none.
 */
export const Condition = Schema.Struct({
  field: FieldName,
  is: Schema.Literals(["exact", "same", "similar", "different"]),
})
/** What a rule wants of a field of two records. */
export type Condition = typeof Condition.Type

/** A rule that decides whatever the weights say: all of its conditions hold. */
export const DecidingRule = Schema.Struct({
  id: Schema.NonEmptyString,
  all: Schema.NonEmptyArray(Condition),
})
/** A rule that decides whatever the weights say. */
export type DecidingRule = typeof DecidingRule.Type

const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** From where on something is too common to go by. */
export const Limits = Schema.Struct({
  /** A value beside which more different values of one other field stand, as names beside a phone. */
  companions: Count,
  /** A value that more records have, whatever else they say. */
  records: Count,
  /** A key that more records share: they are not looked at for it alone. */
  perKey: Count,
}).annotate({ title: "Limits" })
/** From where on something is too common to go by. */
export type Limits = typeof Limits.Type

/** What training had to learn from. */
export const Learned = Schema.Struct({
  records: Schema.Natural,
  /** So many pairs of one person are expected among them. */
  matches: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
  /** `usual`: there were too few of them, and the weights of the start stand as they were. */
  weights: Schema.Literals(["learned", "usual"]),
})
/** What training had to learn from. */
export type Learned = typeof Learned.Type

/** A model of record linkage: immutable; another one has another version. */
export const LinkageModel = Schema.Struct({
  version: Schema.NonEmptyString,
  /** That two records drawn at random are of one person. */
  prior: Probability,
  /** Of a link. */
  threshold: Probability,
  comparisons: Schema.Array(Comparison),
  values: Schema.Array(FieldValues),
  blocking: Schema.Array(BlockingRule),
  /** Of two records that are one person's, unless a veto stands. */
  links: Schema.Array(DecidingRule),
  /** Of two records that are never one person's. */
  vetoes: Schema.Array(DecidingRule),
  /** Those of {@link GenericValue.defaults} where they are absent. */
  limits: Schema.optionalKey(Limits),
  /** Of a host, beside those of {@link Relay.known}: no address of theirs is evidence. */
  relays: Schema.optionalKey(Schema.Array(Relay)),
  /** Absent of a model whose weights are set by hand. */
  learned: Schema.optionalKey(Learned),
}).annotate({ title: "LinkageModel" })
/** A model of record linkage. */
export type LinkageModel = typeof LinkageModel.Type

/**
 * A record without the values that are generic, as models compare it. Generic values are told as they
 * are, or by their names.
 *
 * @example
 * ```ts
 * import { LinkageModel, LinkRecord } from "entrepot/customers"
 *
 * const record = LinkRecord.make("1", { phone: ["0000000", "18312342807"] })
 * const generic = new Map([["phone", new Set(["0000000"])]])
 * console.log(LinkageModel.withoutGeneric(generic, record).values.get("phone"))
 * ```
 * ```text
 * [ '18312342807' ]
 * ```
 */
export const withoutGeneric = (
  generic: ReadonlyMap<FieldName, ReadonlySet<string>>,
  record: LinkRecord,
): LinkRecord => {
  let isTouched = false
  const values = new Map<FieldName, ReadonlyArray<string>>()
  const names = new Map(record.names)
  for (const [field, all] of record.values) {
    const ignored = generic.get(field)
    const known = namesOf(record, field)
    const isUsed = (value: string, at: number) =>
      ignored?.has(value) !== true && ignored?.has(known[at] ?? value) !== true
    const used = all.filter(isUsed)
    if (used.length > 0) values.set(field, used)
    if (used.length === all.length) continue
    isTouched = true
    if (names.has(field))
      names.set(
        field,
        known.filter((_, at) => isUsed(all[at] ?? "", at)),
      )
  }
  if (!isTouched) return record
  return { ...record, values, ...(record.names === undefined ? {} : { names }) }
}

/** The generic values of a model by field. */
export const genericOf = (model: LinkageModel): ReadonlyMap<FieldName, ReadonlySet<string>> =>
  new Map(
    model.values.flatMap(({ field, generic }) =>
      generic.length === 0 ? [] : [[field, new Set(generic)] as const],
    ),
  )
