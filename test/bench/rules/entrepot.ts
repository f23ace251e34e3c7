/** Our engine, called as users call it: on a plain object, with nothing prepared for the order. */
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import { type Condition, Conditions, Engine, Fact, Facts, Trace } from "entrepot/rules"

import { inTurn, type Subject } from "./subjects.ts"
import type { Order, Rule, Test } from "./workload.ts"

const facts = Facts.make({
  country: Fact.text(),
  channel: Fact.text(),
  payment: Fact.text(),
  total: Fact.money(),
  pieces: Fact.integer(),
  weightGrams: Fact.integer(),
  pastOrders: Fact.integer(),
  minutesSinceLast: Fact.integer(),
  remark: Fact.text(),
  tags: Fact.texts(),
})

const { all, any, compare, equals, has, not, oneOf, text } = Conditions.over(facts)

const euro = (amount: number) => Money.of(amount.toFixed(2), "EUR")

const conditionOf = (test: Test): Condition.Condition => {
  switch (test.is) {
    case "atLeast":
    case "below": {
      const is = test.is === "below" ? "<" : ">="
      return test.fact === "total"
        ? compare(test.fact, is, euro(test.value))
        : compare(test.fact, is, test.value)
    }
    case "equal":
      return equals(test.fact, test.value)
    case "oneOf":
      return oneOf(test.fact, test.values)
    case "contains":
    case "startsWith":
      return text(test.fact, test.is, test.value)
    case "hasAny":
      return has(test.fact, "any", test.values)
    case "hasAll":
      return has(test.fact, "all", test.values)
    case "any": {
      const [first, ...others] = test.of.map(conditionOf)
      return first === undefined ? not(all()) : any(first, ...others)
    }
    case "not":
      return not(conditionOf(test.of))
  }
}

/** The order as a host has it: its total is money. */
export const subjectOf = (order: Order): Facts.Subject<typeof facts.fields> => ({
  ...order,
  total: euro(order.total),
})

/** Compiles rules. */
export const engineOf = (rules: ReadonlyArray<Rule>, version = 1) =>
  Result.getOrThrow(
    Engine.compile(facts, {
      id: "bench",
      version,
      policy: "ruleOrder",
      rules: rules.map((rule) => ({
        id: rule.id,
        when: all(...rule.all.map(conditionOf)),
        outcome: "hold",
        onUnknown: "skip",
      })),
    }),
  )

export const at = Date.UTC(2026, 10, 23, 9)

export const hits: Subject = {
  name: "entrepot",
  trace: false,
  pace: "fast",
  open: async (rules, orders) => {
    const engine = engineOf(rules)
    return inTurn(
      orders.map(subjectOf),
      (order) => Result.getOrThrow(Engine.evaluate(engine, order, { at })),
      ({ hits }) => hits,
      ({ id }) => id,
    )
  },
}

export const traced: Subject = {
  name: "entrepot",
  trace: true,
  pace: "fast",
  open: async (rules, orders) => {
    const engine = engineOf(rules)
    return inTurn(
      orders.map(subjectOf),
      (order) => ({
        decision: Result.getOrThrow(Engine.evaluate(engine, order, { at })),
        traces: Trace.of(engine, order, { at }, "key"),
      }),
      ({ decision }) => decision.hits,
      ({ id }) => id,
    )
  },
}
