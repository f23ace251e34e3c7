import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Engine, type Facts, type Interpreter, Truth } from "entrepot/rules"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { context, engineOf, ruleSet, subject, type World } from "./support/world.ts"

type Evaluate = (
  engine: Engine.Engine<World, string>,
  order: Facts.Subject<World>,
  context: Interpreter.Context,
) => { readonly hits: ReadonlyArray<string>; readonly unknown: ReadonlyArray<string> }

const idsOf = (rules: ReadonlyArray<{ readonly id: string }>) => rules.map(({ id }) => id)

const compiled: Evaluate = ({ search }, order, context) => {
  const { hits, unknown } = search(order, context)
  return { hits: idsOf(hits), unknown: idsOf(unknown) }
}

const answersAsInterpreted = (evaluate: Evaluate) =>
  fc.property(
    ruleSet,
    fc.array(subject, { minLength: 1, maxLength: 4 }),
    context,
    (set, orders, context) => {
      const engine = engineOf(set)
      for (const order of orders) {
        const of = (truth: Truth.Truth) =>
          idsOf(
            engine.rules.filter((rule) => Engine.interpret(engine, rule, order, context) === truth),
          )
        assert.deepStrictEqual(evaluate(engine, order, context), {
          hits: of(Truth.yes),
          unknown: of(Truth.unknown),
        })
      }
    },
  )

describe("compiled rules", () => {
  it("say of every subject what asking one condition after the other says", () => {
    holds(answersAsInterpreted(compiled))
  })
})
