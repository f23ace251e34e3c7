/**
 * Links: why two records are taken to be one person's, and which of two links is the stronger.
 *
 * @module
 */
import { Order, Schema, Struct } from "effect"

/**
 * What a link by evidence rests on. `bits` is the weight of evidence as a logarithm to the base 2.
 *
 * - `Rule`: a rule of the model that decides whatever the weights say.
 * - `Weights`: the weights of all fields together reach the model's threshold.
 */
export const Evidenced = Schema.TaggedUnion({
  Rule: { rule: Schema.String, bits: Schema.Finite },
  Weights: { bits: Schema.Finite, probability: Schema.Finite },
})
/** What a link by evidence rests on. */
export type Evidenced = typeof Evidenced.Type

/**
 * What a link rests on: evidence as it is, or one of these decisions.
 *
 * - `Manual`: a person said so.
 * - `Legacy`: evidence `was` there, and is erased or has outlived its time. It is as strong as it was.
 */
export const Because = Schema.TaggedUnion({
  Manual: { edgeId: Schema.String },
  Rule: Struct.omit(Evidenced.cases.Rule.fields, ["_tag"]),
  Weights: Struct.omit(Evidenced.cases.Weights.fields, ["_tag"]),
  Legacy: { edgeId: Schema.String, was: Evidenced },
})
/** What a link rests on. */
export type Because = typeof Because.Type

/** Two records that are taken to be one person's; `a` sorts before `b`. */
export interface Link {
  readonly a: string
  readonly b: string
  readonly because: Because
}

const rank = { Manual: 2, Rule: 1, Weights: 0 } as const

const rankOf = (because: Because): number =>
  rank[because._tag === "Legacy" ? because.was._tag : because._tag]

/**
 * The strongest first: what a person said before what a rule says before what weights say; of two
 * alike the one of more bits, and then by the ids of the records. No two links are equal in it.
 *
 * @example
 * ```ts
 * import { Link } from "entrepot/customers"
 *
 * const links: Array<Link.Link> = [
 *   { a: "1", b: "2", because: { _tag: "Weights", bits: 31, probability: 1 } },
 *   { a: "2", b: "3", because: { _tag: "Rule", rule: "same phone", bits: 12 } },
 * ]
 * console.log(links.toSorted(Link.strongestFirst).map(({ because }) => because._tag).join(", "))
 * ```
 * ```text
 * Rule, Weights
 * ```
 */
export const strongestFirst: Order.Order<Link> = Order.make((one, other) => {
  const [more, less] = [other.because, one.because]
  const byRank = Order.Number(rankOf(more), rankOf(less))
  const byBits = byRank === 0 ? Order.Number(bitsOf(more), bitsOf(less)) : byRank
  if (byBits !== 0) return byBits
  const byA = Order.String(one.a, other.a)
  const byB = byA === 0 ? Order.String(one.b, other.b) : byA
  return byB === 0 ? Order.String(edgeOf(less), edgeOf(more)) : byB
})

const bitsOf = (because: Because): number => {
  if (because._tag === "Manual") return 0
  return because._tag === "Legacy" ? because.was.bits : because.bits
}

const edgeOf = (because: Because): string => ("edgeId" in because ? because.edgeId : "")
