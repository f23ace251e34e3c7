/**
 * Building conditions in code: an unknown fact, or a value of another kind, does not compile.
 *
 * @module
 */
import type { Comparison, Condition, TextMatch, Weekday } from "./Condition.ts"
import type { Fact, OrderedKind, RowsFact, Value } from "./Fact.ts"
import type * as Facts from "./Facts.ts"
import * as Wanted from "./Wanted.ts"

/** The names of the facts that are of some kinds. */
export type Named<F extends Facts.Fields, Kind extends Fact["kind"]> = {
  readonly [K in keyof F & string]: F[K]["kind"] extends Kind ? K : never
}[keyof F & string]

/** The kinds whose values can be equal to a wanted one. */
export type ComparableKind = OrderedKind | "boolean" | "text" | "oneOf"

/** The kinds of which there is a sum. */
export type NumberKind = "integer" | "decimal" | "money"

/** The facts of the rows of a fact. */
export type RowFields<A extends Fact> = A extends RowsFact<infer F> ? F : never

/** Conditions over declared facts; each is explained at the condition of its name. */
export interface Conditions<F extends Facts.Fields> {
  /** All of these hold; of none it is true. */
  readonly all: (...of: ReadonlyArray<Condition>) => Condition
  /** At least one of these holds. */
  readonly any: (...of: readonly [Condition, ...Array<Condition>]) => Condition
  /** This does not hold. */
  readonly not: (of: Condition) => Condition
  /** The subject has no such fact; this is always known. */
  readonly isMissing: (fact: keyof F & string) => Condition
  /** The fact is this value. */
  readonly equals: <K extends Named<F, ComparableKind>>(fact: K, value: Value<F[K]>) => Condition
  /** The fact stands so to this value. */
  readonly compare: <K extends Named<F, OrderedKind>>(
    fact: K,
    is: Comparison,
    value: Value<F[K]>,
  ) => Condition
  /** The fact lies between bounds: `from` and `to` are included, `after` and `before` are not. */
  readonly between: <K extends Named<F, OrderedKind>>(
    fact: K,
    bounds: {
      readonly from?: Value<F[K]>
      readonly after?: Value<F[K]>
      readonly to?: Value<F[K]>
      readonly before?: Value<F[K]>
    },
  ) => Condition
  /** The fact is one of these values. */
  readonly oneOf: <K extends Named<F, ComparableKind>>(
    fact: K,
    values: ReadonlyArray<Value<F[K]>>,
  ) => Condition
  /** At least one of these texts is found in the fact, in the way that is said. */
  readonly text: (
    fact: Named<F, "text" | "oneOf">,
    is: TextMatch,
    anyOf: string | ReadonlyArray<string>,
    options?: { readonly ignoreCase?: boolean },
  ) => Condition
  /** The set has any, all or none of these. */
  readonly has: (
    fact: Named<F, "texts">,
    which: "any" | "all" | "none",
    values: ReadonlyArray<string>,
  ) => Condition
  /** The instant is on these days of a calendar in the zone, both included. */
  readonly onDays: (
    fact: Named<F, "instant">,
    window: { readonly from?: string; readonly to?: string; readonly zone: string },
  ) => Condition
  /** The day is one of these weekdays; of an instant it is the day in a zone. */
  readonly onWeekdays: (
    fact: Named<F, "instant" | "day">,
    days: ReadonlyArray<Weekday>,
    zone?: string,
  ) => Condition
  /** A clock in the zone is at `from` or later and before `before`, even past midnight. */
  readonly atTime: (
    fact: Named<F, "instant">,
    window: { readonly from: string; readonly before: string; readonly zone: string },
  ) => Condition
  /** It holds for at least one row. */
  readonly some: <K extends Named<F, "rows">>(fact: K, where: Where<F[K]>) => Condition
  /** It holds for every row, also where there is none. */
  readonly every: <K extends Named<F, "rows">>(fact: K, where: Where<F[K]>) => Condition
  /** So many rows there are, of those that it holds for. */
  readonly count: <K extends Named<F, "rows">>(
    fact: K,
    is: Comparison,
    value: number,
    where?: Where<F[K]>,
  ) => Condition
  /** So much is the sum of a number or money, of the rows that it holds for. */
  readonly sum: <K extends Named<F, "rows">, N extends Named<RowFields<F[K]>, NumberKind>>(
    fact: K,
    of: N,
    is: Comparison,
    value: Value<RowFields<F[K]>[N]>,
    where?: Where<F[K]>,
  ) => Condition
}

/** A condition on the facts of a row. */
export type Where<A extends Fact> = (row: Conditions<RowFields<A>>) => Condition

/**
 * Conditions over some facts.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Conditions, Fact, Facts } from "entrepot/rules"
 *
 * const order = Facts.make({
 *   total: Fact.money(),
 *   remark: Fact.text({ personal: true }),
 *   lines: Fact.rows({ sku: Fact.text(), quantity: Fact.integer() }),
 * })
 * const { all, compare, some } = Conditions.over(order)
 * const large = all(
 *   compare("total", ">=", Money.of("500", "EUR")),
 *   some("lines", (line) => line.compare("quantity", ">", 10)),
 * )
 * console.log(JSON.stringify(large).slice(0, 78))
 *
 * // @ts-expect-error there is no such fact
 * compare("totl", ">=", Money.of("500", "EUR"))
 * // @ts-expect-error a total is money
 * compare("total", ">=", 500)
 * ```
 * ```text
 * {"_tag":"All","of":[{"_tag":"Compare","fact":"total","is":">=","value":{"curre
 * ```
 */
export function over<F extends Facts.Fields>(facts: Facts.Facts<F>): Conditions<F>
export function over(): Loose {
  return loose
}

/** The same without the types: what a condition names is checked with its rule set in any case. */
type Loose = {
  readonly [K in keyof Conditions<Facts.Fields>]: (...given: ReadonlyArray<never>) => Condition
}

type LooseWhere = ((row: Loose) => Condition) | undefined

const within = (where: LooseWhere) => (where === undefined ? {} : { where: where(loose) })

const loose: Loose = {
  all: (...of: ReadonlyArray<Condition>) => ({ _tag: "All", of }),
  any: (...of: ReadonlyArray<Condition>) => ({ _tag: "Any", of }),
  not: (of: Condition) => ({ _tag: "Not", of }),
  isMissing: (fact: string) => ({ _tag: "IsMissing", fact }),
  equals: (fact: string, value: Wanted.Wanted) => ({
    _tag: "Compare",
    fact,
    is: "=",
    value: Wanted.write(value),
  }),
  compare: (fact: string, is: Comparison, value: Wanted.Wanted) => ({
    _tag: "Compare",
    fact,
    is,
    value: Wanted.write(value),
  }),
  between: (fact: string, bounds: Readonly<Record<string, Wanted.Wanted>>) => ({
    _tag: "Between",
    fact,
    ...Object.fromEntries(
      Object.entries(bounds).map(([bound, value]) => [bound, Wanted.write(value)]),
    ),
  }),
  oneOf: (fact: string, values: ReadonlyArray<Wanted.Wanted>) => ({
    _tag: "OneOf",
    fact,
    values: values.map(Wanted.write),
  }),
  text: (
    fact: string,
    is: TextMatch,
    anyOf: string | ReadonlyArray<string>,
    options: { readonly ignoreCase?: boolean } = {},
  ) => ({ _tag: "Text", fact, is, anyOf: typeof anyOf === "string" ? [anyOf] : anyOf, ...options }),
  has: (fact: string, which: "any" | "all" | "none", values: ReadonlyArray<string>) => ({
    _tag: "Has",
    fact,
    which,
    values,
  }),
  onDays: (fact: string, window: { readonly zone: string }) => ({
    _tag: "OnDays",
    fact,
    ...window,
  }),
  onWeekdays: (fact: string, days: ReadonlyArray<Weekday>, zone?: string) => ({
    _tag: "OnWeekdays",
    fact,
    days,
    ...(zone === undefined ? {} : { zone }),
  }),
  atTime: (
    fact: string,
    window: { readonly from: string; readonly before: string; readonly zone: string },
  ) => ({ _tag: "AtTime", fact, ...window }),
  some: (fact: string, where: (row: Loose) => Condition) => ({
    _tag: "Some",
    fact,
    where: where(loose),
  }),
  every: (fact: string, where: (row: Loose) => Condition) => ({
    _tag: "Every",
    fact,
    where: where(loose),
  }),
  count: (fact: string, is: Comparison, value: number, where?: LooseWhere) => ({
    _tag: "Count",
    fact,
    is,
    value,
    ...within(where),
  }),
  sum: (fact: string, of: string, is: Comparison, value: Wanted.Wanted, where?: LooseWhere) => ({
    _tag: "Sum",
    fact,
    of,
    is,
    value: Wanted.write(value),
    ...within(where),
  }),
}
