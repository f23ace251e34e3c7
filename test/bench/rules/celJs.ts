/** `@marcbachmann/cel-js`: the Common Expression Language; each rule is parsed and checked once. */
import { inTurn, itself, load, matching, type Compiled, type Subject } from "./subjects.ts"
import { names, numbers, type Test } from "./workload.ts"

interface Environment {
  readonly registerVariable: (name: string, type: string) => Environment
  readonly parse: (expression: string) => Compiled["test"]
}
interface Cel {
  readonly Environment: new () => Environment
}

const text = (value: string): string => JSON.stringify(value)
/** A whole number would be an integer, which JavaScript's numbers are not compared with. */
const double = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value))
const bracketed = (parts: ReadonlyArray<string>, joint: string): string =>
  `(${parts.join(` ${joint} `)})`

const expressionOf = (test: Test): string => {
  switch (test.is) {
    case "atLeast":
      return `${test.fact} >= ${double(test.value)}`
    case "below":
      return `${test.fact} < ${double(test.value)}`
    case "equal":
      return `${test.fact} == ${text(test.value)}`
    case "oneOf":
      return `${test.fact} in [${test.values.map(text).join(", ")}]`
    case "contains":
    case "startsWith":
      return `${test.fact}.${test.is}(${text(test.value)})`
    case "hasAny":
    case "hasAll":
      return bracketed(
        test.values.map((value) => `${text(value)} in ${test.fact}`),
        test.is === "hasAny" ? "||" : "&&",
      )
    case "any":
      return bracketed(test.of.map(expressionOf), "||")
    case "not":
      return `!(${expressionOf(test.of)})`
  }
}

export const hits: Subject = {
  name: "@marcbachmann/cel-js",
  trace: false,
  pace: "medium",
  open: async (rules, orders) => {
    const { Environment } = await load<Cel>("@marcbachmann/cel-js")
    const environment = new Environment()
    for (const name of names) environment.registerVariable(name, "string")
    for (const name of numbers) environment.registerVariable(name, "double")
    environment.registerVariable("remark", "string").registerVariable("tags", "list<string>")
    const compiled = rules.map(({ id, all }) => ({
      id,
      test: environment.parse(all.map(expressionOf).join(" && ")),
    }))
    return inTurn(orders, matching(compiled), itself, itself)
  },
}
