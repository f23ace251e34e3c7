/**
 * Veils: conditions on personal facts as traces show them, with keyed hashes for what they want. A rule
 * that asks for a person by name would else write that name beside every order that it hits.
 *
 * @module
 */
import { Result, type Schema } from "effect"

import * as Digest from "../kernel/Digest.ts"
import type { Condition, Leaf, Literal } from "./Condition.ts"
import * as Facts from "./Facts.ts"
import * as Wanted from "./Wanted.ts"

/** A condition on personal facts, as a trace shows it. */
export interface Veiled {
  readonly _tag: "Veiled"
  readonly fact: string
  /** The condition as JSON; what it wants of a personal fact is `{ "hash": … }`, as its value is. */
  readonly condition: { readonly [name: string]: Schema.Json }
}

const isMarked = (facts: Facts.Facts, name: string): boolean =>
  facts.byName.get(name)?.personal === true

const rowsOf = (facts: Facts.Facts, name: string): Facts.Facts | undefined => {
  const fact = facts.byName.get(name)
  return fact?.kind === "rows" ? Facts.ofRow(fact) : undefined
}

/**
 * Whether a condition wants something of a personal fact; one over rows also where it does of them.
 *
 * @internal
 */
export const isPersonal = (facts: Facts.Facts, condition: Condition): boolean => {
  switch (condition._tag) {
    case "All":
    case "Any":
      return condition.of.some((part) => isPersonal(facts, part))
    case "Not":
      return isPersonal(facts, condition.of)
    case "Some":
    case "Every":
    case "Count":
    case "Sum": {
      const ofRow = rowsOf(facts, condition.fact)
      if (ofRow === undefined || isMarked(facts, condition.fact)) return true
      if (condition._tag === "Sum" && isMarked(ofRow, condition.of)) return true
      return condition.where !== undefined && isPersonal(ofRow, condition.where)
    }
    case "IsMissing":
      return false
    default:
      return isMarked(facts, condition.fact)
  }
}

/**
 * The hash of a personal value, by HMAC-SHA-256 with the key: equal for equal values of a fact.
 *
 * @internal
 */
export const hashOf = (
  name: string,
  value: Schema.Json,
  key: string,
): { readonly hash: string } => ({
  hash: Digest.keyed(key, Digest.canonicalJson([name, value])),
})

/**
 * A condition on a personal fact, as it may be shown.
 *
 * @internal
 */
export const of = (facts: Facts.Facts, condition: Leaf, key: string): Veiled => ({
  _tag: "Veiled",
  fact: condition.fact,
  condition: leaf(facts, condition, key, false),
})

type Json = { readonly [name: string]: Schema.Json }

const veiled = (facts: Facts.Facts, condition: Condition, key: string, within: boolean): Json => {
  switch (condition._tag) {
    case "All":
    case "Any":
      return {
        _tag: condition._tag,
        of: condition.of.map((part) => veiled(facts, part, key, within)),
      }
    case "Not":
      return { _tag: "Not", of: veiled(facts, condition.of, key, within) }
    default:
      return leaf(facts, condition, key, within)
  }
}

/** Within rows that are personal every fact is. */
const leaf = (facts: Facts.Facts, condition: Leaf, key: string, within: boolean): Json => {
  const isHidden = within || isMarked(facts, condition.fact)
  const show = (literal: Literal): Schema.Json =>
    isHidden ? hashOf(condition.fact, asValue(facts, condition.fact, literal), key) : literal
  const showAll = (literals: Readonly<Record<string, Literal | undefined>>): Json =>
    Object.fromEntries(
      Object.entries(literals).flatMap(([name, literal]) =>
        literal === undefined ? [] : [[name, show(literal)]],
      ),
    )
  const ofRows = (where: Condition | undefined): Json => {
    const ofRow = rowsOf(facts, condition.fact)
    return where === undefined || ofRow === undefined
      ? {}
      : { where: veiled(ofRow, where, key, isHidden) }
  }
  switch (condition._tag) {
    case "IsMissing":
      return { ...condition }
    case "Compare":
      return { ...condition, value: show(condition.value) }
    case "OneOf":
    case "Has":
      return { ...condition, values: condition.values.map(show) }
    case "Text":
      return { ...condition, anyOf: condition.anyOf.map(show) }
    case "Between": {
      const { _tag, fact, ...bounds } = condition
      return { _tag, fact, ...showAll(bounds) }
    }
    case "OnDays":
    case "AtTime": {
      const { _tag, fact, zone, ...bounds } = condition
      return { _tag, fact, zone, ...showAll(bounds) }
    }
    case "OnWeekdays":
      return { ...condition, days: condition.days.map(show) }
    case "Some":
    case "Every":
      return { ...condition, ...ofRows(condition.where) }
    case "Count":
      return { ...condition, ...ofRows(condition.where), value: show(condition.value) }
    case "Sum": {
      const { where, ...sum } = condition
      const ofRow = rowsOf(facts, condition.fact)
      const isSummed = ofRow !== undefined && (isHidden || isMarked(ofRow, condition.of))
      const value = isSummed
        ? hashOf(condition.of, asValue(ofRow, condition.of, condition.value), key)
        : condition.value
      return { ...sum, ...ofRows(where), value }
    }
  }
}

/** A literal as the value that it stands for is written, so that equal ones have equal hashes. */
const asValue = (facts: Facts.Facts, name: string, literal: Literal): Schema.Json => {
  const fact = facts.byName.get(name)
  const read = fact === undefined ? undefined : Wanted.read(fact, literal)
  return read === undefined || Result.isFailure(read) ? literal : Wanted.write(read.success)
}
