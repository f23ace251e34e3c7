/**
 * Scoring: what the agreement of two records weighs, in bits.
 *
 * @module
 */
import type * as Columns from "./Columns.ts"
import * as Household from "./Household.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { Seen } from "./Looking.ts"
import * as Looking from "./Looking.ts"
import * as Weights from "./Weights.ts"

/**
 * The odds of a probability, in bits.
 *
 * @example
 * ```ts
 * import { Scoring } from "entrepot/customers"
 *
 * console.log(Scoring.bitsOf(0.5), Scoring.bitsOf(0.75).toFixed(2))
 * ```
 * ```text
 * 0 1.58
 * ```
 */
export const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability))

/**
 * The probability of odds in bits.
 *
 * @example
 * ```ts
 * import { Scoring } from "entrepot/customers"
 *
 * console.log(Scoring.probabilityOf(0), Scoring.probabilityOf(2))
 * ```
 * ```text
 * 0.5 0.8
 * ```
 */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits)

/** What one field adds. */
export interface FieldScore {
  /** 0 where the field is missing; the place of the level from 1; or one more than there are. */
  readonly level: number
  /** Whether a mask hides a part of either value. */
  readonly isMasked: boolean
  /** The places of the two values that agree best in the field's column; meaningless at level 0. */
  readonly a: number
  readonly b: number
  readonly bits: number
  /** What rareness adds to it, or takes away. */
  readonly frequencyBits: number
}

/** What two records weigh, field by field. */
export interface Weighed {
  /** Whom they may be of, if not of one person: of these two, whom it is harder to tell from one. */
  readonly against: "strangers" | "one home"
  readonly priorBits: number
  readonly fields: ReadonlyArray<FieldScore>
}

/** Scores pairs of records of columns, by their places. */
export interface Scorer {
  /**
   * The weight of the evidence with the prior, in bits. Writes the levels, if told where: of a field
   * that a mask hides as if it were missing, since no mask fulfils a rule or is a proof.
   */
  readonly bits: (a: number, b: number, levels?: Uint8Array) => number
  /** The same, field by field. */
  readonly fields: (a: number, b: number) => Weighed
}

/**
 * Scores by a model: the prior's odds and log2(m / u) of each field's level (Fellegi & Sunter 1969),
 * where the u of an equal value is its own frequency (Winkler 2000). Masks weigh as much as their own
 * level says, even where two of them are the same text, but no more than what both show
 * ({@link MaskedValue.mostBits}), and all together at most as much as what is not masked. A mask that
 * is of another value says what all levels but the same value say together: it does not tell them apart.
 *
 * A model that knows what two people of one home have in common weighs against them, too, and the lesser
 * weight counts.
 *
 * @example
 * ```ts
 * import { Columns, LinkRecord, PriorModel, Scoring } from "entrepot/customers"
 *
 * const home = { surname: "robinson", address: "12 high street", postcode: "ls1 4ap" }
 * const all = ["alan", "alec", "alan"].map((givenName, at) =>
 *   LinkRecord.make(`r${at}`, { ...home, givenName }),
 * )
 * const scorer = Scoring.over(PriorModel.model, Columns.of(PriorModel.model, all))
 * console.log(scorer.bits(0, 1) < scorer.bits(0, 2), scorer.fields(0, 1).against)
 * ```
 * ```text
 * true one home
 * ```
 */
export const over = (model: LinkageModel, columns: Columns.Columns): Scorer => {
  const look = Looking.over(model, columns)
  const strangers = weighing(model, columns)
  const home = Household.atHome(model)
  const people = home === undefined ? undefined : weighing(home, columns)
  return {
    bits: (a, b, levels) => {
      const seen = look(a, b)
      levels?.set(seen.shown)
      const bits = strangers.bits(seen)
      return people === undefined ? bits : Math.min(bits, people.bits(seen))
    },
    fields: (a, b) => {
      const seen = look(a, b)
      const isHarder = people !== undefined && people.bits(seen) < strangers.bits(seen)
      return isHarder
        ? { against: "one home", ...people.fields(seen) }
        : { against: "strangers", ...strangers.fields(seen) }
    },
  }
}

/** Weighs what is seen of two records, against one kind of others. */
const weighing = (model: LinkageModel, columns: Columns.Columns) => {
  const weights = Weights.of(model)
  const fields = Weights.rarenessIn(model, columns).map((rareness, at) => ({
    ...weights[at],
    rareness,
  }))
  const priorBits = bitsOf(model.prior)
  const own = new Float64Array(fields.length)
  const rare = new Float64Array(fields.length)
  /** Weighs each field alone, without what another one takes away; answers what masks weigh. */
  const weigh = ({ shown, masked, a, b, most }: Seen): number => {
    let sum = 0
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at]
      if (field === undefined) continue
      const [level, mask] = [shown[at] ?? 0, masked[at] ?? 0]
      rare[at] = 0
      if (mask > 0) {
        own[at] = Math.min(field.ofMasks?.[mask] ?? 0, most[at] ?? 0)
        sum += own[at] ?? 0
        continue
      }
      own[at] = field.bits?.[level] ?? 0
      const share = field.shares?.[level] ?? 0
      if (share > 0)
        rare[at] =
          share * Math.min(field.rareness[a[at] ?? 0] ?? 0, field.rareness[b[at] ?? 0] ?? 0)
    }
    return sum
  }
  /** Which share of a field's weight is left, by what the field shows that it depends on. */
  const shareLeft = ({ shown }: Seen, at: number): number => {
    const on = fields[at]?.dependence
    return on === undefined ? 1 : (on.shares[shown[on.at] ?? 0]?.[shown[at] ?? 0] ?? 1)
  }
  const sumOf = (seen: Seen): number => {
    let sum = 0
    for (let at = 0; at < fields.length; at += 1)
      if (seen.shown[at] !== 0) sum += shareLeft(seen, at) * ((own[at] ?? 0) + (rare[at] ?? 0))
    return sum
  }
  return {
    bits: (seen: Seen): number => {
      const ofMasks = weigh(seen)
      const sum = sumOf(seen)
      return priorBits + sum + atMost(ofMasks, sum)
    },
    fields: (seen: Seen) => {
      const ofMasks = weigh(seen)
      const share = ofMasks === 0 ? 1 : atMost(ofMasks, sumOf(seen)) / ofMasks
      const scoreOf = (at: number): FieldScore => {
        const isMasked = (seen.masked[at] ?? 0) > 0
        const left = isMasked ? share : shareLeft(seen, at)
        return {
          level: isMasked ? (seen.masked[at] ?? 0) : (seen.shown[at] ?? 0),
          isMasked,
          a: seen.a[at] ?? 0,
          b: seen.b[at] ?? 0,
          bits: left * (own[at] ?? 0),
          frequencyBits: left * (rare[at] ?? 0),
        }
      }
      return { priorBits, fields: fields.map((_, at) => scoreOf(at)) }
    },
  }
}

/** What masks may weigh beside what is shown. */
const atMost = (ofMasks: number, shown: number): number => Math.min(ofMasks, Math.max(0, shown))
