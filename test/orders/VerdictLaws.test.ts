import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Address } from "entrepot/kernel"
import { AuditRules, type Order, OrderFacts, Verdict } from "entrepot/orders"
import { Engine, Evidence, type RuleSet, Trace } from "entrepot/rules"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"

const limits = { ...AuditRules.defaults, value: "20.00", lineUnits: 2, collect: "5.00" }
const { rules, ...head } = AuditRules.make(limits)
type Rules = typeof rules

const address: fc.Arbitrary<Address.Address> = fc.record(
  {
    lines: fc.constantFrom([], ["home"], ["Elm Street 5"]),
    phone: fc.constantFrom("1", "2"),
    country: fc.constant("DE"),
  },
  { requiredKeys: ["lines", "country"] },
)

const orders: fc.Arbitrary<Order.Order> = fc.record(
  {
    channel: fc.constant("csv"),
    account: fc.constant("shop"),
    externalId: fc.constant("7"),
    kind: fc.constant("order" as const),
    placedAt: fc.constant(0),
    currency: fc.constant("EUR" as const),
    shownBy: fc.constant({ revision: "a", observedAt: 0 }),
    collect: fc.constantFrom("1.00", "9.00"),
    lines: fc.array(
      fc.record({
        lineId: fc.constantFrom("1", "2"),
        sku: fc.constant("MUG"),
        quantity: fc.integer({ min: 1, max: 3 }),
        withdrawn: fc.constant(0),
        cancelled: fc.constant(0),
        returned: fc.constant(0),
        unitPrice: fc.constantFrom("1.00", "15.00"),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
  {
    requiredKeys: [
      "channel",
      "account",
      "externalId",
      "kind",
      "placedAt",
      "currency",
      "shownBy",
      "lines",
    ],
  },
)

const subjects = fc
  .record({
    order: orders,
    recipient: fc.option(address, { nil: undefined }),
    remark: fc.constantFrom(undefined, "urgent!", "thanks"),
    /** Nobody knows it of who leaves nothing to be known again by. */
    isBlacklisted: fc.constantFrom(undefined, false, true),
    minutes: fc.constantFrom(undefined, 5, 500),
  })
  .map(({ order, recipient, remark, isBlacklisted, minutes }) =>
    OrderFacts.of(order, {
      at: 0,
      said: {
        ...(recipient === undefined ? {} : { recipient }),
        ...(remark === undefined ? {} : { remark }),
      },
      standing:
        isBlacklisted === undefined
          ? undefined
          : {
              isBlacklisted,
              refusals: 0,
              others:
                minutes === undefined
                  ? []
                  : [
                      {
                        placedAt: minutes * 60_000,
                        total: OrderFacts.of(order, { at: 0 }).total!,
                      },
                    ],
            },
    }),
  )

interface Judge {
  readonly policy: RuleSet.HitPolicy
  readonly factsOf: (subject: OrderFacts.OrderSubject) => OrderFacts.OrderSubject
}
const real: Judge = { policy: head.policy, factsOf: (subject) => subject }

const context = { at: 0 }
const judge = ({ policy, factsOf }: Judge, given: Rules, subject: OrderFacts.OrderSubject) => {
  const engine = Result.getOrThrow(
    Engine.compile(OrderFacts.declared, { ...head, policy, rules: given }),
  )
  const { factsHash } = Evidence.of(engine, factsOf(subject), context, "key")
  const decided = Engine.evaluate(engine, subject, context)
  const decision = Result.getOrElse(decided, () => ({ hits: [], unknown: [], applied: [] }))
  return {
    factsHash,
    verdict: Verdict.of({
      decision,
      evidenceOf: (rule) =>
        Trace.render(Trace.of(engine, subject, context, "key", [rule])).split("\n"),
      unmapped: [],
      ruleSetHash: "",
      factsHash: "",
      now: 0,
    }),
  }
}

const orderOfRulesDoesNotMatter = (candidate: Judge) =>
  fc.property(
    subjects,
    fc.shuffledSubarray([...rules], { minLength: rules.length }),
    (subject, shuffled) => {
      assert.deepStrictEqual(
        judge(candidate, shuffled, subject).verdict,
        judge(candidate, rules, subject).verdict,
      )
    },
  )

/** Two decisions of the same hashes are the same. */
const replays = (candidate: Judge) =>
  fc.property(subjects, subjects, (one, other) => {
    const [left, right] = [judge(candidate, rules, one), judge(candidate, rules, other)]
    if (left.factsHash === right.factsHash) assert.deepStrictEqual(left.verdict, right.verdict)
  })

describe("what rules say of an order", () => {
  it("does not depend on their order", () => {
    holds(orderOfRulesDoesNotMatter(real), 100)
    kills(orderOfRulesDoesNotMatter({ ...real, policy: "first" }))
  })

  it("is the same for the same hashes", () => {
    holds(replays(real), 100)
    kills(replays({ ...real, factsOf: ({ channel }) => ({ channel }) }))
  })
})
