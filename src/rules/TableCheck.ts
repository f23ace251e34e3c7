/**
 * Checks of decision tables: whether their parts fit together, and whether a unique one is whole.
 *
 * @module
 */
import { Predicate } from "effect"

import * as Aggregate from "./Aggregate.ts"
import * as Review from "./analysis/Review.ts"
import type { Engine } from "./Engine.ts"
import type * as Facts from "./Facts.ts"
import type { Problem } from "./RuleRefusal.ts"
import type { HitPolicy } from "./RuleSet.ts"

type Output = boolean | number | string

/** As much of a table as its parts have to fit by. */
interface Table {
  readonly policy: HitPolicy
  readonly inputs: ReadonlyArray<string>
  readonly outputs: ReadonlyArray<{ readonly priorities?: ReadonlyArray<Output> }>
  readonly rows: ReadonlyArray<{
    readonly id: string
    readonly when: ReadonlyArray<unknown>
    readonly outputs: ReadonlyArray<Output>
  }>
  readonly otherwise?: ReadonlyArray<Output> | null
}

/** Whether the policy goes by the importance of outputs. */
export const isRanked = ({ policy }: Pick<Table, "policy">): boolean =>
  policy === "priority" || policy === "outputOrder"

/** What does not fit in a table. */
export const shape = (table: Table): ReadonlyArray<Problem> => {
  const { inputs, outputs, rows, policy, otherwise } = table
  const problem = (path: string, because: string, rule?: string): ReadonlyArray<Problem> => [
    rule === undefined ? { path, because } : { rule, path, because },
  ]
  const width = (wanted: ReadonlyArray<unknown>, given: ReadonlyArray<unknown>): boolean =>
    wanted.length === given.length
  const isNumber = Aggregate.is(policy) && policy !== "count"
  return [
    ...(outputs.length === 0 ? problem("$.outputs", "wanted at least one") : []),
    ...(isNumber && outputs.length > 1 ? problem("$.outputs", `"${policy}" wants one output`) : []),
    ...(isRanked(table) && outputs.every(({ priorities }) => priorities === undefined)
      ? problem("$.outputs", `"${policy}" wants priorities`)
      : []),
    ...(Predicate.isNotNullish(otherwise) && !width(outputs, otherwise)
      ? problem("$.otherwise", `wanted ${outputs.length} outputs`)
      : []),
    ...rows.flatMap((row, at) => {
      const path = `$.rows[${at}]`
      const unranked = outputs.flatMap(({ priorities }, output) => {
        const value = row.outputs[output]
        const isKnown = value === undefined || priorities?.includes(value) !== false
        return isKnown ? [] : problem(`${path}.outputs[${output}]`, "it has no priority", row.id)
      })
      const odd = isNumber && row.outputs.some((output) => Aggregate.read(output) === undefined)
      return [
        ...(width(inputs, row.when)
          ? []
          : problem(`${path}.when`, `wanted ${inputs.length} cells`, row.id)),
        ...(width(outputs, row.outputs)
          ? []
          : problem(`${path}.outputs`, `wanted ${outputs.length} outputs`, row.id)),
        ...(odd ? problem(`${path}.outputs`, `"${policy}" wants numbers`, row.id) : []),
        ...unranked,
      ]
    }),
  ]
}

/** Subjects that no row holds for, as far as a review finds them. */
export const holes = <F extends Facts.Fields, Outcome>(
  engine: Engine<F, Outcome>,
): ReadonlyArray<Problem> =>
  Review.of(engine, { checks: ["gap"], most: mostHoles }).findings.map(({ witness }) => ({
    path: "$.rows",
    because: `no row holds for ${JSON.stringify(witness.subject)}, and there is no "otherwise"`,
  }))

/** As many as somebody mends before trying again. */
const mostHoles = 10
