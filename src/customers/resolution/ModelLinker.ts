/**
 * A model of linkage, ready to be asked about pairs, with the rule that masks alone prove nothing.
 *
 * @module
 */
import * as Relay from "../evidence/Relay.ts"
import * as Blocking from "../linkage/Blocking.ts"
import * as Columns from "../linkage/Columns.ts"
import type { LinkageModel } from "../linkage/LinkageModel.ts"
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import * as Scoring from "../linkage/Scoring.ts"
import * as Verdict from "../linkage/Verdict.ts"
import * as Waterfall from "../linkage/Waterfall.ts"
import * as GenericValue from "./GenericValue.ts"
import type { Evidenced } from "./Link.ts"
import { everyone, type Judge, type Linker } from "./Linker.ts"
import * as Revealing from "./Revealing.ts"

/**
 * Compiles a model for resolution.
 *
 * Two records are linked by a rule of the model, or where their weights reach its threshold and at least
 * one field agrees in full, at a level that is not weak. Masks weigh as much as their own level says,
 * even where two of them are the same text, all together at most as much as what agrees in full; and no
 * rule is fulfilled by them. So records that have nothing but masks are never linked, however many
 * they have.
 *
 * @example
 * ```ts
 * import { LinkageModel, LinkRecord, ModelLinker } from "entrepot/customers"
 *
 * const model: LinkageModel.LinkageModel = {
 *   version: "phones",
 *   prior: 0.001,
 *   threshold: 0.9,
 *   comparisons: [
 *     {
 *       field: "phone",
 *       levels: [{ level: { _tag: "Exact" }, m: 0.9, u: 0.000_001 }],
 *       otherwise: { m: 0.1, u: 0.999 },
 *       byFrequency: false,
 *     },
 *   ],
 *   values: [],
 *   blocking: [{ id: "phone", parts: [{ field: "phone", take: "whole" }] }],
 *   links: [],
 *   vetoes: [],
 * }
 * const linker = ModelLinker.make(model)
 * const [a, b] = ["a", "b"].map((id) => LinkRecord.make(id, { phone: "+8618312342807" }))
 * const [c, d] = ["c", "d"].map((id) => LinkRecord.make(id, { phone: "+86183****2807" }))
 * if (a && b && c && d) {
 *   const judge = linker.over([a, b, c, d])
 *   console.log(judge.linkOf(a, b)?._tag, judge.linkOf(c, d)?._tag)
 * }
 * ```
 * ```text
 * Weights undefined
 * ```
 */
export const make = (model: LinkageModel): Linker => {
  const vetoing = new Set(model.vetoes.flatMap(({ all }) => all.map(({ field }) => field)))
  const skipped = new Map(model.blocking.map(({ id, skip }) => [id, new Set(skip)]))
  return {
    version: model.version,
    limits: model.limits ?? GenericValue.defaults,
    relays: [...Relay.known, ...(model.relays ?? [])],
    keysOf: (record) =>
      model.blocking.flatMap((rule) =>
        rule.parts.length === 0
          ? [everyone]
          : Array.from(Blocking.namedKeys(rule, record))
              .filter(([, shown]) => skipped.get(rule.id)?.has(shown) !== true)
              .map(([key]) => `${rule.id}\u0000${key}`),
      ),
    vetoKeyOf: (record) => {
      const fields = Array.from(vetoing, (field) => record.values.get(field) ?? [])
      const source = record.source ?? ""
      return source === "" && fields.every((values) => values.length === 0)
        ? undefined
        : JSON.stringify([source, ...fields])
    },
    over: Revealing.over((records) => judgeOf(model, records)),
  }
}

const judgeOf = (model: LinkageModel, records: ReadonlyArray<LinkRecord>): Judge => {
  const columns = Columns.of(model, records)
  const places = new Map(columns.records.map(({ id }, place) => [id, place]))
  const placeOf = ({ id }: LinkRecord): number => places.get(id) ?? -1
  const scorer = Scoring.over(model, columns)
  const deciding = Verdict.deciding(model)
  const waterfall = Waterfall.over(model, columns)
  const levels = new Uint8Array(model.comparisons.length)
  return {
    linkOf: (a, b): Evidenced | undefined => {
      const [one, other] = [placeOf(a), placeOf(b)]
      if (Columns.areOfOneSource(columns, one, other)) return undefined
      const bits = scorer.bits(one, other, levels)
      const verdict = deciding.of(bits, levels)
      if (verdict._tag !== "Linked") return undefined
      return verdict.rule === undefined
        ? { _tag: "Weights", bits, probability: Scoring.probabilityOf(bits) }
        : { _tag: "Rule", rule: verdict.rule, bits }
    },
    vetoOf: (a, b) => {
      const [one, other] = [placeOf(a), placeOf(b)]
      if (Columns.areOfOneSource(columns, one, other)) return Verdict.oneSource
      if (model.vetoes.length === 0) return undefined
      scorer.bits(one, other, levels)
      return deciding.vetoOf(levels)
    },
    waterfallOf: (a, b) => waterfall(placeOf(a), placeOf(b)),
  }
}
