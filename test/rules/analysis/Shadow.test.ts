import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Conditions, Engine, Fact, Facts, Shadow } from "entrepot/rules"

const facts = Facts.make({ phone: Fact.text({ personal: true }), quantity: Fact.integer() })
const { compare, equals } = Conditions.over(facts)

const version = (version: number, limit: number, outcome: string, phone = "030 123") =>
  Result.getOrThrow(
    Engine.compile(facts, {
      id: "audit",
      version,
      policy: "ruleOrder",
      rules: [
        { id: "outlier", when: compare("quantity", ">", limit), outcome, onUnknown: "hold" },
        { id: "known", when: equals("phone", phone), outcome: "hold", onUnknown: "skip" },
      ],
    }),
  )
const order = { phone: "030 123", quantity: 40 }

describe("A shadow version", () => {
  it("does nothing else where only the words of a rule differ", () => {
    const shadow = Shadow.run(version(1, 20, "hold"), version(2, 30, "hold"), order, { at: 0 })
    assert.deepStrictEqual([shadow.isChanged, shadow.differences], [false, []])
  })

  it("changes a subject by another outcome of the same hit", () => {
    const shadow = Shadow.run(version(1, 20, "hold"), version(2, 20, "tag"), order, { at: 0 })
    assert.deepStrictEqual(
      [shadow.isChanged, shadow.differences],
      [true, [{ rule: "outlier", before: "true", after: "true", isOtherOutcome: true }]],
    )
  })

  it("tells how both came to their answers, and no personal value", () => {
    const next = version(2, 20, "hold", "030 999")
    const shadow = Shadow.run(version(1, 20, "hold"), next, order, { at: 0 }, "a key")
    const [difference] = shadow.differences
    assert.deepStrictEqual(
      [difference?.traces?.before?.rules[0]?.truth, difference?.traces?.after?.rules[0]?.truth],
      ["true", "false"],
    )
    assert.notInclude(JSON.stringify(difference?.traces?.after), "030 123")
  })

  it("holds what it does not know, where the other one did not ask", () => {
    const skip = (engine: ReturnType<typeof version>) =>
      Result.getOrThrow(
        Engine.compile(facts, {
          ...engine.ruleSet,
          rules: engine.ruleSet.rules.map((rule) => ({ ...rule, onUnknown: "skip" as const })),
        }),
      )
    const engine = version(1, 20, "hold")
    const shadow = Shadow.run(skip(engine), engine, { phone: "030 123" }, { at: 0 })
    assert.isTrue(shadow.isChanged)
    assert.deepStrictEqual(shadow.after.unknown, ["outlier"])
  })
})
