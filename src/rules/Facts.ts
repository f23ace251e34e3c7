/**
 * The declared facts of a kind of subject, and the subject's type that follows from them.
 *
 * @module
 */
import type { Fact, RowsFact, Single, Value } from "./Fact.ts"

/** Facts by name. */
export type Fields = Readonly<Record<string, Fact>>

/** The facts that rules may ask of a kind of subject. */
export interface Facts<F extends Fields = Fields> {
  /** By name, as they were declared. */
  readonly fields: F
  /** The same, for names from outside. */
  readonly byName: ReadonlyMap<string, Fact>
}

/** What rules are asked about: any fact may be missing. */
export type Subject<F extends Fields> = {
  readonly [K in keyof F]?: Value<F[K]> | undefined
}

/** A value of some fact. */
export type AnyValue = Value<Fact>

/** The rows of some fact. */
export type AnyRows = Value<RowsFact>

/** A subject whose facts are known by name only. */
export type AnySubject = Readonly<Record<string, AnyValue | undefined>>

/**
 * A subject without the types of its declaration.
 *
 * @internal
 */
export function untyped<F extends Fields>(subject: Subject<F>): AnySubject
export function untyped(subject: AnySubject): AnySubject {
  return subject
}

/**
 * Declares the facts of a kind of subject.
 *
 * @throws RangeError where a name is empty or every object has it, such as `toString`, and where an
 * enumeration or rows have nothing in them (programmer's errors)
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { Fact, Facts } from "entrepot/rules"
 *
 * const order = Facts.make({
 *   country: Fact.text(),
 *   total: Fact.money(),
 *   remark: Fact.text({ personal: true }),
 *   lines: Fact.rows({ sku: Fact.text(), quantity: Fact.integer({ least: 1 }) }),
 * })
 * const subject: Facts.Subject<typeof order.fields> = {
 *   country: "DE",
 *   total: Money.of("99.90", "EUR"),
 *   lines: [{ sku: "MUG", quantity: 2 }],
 * }
 * console.log(order.byName.size, subject.remark)
 * ```
 * ```text
 * 4 undefined
 * ```
 */
export const make = <const F extends Fields>(fields: F): Facts<F> => {
  for (const [name, fact] of Object.entries<Fact>(fields)) {
    checkDeclared(name, fact)
    if (fact.kind === "rows")
      for (const [inner, single] of Object.entries(fact.fields))
        checkDeclared(`${name}.${inner}`, single, inner)
  }
  return { fields, byName: new Map(Object.entries<Fact>(fields)) }
}

const checkDeclared = (where: string, fact: Fact, name = where): void => {
  // Whoever reads such a fact of a plain object would find a function where it is missing.
  if (name === "" || name in Object.prototype)
    throw new RangeError(`a fact cannot be called ${JSON.stringify(where)}`)
  if (fact.kind === "oneOf" && fact.values.length === 0)
    throw new RangeError(`the fact ${where} has no values`)
  if (fact.kind === "rows" && Object.keys(fact.fields).length === 0)
    throw new RangeError(`the rows of ${where} have no facts`)
}

/**
 * The facts of one row, as facts of a subject of its own.
 *
 * @internal
 */
export const ofRow = (fact: RowsFact): Facts => ({
  fields: fact.fields,
  byName: new Map<string, Single>(Object.entries(fact.fields)),
})
