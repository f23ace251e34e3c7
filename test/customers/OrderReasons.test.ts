import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { Couriers } from "entrepot/couriers"
import { Customers, OrderEvidence } from "entrepot/customers"
import {
  Consignments,
  Fulfilment,
  type FulfilmentShape,
  ParcelCommand,
  Wave,
} from "entrepot/fulfilment"
import { AuditRules, OrderCommand, OrderDesk, OrderRecords, ReviewCommand } from "entrepot/orders"
import { Router } from "entrepot/routing"
import { StockLedger } from "entrepot/stock"
import { Journal, type Outcome, Receipt, type StoreShape, type Transactor } from "entrepot/store"

import { noting, textOf } from "../fulfilment/support/bytes.ts"
import {
  ada,
  consigned,
  docketOf,
  keyOf,
  labelled,
  nameOf,
  next,
  orderOf,
  packed,
  part,
  Post,
  shown,
  stocked,
  taken,
  warehouseOver,
} from "../fulfilment/support/warehouse.ts"
import { courierOf, opened } from "../routing/support/office.ts"

const order = keyOf("7")
const why = { actor: "eve", reason: "it is Ada Secretname" }
const { reason } = why
/** A command gives its reason; what comes before it gives none. */
const said = { commandId: "said", ...why }
const personal = { recipient: { ...ada, phone: "+49 151 23456789" } }
const units = [{ lineId: "1", quantity: 1 }]
const mugs = [{ sku: "MUG", count: 2 }] as const
const c1 = { consignmentId: "c1" }
const p1 = { ...c1, parcelId: "p1" }

/** All rooms over a store. */
const roomsOver = (store: StoreShape) =>
  Layer.mergeAll(Customers.layerOver, Router.layerOver).pipe(
    Layer.provide(Layer.succeed(Couriers, { couriers: [courierOf("van")] })),
    Layer.provideMerge(warehouseOver(store, new Post())),
    Layer.fresh,
  )
type Rooms = Customers | Router | Fulfilment | OrderDesk | StockLedger | Transactor

/** Order 7 of Ada, let go, and with changes. */
const ordered = (change: Parameters<typeof orderOf>[1] = {}) =>
  taken(orderOf("7", { personal, ...change }))
/** It waits for somebody to let it go. */
const risky = Effect.gen(function* () {
  const { review } = yield* OrderDesk
  const ruleSet = AuditRules.make(AuditRules.defaults)
  yield* review.publish({ commandId: "rules", ruleSet })
  yield* ordered({ collect: "250.00" })
})
/** Its buyer asks to cancel it. */
const asked = Effect.andThen(ordered(), shown(orderOf("7", { personal, cancellation: "asked" })))
/** It is in consignment c1, on the floor of no wave. */
const planned = Effect.gen(function* () {
  yield* stocked
  yield* ordered()
  yield* consigned({})
})
/** And order 8, of another consignment to the same door. */
const merging = Effect.gen(function* () {
  yield* planned
  yield* taken(orderOf("8"))
  yield* consigned({ id: "c2", parts: [part("8", "1", "MUG", 2)] })
})
const inBox = (count: 1 | 2) =>
  Effect.gen(function* () {
    const { open, pack } = yield* Fulfilment
    yield* planned
    yield* open({ commandId: next(), ...p1, packagingGrams: 120 })
    const scanned = { sku: "MUG", count }
    yield* pack({ commandId: next(), ...p1, scanId: next(), scanned })
  })
const ready = Effect.gen(function* () {
  yield* planned
  yield* packed("c1", "p1", mugs)
  yield* labelled("c1", "p1")
})
const manifest = {
  manifestId: "m1",
  place: "main",
  courier: "post",
  cutoffAt: 3_600_000,
  parcels: [p1],
} as const
const wave = { waveId: "w1", place: "main", consignmentIds: ["c1"] } as const
const onFloor = Effect.andThen(
  planned,
  Fulfilment.use(({ releaseWave }) => releaseWave({ commandId: next(), ...wave })),
)

type Does<R = Rooms> = Effect.Effect<Outcome<unknown>, unknown, R>
type Before = Effect.Effect<unknown, unknown, Rooms>
/** A command with a reason, behind what has to be so before it. */
const by = (tag: string, before: Before, command: Does) => ({
  tag,
  run: Effect.andThen(before, command),
  again: command,
})
const atDesk = (tag: string, before: Before, does: (desk: OrderDesk["Service"]) => Does<never>) =>
  by(tag, before, OrderDesk.use(does))
const inHall = (tag: string, before: Before, does: (hall: FulfilmentShape) => Does<never>) =>
  by(tag, before, Fulfilment.use(does))

const phone = { by: "phone", text: personal.recipient.phone } as const
const listed = OrderDesk.use(({ review }) =>
  Effect.andThen(
    ordered(),
    review.blacklist({ commandId: next(), ...phone, because: "never paid" }),
  ),
)

const commands = [
  atDesk("CancelLines", ordered(), (desk) => desk.cancelLines({ ...said, order, lines: units })),
  atDesk("ReturnLines", ordered(), (desk) => desk.returnLines({ ...said, order, lines: units })),
  atDesk("Release", risky, (desk) => desk.release({ ...said, order })),
  atDesk("Override", risky, (desk) => desk.override({ ...said, order })),
  atDesk("Assign", risky, (desk) => desk.assign({ ...said, order, assignee: "bob" })),
  atDesk("AcceptCancellation", asked, (desk) => desk.acceptCancellation({ ...said, order })),
  atDesk("RefuseCancellation", asked, (desk) => desk.refuseCancellation({ ...said, order })),
  atDesk("Review", risky, ({ review }) => review.review({ ...said, order })),
  atDesk("BlacklistBuyer", ordered(), ({ review }) =>
    review.blacklistBuyer({
      commandId: "said",
      order,
      by: ["phone", "door"],
      because: reason,
    }),
  ),
  atDesk("Blacklist", ordered(), ({ review }) =>
    review.blacklist({ ...said, ...phone, because: "as told" }),
  ),
  atDesk("Unblacklist", listed, ({ review }) => review.unblacklist({ ...said, ...phone })),
  atDesk("CountRefusal", ordered(), ({ review }) => review.countRefusal({ ...said, order })),
  by(
    "RouteOrder",
    Effect.andThen(ordered(), opened([["Berlin", "MUG", 5]])),
    Router.use(({ route }) => route({ ...said, order })),
  ),
  inHall("Split", planned, ({ split }) =>
    split({
      ...said,
      ...c1,
      lines: [{ orderName: nameOf("7"), lineId: "1", sku: "MUG", quantity: 1 }],
    }),
  ),
  inHall("Merge", merging, ({ merge }) => merge({ ...said, into: "c2", from: ["c1"] })),
  inHall(
    "Trim",
    Effect.andThen(planned, shown(orderOf("7", { personal, cancellation: "done" }))),
    ({ trim }) => trim({ ...said, ...c1 }),
  ),
  inHall(
    "CancelOrder",
    Effect.andThen(planned, shown(orderOf("7", { personal, cancellation: "asked" }))),
    ({ cancelOrder }) => cancelOrder({ ...said, order }),
  ),
  inHall("Reroute", planned, ({ reroute }) => reroute({ ...said, order })),
  inHall("Release of a wave", planned, ({ releaseWave }) => releaseWave({ ...said, ...wave })),
  inHall("Withdraw", onFloor, ({ withdrawFromWave }) =>
    withdrawFromWave({ ...said, waveId: "w1", ...c1 }),
  ),
  inHall("Finish", onFloor, ({ finishWave }) => finishWave({ ...said, waveId: "w1" })),
  inHall("Open", planned, ({ open }) => open({ ...said, ...p1, packagingGrams: 120 })),
  inHall("Pack", inBox(1), ({ pack }) =>
    pack({ ...said, ...p1, scanId: "s2", scanned: { sku: "MUG", count: 1 } }),
  ),
  inHall(
    "Scan",
    Effect.andThen(
      inBox(1),
      StockLedger.use(({ serials }) =>
        serials.registerGtin({ commandId: next(), gtin: "4006381333931", sku: "MUG" }),
      ),
    ),
    ({ scan }) => scan({ ...said, ...p1, scanId: "s2", text: "4006381333931" }),
  ),
  inHall("Close", inBox(2), ({ close }) => close({ ...said, ...p1 })),
  inHall("Close of a part", inBox(1), ({ close }) =>
    close({ commandId: "said", ...p1, rest: { _tag: "PartialShipment", reason } }),
  ),
  inHall(
    "Weigh",
    Effect.andThen(
      inBox(2),
      Fulfilment.use(({ close }) => close({ commandId: next(), ...p1 })),
    ),
    ({ weigh }) => weigh({ ...said, ...p1, weightGrams: 820 }),
  ),
  inHall(
    "OverrideWeight",
    Effect.andThen(
      inBox(2),
      Fulfilment.use(({ close, weigh }) =>
        Effect.andThen(
          close({ commandId: next(), ...p1 }),
          weigh({ commandId: next(), ...p1, weightGrams: 990 }),
        ),
      ),
    ),
    ({ overrideWeight }) => overrideWeight({ ...said, ...p1 }),
  ),
  inHall("Stop", ready, ({ stop }) => stop({ ...said, ...p1 })),
  inHall(
    "Intercept",
    Effect.andThen(
      ready,
      Fulfilment.use((hall) => hall.closeManifest({ commandId: next(), ...manifest })),
    ),
    ({ intercept }) => intercept({ ...said, ...p1 }),
  ),
  inHall(
    "ClearStray",
    Effect.gen(function* () {
      const { stop, track } = yield* Fulfilment
      yield* ready
      yield* stop({ commandId: next(), ...p1 })
      const events = [{ trackingNumber: "T1", at: 5, code: "x", status: "inTransit" as const }]
      yield* track({ courier: "post", events })
    }),
    ({ clearStray }) => clearStray({ ...said, ...p1 }),
  ),
  inHall("Cancel", planned, ({ cancel }) => cancel({ ...said, ...c1 })),
  inHall("CloseManifest", ready, ({ closeManifest }) => closeManifest({ ...said, ...manifest })),
]

/** Commands that nobody outside gives, or that give no reason about an order. */
const inner = "Observe PlanLines UnplanLines ShipLines DeliverLines Begin AddLabel Dispatch Track"
const others = new Set([...inner.split(" "), "Erase", "Publish", "UseRates"])

describe("a reason of a command about an order", () => {
  it.effect.each(commands)("of $tag stands with its order, and goes with its buyer", (one) => {
    const collections = new Set<string>()
    const store = noting(Memory.make(), collections)
    return Effect.gen(function* () {
      const desk = yield* OrderDesk
      const customers = yield* Customers
      const first = yield* one.run
      assert.include(yield* textOf(store, collections), reason)
      const elsewhere = [...collections].filter((name) => name !== "order-reason")
      assert.notInclude(yield* textOf(store, elsewhere), reason)

      yield* customers.observeOrder({ commandId: "o", order })
      const customerId = OrderEvidence.recordIdOf(order)
      assert.include(JSON.stringify(yield* customers.exportOf(customerId)), reason)
      yield* customers.erase({ commandId: "x", actor: "eve", customerId })
      assert.notInclude(yield* textOf(store, collections), reason)

      const again = yield* one.again
      assert.deepStrictEqual(again, { ...first, repeated: true })
      assert.notInclude(yield* textOf(store, collections), reason)
      assert.deepStrictEqual(yield* desk.reasons(order), [])
    }).pipe(Effect.provide(roomsOver(store)))
  })

  it.effect("is read with its order, as long as it is kept", () => {
    const sayAll = Effect.gen(function* () {
      const desk = yield* OrderDesk
      const { split } = yield* Fulfilment
      yield* planned
      yield* desk.returnLines({ commandId: "r", order, ...why, lines: units })
      yield* TestClock.adjust("1 second")
      const lines = [{ orderName: nameOf("7"), lineId: "1", sku: "MUG", quantity: 1 }] as const
      yield* split({ commandId: "s", ...c1, reason: "too heavy", lines })
      return desk
    })
    return Effect.gen(function* () {
      const desk = yield* sayAll
      const about = [nameOf("7")]
      assert.deepStrictEqual(yield* desk.reasons(order), [
        { commandId: "r", command: "ReturnLines", actor: "eve", about, at: 0, text: reason },
        { commandId: "s", command: "Split", about, at: 1_000, text: "too heavy" },
      ])
      const journal = yield* Journal
      const { entries } = yield* journal.page(OrderRecords.History)
      const returned = entries.find(({ fact }) => fact._tag === "LinesReturned")
      assert.deepInclude(returned, { commandId: "r", actor: "eve", reason: undefined })
      assert.deepStrictEqual(yield* desk.reasons(keyOf("8")), [])
    }).pipe(Effect.provide(roomsOver(Memory.make())))
  })

  it.effect("is not kept of a command that was refused, nor of an order that was erased", () => {
    const collections = new Set<string>()
    const store = noting(Memory.make(), collections)
    return Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* ordered()
      const tooMany = [{ lineId: "1", quantity: 9 }]
      const refused = yield* Effect.flip(desk.cancelLines({ ...said, order, lines: tooMany }))
      assert.strictEqual(refused._tag, "LinesExceeded")
      yield* desk.erase({ commandId: "e", order, ...why })
      yield* desk.cancelLines({ ...said, order, lines: units })
      assert.notInclude(yield* textOf(store, collections), reason)
    }).pipe(Effect.provide(roomsOver(store)))
  })

  it.effect("is told apart from another one by a keyed hash, which nobody can guess", () => {
    const collections = new Set<string>()
    const store = noting(Memory.make(), collections)
    return Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* ordered()
      const command = { ...said, order, lines: units }
      yield* desk.cancelLines(command)
      const other = yield* Effect.flip(desk.cancelLines({ ...command, reason: "no reason" }))
      assert.strictEqual(other._tag, "CommandReused")
      const plain = Receipt.hash({ _tag: "CancelLines", ...command }) ?? ""
      assert.notInclude(yield* textOf(store, collections), plain)
    }).pipe(Effect.provide(roomsOver(store)))
  })

  it.effect("about several orders goes with any of them", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const { merge } = yield* Fulfilment
      yield* merging
      yield* merge({ ...said, into: "c2", from: ["c1"] })
      const texts = Effect.map(desk.reasons(keyOf("8")), (all) => all.map(({ text }) => text))
      assert.deepStrictEqual(yield* texts, [reason])
      yield* desk.erase({ commandId: "e", actor: "eve", order })
      assert.deepStrictEqual(yield* texts, [])
    }).pipe(Effect.provide(roomsOver(Memory.make()))),
  )

  it.effect("about a parcel that was stopped is that of the order whose units lay in it", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      const { cancelOrder, track, clearStray } = yield* Fulfilment
      yield* stocked
      yield* ordered()
      yield* taken(orderOf("8"))
      yield* consigned({ parts: [part("7", "1", "MUG", 2), part("8", "1", "MUG", 2)] })
      yield* packed("c1", "p1", mugs, { _tag: "NextParcel" })
      yield* labelled("c1", "p1")
      yield* shown(orderOf("7", { personal, cancellation: "asked" }))
      yield* cancelOrder({ commandId: next(), order })
      const left = (yield* docketOf("c1")).orders.map(({ orderName }) => orderName)
      assert.deepStrictEqual(left, [nameOf("8")])
      const events = [{ trackingNumber: "T1", at: 5, code: "x", status: "inTransit" as const }]
      yield* track({ courier: "post", events })
      yield* clearStray({ ...said, ...p1 })
      assert.strictEqual((yield* desk.reasons(order))[0]?.text, reason)
    }).pipe(Effect.provide(roomsOver(Memory.make()))),
  )

  it("is tried of every command that a person may give", () => {
    const tried = new Set(commands.map(({ tag }) => tag.split(" ")[0]))
    const all = [
      OrderCommand.OrderCommand,
      ReviewCommand.ReviewCommand,
      Consignments.WithdrawalCommand,
      ParcelCommand.ParcelCommand,
      Wave.WaveCommand,
    ].flatMap(({ cases }) => Object.keys(cases))
    assert.deepStrictEqual(
      all.filter((tag) => !others.has(tag) && !tried.has(tag)),
      [],
    )
  })
})
