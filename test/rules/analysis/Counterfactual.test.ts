import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Money } from "entrepot/kernel"
import { type Condition, Conditions, Counterfactual, Engine, Fact, Facts } from "entrepot/rules"

const facts = Facts.make({
  total: Fact.money({ changeable: true }),
  phone: Fact.text({ personal: true, changeable: true }),
  remark: Fact.text({ changeable: true }),
  day: Fact.day({ changeable: true }),
  country: Fact.text(),
})
const { all, compare, equals, isMissing, not, text } = Conditions.over(facts)
const eur = (amount: number) => Money.of(amount, "EUR")

const ask = (
  subject: Facts.Subject<typeof facts.fields>,
  conditions: ReadonlyArray<Condition.Condition>,
  cells?: number,
) => {
  const rules = conditions.map((when, at) => ({
    id: `r${at}`,
    when,
    outcome: "hold",
    onUnknown: "hold" as const,
  }))
  const set = { id: "audit", version: 1, policy: "ruleOrder" as const, rules }
  const engine = Result.getOrThrow(Engine.compile(facts, set))
  const holds = (): boolean => true
  return Counterfactual.find(
    engine,
    subject,
    { at: 0 },
    cells === undefined ? { holds } : { holds, cells },
  )
}
const because = (answer: Counterfactual.Counterfactual) =>
  answer._tag === "None" ? answer.because : answer._tag

describe("A held order", () => {
  it("hears of the nearest value that would release it", () => {
    const answer = ask({ total: eur(900) }, [compare("total", ">", eur(500))])
    assert.deepStrictEqual(answer, {
      _tag: "Released",
      rules: ["r0"],
      changes: [{ fact: "total", value: eur(500) }],
    })
    const weekend = ask({ day: "2026-11-21" }, [{ _tag: "OnWeekdays", fact: "day", days: [6, 7] }])
    assert.deepStrictEqual(weekend._tag === "Released" && weekend.changes[0]?.value, "2026-11-20")
  })

  it("hears that a missing fact is to be given", () => {
    const answer = ask({}, [isMissing("phone"), equals("phone", "0")])
    assert.deepStrictEqual(answer._tag === "Released" && answer.changes, [
      { fact: "phone", value: "other" },
    ])
  })

  it("hears of two facts where one is not enough", () => {
    const answer = ask({ total: eur(900), phone: "0" }, [
      compare("total", ">", eur(500)),
      equals("phone", "0"),
    ])
    assert.strictEqual(answer._tag === "Released" && answer.changes.length, 2)
  })

  it("hears why nothing releases it", () => {
    const abroad = not(equals("country", "DE"))
    assert.strictEqual(
      because(ask({ country: "FR" }, [abroad])),
      "r0 holds it whatever the changeable facts are",
    )
    assert.strictEqual(
      because(
        ask({ total: eur(1) }, [compare("total", "<", eur(5)), compare("total", ">=", eur(5))]),
      ),
      "no change of at most 3 facts releases it",
    )
    const gift = text("remark", "contains", "gift")
    assert.strictEqual(
      because(ask({ remark: "gift" }, [gift, all(not(gift))])),
      "no change of at most 3 facts releases it among the values that were tried (remark: text patterns)",
    )
    assert.strictEqual(
      because(ask({ total: eur(9) }, [compare("total", ">", eur(5))], 1)),
      "the budget of cells ended",
    )
    assert.strictEqual(because(ask({ total: eur(1) }, [compare("total", ">", eur(5))])), "NotHeld")
  })
})
