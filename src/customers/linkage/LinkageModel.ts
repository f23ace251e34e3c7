/**
 * Models of record linkage: how values are compared, what each agreement weighs, and which pairs
 * are looked at.
 *
 * @module
 */
import { Schema } from "effect"

import { Relay } from "../evidence/Relay.ts"
import { type FieldName, type LinkRecord, namesOf } from "./LinkRecord.ts"
import { faultsOf } from "./ModelFaults.ts"
import { BlockingRule, Comparison, DecidingRule, FieldValues, Probability } from "./ModelParts.ts"

export * from "./ModelParts.ts"

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
  /** So many pairs of one person are expected among them; of `fewMatches`, by what was learned. */
  matches: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
  /** `usual`: the weights of the start stand as they were. */
  weights: Schema.Literals(["learned", "usual"]),
  /**
   * Why they stand: there were too few matches; too few fields that are known and say nothing of each
   * other; or what was learned contradicts what fields mean, such as that the same e-mail address speaks
   * against one person.
   */
  because: Schema.optionalKey(Schema.Literals(["fewMatches", "fewFields", "contradicted"])),
})
/** What training had to learn from. */
export type Learned = typeof Learned.Type

/**
 * A model of record linkage: immutable; another one has another version.
 *
 * What it names is there: rules, `dependsOn`, `parts` and levels `Crossed` name fields that are compared, and
 * rules want what some level of theirs can fulfil. To a rule that links, a blocking rule leads. Fields, levels and ids are there once, and rows of
 * numbers have one for each level. Decoding says what is wrong, and where.
 */
export const LinkageModel = Schema.Struct({
  version: Schema.NonEmptyString,
  /** That two records drawn at random are of one person. */
  prior: Probability,
  /**
   * That two records of one home are of one person. Where it is given, records are weighed against two
   * people of one home as against two strangers, and the lesser weight counts.
   */
  atHome: Schema.optionalKey(Probability),
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
})
  .annotate({ title: "LinkageModel" })
  .check(Schema.makeFilter(faultsOf))
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

/**
 * The generic values of a model by field.
 *
 * @example
 * ```ts
 * import { LinkageModel, PriorModel } from "entrepot/customers"
 *
 * const phones = { field: "phone", frequencies: [], rarest: 0.001, generic: ["+4930123456"] }
 * console.log(LinkageModel.genericOf({ ...PriorModel.model, values: [phones] }))
 * ```
 * ```text
 * Map(1) { 'phone' => Set(1) { '+4930123456' } }
 * ```
 */
export const genericOf = (model: LinkageModel): ReadonlyMap<FieldName, ReadonlySet<string>> =>
  new Map(
    model.values.flatMap(({ field, generic }) =>
      generic.length === 0 ? [] : [[field, new Set(generic)] as const],
    ),
  )
