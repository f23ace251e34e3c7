import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { type Docket, Fulfilment, FulfilmentRecords, Parcel } from "entrepot/fulfilment"
import { OrderDesk } from "entrepot/orders"
import { StockLedger, StockRecords } from "entrepot/stock"
import type { StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../kernel/law.ts"
import {
  comparingNothing,
  forgetting,
  losingEntries,
  mistelling,
} from "../stock/support/brokenStores.ts"
import {
  closed,
  consigned,
  dockets,
  keyOf,
  labelled,
  levelOf,
  lineOf,
  nameOf,
  next,
  orderOf,
  packed,
  part,
  Post,
  shown,
  stocked,
  taken,
  toldOutside,
  warehouseOver,
} from "./support/warehouse.ts"

type World = Layer.Success<ReturnType<typeof warehouseOver>>

type Elsewhere = Context.Context<World>

/** A law of two warehouses over a fresh store, as of two processes; each has seen the store. */
const law = <A>(
  worlds: fc.Arbitrary<A>,
  makeStore: () => StoreShape,
  check: (world: A, elsewhere: Elsewhere) => Effect.Effect<void, unknown, World>,
) =>
  fc.asyncProperty(worlds, (world) => {
    const [store, post] = [makeStore(), new Post()]
    const program = Effect.gen(function* () {
      const elsewhere = yield* Layer.build(warehouseOver(store, post))
      for (const context of [Context.empty(), elsewhere])
        yield* Effect.provide(Effect.ignore(nobody), context)
      yield* check(world, elsewhere)
    })
    return Effect.runPromise(Effect.scoped(Effect.provide(program, warehouseOver(store, post))))
  })

/** Asks for nothing that there is. */
const nobody = Fulfilment.use(({ cancel }) => cancel({ commandId: next(), consignmentId: "none" }))

const orders = {
  "7": orderOf("7"),
  "8": orderOf("8", { lines: [lineOf("1", "MUG", 1), lineOf("2", "CUP", 2)] }),
}
const externalIds = ["7", "8"] as const

/** Two mugs of one order, and a mug and two cups of another, to one door. */
const given = Effect.gen(function* () {
  yield* stocked
  yield* taken(orders["7"], orders["8"])
  yield* consigned({ id: "c7" })
  yield* consigned({ id: "c8", parts: [part("8", "1", "MUG", 1), part("8", "2", "CUP", 2)] })
})

// --- what has to agree ---------------------------------------------------------------------------

const dispatchedOf = ({ parcels }: Docket.Docket) =>
  parcels.filter(({ stage }) => stage === "dispatched")

interface Units {
  readonly orderName: string
  readonly lineId: string
  readonly sku: string
  readonly quantity: number
}

const sum = (units: ReadonlyArray<Units>, of: Partial<Units>): number =>
  units
    .filter(
      (each) =>
        each.sku === (of.sku ?? each.sku) &&
        each.orderName === (of.orderName ?? each.orderName) &&
        each.lineId === (of.lineId ?? each.lineId),
    )
    .reduce((total, { quantity }) => total + quantity, 0)

/** Shelves, holds, order lines, parcels and what was told outside say the same. */
const allAgree = Effect.gen(function* () {
  const all = yield* dockets
  const live = all.filter(({ cancelled }) => !cancelled)
  const carried = live.flatMap(({ consignment }) => consignment.lines)
  const gone = live.flatMap(dispatchedOf)
  const shipped = gone.flatMap(Parcel.contents)
  for (const sku of ["MUG", "CUP"] as const) {
    const left = sum(carried, { sku }) - sum(shipped, { sku })
    const onHand = 20 - sum(shipped, { sku })
    assert.deepStrictEqual(yield* levelOf(sku), { onHand, held: left }, `the shelf of ${sku}`)
  }
  const desk = yield* OrderDesk
  for (const externalId of externalIds) {
    const order = Option.getOrThrow(yield* desk.find(keyOf(externalId)))
    for (const line of order.lines) {
      const of = { orderName: nameOf(externalId), lineId: line.lineId }
      const marked = (mark: "delivered" | "returned") =>
        sum(gone.filter(({ marks }) => marks[mark] !== undefined).flatMap(Parcel.contents), of)
      const { planned = 0, shipped: left = 0, delivered = 0, returned, cancelled } = line
      assert.deepStrictEqual(
        { planned, shipped: left, delivered, returned },
        {
          planned: sum(carried, of) - sum(shipped, of),
          shipped: sum(shipped, of),
          delivered: marked("delivered"),
          returned: marked("returned"),
        },
        `line ${line.lineId} of ${externalId}`,
      )
      assert.isAtMost(planned + left + cancelled, line.quantity, "no line is doubled")
    }
  }
  const facts = yield* toldOutside
  const wanted = live.flatMap((docket) =>
    dispatchedOf(docket).flatMap((parcel) =>
      [...new Set(Parcel.contents(parcel).map(({ orderName }) => orderName))].flatMap((name) =>
        ["ShipmentTold", "CustomerTold"].map((tag) =>
          [tag, name, docket.consignment.consignmentId, parcel.parcelId].join(" "),
        ),
      ),
    ),
  )
  const told = facts.map(({ _tag, order, consignmentId, parcelId }) =>
    [_tag, nameOf(order.externalId), consignmentId, parcelId].join(" "),
  )
  assert.deepStrictEqual(told.toSorted(), wanted.toSorted(), "told once each")
})

// --- histories -----------------------------------------------------------------------------------

const verbs = [
  "send",
  "send",
  "send",
  "pack",
  "packInPart",
  "label",
  "dispatch",
  "dispatchAgain",
  "stop",
  "cancel",
  "split",
  "merge",
  "cancelOrder",
  "reroute",
  "trackDelivered",
  "trackReturned",
  "trackMoved",
] as const

const stepOf = fc.record({
  verb: fc.constantFrom(...verbs),
  docket: fc.nat({ max: 3 }),
  parcel: fc.nat({ max: 2 }),
  order: fc.constantFrom(...externalIds),
})
type Step = typeof stepOf extends fc.Arbitrary<infer A> ? A : never

const courierTells = (status: "inTransit" | "delivered" | "returned", number: number, at: number) =>
  Fulfilment.use(({ track }) =>
    track({
      courier: "post",
      events: [{ trackingNumber: `T${number + 1}`, at, code: status, status }],
    }),
  )

const step = Effect.fnUntraced(function* ({ verb, docket, parcel, order }: Step, at: number) {
  const fulfilment = yield* Fulfilment
  const all = (yield* dockets).toSorted((one, other) =>
    one.consignment.readyAt === other.consignment.readyAt
      ? one.consignment.lines.length - other.consignment.lines.length
      : one.consignment.readyAt - other.consignment.readyAt,
  )
  const chosen = all[docket % Math.max(1, all.length)]
  const other = all[(docket + 1) % Math.max(1, all.length)]
  if (chosen === undefined || other === undefined) return
  const { consignmentId, lines } = chosen.consignment
  const parcelId = chosen.parcels[parcel % Math.max(1, chosen.parcels.length)]?.parcelId ?? "none"
  const commandId = next()
  const sku = parcel === 0 ? "CUP" : "MUG"
  const [first] = lines
  switch (verb) {
    case "send":
      yield* packed(consignmentId, `p${at}`, [{ sku, count: 1 }], { _tag: "NextParcel" })
      yield* labelled(consignmentId, `p${at}`)
      return yield* closed(`m${at}`, [consignmentId, `p${at}`])
    case "pack":
      return yield* packed(consignmentId, `p${at}`, [{ sku, count: 1 }], { _tag: "NextParcel" })
    case "packInPart":
      return yield* packed(consignmentId, `p${at}`, [{ sku, count: 1 }], {
        _tag: "PartialShipment",
        reason: "none left",
      })
    case "label":
      return yield* labelled(consignmentId, parcelId)
    case "dispatch":
      return yield* closed(`m${at}`, [consignmentId, parcelId])
    case "dispatchAgain":
      return yield* closed(`m${at - 1}`, [consignmentId, parcelId])
    case "stop":
      return yield* fulfilment.stop({ commandId, consignmentId, parcelId })
    case "cancel":
      return yield* fulfilment.cancel({ commandId, consignmentId })
    case "split":
      return yield* fulfilment.split({
        commandId,
        consignmentId,
        lines: [{ orderName: first.orderName, lineId: first.lineId, sku: first.sku, quantity: 1 }],
      })
    case "merge":
      return yield* fulfilment.merge({
        commandId,
        into: consignmentId,
        from: [other.consignment.consignmentId],
      })
    case "cancelOrder":
      yield* shown({ ...orders[order], cancellation: "asked" })
      return yield* fulfilment.cancelOrder({
        commandId,
        order: keyOf(order),
        gone: parcel === 0 ? "goOn" : "refuse",
      })
    case "reroute":
      return yield* fulfilment.reroute({ commandId, order: keyOf(order) })
    case "trackDelivered":
      return yield* courierTells("delivered", parcel, at)
    case "trackReturned":
      return yield* courierTells("returned", parcel, at)
    case "trackMoved":
      return yield* courierTells("inTransit", parcel, at)
  }
})

/** Whatever is asked, in whatever order and however often: nothing is lost or doubled. */
const nothingIsLostOrDoubled = (makeStore: () => StoreShape) =>
  law(
    fc.array(stepOf, { minLength: 6, maxLength: 16, size: "max" }),
    makeStore,
    Effect.fnUntraced(function* (steps, elsewhere) {
      yield* given
      for (const [at, each] of steps.entries()) {
        const done = Effect.ignore(step(each, at))
        yield* at % 2 === 0 ? done : Effect.provide(done, elsewhere)
      }
      yield* allAgree
    }),
  )

// --- races ---------------------------------------------------------------------------------------

const racers = ["m1", "m2", "cancelOrder", "cancel", "reroute", "moved", "label"] as const

const run = Effect.fnUntraced(function* (racer: (typeof racers)[number]) {
  const { cancelOrder, cancel, reroute } = yield* Fulfilment
  const commandId = next()
  switch (racer) {
    case "m1":
    case "m2":
      return yield* closed(racer, ["c7", "p1"])
    case "cancelOrder":
      return yield* cancelOrder({ commandId, order: keyOf("7") })
    case "cancel":
      return yield* cancel({ commandId, consignmentId: "c7" })
    case "reroute":
      return yield* reroute({ commandId, order: keyOf("7") })
    case "moved":
      return yield* courierTells("inTransit", 0, 5)
    case "label":
      return yield* labelled("c7", "p1")
  }
})

/** A parcel that leaves, is cancelled and is seen by its courier at once does one of these. */
const racesEndInOneWay = (makeStore: () => StoreShape) =>
  law(
    fc.record({
      isAsked: fc.boolean(),
      runners: fc.array(fc.constantFrom(...racers), { minLength: 2, maxLength: 5 }),
    }),
    makeStore,
    Effect.fnUntraced(function* ({ isAsked, runners }, elsewhere) {
      yield* given
      yield* packed("c7", "p1", [{ sku: "MUG", count: 2 }])
      yield* labelled("c7", "p1")
      if (isAsked) yield* shown({ ...orders["7"], cancellation: "asked" })
      yield* Effect.forEach(
        runners,
        (racer, i) => {
          const racing = Effect.ignore(run(racer))
          return i % 2 === 0 ? racing : Effect.provide(racing, elsewhere)
        },
        { concurrency: "unbounded" },
      )
      yield* allAgree
    }),
  )

/** Waves of some of the consignments that are released at once take each of them once at most. */
const wavesShareNothing = (makeStore: () => StoreShape) =>
  law(
    fc.array(fc.subarray(["c7", "c8"], { minLength: 1 }), { minLength: 2, maxLength: 4 }),
    makeStore,
    Effect.fnUntraced(function* (wanted, elsewhere) {
      yield* given
      const waveIds = wanted.map((_, i) => `w${i}`)
      yield* Effect.forEach(
        wanted,
        ([first = "c7", ...others], i) => {
          const released = Fulfilment.use(({ releaseWave }) =>
            releaseWave({
              commandId: next(),
              waveId: `w${i}`,
              place: "main",
              consignmentIds: [first, ...others],
            }),
          ).pipe(Effect.ignore)
          return i % 2 === 0 ? released : Effect.provide(released, elsewhere)
        },
        { concurrency: "unbounded" },
      )
      const { findWave } = yield* Fulfilment
      const waves = yield* Effect.forEach(waveIds, (waveId) => findWave(waveId))
      const taken = waves.flatMap(Option.toArray).flatMap(({ consignmentIds }) => consignmentIds)
      assert.isAbove(taken.length, 0)
      assert.strictEqual(new Set(taken).size, taken.length, "in one wave")
      const waiting = (yield* dockets).filter(({ waveId }) => waveId === undefined)
      assert.strictEqual(taken.length + waiting.length, 2, "in a wave, or waiting for one")
    }),
  )

const twice = mistelling((entry) => (entry.type === "ShipmentTold" ? [entry, entry] : [entry]))

describe("the laws of fulfilment", { timeout: 60_000 }, () => {
  it("no order of events loses or doubles a unit, a line, or what is told", async () => {
    await holdsIn(12)(nothingIsLostOrDoubled(Memory.make))
    for (const broken of [
      forgetting(FulfilmentRecords.ConsignmentsOfOrders),
      forgetting(FulfilmentRecords.Dockets),
      forgetting(StockRecords.Holds),
      forgetting(StockRecords.Shelves),
      losingEntries(["CustomerTold"]),
      twice,
    ])
      await kills(nothingIsLostOrDoubled(broken))
  })

  it("a cancellation that races label and dispatch ends in one way", async () => {
    await holdsIn(12)(racesEndInOneWay(Memory.make))
    await kills(racesEndInOneWay(comparingNothing))
  })

  it("a consignment is in one wave at most, whoever releases it at once", async () => {
    await holdsIn(8)(wavesShareNothing(Memory.make))
    await kills(wavesShareNothing(comparingNothing))
  })

  it("are about histories in which parcels leave, arrive and come back", async () => {
    const counts = { shipped: 0, delivered: 0, returned: 0, cancelled: 0 }
    const counted = law(
      fc.array(stepOf, { minLength: 16, maxLength: 16 }),
      Memory.make,
      Effect.fnUntraced(function* (steps) {
        yield* given
        for (const [at, each] of steps.entries()) yield* Effect.ignore(step(each, at))
        const desk = yield* OrderDesk
        for (const externalId of externalIds)
          for (const line of Option.getOrThrow(yield* desk.find(keyOf(externalId))).lines) {
            counts.shipped += line.shipped ?? 0
            counts.delivered += line.delivered ?? 0
            counts.returned += line.returned
            counts.cancelled += line.cancelled
          }
        assert.isTrue((yield* StockLedger.use(({ audit }) => audit())).ok)
      }),
    )
    await fc.assert(counted, { numRuns: 8, seed: 7 })
    for (const [what, units] of Object.entries(counts)) assert.isAbove(units, 0, what)
  })
})
