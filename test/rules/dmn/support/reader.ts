/** A reader of DMN's decision tables and test cases, for the cells that level 2 has. */
import { Decimal } from "entrepot/kernel"
import { type DecisionTable, Fact, type Facts, type RuleSet } from "entrepot/rules"

import { all, children, type Element, parse, textOf } from "./xml.ts"

type Output = DecisionTable.Output

const policies: Readonly<Record<string, RuleSet.HitPolicy>> = {
  UNIQUE: "unique",
  ANY: "any",
  FIRST: "first",
  PRIORITY: "priority",
  "RULE ORDER": "ruleOrder",
  "OUTPUT ORDER": "outputOrder",
  COLLECT: "collect",
  SUM: "sum",
  MIN: "min",
  MAX: "max",
  COUNT: "count",
}

const types: Readonly<Record<string, Fact.Fact>> = {
  number: Fact.decimal(),
  string: Fact.text(),
  boolean: Fact.boolean(),
}

const literal = (text: string): Output => {
  if (text === "true" || text === "false") return text === "true"
  return text.startsWith('"') ? text.slice(1, -1) : Decimal.format(Decimal.of(text))
}

const literals = (text: string): ReadonlyArray<Output> =>
  text.split(",").map((part) => literal(part.trim()))

const cell = (text: string): DecisionTable.Cell => {
  if (text === "-") return null
  const [, is, value = ""] = /^(<=|>=|<|>)(.*)$/.exec(text) ?? []
  if (is === "<" || is === "<=" || is === ">" || is === ">=")
    return { is, value: literal(value.trim()) }
  const values = literals(text)
  return values.length > 1 ? { oneOf: values } : (values[0] ?? null)
}

const wanted = (text: string | undefined, what: string): string => {
  if (text === undefined) throw new Error(`${what} is missing`)
  return text
}

export interface Read {
  readonly decision: string
  readonly fields: Facts.Fields
  readonly table: DecisionTable.DecisionTable
}

/** The one table of a model. */
export const tableOf = (xml: string): Read => {
  const [decision, ...others] = all(parse(xml), "decision")
  const [table] = decision === undefined ? [] : children(decision, "decisionTable")
  if (decision === undefined || table === undefined || others.length > 0)
    throw new Error("wanted one decision with a table")
  const inputs = children(table, "input").map((input) => {
    const [expression] = children(input, "inputExpression")
    const type = types[expression?.attributes.get("typeRef") ?? ""]
    if (type === undefined) throw new Error("wanted an input of a known type")
    return { name: wanted(textOf(input, "inputExpression"), "an input"), type }
  })
  const outputs = children(table, "output")
  const otherwise = outputs.flatMap((output) => {
    const text = textOf(output, "defaultOutputEntry")
    return text === undefined ? [] : [literal(text)]
  })
  const { attributes } = table
  const hits = attributes.get("aggregation") ?? attributes.get("hitPolicy") ?? "UNIQUE"
  return {
    decision: decision.attributes.get("name") ?? "",
    fields: Object.fromEntries(inputs.map(({ name, type }) => [name, type])),
    table: {
      id: "table",
      version: 1,
      policy: policies[hits] ?? "unique",
      inputs: inputs.map(({ name }) => name),
      outputs: outputs.map((output) => {
        const values = textOf(output, "outputValues")
        return {
          name: output.attributes.get("name") ?? "",
          ...(values === undefined ? {} : { priorities: literals(values) }),
        }
      }),
      rows: children(table, "rule").map((rule, at) => ({
        id: `rule ${at + 1}`,
        when: children(rule, "inputEntry").map((entry) => cell(entryText(entry))),
        outputs: children(rule, "outputEntry").map((entry) => literal(entryText(entry))),
      })),
      // In a hole a table of DMN answers nothing.
      otherwise: otherwise.length === 0 ? null : otherwise,
    },
  }
}

const entryText = (entry: Element): string =>
  wanted(children(entry, "text")[0]?.text.trim(), "the text of a cell")

export interface Case {
  readonly id: string
  readonly decision: string
  readonly subject: Readonly<Record<string, boolean | string | Decimal.Decimal>>
  /** The rows of outputs that are wanted; whether they were written as a list. */
  readonly expected: ReadonlyArray<ReadonlyArray<Output>>
  readonly isList: boolean
}

const typed = (value: Element): boolean | string | Decimal.Decimal => {
  const type = value.attributes.get("xsi:type") ?? ""
  if (type === "xsd:boolean") return value.text.trim() === "true"
  return type === "xsd:string" ? value.text : Decimal.of(value.text.trim())
}

const output = (value: Element): Output => {
  const read = typed(value)
  return typeof read === "object" ? Decimal.format(read) : read
}

/** The cases of a test file. */
export const casesOf = (xml: string): ReadonlyArray<Case> =>
  all(parse(xml), "testCase").flatMap((test) =>
    children(test, "resultNode").map((result) => {
      const [list] = all(result, "list")
      const rows = list === undefined ? children(result, "expected") : children(list, "item")
      const subject = children(test, "inputNode").map((input) => {
        const [value] = children(input, "value")
        if (value === undefined) throw new Error("an input has no value")
        return [input.attributes.get("name") ?? "", typed(value)] as const
      })
      return {
        id: test.attributes.get("id") ?? "",
        decision: result.attributes.get("name") ?? "",
        subject: Object.fromEntries(subject),
        expected: rows.map((row) => all(row, "value").map(output)),
        isList: list !== undefined,
      }
    }),
  )
