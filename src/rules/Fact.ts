/**
 * Facts: what rules may ask of a subject, such as an order, declared once with kind and marks.
 *
 * @module
 */
import type { Day, Instant } from "../kernel/Calendar.ts"
import type { Decimal } from "../kernel/Decimal.ts"
import type { Money } from "../kernel/Money.ts"

/** What holds for a fact beside its kind; all are off unless said otherwise. */
export interface Marks {
  /** The value stands in no trace, evidence or hash: only a keyed hash of it does. */
  readonly personal?: boolean
  /** Somebody could change it, so that a counterfactual may name it. */
  readonly changeable?: boolean
}

/** The least and the greatest value that a subject can have, both included. */
export interface Bounds<A> {
  readonly least?: A
  readonly most?: A
}

/** Yes or no. */
export interface BooleanFact extends Marks {
  readonly kind: "boolean"
}
/** A whole number: a safe integer. */
export interface IntegerFact extends Marks, Bounds<number> {
  readonly kind: "integer"
}
/** An exact decimal, such as a weight or a share. */
export interface DecimalFact extends Marks, Bounds<Decimal> {
  readonly kind: "decimal"
}
/** An amount in a currency; bounds hold for their own currency only. */
export interface MoneyFact extends Marks, Bounds<Money> {
  readonly kind: "money"
}
/** Any text. */
export interface TextFact extends Marks {
  readonly kind: "text"
}
/** One of the texts that are listed. */
export interface OneOfFact<V extends string = string> extends Marks {
  readonly kind: "oneOf"
  readonly values: ReadonlyArray<V>
}
/** A set of texts, such as tags; their order and repeats mean nothing. */
export interface TextsFact extends Marks {
  readonly kind: "texts"
}
/** An instant in epoch milliseconds. */
export interface InstantFact extends Marks, Bounds<Instant> {
  readonly kind: "instant"
}
/** A day of the calendar, such as `2026-02-28`. */
export interface DayFact extends Marks, Bounds<Day> {
  readonly kind: "day"
}

/** A fact of one value: all kinds but rows. */
export type Single =
  | BooleanFact
  | IntegerFact
  | DecimalFact
  | MoneyFact
  | TextFact
  | OneOfFact
  | TextsFact
  | InstantFact
  | DayFact

/** A list of rows, such as the lines of an order, each with facts of its own; one level deep. */
export interface RowsFact<
  F extends Readonly<Record<string, Single>> = Readonly<Record<string, Single>>,
> extends Marks {
  readonly kind: "rows"
  readonly fields: F
}

/** A declared fact. */
export type Fact = Single | RowsFact

/** The kinds whose values have an order. */
export type OrderedKind = "integer" | "decimal" | "money" | "instant" | "day"

/** A fact whose values have an order. */
export type Ordered = Extract<Fact, { readonly kind: OrderedKind }>

/** The type of a fact's value. */
export type Value<A extends Fact> = A extends BooleanFact
  ? boolean
  : A extends IntegerFact | InstantFact
    ? number
    : A extends DecimalFact
      ? Decimal
      : A extends MoneyFact
        ? Money
        : A extends OneOfFact<infer V>
          ? V
          : A extends TextFact | DayFact
            ? string
            : A extends TextsFact
              ? ReadonlyArray<string>
              : A extends RowsFact<infer F>
                ? ReadonlyArray<{ readonly [K in keyof F]?: Value<F[K]> | undefined }>
                : never

/** Declares yes or no. */
export const boolean = (marks: Marks = {}): BooleanFact => ({ kind: "boolean", ...marks })

/** Declares a whole number. */
export const integer = (marks: Marks & Bounds<number> = {}): IntegerFact => ({
  kind: "integer",
  ...marks,
})

/** Declares an exact decimal. */
export const decimal = (marks: Marks & Bounds<Decimal> = {}): DecimalFact => ({
  kind: "decimal",
  ...marks,
})

/** Declares an amount in a currency. */
export const money = (marks: Marks & Bounds<Money> = {}): MoneyFact => ({
  kind: "money",
  ...marks,
})

/**
 * Declares a text.
 *
 * @example
 * ```ts
 * import { Fact } from "entrepot/rules"
 *
 * console.log(Fact.text({ personal: true }))
 * ```
 * ```text
 * { kind: 'text', personal: true }
 * ```
 */
export const text = (marks: Marks = {}): TextFact => ({ kind: "text", ...marks })

/** Declares one of some texts. */
export const oneOf = <const V extends string>(
  values: ReadonlyArray<V>,
  marks: Marks = {},
): OneOfFact<V> => ({ kind: "oneOf", values, ...marks })

/** Declares a set of texts. */
export const texts = (marks: Marks = {}): TextsFact => ({ kind: "texts", ...marks })

/** Declares an instant. */
export const instant = (marks: Marks & Bounds<Instant> = {}): InstantFact => ({
  kind: "instant",
  ...marks,
})

/** Declares a day of the calendar. */
export const day = (marks: Marks & Bounds<Day> = {}): DayFact => ({ kind: "day", ...marks })

/** Declares rows with facts of their own. */
export const rows = <const F extends Readonly<Record<string, Single>>>(
  fields: F,
  marks: Marks = {},
): RowsFact<F> => ({ kind: "rows", fields, ...marks })

/** Whether the values of a fact have an order. */
export const isOrdered = (fact: Fact): fact is Ordered =>
  fact.kind === "integer" ||
  fact.kind === "decimal" ||
  fact.kind === "money" ||
  fact.kind === "instant" ||
  fact.kind === "day"
