/**
 * Decision tables: inputs, outputs, and rows of cells. A table is compiled to rules of the engine.
 *
 * The hit policies are those of DMN 1.5, section 8.2.10.
 *
 * @module
 */
import { Predicate, Result, Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import * as Aggregate from "./Aggregate.ts"
import { Comparison, type Condition, Literal } from "./Condition.ts"
import * as Engine from "./Engine.ts"
import type * as Facts from "./Facts.ts"
import type { Context } from "./Interpreter.ts"
import type { Rule } from "./Rule.ts"
import { type EvaluationRefusal, NoRuleMatched, RuleSetRefused } from "./RuleRefusal.ts"
import { HitPolicy } from "./RuleSet.ts"
import * as TableCheck from "./TableCheck.ts"

/** What a row wants of an input: anything, a value, a comparison, one of some values, a window. */
export const Cell = Schema.Union([
  Schema.Null,
  Literal,
  Schema.Struct({ is: Comparison, value: Literal }),
  Schema.Struct({ oneOf: Schema.Array(Literal) }),
  Schema.Struct({ noneOf: Schema.Array(Literal) }),
  Schema.Struct({
    from: Schema.optionalKey(Literal),
    after: Schema.optionalKey(Literal),
    to: Schema.optionalKey(Literal),
    before: Schema.optionalKey(Literal),
  }),
])
/** What a row wants of an input; `null` is anything, also nothing. */
export type Cell = typeof Cell.Type

/** An output value: a boolean, a text, or a number as a safe integer or plain decimal text. */
export const Output = Schema.Union([Schema.Boolean, Schema.Int, Schema.String])
/** An output value. */
export type Output = typeof Output.Type

/** A table; cells and outputs of a row are in the order of the inputs and the outputs. */
export const DecisionTable = Schema.Struct({
  id: Id.Id,
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  policy: HitPolicy,
  /** Names of facts. */
  inputs: Schema.Array(Schema.String),
  outputs: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      /** Its values, the most important one first, for `priority` and `outputOrder`. */
      priorities: Schema.optionalKey(Schema.Array(Output)),
    }),
  ),
  rows: Schema.Array(
    Schema.Struct({ id: Id.Id, when: Schema.Array(Cell), outputs: Schema.Array(Output) }),
  ),
  /** The outputs where no row holds; `null` where a table that is to be unique may have holes. */
  otherwise: Schema.optionalKey(Schema.NullOr(Schema.Array(Output))),
})
/** A table of cells. */
export type DecisionTable = typeof DecisionTable.Type

/** The outputs of a row, in the order of the table's outputs. */
export type Outputs = ReadonlyArray<Output>

/** What a table answers: the outputs of the rows that count, or the one number made of them. */
export type Answer =
  | {
      readonly _tag: "Rows"
      readonly rows: ReadonlyArray<{ readonly row?: string; readonly outputs: Outputs }>
    }
  /** A plain decimal text. */
  | { readonly _tag: "Number"; readonly value: string; readonly rows: ReadonlyArray<string> }

/** A compiled table. */
export interface CompiledTable<F extends Facts.Fields> {
  readonly table: DecisionTable
  readonly engine: Engine.Engine<F, Outputs>
}

/**
 * Compiles a table, or names all that is wrong with it; a path such as `$.rules[2].when.of[0].value`
 * is the cell of input 0 in row 2.
 *
 * A `unique` table without `otherwise` answers every subject, or is refused with one that it does not
 * answer. DMN allows holes: `otherwise: null` says that they are meant. Holes are found as `Review` finds
 * gaps; where there is one that it cannot find, such as for a missing fact, {@link evaluate} refuses.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { DecisionTable, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({ age: Fact.integer(), risk: Fact.oneOf(["high", "low"]) })
 * const table = DecisionTable.compile(facts, {
 *   id: "approval",
 *   version: 1,
 *   policy: "unique",
 *   inputs: ["age", "risk"],
 *   outputs: [{ name: "approval" }],
 *   rows: [
 *     { id: "adult", when: [{ is: ">=", value: 18 }, "low"], outputs: ["approved"] },
 *     { id: "minor", when: [{ is: "<", value: 18 }, null], outputs: ["declined"] },
 *   ],
 * })
 * if (Result.isFailure(table)) console.log(table.failure.problems[0]?.because)
 * ```
 * ```text
 * no row holds for {"age":18,"risk":"high"}, and there is no "otherwise"
 * ```
 */
export const compile = <F extends Facts.Fields>(
  facts: Facts.Facts<F>,
  table: DecisionTable,
): Result.Result<CompiledTable<F>, RuleSetRefused> => {
  const { id, version, policy } = table
  const problems = TableCheck.shape(table)
  if (problems.length > 0) return Result.fail(new RuleSetRefused({ ruleSet: id, problems }))
  const compiled = Engine.compile(facts, {
    id,
    version,
    policy,
    rules: table.rows.map((row): Rule<Outputs> => ({
      id: row.id,
      when: { _tag: "All", of: row.when.map((cell, at) => ofCell(table.inputs[at] ?? "", cell)) },
      outcome: row.outputs,
      salience: -rankOf(table, row.outputs),
      onUnknown: "skip",
    })),
  })
  return Result.flatMap(compiled, (engine) => {
    const holes =
      policy === "unique" && table.otherwise === undefined ? TableCheck.holes(engine) : []
    return holes.length > 0
      ? Result.fail(new RuleSetRefused({ ruleSet: id, problems: holes }))
      : Result.succeed({ table, engine })
  })
}

const always: Condition = { _tag: "All", of: [] }

const ofCell = (fact: string, cell: Cell): Condition => {
  if (cell === null) return always
  if (typeof cell !== "object" || "currency" in cell)
    return { _tag: "Compare", fact, is: "=", value: cell }
  if ("is" in cell) return { _tag: "Compare", fact, ...cell }
  if ("oneOf" in cell) return { _tag: "OneOf", fact, values: cell.oneOf }
  if ("noneOf" in cell) return { _tag: "Not", of: { _tag: "OneOf", fact, values: cell.noneOf } }
  return { _tag: "Between", fact, ...cell }
}

/** How far behind the most important outputs a row is: the first output counts first. */
const rankOf = (table: DecisionTable, outputs: Outputs): number => {
  if (!TableCheck.isRanked(table)) return 0
  return table.outputs.reduce((rank, { priorities }, at) => {
    if (priorities === undefined) return rank
    const output = outputs[at]
    return rank * priorities.length + (output === undefined ? 0 : priorities.indexOf(output))
  }, 0)
}

/**
 * What a table says of a subject. Where no row holds it answers `otherwise`; without that, lists are
 * empty, a sum and a count are 0, and all else refuses with `NoRuleMatched`.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { DecisionTable, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({ years: Fact.integer() })
 * const bonus = Result.getOrThrow(
 *   DecisionTable.compile(facts, {
 *     id: "bonus",
 *     version: 1,
 *     policy: "sum",
 *     inputs: ["years"],
 *     outputs: [{ name: "bonus" }],
 *     rows: [
 *       { id: "one", when: [{ is: ">=", value: 1 }], outputs: ["100.50"] },
 *       { id: "five", when: [{ is: ">=", value: 5 }], outputs: [200] },
 *     ],
 *   }),
 * )
 * console.log(Result.getOrThrow(DecisionTable.evaluate(bonus, { years: 6 }, { at: 0 })))
 * ```
 * ```text
 * { _tag: 'Number', value: '300.5', rows: [ 'one', 'five' ] }
 * ```
 */
export const evaluate = <F extends Facts.Fields>(
  { table, engine }: CompiledTable<F>,
  subject: Facts.Subject<NoInfer<F>>,
  context: Context,
): Result.Result<Answer, EvaluationRefusal> => {
  const { otherwise, policy, id } = table
  const decided = Engine.evaluate(engine, subject, context)
  if (Result.isFailure(decided))
    return decided.failure._tag === "NoRuleMatched" && Predicate.isNotNullish(otherwise)
      ? Result.succeed({ _tag: "Rows", rows: [{ outputs: otherwise }] })
      : Result.fail(decided.failure)
  const { applied, unknown } = decided.success
  if (applied.length === 0 && Predicate.isNotNullish(otherwise))
    return Result.succeed({ _tag: "Rows", rows: [{ outputs: otherwise }] })
  const rows = applied.map(({ id, outcome }) => ({ row: id, outputs: outcome }))
  if (!Aggregate.is(policy)) return Result.succeed({ _tag: "Rows", rows })
  const value = Aggregate.of(
    policy,
    rows.map(({ outputs }) => outputs[0] ?? 0),
  )
  return value === undefined
    ? Result.fail(new NoRuleMatched({ ruleSet: id, unknown: unknown.map(({ id }) => id) }))
    : Result.succeed({ _tag: "Number", value, rows: rows.map(({ row }) => row) })
}
