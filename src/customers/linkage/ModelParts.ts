/**
 * What models of record linkage are made of: comparisons, values, keys and rules.
 *
 * @module
 */
import { Schema } from "effect"

import { Level } from "./Level.ts"
import { FieldName } from "./LinkRecord.ts"

/** A probability that a logarithm can be taken of. */
export const Probability = Schema.Finite.check(
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
 * That a field depends on another one, of two people: of each of the other's levels, the `u` of each own
 * level and of `otherwise`; nothing is different at a level that has none. It only takes weight away, as
 * what the other one says already.
 */
export const Dependency = Schema.Struct({
  field: FieldName,
  us: Schema.Array(Schema.Array(Probability)),
})
/** That a field depends on another one, of two people. */
export type Dependency = typeof Dependency.Type

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
  dependsOn: Schema.optionalKey(Dependency),
  /**
   * The `u` of each level and of `otherwise` among two people of one home, whatever else agrees: a
   * surname or a device they often share. As of strangers where it is absent.
   */
  atHome: Schema.optionalKey(Schema.Array(Probability)),
  /** Fields that say the same in parts: where all of them are compared, this one is not. */
  parts: Schema.optionalKey(Schema.NonEmptyArray(FieldName)),
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
   * word; `year` of a date; `localPart` of an e-mail address; `folded`: all words in the order of
   * letters, without case and marks. A start or an end that a mask hides is no key.
   */
  take: Schema.Literals(["whole", "folded", "start", "end", "words", "sound", "year", "localPart"]),
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
