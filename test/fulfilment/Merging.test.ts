import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { ChannelOrder } from "entrepot/channels"
import { type Docket, Fulfilment, Merging } from "entrepot/fulfilment"
import { Money } from "entrepot/kernel"
import { type Order, OrderTotals } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { consignment, line } from "./support/given.ts"
import {
  ada,
  consigned,
  docketOf,
  keyOf,
  levelOf,
  nameOf,
  next,
  orderOf,
  part,
  refusalOf,
  stocked,
  taken,
  type Wanted,
  warehouseOver,
} from "./support/warehouse.ts"

/** Orders 7, 8 and 9 of two mugs each, with changes, in consignments of their own. */
const given = (
  changes: Readonly<Record<string, Partial<ChannelOrder.ChannelOrder>>> = {},
  ofConsignments: Readonly<Record<string, Wanted>> = {},
) =>
  Effect.gen(function* () {
    yield* stocked
    const orders = ["7", "8", "9"]
    yield* taken(...orders.map((id) => orderOf(id, changes[id])))
    for (const id of orders)
      yield* consigned({ id: `c${id}`, parts: [part(id, "1", "MUG", 2)], ...ofConsignments[id] })
  })

const merged = (into: string, ...from: [string, ...Array<string>]) =>
  Fulfilment.use(({ merge }) => merge({ commandId: next(), into, from }))

const masked = (value: string, scope = "bazaar", expiresAt?: number) => ({
  personal: {
    recipient: {
      ...ada,
      lines: ["E** S* 5"],
      masked: true,
      token: { scope, value, ...(expiresAt === undefined ? {} : { expiresAt }) },
    },
  },
})

describe("consignments of one door", () => {
  it.effect("go together with all lines, holds and orders of both", () =>
    Effect.gen(function* () {
      yield* given()
      yield* merged("c7", "c8", "c9")
      const { consignment, holds, orders } = yield* docketOf("c7")
      assert.deepStrictEqual(
        consignment.lines.map(({ orderName, quantity }) => [orderName, quantity]),
        ["7", "8", "9"].map((id) => [nameOf(id), 2]),
      )
      assert.deepStrictEqual(
        holds.map(({ holdId }) => holdId),
        ["c7", "c8", "c9"],
      )
      assert.deepStrictEqual(
        orders.map(({ externalId }) => externalId),
        ["7", "8", "9"],
      )
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 6 })
      assert.strictEqual((yield* docketOf("c8")).mergedInto, "c7")
      const { ofOrder } = yield* Fulfilment
      const found = yield* ofOrder(keyOf("8"))
      assert.deepStrictEqual(
        found.map(({ cancelled }) => cancelled),
        [true, false],
      )
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("are found by place, door and window", () =>
    Effect.gen(function* () {
      const { planMerges } = yield* Fulfilment
      yield* given({}, { "9": { readyAt: 31 * 60_000 } })
      const plan = (windowMinutes: number) => planMerges({ place: "main", windowMinutes })
      assert.deepStrictEqual(yield* plan(30), [{ into: "c7", from: ["c8"] }])
      assert.deepStrictEqual(yield* plan(31), [{ into: "c7", from: ["c8", "c9"] }])
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("are no circle: not themselves, not twice, and not back", () =>
    Effect.gen(function* () {
      yield* given()
      assert.strictEqual(
        yield* refusalOf(merged("c7", "c7")),
        'MergedWithItself: consignment "c7" is named twice in one merge',
      )
      assert.include(yield* refusalOf(merged("c7", "c8", "c8")), "MergedWithItself")
      yield* merged("c7", "c8")
      for (const again of [merged("c7", "c8"), merged("c8", "c7"), merged("c8", "c9")])
        assert.strictEqual(
          yield* refusalOf(again),
          'AlreadyMerged: consignment "c8" was merged into "c7"',
        )
      yield* merged("c9", "c7")
      assert.include(yield* refusalOf(merged("c7", "c9")), "AlreadyMerged")
      assert.strictEqual((yield* docketOf("c9")).consignment.lines.length, 3)
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("are not merged once somebody has begun, nor where terms differ", () =>
    Effect.gen(function* () {
      const { open } = yield* Fulfilment
      yield* given({ "8": { collect: "19.00" } }, { "9": { place: "main", courier: "van" } })
      assert.strictEqual(
        yield* refusalOf(merged("c7", "c8")),
        'TermsDiffer: consignment "c8" does not go with "c7": another payment',
      )
      assert.include(yield* refusalOf(merged("c7", "c9")), "another courier")
      yield* open({ commandId: "o", consignmentId: "c7", parcelId: "p", packagingGrams: 1 })
      assert.include(yield* refusalOf(merged("c7", "c9")), "MergeTooLate")
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("doors", () => {
  const together = (...changes: ReadonlyArray<Partial<ChannelOrder.ChannelOrder>>) =>
    Effect.gen(function* () {
      yield* given({ "7": changes[0] ?? {}, "8": changes[1] ?? {} })
      const result = yield* Effect.result(merged("c7", "c8"))
      return result._tag === "Success" ? "together" : result.failure.message
    }).pipe(Effect.provide(warehouseOver(), { local: true }))

  it.effect("are told apart by person and address", () =>
    Effect.gen(function* () {
      const other = { personal: { recipient: { ...ada, lines: ["Oak St 1"] } } }
      assert.strictEqual(yield* together({}, {}), "together")
      assert.include(yield* together({}, other), "another door")
      assert.include(yield* together({}, { personal: {} }), "no door")
    }),
  )

  it.effect("that are masked are one by equal tokens of one scope, until they expire", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* together(masked("a"), masked("a")), "together")
      assert.include(yield* together(masked("a"), masked("b")), "another door")
      assert.include(yield* together(masked("a"), masked("a", "other")), "another door")
      // The mask is the same, and says nothing.
      const bare = { personal: { recipient: { ...ada, lines: ["E** S* 5"], masked: true } } }
      assert.include(yield* together(bare, bare), "no door")
    }),
  )

  it.effect("of a token that has expired meanwhile are not compared any more", () =>
    Effect.gen(function* () {
      const expiring = masked("a", "bazaar", 60_000)
      yield* given({ "7": expiring, "8": expiring })
      yield* TestClock.setTime(60_000)
      assert.include(yield* refusalOf(merged("c7", "c8")), "its token has expired")
    }).pipe(Effect.provide(warehouseOver())),
  )
})

// --- laws ----------------------------------------------------------------------------------------

type Together = typeof Merging.together

const docketWith = (id: string, lines: Docket.Docket["consignment"]["lines"]): Docket.Docket => ({
  consignment: consignment({ consignmentId: id, lines }),
  parcels: [],
  cancelled: false,
  holds: [{ holdId: id }],
  orders: [],
})

/** Units of three lines as they are split over consignments, some of which share a line. */
const splits = fc.array(
  fc.record({
    lineId: fc.constantFrom("1", "toString", "皿"),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 2, maxLength: 6 },
)

const unitsOf = ({ consignment: { lines } }: Pick<Docket.Docket, "consignment">) => {
  const units = new Map<string, number>()
  for (const { lineId, quantity } of lines) units.set(lineId, (units.get(lineId) ?? 0) + quantity)
  return [...units].toSorted()
}

/** What is merged has the units, the holds and the money of its parts, to the cent. */
const nothingIsLost = (together: Together) =>
  fc.property(splits, fc.constantFrom("1.00", "0.01", "9.99"), (parts, discount) => {
    const dockets = parts.map(({ lineId, quantity }, i) =>
      docketWith(`c${i}`, [line(lineId, "MUG", quantity)]),
    )
    const [first, ...others] = dockets
    if (first === undefined) return
    const all = others.reduce((into, from) => ({ ...into, ...together(into, from) }), first)
    const before = new Map<string, number>()
    for (const { lineId, quantity } of parts)
      before.set(lineId, (before.get(lineId) ?? 0) + quantity)
    assert.deepStrictEqual(unitsOf(all), [...before].toSorted(), "units")
    assert.lengthOf(all.holds, dockets.length)
    // What each consignment is worth, one after the other, sums to what the order costs.
    const totals = OrderTotals.of({
      currency: "EUR",
      discount,
      shipping: "4.99",
      lines: [...before].map(([lineId, quantity]) => ({ lineId, quantity, unitPrice: "3.33" })),
    })
    for (const consignments of [dockets, [all]])
      assert.strictEqual(worth(consignments, totals), Money.format(totals.total), "money")
  })

const worth = (
  consignments: ReadonlyArray<Docket.Docket>,
  { lines }: OrderTotals.OrderTotals,
): string => {
  const told = new Map<string, number>()
  const portions = consignments.flatMap(({ consignment }) =>
    consignment.lines.flatMap(({ lineId, quantity }) => {
      const known = lines.find((line) => line.lineId === lineId)
      const from = told.get(lineId) ?? 0
      told.set(lineId, from + quantity)
      return known === undefined ? [] : [OrderTotals.portion(known, quantity, from)]
    }),
  )
  return Money.format(OrderTotals.sum("EUR", portions).total)
}

/** Keeps one of two lines that both carry. */
const dropping: Together = (into, from) => {
  const merged = Merging.together(into, from)
  const [first, ...others] = merged.consignment.lines
  const lines = [first, ...others].map((line) => {
    const known = into.consignment.lines.find(({ lineId }) => lineId === line.lineId)
    return known ?? line
  })
  const [one = first, ...rest] = lines
  return { ...merged, consignment: { ...merged.consignment, lines: [one, ...rest] } }
}

/** Forgets the holds of what was merged. */
const releasing: Together = (into, from) => ({
  ...Merging.together(into, from),
  holds: into.holds,
})

/** Candidates at few doors and terms, some of which have begun. */
const candidates = fc.array(
  fc.record({
    door: fc.constantFrom("a", "b", undefined),
    until: fc.constantFrom(undefined, 5, 20),
    readyAt: fc.integer({ min: 0, max: 3 }),
    courier: fc.constantFrom("post", "van"),
    begun: fc.constantFrom(false, false, true),
  }),
  { maxLength: 6 },
)

interface Drawn {
  readonly door: string | undefined
  readonly until: number | undefined
  readonly readyAt: number
  readonly courier: string
  readonly begun: boolean
}

const candidateOf = (
  { door, until, readyAt, courier, begun }: Drawn,
  i: number,
): Merging.Candidate => {
  const order: Order.Order = {
    ...keyOf(`${i}`),
    kind: "order",
    placedAt: 0,
    currency: "EUR",
    shownBy: { revision: "r", observedAt: 0 },
    lines: [],
    ...(door === undefined
      ? {}
      : { destination: until === undefined ? { door } : { door, until } }),
  }
  const docket = docketWith(`c${i}`, [line(`${i}`, "MUG", 1)])
  const { consignment } = docket
  const more = { readyAt: readyAt * 60_000, courier, destination: door ?? `c${i}` }
  return {
    docket: {
      ...docket,
      consignment: { ...consignment, ...more },
      ...(begun ? { waveId: "w1" } : {}),
    },
    orders: [order],
  }
}

type Plan = typeof Merging.plan

/** Each consignment goes into one other at most, may go there, and is not too late for it. */
const plansHold = (plan: Plan) =>
  fc.property(candidates, fc.integer({ min: 0, max: 3 }), (drawn, windowMinutes) => {
    const given = drawn.map(candidateOf)
    const options = { windowMinutes, now: 10 }
    const merges = plan(given, options)
    assert.deepStrictEqual(plan(given.toReversed(), options), merges, "any order")
    const named = merges.flatMap(({ into, from }) => [into, ...from])
    assert.strictEqual(new Set(named).size, named.length, "once")
    const known = new Map(given.map((each) => [each.docket.consignment.consignmentId, each]))
    for (const { into, from } of merges)
      for (const id of from) {
        const [one, other] = [known.get(into), known.get(id)]
        assert.isTrue(one !== undefined && other !== undefined)
        if (one === undefined || other === undefined) return
        assert.isUndefined(Merging.refusal(one, other, 10), "may go")
        const gap = other.docket.consignment.readyAt - one.docket.consignment.readyAt
        assert.isTrue(gap >= 0 && gap <= windowMinutes * 60_000, "in the window")
      }
  })

/** Compares doors and nothing else. */
const byDoorAlone: Plan = (given) =>
  [
    ...Map.groupBy(given, ({ docket: { consignment } }) => consignment.destination).values(),
  ].flatMap((group) => {
    const [into, first, ...others] = group.map(({ docket }) => docket.consignment.consignmentId)
    return into === undefined || first === undefined ? [] : [{ into, from: [first, ...others] }]
  })

describe("the laws of merging", () => {
  it("units, holds and money are the same before and after", () => {
    fc.assert(nothingIsLost(Merging.together), { numRuns: 60 })
    kills(nothingIsLost(dropping))
    kills(nothingIsLost(releasing))
  })

  it("a plan merges only what may be merged, each once, and in any order the same", () => {
    holds(plansHold(Merging.plan))
    kills(plansHold(byDoorAlone))
  })

  it("is about worlds in which consignments are merged", () => {
    const sizes = fc
      .sample(candidates, 200)
      .map((drawn) => Merging.plan(drawn.map(candidateOf), { windowMinutes: 2, now: 10 }).length)
    assert.isAbove(Math.max(...sizes), 0)
  })
})
