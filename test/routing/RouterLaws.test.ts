import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { FulfilmentRecords } from "entrepot/fulfilment"
import { OrderDesk, OrderRecords } from "entrepot/orders"
import { RoutingRecords } from "entrepot/routing"
import { StockBook, StockLedger, StockRecords } from "entrepot/stock"
import { type Collection, Records, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync } from "../kernel/law.ts"
import {
  comparingNothing,
  forgetting,
  forgettingReceipts,
  losingEntries,
  miswriting,
} from "../stock/support/brokenStores.ts"
import {
  account,
  keyOf,
  officeOver,
  opened,
  orderOf,
  placeOf,
  route,
  taking,
  told,
} from "./support/office.ts"

interface World {
  /** Mugs and cups in Berlin, then in Ulm. */
  readonly stock: ReadonlyArray<number>
  readonly ordersPerDay: number | undefined
  readonly unitsPerDay: number | undefined
  /** Units of what each order wants: mugs, cups, and sets of two mugs and a cup. */
  readonly orders: ReadonlyArray<ReadonlyArray<number>>
  /** Mugs of Berlin that somebody else takes meanwhile. */
  readonly others: number
}

const of = [
  { sku: "MUG", quantity: 2 },
  { sku: "CUP", quantity: 1 },
]
const skus = ["MUG", "CUP", "SET"]
const four = (most: number) => fc.array(fc.nat(most), { minLength: 4, maxLength: 4 })
const limit = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })
const worlds: fc.Arbitrary<World> = fc.record({
  stock: four(4),
  ordersPerDay: limit,
  unitsPerDay: limit,
  orders: fc.array(
    fc.tuple(fc.nat(2), fc.nat(1), fc.nat(1)).filter((units) => units.some((n) => n > 0)),
    { minLength: 2, maxLength: 4 },
  ),
  others: fc.nat(2),
})

const all = <A>(collection: Collection.Collection<A>) =>
  Records.use((records) => Stream.runCollect(records.all(collection)))

const total = <A>(items: ReadonlyArray<A>, units: (item: A) => number): number =>
  items.reduce((sum, item) => sum + units(item), 0)

/** Routes all orders at once, in two processes, while somebody else takes units; then looks. */
const play = Effect.fnUntraced(function* (store: StoreShape, world: World) {
  const { stock, ordersPerDay, unitsPerDay, orders, others } = world
  const limits = {
    ...(ordersPerDay === undefined ? {} : { ordersPerDay }),
    ...(unitsPerDay === undefined ? {} : { unitsPerDay }),
  }
  const one = yield* Layer.build(officeOver(store))
  const other = yield* Layer.build(officeOver(store))
  yield* Effect.gen(function* () {
    const at = ["Berlin", "Ulm"].flatMap((place, p) =>
      ["MUG", "CUP"].map((sku, s) => [place, sku, stock[2 * p + s] ?? 0] as const),
    )
    yield* opened(at, [placeOf("Berlin", limits), placeOf("Ulm", { ...limits, priority: 1 })])
    const { listings } = yield* OrderDesk
    yield* listings.map({ commandId: "set", ...account, sku: "SET", of })
    const lines = orders.map((units) =>
      Object.fromEntries(units.flatMap((n, i) => (n > 0 ? [[skus[i] ?? "", n]] : []))),
    )
    yield* taking(...lines.map((each, at) => orderOf(`${at}`, each)))
  }).pipe(Effect.provide(one))
  const taken = StockLedger.use((ledger) =>
    ledger.hold({
      commandId: "others",
      holdId: "others",
      lines: [{ sku: "MUG", place: "Berlin", quantity: Math.max(1, others) }],
    }),
  )
  const half = (at: number) =>
    Effect.forEach(
      [...orders.keys()].filter((n) => n % 2 === at),
      (n) => Effect.exit(route(`${n}`)),
      { concurrency: "unbounded" },
    )
  const both = Effect.all(
    [
      Effect.provide(half(0), one),
      Effect.provide(half(1), other),
      others === 0 ? Effect.void : Effect.exit(Effect.provide(taken, other)),
    ],
    { concurrency: "unbounded" },
  )
  const [even, odd] = yield* both
  const results = orders.map((_, n) => (n % 2 === 0 ? even : odd)[Math.floor(n / 2)])
  return yield* Effect.gen(function* () {
    return {
      results,
      again: yield* Effect.forEach(orders.keys(), (n) => Effect.exit(route(`${n}`))),
      orders: yield* all(OrderRecords.Orders),
      dockets: yield* all(FulfilmentRecords.Dockets),
      holds: yield* all(StockRecords.Holds),
      shelves: yield* all(StockRecords.Shelves),
      routes: yield* all(RoutingRecords.OrderRoutes),
      told: yield* told,
    }
  }).pipe(Effect.provide(one))
}, Effect.scoped)

type Outcome = Effect.Success<ReturnType<typeof play>>

const lawful = (world: World, outcome: Outcome): void => {
  const { results, again, orders, dockets, holds, shelves, routes } = outcome
  const carried = dockets.flatMap(({ consignment: { place, lines } }) =>
    lines.map((line) => ({ place, ...line })),
  )
  // Never more than is there, and as much as consignments carry.
  const kept = holds.find(({ holdId }) => holdId === "others")?.lines ?? []
  for (const shelf of shelves) {
    assert.isAtMost(shelf.held, shelf.onHand)
    const isHere = ({ sku, place }: { readonly sku: string; readonly place: string }) =>
      sku === shelf.sku && place === shelf.place
    const units = total([...carried, ...kept].filter(isHere), ({ quantity }) => quantity)
    assert.strictEqual(shelf.held, units)
  }
  for (const { consignment, holds: ties } of dockets) {
    const lines = holds
      .filter(({ holdId }) => ties.some((tie) => tie.holdId === holdId))
      .flatMap((hold) => hold.lines)
    assert.strictEqual(
      total(lines, StockBook.open),
      total(consignment.lines, ({ quantity }) => quantity),
    )
  }
  // An order is planned as a whole or not at all, and what is planned is consigned.
  for (const [n] of world.orders.entries()) {
    const order = orders.find(({ externalId }) => externalId === `${n}`)
    const name = OrderRecords.orderId({ ...keyOf(`${n}`), kind: "order" })
    const result = results[n]
    assert.isDefined(result)
    if (order === undefined || result === undefined) continue
    const isRouted = Exit.isSuccess(result)
    for (const { lineId, quantity, planned = 0, items = [] } of order.lines) {
      assert.strictEqual(planned, isRouted ? quantity : 0)
      for (const item of items) {
        const units = total(
          carried.filter(
            (line) => line.orderName === name && line.lineId === lineId && line.sku === item.sku,
          ),
          (line) => line.quantity,
        )
        assert.strictEqual(units, planned * item.quantity)
      }
    }
    const failure = Exit.findErrorOption(result)
    if (!isRouted) assert.strictEqual(Option.getOrUndefined(failure)?._tag, "NoRoute")
    if (!isRouted && world.ordersPerDay === undefined && world.unitsPerDay === undefined) {
      const wanted = Map.groupBy(
        order.lines.flatMap(({ quantity, items = [] }) =>
          items.map((item) => ({ sku: item.sku, units: quantity * item.quantity })),
        ),
        ({ sku }) => sku,
      )
      const isShort = ([sku, lines]: [string, ReadonlyArray<{ readonly units: number }>]) =>
        total(lines, ({ units }) => units) >
        total(
          shelves.filter((shelf) => shelf.sku === sku),
          StockBook.available,
        )
      assert.isTrue([...wanted].some(isShort), "there was a route")
    }
    // The same command answers the same.
    const repeated = again[n]
    if (isRouted && repeated !== undefined)
      assert.deepStrictEqual(
        Exit.isSuccess(repeated) ? repeated.value.answer : undefined,
        result.value.answer,
      )
  }
  // Never above what a place does on a day.
  const begun = routes.flatMap(({ consignments }) => consignments)
  for (const some of Map.groupBy(begun, ({ place, begunOn }) => `${place} ${begunOn}`).values()) {
    assert.isAtMost(some.length, world.ordersPerDay ?? Infinity)
    assert.isAtMost(
      total(
        some.flatMap(({ lines }) => lines),
        ({ quantity }) => quantity,
      ),
      world.unitsPerDay ?? Infinity,
    )
  }
  assert.sameMembers(
    outcome.told.flatMap((event) => (event._tag === "Routed" ? [event.order.externalId] : [])),
    results.flatMap((result, n) =>
      result !== undefined && Exit.isSuccess(result) ? [`${n}`] : [],
    ),
  )
}

const law = (storeOf: () => StoreShape) =>
  fc.asyncProperty(worlds, async (world) => {
    lawful(world, await Effect.runPromise(play(storeOf(), world)))
  })

describe("orders that are routed at once, in two processes", () => {
  it("never take more than there is, and what is planned is held and consigned", () =>
    holdsIn(15)(law(Memory.make)))

  it.each([
    ["compares nothing", comparingNothing],
    ["forgets consignments", forgetting(FulfilmentRecords.Dockets)],
    ["forgets what places begin", forgetting(RoutingRecords.Workloads)],
    [
      "counts every day as free",
      miswriting(RoutingRecords.Workloads, (w) => ({ ...w, orders: 0, units: 0 })),
    ],
    ["forgets receipts", forgettingReceipts],
    ["loses routes", losingEntries(["Routed"])],
    ["forgets a hold", forgetting(StockRecords.Holds)],
  ] as const)("a store that %s breaks that", (_, storeOf) => killsAsync(law(storeOf)))
})

describe("twenty orders for ten units, in two processes", () => {
  it("are routed to the last unit, and the others are told that there is no route", async () => {
    const store = Memory.make()
    const ids = Array.from({ length: 20 }, (_, n) => `${n}`)
    const inOffice = <A, E>(
      program: Effect.Effect<A, E, Layer.Success<ReturnType<typeof officeOver>>>,
    ) => Effect.provide(program, officeOver(store), { local: true })
    const routed = (odd: number) =>
      inOffice(
        Effect.forEach(
          ids.filter((_, n) => n % 2 === odd),
          (id) => Effect.exit(route(id)),
          { concurrency: "unbounded" },
        ),
      )
    const results = await Effect.runPromise(
      Effect.gen(function* () {
        yield* inOffice(
          Effect.andThen(
            opened([
              ["Berlin", "MUG", 6],
              ["Ulm", "MUG", 4],
            ]),
            taking(...ids.map((id) => orderOf(id, { MUG: 1 }))),
          ),
        )
        const both = yield* Effect.all([routed(0), routed(1)], { concurrency: "unbounded" })
        return both.flat()
      }),
    )
    assert.lengthOf(results.filter(Exit.isSuccess), 10)
    const tags = results.flatMap((result) => Option.toArray(Exit.findErrorOption(result)))
    assert.deepStrictEqual([...new Set(tags.map(({ _tag }) => _tag))], ["NoRoute"])
    assert.lengthOf(tags, 10)
  })
})
