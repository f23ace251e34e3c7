import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { AuditRules, OrderDesk } from "entrepot/orders"

import { deskOver } from "../support/desk.ts"
import { holding, opened, rulesOf } from "./support/shop.ts"

const units = (is: ">" | "<", value: number) =>
  ({ _tag: "Compare", fact: "units", is, value }) as const
const never = holding("never", { _tag: "All", of: [units(">", 5), units("<", 3)] })
const inVain = {
  _tag: "Unreachable",
  rule: "never",
  facts: ["units"],
  witness: { subject: { units: 0 } },
} as const

describe("rules that are published", () => {
  it.effect("are in force with a warning of those that nothing reaches", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      const ruleSet = rulesOf(never)
      const { answer } = yield* review.publish({ commandId: "p", ruleSet })
      assert.deepStrictEqual(answer, {
        changed: true,
        checked: { findings: [inVain], notAnalysed: [], notRun: ["overlap", "gap"] },
      })
      assert.isTrue(Option.isSome(yield* review.rules()))
      // The receipt answers the same.
      const again = yield* review.publish({ commandId: "p", ruleSet })
      assert.deepStrictEqual(again.answer, answer)
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("are checked beforehand, and are not in force for that", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      const checks = ["overlap", "gap", "shadowed", "unreachable"] as const
      const few = holding("few", units("<", 9))
      const fewer = holding("fewer", units("<", 4))
      const { findings } = yield* review.check(rulesOf(few, never, fewer), { checks })
      assert.deepStrictEqual(
        findings.map(({ _tag, witness }) => [_tag, witness.subject]),
        [
          ["Overlap", { units: 0 }],
          ["Gap", { units: 9 }],
          ["Shadowed", { units: 0 }],
          ["Unreachable", { units: 0 }],
        ],
      )
      assert.isTrue(Option.isNone(yield* review.rules()))
      const refused = yield* Effect.flip(review.check({ ...rulesOf(few), policy: "first" }))
      assert.strictEqual(refused._tag, "RuleSetRefused")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect(
    "are looked at for those in a shadow unless asked, and say which checks were not run",
    () =>
      Effect.gen(function* () {
        const { review } = yield* OrderDesk
        const ruleSet = rulesOf(holding("few", units("<", 9)), holding("fewer", units("<", 4)))
        const { answer } = yield* review.publish({ commandId: "p", ruleSet })
        const checked = yield* review.check(ruleSet)
        assert.deepStrictEqual(answer.checked, checked)
        assert.deepStrictEqual(checked, {
          findings: [
            { _tag: "Shadowed", rule: "fewer", by: ["few"], witness: { subject: { units: 0 } } },
          ],
          notAnalysed: [],
          notRun: ["overlap", "gap"],
        })
        const { findings, notRun } = yield* review.check(ruleSet, { checks: ["gap"] })
        assert.deepStrictEqual(
          [findings.map(({ _tag }) => _tag), notRun],
          [["Gap"], ["overlap", "shadowed", "unreachable"]],
        )
      }).pipe(Effect.provide(deskOver())),
  )

  it.effect("are found in vain though they are too many to be looked at together", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      const many = Array.from({ length: 20 }, (_, at) => holding(`${at}`, units(">", at)))
      const { findings, notAnalysed } = yield* review.check(rulesOf(never, ...many), {
        cells: 150,
      })
      assert.deepStrictEqual(findings, [inVain])
      assert.deepStrictEqual(
        notAnalysed.map(({ check, because }) => [check, because]),
        [["shadowed", "the budget of cells ended"]],
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("say what was not analysed: text patterns, and all that a budget leaves out", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      const text = { _tag: "Text", fact: "remark", is: "contains" } as const
      const both = [
        { ...text, anyOf: ["gift"] },
        { _tag: "Not", of: { ...text, anyOf: ["if"] } } as const,
      ]
      const pattern = rulesOf(holding("pattern", { _tag: "All", of: both }))
      assert.deepStrictEqual((yield* review.check(pattern)).notAnalysed, [
        { check: "shadowed", rules: ["pattern"], because: "remark: text patterns" },
        { check: "unreachable", rules: ["pattern"], because: "remark: text patterns" },
      ])
      const { findings, notAnalysed } = yield* review.check(rulesOf(never), { cells: 1 })
      assert.deepStrictEqual(findings, [])
      assert.strictEqual(notAnalysed[0]?.because, "the budget of cells ended")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("stand in no receipt with what they want of persons", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      const is = (value: string) =>
        ({ _tag: "Compare", fact: "recipient", is: "=", value }) as const
      const ruleSet = rulesOf(
        holding("nobody", { _tag: "All", of: [is("Ada"), is("Bob"), units("<", 3)] }),
      )
      const { answer } = yield* review.publish({ commandId: "p", ruleSet })
      const [finding] = answer.checked?.findings ?? []
      assert.strictEqual(finding?._tag, "Unreachable")
      assert.notMatch(JSON.stringify(answer), /Ada|Bob/)
      assert.match(
        JSON.stringify(finding?.witness.subject["recipient"]),
        /^\{"hash":"[0-9a-f]+"\}$/,
      )
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("that ship have nothing in vain", () =>
    Effect.gen(function* () {
      const desk = yield* opened()
      const { findings, notAnalysed } = yield* desk.review.check(AuditRules.make())
      assert.deepStrictEqual([findings, notAnalysed], [[], []])
    }).pipe(Effect.provide(deskOver())),
  )
})
