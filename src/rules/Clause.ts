/**
 * Clauses: a condition as alternatives, each of which is a list of accepted values by fact and of
 * conditions that have to be asked one by one.
 *
 * That is the disjunctive normal form. It keeps all three truth values, because Kleene's logic is a
 * distributive lattice in which De Morgan's laws hold; only what would need the excluded middle is
 * left alone. Conditions on one fact are joined to one set of accepted values, so that a missing
 * fact is unknown for all of them at once.
 *
 * @module
 */
import { Result } from "effect"

import type { Currency } from "../kernel/Currency.ts"
import type * as Decimal from "../kernel/Decimal.ts"
import * as Accept from "./Accept.ts"
import type { Comparison, Condition, Literal } from "./Condition.ts"
import type { Fact } from "./Fact.ts"
import type * as Facts from "./Facts.ts"
import * as SimpleTest from "./SimpleTest.ts"
import * as Wanted from "./Wanted.ts"

/**
 * One way of looking at a fact: its value, its text whatever the case, its amount against one
 * currency, or whether it is there (`false` is a fact that is missing). Of no fact is the instant of
 * the decision.
 */
export interface Aspect {
  readonly fact: string
  readonly of: "value" | "folded" | "presence" | "at"
  /** Of money: the currency in which amounts are compared. */
  readonly currency?: Currency
}

/** Which values of an aspect are accepted. */
export interface Asked {
  readonly aspect: Aspect
  readonly accept: Accept.Accept
}

/** What has to hold together: one entry for each aspect, by {@link nameOf}. */
export interface Clause {
  readonly asked: ReadonlyMap<string, Asked>
  /** Conditions that no set of accepted values can say. */
  readonly rest: ReadonlyArray<Condition>
}

/** A name that no other aspect has. */
export const nameOf = ({ fact, of, currency }: Aspect): string => `${of} ${currency ?? ""} ${fact}`

/** The most alternatives of a condition; where there would be more, a part of it is asked as such. */
const mostClauses = 8

/**
 * The clauses of a condition that was checked: it is the greatest truth of its clauses, and each
 * clause is the least truth of what it asks.
 */
export const ofCondition = (facts: Facts.Facts, condition: Condition): ReadonlyArray<Clause> =>
  clauses(facts, condition, true)

const clauses = (
  facts: Facts.Facts,
  condition: Condition,
  holds: boolean,
): ReadonlyArray<Clause> => {
  switch (condition._tag) {
    case "Not":
      return clauses(facts, condition.of, !holds)
    case "All":
    case "Any": {
      const parts = condition.of.map((part) => clauses(facts, part, holds))
      const isProduct = (condition._tag === "All") === holds
      const joined = isProduct ? product(parts, condition, holds) : union(parts.flat())
      return joined.length <= mostClauses ? joined : [asSuch(condition, holds)]
    }
    default: {
      const asked = askedOf(facts, condition)
      if (asked === undefined) return [asSuch(condition, holds)]
      const { aspect, accept } = asked
      const entry = { aspect, accept: holds ? accept : Accept.complement(accept) }
      return [{ asked: new Map([[nameOf(aspect), entry]]), rest: [] }]
    }
  }
}

const asSuch = (condition: Condition, holds: boolean): Clause => ({
  asked: new Map(),
  rest: [holds ? condition : { _tag: "Not", of: condition }],
})

/** Alternatives that ask of one and the same aspect become one. */
const union = (alternatives: ReadonlyArray<Clause>): ReadonlyArray<Clause> => {
  const single = new Map<string, Asked>()
  const others = alternatives.filter(({ asked, rest }) => {
    const [entry, more] = asked
    if (entry === undefined || more !== undefined || rest.length > 0) return true
    const [name, { aspect, accept }] = entry
    const known = single.get(name)
    const joined = known === undefined ? accept : Accept.unite(known.accept, accept)
    single.set(name, { aspect, accept: joined })
    return false
  })
  return [
    ...Array.from(single, (entry): Clause => ({ asked: new Map([entry]), rest: [] })),
    ...others,
  ]
}

/** Every choice of one alternative from each part; parts that would make too many are asked as such. */
const product = (
  parts: ReadonlyArray<ReadonlyArray<Clause>>,
  condition: Extract<Condition, { readonly _tag: "All" | "Any" }>,
  holds: boolean,
): ReadonlyArray<Clause> =>
  parts.reduce<ReadonlyArray<Clause>>(
    (before, alternatives, at) => {
      const part = condition.of[at]
      const isTooMany = before.length * alternatives.length > mostClauses && part !== undefined
      const choices = isTooMany ? [asSuch(part, holds)] : alternatives
      return before.flatMap((left) => choices.map((right) => both(left, right)))
    },
    [{ asked: new Map(), rest: [] }],
  )

const both = (left: Clause, right: Clause): Clause => {
  const asked = new Map(left.asked)
  for (const [name, { aspect, accept }] of right.asked) {
    const known = asked.get(name)
    const joined = known === undefined ? accept : Accept.intersect(known.accept, accept)
    asked.set(name, { aspect, accept: joined })
  }
  return { asked, rest: [...left.rest, ...right.rest] }
}

type Leaf = Exclude<Condition, { readonly _tag: "All" | "Any" | "Not" }>

/** The accepted values that a simple condition stands for, if it does. */
const askedOf = (facts: Facts.Facts, condition: Leaf): Asked | undefined => {
  const { fact: name } = condition
  const fact = facts.byName.get(name)
  if (fact === undefined) return undefined
  const value = { fact: name, of: "value" } as const
  switch (condition._tag) {
    case "IsMissing":
      return { aspect: { fact: name, of: "presence" }, accept: named([false]) }
    case "Compare":
      return joined(name, fact, [[condition.is, condition.value]], Accept.intersect)
    case "Between":
      return joined(name, fact, SimpleTest.boundsOf(condition), Accept.intersect)
    case "OnDays": {
      const bounds = SimpleTest.boundsOf(SimpleTest.instantsOf(condition))
      return joined(name, fact, bounds, Accept.intersect)
    }
    case "OneOf": {
      if (fact.kind === "text" || fact.kind === "oneOf" || fact.kind === "boolean")
        return { aspect: value, accept: named(condition.values.filter(isName)) }
      const equals = condition.values.map((wanted) => ["=", wanted] as const)
      return joined(name, fact, equals, Accept.unite)
    }
    case "Text": {
      if (condition.is !== "equals") return undefined
      return condition.ignoreCase === true
        ? {
            aspect: { fact: name, of: "folded" },
            accept: named(condition.anyOf.map(SimpleTest.folded)),
          }
        : { aspect: value, accept: named(condition.anyOf) }
    }
    default:
      return undefined
  }
}

const named = (names: Iterable<string | boolean>): Accept.Names => ({
  _tag: "Names",
  except: false,
  names: new Set(names),
})

const isName = (literal: Literal): literal is string | boolean =>
  typeof literal === "string" || typeof literal === "boolean"

/** Comparisons of one fact as one set, unless they are in several currencies. */
const joined = (
  name: string,
  fact: Fact,
  comparisons: ReadonlyArray<readonly [Comparison, Literal]>,
  join: (left: Accept.Accept, right: Accept.Accept) => Accept.Accept,
): Asked | undefined => {
  const all = comparisons.map(([is, literal]) => compared(name, fact, is, literal))
  const [first, ...others] = all
  return others.reduce<Asked | undefined>(
    (before, next) =>
      before === undefined || next === undefined || nameOf(before.aspect) !== nameOf(next.aspect)
        ? undefined
        : { aspect: before.aspect, accept: join(before.accept, next.accept) },
    first,
  )
}

const compared = (
  name: string,
  fact: Fact,
  is: Comparison,
  literal: Literal,
): Asked | undefined => {
  const wanted = Result.getOrThrow(Wanted.read(fact, literal))
  const aspect = { fact: name, of: "value" } as const
  if (fact.kind === "text" || fact.kind === "oneOf" || typeof wanted === "boolean") {
    const equal = isName(literal) ? named([literal]) : named([])
    return { aspect, accept: is === "!=" ? Accept.complement(equal) : equal }
  }
  return typeof wanted === "object" && "currency" in wanted
    ? { aspect: { ...aspect, currency: wanted.currency }, accept: spans(is, wanted.amount) }
    : { aspect, accept: spans(is, wanted) }
}

const spans = (is: Comparison, at: number | string | Decimal.Decimal): Accept.Spans => {
  const before = { at, after: false }
  const after = { at, after: true }
  const cuts = {
    "=": [before, after],
    "!=": [before, after],
    "<": [before],
    "<=": [after],
    ">": [after],
    ">=": [before],
  }
  return { _tag: "Spans", begins: is === "!=" || is === "<" || is === "<=", cuts: cuts[is] }
}
