import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { Decimal, Money } from "entrepot/kernel"
import {
  Condition,
  Engine,
  Evidence,
  type Facts,
  type Interpreter,
  type RuleSet,
  Trace,
  Truth,
} from "entrepot/rules"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import {
  context,
  engineOf,
  facts,
  personal,
  ruleSet,
  subject,
  type World,
} from "./support/world.ts"

type Order = Facts.Subject<World>
type WorldEngine = Engine.Engine<World, string>

const holds = holdsIn(100)

interface Ids {
  readonly hits: ReadonlyArray<string>
  readonly unknown: ReadonlyArray<string>
}
type Search = (engine: WorldEngine, order: Order, context: Interpreter.Context) => Ids

const idsOf = (rules: ReadonlyArray<{ readonly id: string }>) => rules.map(({ id }) => id)

const search: Search = (engine, order, context) => {
  const { hits, unknown } = engine.search(order, context)
  return { hits: idsOf(hits), unknown: idsOf(unknown) }
}

const worlds = [ruleSet, fc.array(subject, { minLength: 1, maxLength: 4 }), context] as const

const answersAsInterpreted = (search: Search) =>
  fc.asyncProperty(...worlds, async (set, orders, context) => {
    const engine = engineOf(set)
    for (const order of orders) {
      const of = (truth: Truth.Truth) =>
        idsOf(
          engine.rules.filter((rule) => Engine.interpret(engine, rule, order, context) === truth),
        )
      assert.deepStrictEqual(search(engine, order, context), {
        hits: of(Truth.yes),
        unknown: of(Truth.unknown),
      })
    }
  })

const doesNotHangOnOrder = (search: Search) =>
  fc.asyncProperty(...worlds, async (set, orders, context) => {
    const turned = engineOf({ ...set, rules: set.rules.toReversed() })
    for (const order of orders) {
      const [one, other] = [engineOf(set), turned].map((engine) => search(engine, order, context))
      assert.sameMembers([...(one?.hits ?? [])], [...(other?.hits ?? [])])
      assert.sameMembers([...(one?.unknown ?? [])], [...(other?.unknown ?? [])])
    }
  })

describe("compiled rules", () => {
  it("say of every subject what asking one condition after the other says", async () => {
    await holds(answersAsInterpreted(search))
  })

  it("are found out by that law where they are wrong", async () => {
    const rounded = (weight: Decimal.Decimal): Decimal.Decimal =>
      Decimal.divide(weight, Decimal.one, 7, "down").quotient
    const mutants: ReadonlyArray<Search> = [
      // What is unknown counts as false, or as true.
      (engine, order, context) => ({ ...search(engine, order, context), unknown: [] }),
      (engine, order, context) => {
        const { hits, unknown } = search(engine, order, context)
        return { hits: [...hits, ...unknown], unknown: [] }
      },
      // A missing fact has a value of its own.
      (engine, order, context) =>
        search(engine, { ...order, country: order.country ?? "" }, context),
      (engine, order, context) => search(engine, { ...order, lines: order.lines ?? [] }, context),
      // Only one word of rules; hits in another order.
      (engine, order, context) => {
        const { hits, unknown } = search(engine, order, context)
        const isInWord = (id: string) => idsOf(engine.rules).indexOf(id) < 16
        return { hits: hits.filter(isInWord), unknown: unknown.filter(isInWord) }
      },
      (engine, order, context) => {
        const { hits, unknown } = search(engine, order, context)
        return { hits: hits.toReversed(), unknown }
      },
      // Bounds are off by the least that can be.
      (engine, order, context) => search(engine, order, { ...context, at: context.at + 1 }),
      (engine, order, context) =>
        search(engine, { ...order, weight: order.weight && rounded(order.weight) }, context),
      (engine, order, context) =>
        search(
          engine,
          { ...order, total: order.total && Money.post(order.total, "down").posted },
          context,
        ),
      // Rates are forgotten, or currencies are.
      (engine, order, { at }) => search(engine, order, { at }),
      (engine, order, context) =>
        search(
          engine,
          { ...order, total: order.total && { ...order.total, currency: "EUR" } },
          context,
        ),
    ]
    for (const mutant of mutants) await killsAsync(answersAsInterpreted(mutant))
  })

  it("find the same rules in whatever order they are written", async () => {
    await holds(doesNotHangOnOrder(search))
    await killsAsync(
      doesNotHangOnOrder((engine, order, context) => {
        const { hits, unknown } = search(engine, order, context)
        return { hits: hits.slice(0, 1), unknown }
      }),
    )
  })
})

type Traces = typeof Trace.of<World, string>

const tracesAsInterpreted = (of: Traces) =>
  fc.asyncProperty(...worlds, async (set, orders, context) => {
    const engine = engineOf(set)
    for (const order of orders) {
      const traces = of(engine, order, context, "key")
      assert.deepStrictEqual(
        traces.rules.map(({ rule, truth }) => [rule, truth]),
        engine.rules.map((rule) => [
          rule.id,
          Truth.name(Engine.interpret(engine, rule, order, context)),
        ]),
      )
      // One by one, without what was prepared for the whole set.
      const single = engine.rules.flatMap((rule) => of(engine, order, context, "key", [rule]).rules)
      assert.deepStrictEqual(traces.rules, single)
    }
  })

describe("the trace of a rule", () => {
  it("comes to the truth of the rule, asked alone or with all others", async () => {
    await holds(tracesAsInterpreted(Trace.of))
    await killsAsync(
      tracesAsInterpreted((engine, order, context, key, rules) =>
        Trace.of(engine, { ...order, paid: order.paid ?? false }, context, key, rules),
      ),
    )
  })
})

/** All that a trace may say of persons. */
const vocabulary = new Set<unknown>([
  ..."Answer Veiled All Any Not IsMissing Compare Between OneOf Text Has OnDays".split(" "),
  ..."OnWeekdays AtTime Some Every Count Sum any all none sku price".split(" "),
  ..."Europe/Berlin UTC Asia/Tokyo".split(" "),
  ...Truth.Name.literals,
  ...Condition.Comparison.literals,
  ...Condition.TextMatch.literals,
  ...Object.keys(facts.fields),
  true,
  false,
  null,
])

const hidesAll = (world: Facts.Facts<World>) =>
  fc.asyncProperty(...worlds, async (set, orders, context) => {
    const engine = Result.getOrThrow(Engine.compile(world, set))
    const ids = new Set<unknown>(idsOf(engine.rules))
    const isSaid = (value: unknown): boolean =>
      typeof value === "object" ||
      ids.has(value) ||
      vocabulary.has(value) ||
      (typeof value === "string" && /^[0-9a-f]{64}$/.test(value))
    for (const order of orders)
      JSON.stringify(Trace.of(engine, order, context, "key"), (_, value: unknown) => {
        assert.isTrue(isSaid(value), `it says ${JSON.stringify(value)}`)
        return value
      })
  })

describe("the trace of a rule about persons", () => {
  it("says nothing of what it wants of them", async () => {
    await holds(hidesAll(personal))
    await killsAsync(hidesAll(facts))
  })
})

interface Question {
  readonly set: RuleSet.RuleSet<string>
  readonly order: Order
  readonly context: Interpreter.Context
}
const question: fc.Arbitrary<Question> = fc.record({ set: ruleSet, order: subject, context })

type Identify = (engine: WorldEngine, order: Order, context: Interpreter.Context) => string

/** Two decisions that have one identity have one result. */
const replays = (identify: Identify) =>
  fc.asyncProperty(
    question,
    subject,
    fc.constantFrom(...(["paid", "pieces", "total", "tags", "lines"] as const)),
    fc.boolean(),
    async ({ set, order, context }, other, fact, isOther) => {
      const engine = engineOf(set)
      const again = isOther ? { ...order, [fact]: other[fact] } : { ...order }
      if (identify(engine, order, context) !== identify(engine, again, context)) return
      assert.deepStrictEqual(
        Result.map(Engine.evaluate(engine, order, context), ({ hits }) => idsOf(hits)),
        Result.map(Engine.evaluate(engine, again, context), ({ hits }) => idsOf(hits)),
      )
    },
  )

const identity: Identify = (engine, order, context) =>
  JSON.stringify(Evidence.of(engine, order, context, "key"))

describe("a decision", () => {
  it("replays from its hashes", async () => {
    await holds(replays(identity))
    await killsAsync(
      replays((engine, order, context) => identity(engine, { ...order, paid: true }, context)),
    )
    await killsAsync(
      replays((engine, order, context) => identity(engine, { ...order, lines: [] }, context)),
    )
  })
})
