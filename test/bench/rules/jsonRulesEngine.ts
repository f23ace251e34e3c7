/** `json-rules-engine`, which always answers with what each of its conditions came to. */
import { inBatches, load, type Subject } from "./subjects.ts"
import type { Test } from "./workload.ts"

type Conditions =
  | { readonly all: ReadonlyArray<Conditions> }
  | { readonly any: ReadonlyArray<Conditions> }
  | { readonly not: Conditions }
  | { readonly fact: string; readonly operator: string; readonly value: unknown }

interface Answer {
  readonly events: ReadonlyArray<{ readonly type: string }>
}
interface Engine {
  readonly addRule: (rule: {
    readonly conditions: Conditions
    readonly event: { readonly type: string }
  }) => void
  readonly addOperator: (name: string, test: (fact: string, value: string) => boolean) => void
  readonly run: (facts: unknown) => Promise<Answer>
}
interface JsonRulesEngine {
  readonly Engine: new () => Engine
}

const operators = {
  atLeast: "greaterThanInclusive",
  below: "lessThan",
  equal: "equal",
  contains: "containsText",
  startsWith: "startsWith",
}

const conditionsOf = (test: Test): Conditions => {
  switch (test.is) {
    case "oneOf":
      return { fact: test.fact, operator: "in", value: test.values }
    case "hasAny":
    case "hasAll": {
      const parts = test.values.map((value) => ({ fact: test.fact, operator: "contains", value }))
      return test.is === "hasAny" ? { any: parts } : { all: parts }
    }
    case "any":
      return { any: test.of.map(conditionsOf) }
    case "not":
      return { not: conditionsOf(test.of) }
    default:
      return { fact: test.fact, operator: operators[test.is], value: test.value }
  }
}

const subject = (trace: boolean): Subject => ({
  name: "json-rules-engine",
  trace,
  pace: "slow",
  open: async (rules, orders) => {
    const { Engine } = await load<JsonRulesEngine>("json-rules-engine")
    const engine = new Engine()
    engine.addOperator("containsText", (fact, value) => fact.includes(value))
    engine.addOperator("startsWith", (fact, value) => fact.startsWith(value))
    for (const { id, all } of rules)
      engine.addRule({ conditions: { all: all.map(conditionsOf) }, event: { type: id } })
    return inBatches(
      orders,
      (order) => engine.run(order),
      ({ events }) => events,
      ({ type }) => type,
    )
  },
})

export const hits = subject(false)
/** The same call: there is no other. */
export const traced = subject(true)
