/** Two engines of JsonLogic: `json-logic-js` interprets, `json-logic-engine` compiles each rule once. */
import { type Compiled, inTurn, itself, load, matching, type Subject } from "./subjects.ts"
import type { Rule, Test } from "./workload.ts"

type Logic =
  | string
  | number
  | ReadonlyArray<Logic>
  | { readonly [operator: string]: ReadonlyArray<Logic> | Logic }

const logicOf = (test: Test): Logic => {
  switch (test.is) {
    case "atLeast":
      return { ">=": [{ var: test.fact }, test.value] }
    case "below":
      return { "<": [{ var: test.fact }, test.value] }
    case "equal":
      return { "===": [{ var: test.fact }, test.value] }
    case "oneOf":
      return { in: [{ var: test.fact }, test.values] }
    case "contains":
      return { in: [test.value, { var: test.fact }] }
    case "startsWith":
      return { "===": [{ substr: [{ var: test.fact }, 0, test.value.length] }, test.value] }
    case "hasAny":
    case "hasAll": {
      const parts = test.values.map((value) => ({ in: [value, { var: test.fact }] }))
      return test.is === "hasAny" ? { or: parts } : { and: parts }
    }
    case "any":
      return { or: test.of.map(logicOf) }
    case "not":
      return { "!": [logicOf(test.of)] }
  }
}

const logicOfRule = ({ all }: Rule): Logic => ({ and: all.map(logicOf) })

interface Interpreter {
  readonly default: { readonly apply: (logic: Logic, data: unknown) => unknown }
}

export const interpreted: Subject = {
  name: "json-logic-js",
  trace: false,
  pace: "slow",
  open: async (rules, orders) => {
    const { default: engine } = await load<Interpreter>("json-logic-js")
    const compiled = rules.map((rule): Compiled => {
      const logic = logicOfRule(rule)
      return { id: rule.id, test: (order) => engine.apply(logic, order) }
    })
    return inTurn(orders, matching(compiled), itself, itself)
  },
}

interface Compiler {
  readonly LogicEngine: new () => { readonly build: (logic: Logic) => Compiled["test"] }
}

export const compiled: Subject = {
  name: "json-logic-engine",
  trace: false,
  pace: "medium",
  open: async (rules, orders) => {
    const { LogicEngine } = await load<Compiler>("json-logic-engine")
    const engine = new LogicEngine()
    const compiled = rules.map((rule) => ({ id: rule.id, test: engine.build(logicOfRule(rule)) }))
    return inTurn(orders, matching(compiled), itself, itself)
  },
}
