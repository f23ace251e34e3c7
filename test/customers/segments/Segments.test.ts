import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Customers,
  Segment,
  SegmentFacts,
  SegmentRecords,
  Segments,
  type Settings,
  Tags,
  TradeRecord,
  CustomerRecords,
} from "entrepot/customers"
import { Money } from "entrepot/kernel"
import { Conditions } from "entrepot/rules"
import { Journal, Records, Store, type StoreShape, storeServices } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../../kernel/law.ts"
import { losingEntries } from "../../stock/support/brokenStores.ts"
import { ada, bob, decided, phone, told } from "../support/customers.ts"
import {
  conditions,
  day,
  type Placed,
  quarter,
  settings,
  settingWithRates,
} from "./support/histories.ts"
import * as Stretches from "./support/stretches.ts"
import { tell, tellNote } from "./support/telling.ts"

const layerOver = (store: StoreShape, by = Effect.succeed(settings)) =>
  Layer.mergeAll(Segments.layerOver(by), Customers.layerOver).pipe(
    Layer.provideMerge(storeServices),
    Layer.provide(Layer.succeed(Store, store)),
    Layer.fresh,
  )

const { compare } = Conditions.over(SegmentFacts.declared)
const silent: Segment.Segment = {
  id: "silent",
  version: 1,
  when: compare("daysSinceLastOrder", ">=", 2),
}
const actor = "ada"
const customer = "ann"

const given = <A, E>(program: Effect.Effect<A, E, Layer.Success<ReturnType<typeof layerOver>>>) =>
  program.pipe(
    Effect.provide(layerOver(Memory.make())),
    Effect.provide(TestClock.layer()),
    Effect.runPromise,
  )

describe("segments", () => {
  it("move somebody when days alone do, at that very instant, however late they are told to", () =>
    given(
      Effect.gen(function* () {
        const segments = yield* Segments
        yield* segments.define({ commandId: "1", actor, segment: silent })
        yield* tell(customer, "o1", {})
        yield* segments.refresh(customer)
        assert.deepStrictEqual(yield* segments.of(customer), [])
        assert.deepStrictEqual(yield* segments.nextDue(), Option.some(2 * day))

        yield* TestClock.adjust("5 days")
        assert.strictEqual((yield* segments.advance()).moves, 1)
        assert.deepStrictEqual(yield* segments.of(customer), [
          {
            segment: "silent",
            version: 1,
            since: 2 * day,
            saw: [{ fact: "daysSinceLastOrder", value: 2 }],
          },
        ])
        const { values } = yield* segments.members("silent")
        assert.deepStrictEqual(
          values.map(({ customerId }) => customerId),
          [customer],
        )
        assert.deepStrictEqual(yield* segments.nextDue(), Option.none())
      }),
    ))

  it("keep with a membership, and tell of each move, what count or sum it hung on", () =>
    given(
      Effect.gen(function* () {
        const segments = yield* Segments
        const rich = Tags.highValue({ revenue: Money.of(25, "EUR"), days: 2 })
        yield* segments.define({ commandId: "1", actor, segment: rich })
        yield* tell(customer, "o1", { goods: 30 })
        yield* segments.refresh(customer)
        const sum = { asks: "Sum", fact: "takings", of: "revenue", is: ">=", among: 1 } as const
        const value = { currency: "EUR", amount: "25" }
        const counted = [{ ...sum, value, rows: 1, sums: [{ currency: "EUR", amount: "30" }] }]
        assert.deepStrictEqual(yield* segments.of(customer), [
          { segment: "high-value", version: 1, since: 0, saw: [], counted },
        ])
        yield* TestClock.adjust("2 days")
        yield* segments.advance()
        const { all } = yield* Journal
        const told = yield* Stream.runCollect(all(SegmentRecords.SegmentHistory))
        assert.deepStrictEqual(
          told.flatMap(({ fact }) => (fact._tag === "Defined" ? [] : [fact.counted])),
          [counted, [{ ...sum, value, rows: 0, sums: [] }]],
        )
      }),
    ))

  it("let go of somebody who orders again, and say whether they were of it at any past instant", () =>
    given(
      Effect.gen(function* () {
        const segments = yield* Segments
        yield* segments.define({ commandId: "1", actor, segment: silent })
        yield* tell(customer, "o1", {})
        yield* segments.refresh(customer)
        yield* TestClock.adjust("3 days")
        yield* tell(customer, "o2", {})
        assert.strictEqual((yield* segments.refresh(customer)).moves, 2)
        assert.deepStrictEqual(yield* segments.of(customer), [])
        const at = (days: number) =>
          Effect.map(
            segments.at({ customerId: customer, segment: "silent", at: days * day }),
            Option.map(({ member, validUntil }) => [member, (validUntil ?? 0) / day]),
          )
        assert.deepStrictEqual(yield* at(1), Option.some([false, 2]))
        assert.deepStrictEqual(yield* at(2.5), Option.some([true, 0]))
        assert.deepStrictEqual(yield* at(3), Option.some([false, 5]))
      }),
    ))

  it("ask for something else from a new version on, and not before", () =>
    given(
      Effect.gen(function* () {
        const segments = yield* Segments
        yield* segments.define({ commandId: "1", actor, segment: silent })
        yield* tell(customer, "o1", {})
        yield* TestClock.adjust("1 day")
        const segment = { ...silent, version: 2, when: compare("daysSinceLastOrder", ">=", 1) }
        yield* segments.define({ commandId: "2", actor, segment })
        yield* TestClock.adjust("1 day")
        assert.strictEqual((yield* segments.refreshAll()).moves, 1)
        const [membership] = yield* segments.of(customer)
        assert.deepStrictEqual([membership?.since, membership?.version], [day, 2])
      }),
    ))

  it("refuse a version that does not come next, and a segment that nobody knows", () =>
    given(
      Effect.gen(function* () {
        const segments = yield* Segments
        const segment = { ...silent, version: 2 }
        const early = yield* Effect.flip(segments.define({ commandId: "1", actor, segment }))
        assert.strictEqual(early.message, "segment silent: version 2 was given, 1 comes next")
        const asked = { customerId: customer, segment: "silent", at: 0 }
        const told = yield* Effect.flip(segments.at(asked))
        const listed = yield* Effect.flip(segments.members("silent"))
        for (const unknown of [told, listed]) {
          assert.strictEqual(unknown._tag, "UnknownSegment")
          assert.strictEqual(unknown.message, "there is no segment silent")
        }
        const dormant = Tags.dormant()
        const odd = { ...dormant, when: { _tag: "IsMissing" as const, fact: "height" } }
        const refused = yield* Effect.flip(segments.define({ commandId: "2", actor, segment: odd }))
        assert.strictEqual(refused._tag, "RuleSetRefused")
      }),
    ))
})

/** Two persons who viewed something, and a segment of whoever did. */
const twoViewers = Effect.gen(function* () {
  const { observe, tellMoment } = yield* Customers
  const { define, refreshAll } = yield* Segments
  const when = compare("daysSinceLastMoment", ">=", 0)
  yield* define({ commandId: "d", actor, segment: { id: "viewers", version: 1, when } })
  const viewed = { _tag: "Viewed", channel: "web", occurredAt: 0, sku: "MUG" } as const
  for (const [recordId, number] of [
    ["web-1", ada],
    ["web-2", bob],
  ] as const) {
    yield* observe(told(recordId, 0, phone(number)))
    const moment = { ...viewed, eventId: recordId }
    yield* tellMoment({ commandId: `view ${recordId}`, recordId, moment })
  }
  yield* TestClock.adjust("1 day")
  yield* refreshAll()
  yield* TestClock.adjust("1 day")
})

describe("a look", () => {
  it("is at whoever something was heard of and at whoever is due, and counts the moves of both", () =>
    given(
      Effect.gen(function* () {
        const { observe, tellMoment } = yield* Customers
        const { define, look } = yield* Segments
        const when = compare("daysSinceLastMoment", ">=", 2)
        yield* define({ commandId: "d", actor, segment: { id: "quiet", version: 1, when } })
        const viewed = { _tag: "Viewed", channel: "web", occurredAt: 0, sku: "MUG" } as const
        const tellOf = Effect.fnUntraced(function* (recordId: string, number: string) {
          yield* observe(told(recordId, 0, phone(number)))
          const moment = { ...viewed, eventId: recordId }
          yield* tellMoment({ commandId: `view ${recordId}`, recordId, moment })
        })
        yield* tellOf("web-1", ada)
        assert.strictEqual((yield* look()).moves, 0)
        yield* TestClock.adjust("3 days")
        yield* tellOf("web-2", bob)
        assert.deepStrictEqual(yield* look(), { moves: 2, untold: 0, firstUntold: [] })
        assert.deepStrictEqual(yield* movesOf("web-1"), ["Entered 2"])
        assert.deepStrictEqual(yield* movesOf("web-2"), ["Entered 3"])
      }),
    ))
})

const membersNow = Segments.use(({ members }) =>
  Effect.map(members("viewers"), ({ values }) => values.map(({ customerId }) => customerId)),
)
const kept = (recordId: string) =>
  Effect.map(
    Records.use((records) => records.get(SegmentRecords.Standings, recordId)),
    Option.match({ onNone: () => [], onSome: ({ memberships }) => memberships }),
  )
const movesOf = (whose: string) =>
  Effect.gen(function* () {
    const { all } = yield* Journal
    const facts = yield* Stream.runCollect(all(SegmentRecords.SegmentHistory))
    return facts.flatMap(({ fact }) =>
      fact._tag !== "Defined" && fact.customerId === whose ? [`${fact._tag} ${fact.at / day}`] : [],
    )
  })

describe("a round through customers", () => {
  it("reads definitions and settings once, and not for each customer", () => {
    const memory = Memory.make()
    let [queries, asked] = [0, 0]
    const counting: StoreShape = {
      ...memory,
      query: (namespace, range) => {
        if (range.collection === SegmentRecords.Definitions.name) queries += 1
        return memory.query(namespace, range)
      },
    }
    const by = Effect.sync(() => {
      asked += 1
      return settings
    })
    return Effect.gen(function* () {
      const { refreshAll, advance } = yield* Segments
      yield* twoViewers
      ;[queries, asked] = [0, 0]
      yield* refreshAll()
      assert.deepStrictEqual([queries, asked], [1, 1])
      yield* advance()
      assert.deepStrictEqual([queries, asked], [2, 2])
    }).pipe(
      Effect.provide(layerOver(counting, by)),
      Effect.provide(TestClock.layer()),
      Effect.runPromise,
    )
  })
})

describe("a customer with an order without a rate", () => {
  const rich = Tags.highValue({ revenue: Money.of(25, "EUR") })
  const idsOf = (segment: string) =>
    Segments.use((all) =>
      Effect.map(all.members(segment), ({ values }) => values.map(({ customerId }) => customerId)),
    )

  it("stays what they were, is told of, and keeps nobody else from moving", () =>
    given(
      Effect.gen(function* () {
        const segments = yield* Segments
        yield* segments.define({ commandId: "1", actor, segment: rich })
        yield* segments.define({ commandId: "2", actor, segment: silent })
        yield* tell("ann", "o1", { goods: 30 })
        assert.deepStrictEqual(yield* segments.refreshAll(), {
          moves: 1,
          untold: 0,
          firstUntold: [],
        })
        yield* tell("ann", "o2", { goods: 30, currency: "USD" })
        yield* tell("bob", "o3", { goods: 30 })

        const looked = yield* segments.refreshAll()
        assert.deepStrictEqual([looked.moves, looked.untold], [1, 1])
        const [{ customerId, segment, because } = assert.fail()] = looked.firstUntold
        assert.deepStrictEqual([customerId, segment], ["ann", "high-value"])
        assert.strictEqual(
          because.message,
          'rule "high-value" compares takings.revenue in USD with EUR: no rates are given',
        )
        assert.deepStrictEqual(yield* idsOf("high-value"), ["ann", "bob"])

        yield* TestClock.adjust("3 days")
        const { moves, untold } = yield* segments.advance()
        assert.deepStrictEqual([moves, untold], [2, 1])
        assert.deepStrictEqual(yield* idsOf("silent"), ["ann", "bob"])
        assert.isAbove(Option.getOrThrow(yield* segments.nextDue()), 3 * day)
        const asked = { customerId: "ann", segment: "high-value", at: 3 * day }
        assert.strictEqual((yield* Effect.flip(segments.at(asked)))._tag, "RatesMissing")
      }),
    ))

  it("is told of from the instant on from which there is a rate", () => {
    const begin = { from: 4 * day, setting: settingWithRates }
    let current = settings
    return Effect.gen(function* () {
      const segments = yield* Segments
      yield* segments.define({ commandId: "1", actor, segment: rich })
      yield* tell("ann", "o1", { goods: 20 })
      yield* tell("ann", "o2", { goods: 20, currency: "USD" })
      yield* TestClock.adjust("3 days")
      assert.strictEqual((yield* segments.refreshAll()).untold, 1)
      yield* TestClock.adjust("3 days")
      current = [...settings, begin]
      assert.deepStrictEqual(yield* segments.refresh("ann"), {
        moves: 1,
        untold: 0,
        firstUntold: [],
      })
      const [membership] = yield* segments.of("ann")
      assert.strictEqual(membership?.since, 4 * day)
    }).pipe(
      Effect.provide(
        layerOver(
          Memory.make(),
          Effect.sync(() => current),
        ),
      ),
      Effect.provide(TestClock.layer()),
      Effect.runPromise,
    )
  })
})

describe("segments of customers who are merged", () => {
  const merge = { commandId: "m", edgeId: "e", records: ["web-1", "web-2"], ...decided } as const

  for (const [how, look] of [
    ["all are looked at", Segments.use(({ refreshAll }) => refreshAll())],
    ["the id that they lost is", Segments.use(({ refresh }) => refresh("web-2"))],
    ["whoever has their records is", Segments.use(({ refresh }) => refresh("web-1"))],
  ] as const)
    it(`are left when ${how}, at the instant of the merge`, () =>
      given(
        Effect.gen(function* () {
          const customers = yield* Customers
          yield* twoViewers
          assert.deepStrictEqual(yield* membersNow, ["web-1", "web-2"])
          yield* customers.merge(merge)
          assert.deepStrictEqual(yield* membersNow, ["web-1"])
          yield* TestClock.adjust("1 day")
          yield* look
          assert.deepStrictEqual(yield* kept("web-2"), [])
          assert.deepStrictEqual(yield* movesOf("web-2"), ["Entered 0", "Left 2"])
          assert.deepStrictEqual(yield* movesOf("web-1"), ["Entered 0"])

          const { of, at } = yield* Segments
          assert.deepStrictEqual(yield* of("web-2"), yield* of("web-1"))
          const was = (days: number) =>
            Effect.map(
              at({ customerId: "web-2", segment: "viewers", at: days * day }),
              Option.isSome,
            )
          assert.deepStrictEqual(
            [yield* was(-1), yield* was(1), yield* was(3)],
            [false, true, true],
          )
        }),
      ))

  it("are left by whose record is withdrawn", () =>
    given(
      Effect.gen(function* () {
        const customers = yield* Customers
        const { refreshAll } = yield* Segments
        yield* twoViewers
        yield* customers.withdraw({ commandId: "w", recordId: "web-2", ...decided })
        yield* refreshAll()
        assert.deepStrictEqual(yield* membersNow, ["web-1"])
        assert.deepStrictEqual(yield* kept("web-2"), [])
      }),
    ))

  it("are entered again when the merge is taken back", () =>
    given(
      Effect.gen(function* () {
        const customers = yield* Customers
        const { refreshAll } = yield* Segments
        yield* twoViewers
        yield* customers.merge(merge)
        yield* refreshAll()
        yield* TestClock.adjust("1 day")
        yield* customers.takeBack({ commandId: "t", edgeId: "e", ...decided })
        yield* refreshAll()
        assert.deepStrictEqual(yield* membersNow, ["web-1", "web-2"])
        assert.deepStrictEqual(yield* movesOf("web-2"), ["Entered 0", "Left 2", "Entered 3"])
      }),
    ))
})

// --- laws ----------------------------------------------------------------------------------------

type Step =
  | { readonly _tag: "Tell"; readonly customer: string; readonly order: Omit<Placed, "at"> }
  | { readonly _tag: "TellNote"; readonly customer: string; readonly amount: number }
  | { readonly _tag: "Refresh"; readonly customer: string }
  | { readonly _tag: "Advance" }

/** Nobody can say what dollars are worth until then. */
const withRatesLater: Settings.Settings = [
  ...settings,
  { from: 12 * quarter, setting: settingWithRates },
]
const people = ["ann", "bob"]
const who = fc.constantFrom(...people)
const steps = fc.array(
  fc.record({
    later: fc.constantFrom(0, 1, 3, 9).map((quarters) => quarters * quarter),
    step: fc.oneof(
      fc
        .tuple(who, fc.constantFrom(10, 20), fc.constantFrom("EUR", "EUR", "USD"))
        .map(([whose, goods, currency]): Step => {
          return { _tag: "Tell", customer: whose, order: { goods, currency } }
        }),
      fc
        .tuple(who, fc.constantFrom(5, 20))
        .map(([whose, amount]): Step => ({ _tag: "TellNote", customer: whose, amount })),
      who.map((whose): Step => ({ _tag: "Refresh", customer: whose })),
      fc.constant<Step>({ _tag: "Advance" }),
    ),
  }),
  { maxLength: 8 },
)

const play = (step: Step, i: number) => {
  switch (step._tag) {
    case "Tell":
      return tell(step.customer, `o${i}`, step.order)
    case "TellNote":
      return tellNote(step.customer, `o${i}`, { amount: step.amount })
    case "Refresh":
      return Segments.use((segments) => segments.refresh(step.customer))
    case "Advance":
      return Segments.use((segments) => segments.advance())
  }
}

/**
 * What the journal of segments tells of a customer. Who is looked at between two things that are told at
 * one instant moves there and back; nobody was anywhere for no time.
 */
const stretchesTold = (whose: string) =>
  Effect.gen(function* () {
    const { all } = yield* Journal
    const stretches: Array<Stretches.Stretch> = []
    for (const { fact } of yield* Stream.runCollect(all(SegmentRecords.SegmentHistory))) {
      if (fact._tag === "Defined" || fact.customerId !== whose) continue
      const last = stretches.at(-1)
      if (last === undefined) stretches.push({ since: fact.at })
      else if (fact._tag === "Left") stretches.splice(-1, 1, { ...last, until: fact.at })
      else if (last.until === fact.at) stretches.splice(-1, 1, { since: last.since })
      else stretches.push({ since: fact.at })
    }
    return stretches.filter(({ since, until }) => since !== until)
  })

/** The same by nothing but the events that were told. */
const recount = (whose: string, when: Segment.Segment["when"], until: number) =>
  Effect.gen(function* () {
    const records = yield* Records
    const own = yield* Stream.runCollect(
      records.all(CustomerRecords.Identities, { index: "byCustomer", under: [whose] }),
    )
    const ids = new Set(own.map(({ order }) => order?.externalId))
    const events = (yield* Stream.runCollect(records.all(CustomerRecords.TradeEvents))).filter(
      ({ event }) => ids.has(event.order.externalId),
    )
    const known = Array.from(new Set(events.map(({ heardAt }) => heardAt)))
      .toSorted((a, b) => a - b)
      .map((from) => {
        const heard = events.filter(({ heardAt }) => heardAt <= from).map(({ event }) => event)
        return { from, history: { trades: TradeRecord.tradesOf(heard), moments: [], consents: [] } }
      })
    const segment = Result.getOrThrow(Segment.compile({ id: "some", version: 1, when }))
    return Stretches.of([{ from: 0, segment }], known, until, withRatesLater)
  })

/** Whenever somebody is looked at, the journal comes to tell what a recount of the events does. */
const tellsWhatARecountDoes = (makeStore: () => StoreShape) =>
  fc.asyncProperty(conditions, steps, (when, history) =>
    Effect.gen(function* () {
      const segments = yield* Segments
      yield* segments.define({ commandId: "1", actor, segment: { id: "some", version: 1, when } })
      let now = 0
      for (const [i, { later, step }] of history.entries()) {
        now += later
        yield* TestClock.adjust(later)
        yield* play(step, i)
      }
      yield* TestClock.adjust(20 * day)
      now += 20 * day
      yield* segments.refreshAll()
      for (const whose of people)
        assert.deepStrictEqual(yield* stretchesTold(whose), yield* recount(whose, when, now), whose)
    }).pipe(
      Effect.provide(layerOver(makeStore(), Effect.succeed(withRatesLater))),
      Effect.provide(TestClock.layer()),
      Effect.runPromise,
    ),
  )

describe("the laws of the keeper of segments", { timeout: 30_000 }, () => {
  it("what is recorded is what a recount tells, whenever it is looked", async () => {
    await holdsIn(60)(tellsWhatARecountDoes(Memory.make))
    await killsAsync(tellsWhatARecountDoes(losingEntries(["Left"], SegmentRecords.SegmentHistory)))
  })
})
