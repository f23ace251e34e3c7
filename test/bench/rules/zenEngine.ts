/**
 * `@gorules/zen-engine`: the rules are one decision table that collects, a column for each fact and
 * one for conditions across facts. Its trace has the rules that hit, and none of the others.
 */
import { inBatches, load, type Subject } from "./subjects.ts"
import { names, numbers, type Order, type Rule, type Test } from "./workload.ts"

type Row = Readonly<Record<string, string>>

interface Answer {
  readonly result: ReadonlyArray<{ readonly rule: string }>
}
interface Decision {
  readonly evaluate: (context: Order, options: { readonly trace: boolean }) => Promise<Answer>
}
interface Zen {
  readonly ZenEngine: new () => { readonly createDecision: (content: object) => Decision }
}

const text = (value: string): string => JSON.stringify(value)
const list = (values: ReadonlyArray<string>): string => `[${values.map(text).join(", ")}]`

type Simple = Exclude<Test, { readonly is: "any" | "not" }>

/** What a cell says of its column's fact. */
const cellOf = (test: Simple): string => {
  switch (test.is) {
    case "atLeast":
      return `>= ${test.value}`
    case "below":
      return `< ${test.value}`
    case "equal":
      return text(test.value)
    case "oneOf":
      return test.values.map(text).join(", ")
    default:
      return expressionOf(test, "$")
  }
}

const expressionOf = (test: Test, fact = "fact" in test ? test.fact : ""): string => {
  switch (test.is) {
    case "atLeast":
      return `${fact} >= ${test.value}`
    case "below":
      return `${fact} < ${test.value}`
    case "equal":
      return `${fact} == ${text(test.value)}`
    case "oneOf":
      return `${fact} in ${list(test.values)}`
    case "contains":
    case "startsWith":
      return `${test.is}(${fact}, ${text(test.value)})`
    case "hasAny":
      return `some(${list(test.values)}, # in ${fact})`
    case "hasAll":
      return `all(${list(test.values)}, # in ${fact})`
    case "any":
      return `(${test.of.map((part) => expressionOf(part)).join(" or ")})`
    case "not":
      return `not (${expressionOf(test.of)})`
  }
}

const facts: ReadonlyArray<string> = [...names, ...numbers, "remark", "tags"]

const rowOf = ({ id, all }: Rule): Row => {
  const simple = all.filter((test) => test.is !== "any" && test.is !== "not")
  const across = all.filter((test) => test.is === "any" || test.is === "not")
  return {
    _id: id,
    ...Object.fromEntries(facts.map((fact) => [fact, ""])),
    ...Object.fromEntries(simple.map((test) => [test.fact, cellOf(test)])),
    across: across.map((test) => expressionOf(test)).join(" and "),
    rule: text(id),
  }
}

const contentOf = (rules: ReadonlyArray<Rule>): object => {
  const node = (id: string, type: string, content: object = {}) => ({
    id,
    name: id,
    type,
    position: { x: 0, y: 0 },
    content,
  })
  const edge = (sourceId: string, targetId: string) => ({
    id: `${sourceId} ${targetId}`,
    type: "edge",
    sourceId,
    targetId,
  })
  const rows = rules.map(rowOf)
  // A column across facts makes each row slower, so that it stands only where it is needed.
  const columns = rows.some(({ across }) => across !== "") ? [{ id: "across", name: "across" }] : []
  return {
    nodes: [
      node("in", "inputNode"),
      node("table", "decisionTableNode", {
        hitPolicy: "collect",
        inputs: [...facts.map((fact) => ({ id: fact, name: fact, field: fact })), ...columns],
        outputs: [{ id: "rule", name: "rule", field: "rule" }],
        rules: rows,
      }),
      node("out", "outputNode"),
    ],
    edges: [edge("in", "table"), edge("table", "out")],
  }
}

const subject = (trace: boolean): Subject => ({
  name: "@gorules/zen-engine",
  trace,
  pace: "slow",
  open: async (rules, orders) => {
    const { ZenEngine } = await load<Zen>("@gorules/zen-engine")
    const decision = new ZenEngine().createDecision(contentOf(rules))
    return inBatches(
      orders,
      (order) => decision.evaluate(order, { trace }),
      ({ result }) => result,
      ({ rule }) => rule,
    )
  },
})

export const hits = subject(false)
export const traced = subject(true)
