import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { DecisionTable, Facts } from "entrepot/rules"

import { filesOf, isMissing } from "./support/archive.ts"
import { type Case, casesOf, tableOf } from "./support/reader.ts"

/** The folders about hit policies at level 2; each has three cases. */
const folder = /compliance-level-2\/(000[4-7]|0010|010[89]|011\d)-/

const answerOf = (answer: DecisionTable.Answer): Pick<Case, "expected"> => ({
  expected: answer._tag === "Number" ? [[answer.value]] : answer.rows.map(({ outputs }) => outputs),
})

/** What the tables of the suite answer to its cases, beside what is wanted. */
const replay = () => {
  const files = filesOf((path) => folder.test(path) && /\.(dmn|xml)$/.test(path))
  const models = [...files].filter(([path]) => path.endsWith(".dmn"))
  return models.flatMap(([path, model]) => {
    const { decision, fields, table } = tableOf(model)
    const compiled = Result.getOrThrow(DecisionTable.compile(Facts.make(fields), table))
    const cases = casesOf(files.get(path.replace(/\.dmn$/, "-test-01.xml")) ?? "")
    return cases.map((wanted) => {
      const given = Result.getOrThrow(DecisionTable.evaluate(compiled, wanted.subject, { at: 0 }))
      return { path: `${path} ${wanted.id}`, decision, policy: table.policy, wanted, given }
    })
  })
}

describe.skipIf(isMissing)("the decision tables of DMN's conformance suite", () => {
  it("answer all 51 cases of the 17 folders about hit policies", () => {
    const replayed = replay()
    for (const { path, decision, wanted, given } of replayed) {
      assert.strictEqual(wanted.decision, decision, path)
      assert.deepStrictEqual(answerOf(given), { expected: wanted.expected }, path)
    }
    assert.strictEqual(replayed.length, 51)
    assert.strictEqual(new Set(replayed.map(({ policy }) => policy)).size, 10)
  })
})
