/**
 * Conditions: what a rule asks of the facts, as values that are their own JSON.
 *
 * A condition is true, false or unknown: unknown where a fact that decides it is missing. See
 * `Interpreter` for what each one means, and `Conditions` for building them with checked types.
 *
 * @module
 */
import { Schema } from "effect"

/** How a value stands to the wanted one. */
export const Comparison = Schema.Literals(["=", "!=", "<", "<=", ">", ">="])
/** How a value stands to the wanted one. */
export type Comparison = typeof Comparison.Type

/** Money as a condition holds it: the amount is plain decimal text. */
export const MoneyLiteral = Schema.Struct({ currency: Schema.String, amount: Schema.String })
/** Money as a condition holds it. */
export type MoneyLiteral = typeof MoneyLiteral.Type

/**
 * A wanted value: a boolean, a safe integer (integers, and instants in epoch milliseconds), a text
 * (texts, days, and decimals as plain text such as `"12.50"`), or money.
 */
export const Literal = Schema.Union([Schema.Boolean, Schema.Int, Schema.String, MoneyLiteral])
/** A wanted value. */
export type Literal = typeof Literal.Type

/** How a text is looked at; `like` is a pattern where `*` is any run and `?` one character. */
export const TextMatch = Schema.Literals(["equals", "contains", "startsWith", "endsWith", "like"])
/** How a text is looked at. */
export type TextMatch = typeof TextMatch.Type

/** The days of the week by ISO 8601: 1 is Monday, 7 is Sunday. */
export const Weekday = Schema.Literals([1, 2, 3, 4, 5, 6, 7])
/** A day of the week: 1 is Monday, 7 is Sunday. */
export type Weekday = typeof Weekday.Type

/** A condition on one fact. `fact` is its name; inside a quantifier it is one of the row's facts. */
export type Simple =
  /** Always known: whether the subject has no such fact. */
  | { readonly _tag: "IsMissing"; readonly fact: string }
  /** Texts, enumerations and booleans know `=` and `!=` only. */
  | {
      readonly _tag: "Compare"
      readonly fact: string
      readonly is: Comparison
      readonly value: Literal
    }
  /**
   * Between bounds, of which there is at least one: `from` and `to` are included, `after` and
   * `before` are not. A window of instants is half-open: `from` and `before`.
   */
  | {
      readonly _tag: "Between"
      readonly fact: string
      readonly from?: Literal
      readonly after?: Literal
      readonly to?: Literal
      readonly before?: Literal
    }
  /** One of these values. */
  | { readonly _tag: "OneOf"; readonly fact: string; readonly values: ReadonlyArray<Literal> }
  /** A text of which at least one of these holds. */
  | {
      readonly _tag: "Text"
      readonly fact: string
      readonly is: TextMatch
      readonly anyOf: ReadonlyArray<string>
      readonly ignoreCase?: boolean
    }
  /** A set of texts that has any, all or none of these. */
  | {
      readonly _tag: "Has"
      readonly fact: string
      readonly which: "any" | "all" | "none"
      readonly values: ReadonlyArray<string>
    }
  /** An instant on these days of a calendar in the zone; both days are included. */
  | {
      readonly _tag: "OnDays"
      readonly fact: string
      readonly from?: string
      readonly to?: string
      readonly zone: string
    }
  /** A day on one of these weekdays, or an instant in a named zone. */
  | {
      readonly _tag: "OnWeekdays"
      readonly fact: string
      readonly days: ReadonlyArray<Weekday>
      readonly zone?: string
    }
  /** An instant whose clock in the zone is at `from` or later and before `before`, even past midnight. */
  | {
      readonly _tag: "AtTime"
      readonly fact: string
      readonly from: string
      readonly before: string
      readonly zone: string
    }

/** A condition over the rows of a fact; `where` asks of the facts of one row. */
export type Quantified =
  | { readonly _tag: "Some"; readonly fact: string; readonly where: Condition }
  | { readonly _tag: "Every"; readonly fact: string; readonly where: Condition }
  /** How many rows there are, of those that it holds for. */
  | {
      readonly _tag: "Count"
      readonly fact: string
      readonly where?: Condition
      readonly is: Comparison
      readonly value: number
    }
  /** The exact sum of a number or money of the rows, of those that it holds for. */
  | {
      readonly _tag: "Sum"
      readonly fact: string
      readonly of: string
      readonly where?: Condition
      readonly is: Comparison
      readonly value: Literal
    }

/** A condition; `All` of none is true, `Any` has at least one. */
export type Condition =
  | { readonly _tag: "All"; readonly of: ReadonlyArray<Condition> }
  | { readonly _tag: "Any"; readonly of: ReadonlyArray<Condition> }
  | { readonly _tag: "Not"; readonly of: Condition }
  | Simple
  | Quantified

/** The condition that always holds. */
export const always: Condition = { _tag: "All", of: [] }

const nested: Schema.Codec<Condition> = Schema.suspend(() => Condition)
const fact = Schema.NonEmptyString

/**
 * Decodes a condition; its JSON form is the same. What it names is checked with the rule set.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { Condition } from "entrepot/rules"
 *
 * const abroad = { _tag: "Not", of: { _tag: "Compare", fact: "country", is: "=", value: "DE" } }
 * console.log(Schema.decodeUnknownSync(Condition.Condition)(abroad)._tag)
 * ```
 * ```text
 * Not
 * ```
 */
export const Condition: Schema.Codec<Condition> = Schema.TaggedUnion({
  All: { of: Schema.Array(nested) },
  Any: { of: Schema.Array(nested) },
  Not: { of: nested },
  IsMissing: { fact },
  Compare: { fact, is: Comparison, value: Literal },
  Between: {
    fact,
    from: Schema.optionalKey(Literal),
    after: Schema.optionalKey(Literal),
    to: Schema.optionalKey(Literal),
    before: Schema.optionalKey(Literal),
  },
  OneOf: { fact, values: Schema.Array(Literal) },
  Text: {
    fact,
    is: TextMatch,
    anyOf: Schema.Array(Schema.String),
    ignoreCase: Schema.optionalKey(Schema.Boolean),
  },
  Has: {
    fact,
    which: Schema.Literals(["any", "all", "none"]),
    values: Schema.Array(Schema.String),
  },
  OnDays: {
    fact,
    from: Schema.optionalKey(Schema.String),
    to: Schema.optionalKey(Schema.String),
    zone: Schema.String,
  },
  OnWeekdays: {
    fact,
    days: Schema.Array(Weekday),
    zone: Schema.optionalKey(Schema.String),
  },
  AtTime: { fact, from: Schema.String, before: Schema.String, zone: Schema.String },
  Some: { fact, where: nested },
  Every: { fact, where: nested },
  Count: { fact, where: Schema.optionalKey(nested), is: Comparison, value: Schema.Int },
  Sum: {
    fact,
    of: fact,
    where: Schema.optionalKey(nested),
    is: Comparison,
    value: Literal,
  },
})

/** A condition on one fact. */
export type Leaf = Simple | Quantified

/** Whether a condition asks of one value. */
export const isSimple = (condition: Condition): condition is Simple => {
  switch (condition._tag) {
    case "All":
    case "Any":
    case "Not":
    case "Some":
    case "Every":
    case "Count":
    case "Sum":
      return false
    default:
      return true
  }
}

/**
 * The conditions that ask of a fact, without the words that combine them.
 *
 * @example
 * ```ts
 * import { Condition } from "entrepot/rules"
 *
 * const poor: Condition.Condition = { _tag: "Compare", fact: "margin", is: "<", value: 5 }
 * const known: Condition.Condition = { _tag: "Not", of: { _tag: "IsMissing", fact: "phone" } }
 * console.log(Condition.leaves({ _tag: "All", of: [poor, known] }).map(({ fact }) => fact))
 * ```
 * ```text
 * [ 'margin', 'phone' ]
 * ```
 */
export const leaves = (condition: Condition): ReadonlyArray<Leaf> => {
  switch (condition._tag) {
    case "All":
    case "Any":
      return condition.of.flatMap(leaves)
    case "Not":
      return leaves(condition.of)
    default:
      return [condition]
  }
}
