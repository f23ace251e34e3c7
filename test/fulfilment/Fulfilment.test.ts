import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Fulfilment } from "entrepot/fulfilment"
import { Money } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"
import { StockLedger } from "entrepot/stock"
import { Store } from "entrepot/store"

import { contentsOf } from "../stock/support/ledger.ts"
import {
  account,
  closed,
  consigned,
  dockets,
  docketOf,
  keyOf,
  labelled,
  levelOf,
  lineOf,
  linesOf,
  nameOf,
  next,
  orderOf,
  packed,
  part,
  Post,
  refusalOf,
  shown,
  stocked,
  taken,
  toldOutside,
  warehouseOver,
} from "./support/warehouse.ts"

const told = { order: keyOf("7"), consignmentId: "c1", parcelId: "p1", courier: "post" }
const mugs = (count: number) => [{ sku: "MUG" as const, count }]
const later = { _tag: "PartialShipment", reason: "the last one is chipped" } as const

/** Order 7 wants two mugs, and consignment c1 carries them. */
const given = Effect.gen(function* () {
  yield* stocked
  yield* taken(orderOf("7"))
  yield* consigned({})
})
const labelledOnce = Effect.gen(function* () {
  yield* given
  yield* packed("c1", "p1", mugs(2))
  yield* labelled("c1", "p1")
})

describe("a consignment", () => {
  it.effect(
    "goes out of the door: units leave their hold, and channel and customer are told",
    () => {
      const post = new Post()
      return Effect.gen(function* () {
        const { dispatchList } = yield* Fulfilment
        yield* given
        assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 2 })
        yield* packed("c1", "p1", mugs(2))
        const { waybill, trackingNumber, status, next: step } = yield* labelled("c1", "p1")
        assert.deepStrictEqual([trackingNumber, status, step._tag], ["T1", "labelled", "Done"])
        assert.deepStrictEqual(waybill, { mediaType: "text/plain", base64: btoa("T1") })
        const [request] = post.asked
        assert.strictEqual(request?.shipment.parcel.weightGrams, 2 * 350 + 120)
        assert.strictEqual(request?.shipment.to._tag, "Door")
        const { collections } = yield* dispatchList("main")
        assert.deepStrictEqual(
          collections.map(({ courier, parcels }) => [courier, parcels.length]),
          [["post", 1]],
        )
        const { answer } = yield* closed("m1", ["c1", "p1"])
        assert.deepStrictEqual(answer, { event: "ManifestClosed", parcels: 1, weightGrams: 820 })
        assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 18, held: 0 })
        const [line] = yield* linesOf("7")
        assert.deepInclude(line, { planned: 0, shipped: 2 })
        assert.deepStrictEqual(yield* toldOutside, [
          {
            _tag: "ShipmentTold",
            ...told,
            trackingNumber: "T1",
            service: "parcel",
            lines: [{ lineId: "1", quantity: 2 }],
          },
          { _tag: "CustomerTold", ...told, trackingNumber: "T1" },
        ])
        // Nothing happens twice.
        assert.strictEqual((yield* labelled("c1", "p1")).trackingNumber, "T1")
        assert.strictEqual((yield* closed("m1", ["c1", "p1"])).answer.event, "None")
        assert.include(yield* refusalOf(closed("m2", ["c1", "p1"])), "ParcelsNotReady")
        assert.lengthOf(yield* toldOutside, 2)
        assert.lengthOf(post.asked, 1)
        assert.isTrue((yield* StockLedger.use(({ audit }) => audit())).ok)
      }).pipe(Effect.provide(warehouseOver(undefined, post)))
    },
  )

  it.effect("goes in part, and the rest stays held in a further one", () =>
    Effect.gen(function* () {
      yield* given
      const { rest = "" } = yield* packed("c1", "p1", mugs(1), later)
      const further = yield* docketOf(rest)
      assert.deepStrictEqual(
        further.consignment.lines.map(({ sku, quantity }) => [sku, quantity]),
        [["MUG", 1]],
      )
      yield* labelled("c1", "p1")
      yield* closed("m1", ["c1", "p1"])
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 19, held: 1 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 1, shipped: 1 })
      yield* packed(rest, "p2", mugs(1))
      yield* labelled(rest, "p2")
      yield* closed("m2", [rest, "p2"])
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 18, held: 0 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0, shipped: 2 })
      const facts = yield* toldOutside
      assert.deepStrictEqual(
        facts.flatMap((fact) => (fact._tag === "ShipmentTold" ? fact.lines : [])),
        [
          { lineId: "1", quantity: 1 },
          { lineId: "1", quantity: 1 },
        ],
      )
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("is split, and each part knows its own units", () =>
    Effect.gen(function* () {
      const { split, cancel } = yield* Fulfilment
      yield* given
      const unit = { orderName: nameOf("7"), lineId: "1", sku: "MUG" }
      const lines = [{ ...unit, quantity: 1 }] as const
      const { answer } = yield* split({ commandId: "s", consignmentId: "c1", lines })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 2 })
      yield* cancel({ commandId: "x", consignmentId: answer.consignmentId })
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 1 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 1 })
      const many = [{ ...unit, quantity: 9 }] as const
      assert.strictEqual(
        yield* refusalOf(split({ commandId: "s2", consignmentId: "c1", lines: many })),
        'UnitsNotFree: consignment "c1": 9 MUG wanted, 1 not in parcels',
      )
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("an order that changes after its audit", () => {
  const moved = orderOf("7", {
    personal: { recipient: { name: "Ada", lines: ["Oak St 1"], city: "Ulm", country: "DE" } },
  })

  it.effect("gets no label before people looked at it, and none for the old address", () =>
    Effect.gen(function* () {
      yield* given
      yield* packed("c1", "p1", mugs(2))
      yield* shown(moved)
      assert.strictEqual(
        yield* refusalOf(labelled("c1", "p1")),
        'OrderNotReleased: consignment "c1": order "7" is waiting, since its destination changed',
      )
      const desk = yield* OrderDesk
      yield* desk.review.reviewWaiting()
      assert.include(yield* refusalOf(labelled("c1", "p1")), "AddressChanged")
      const { reroute } = yield* Fulfilment
      const { answer } = yield* reroute({ commandId: "r", order: keyOf("7") })
      assert.deepStrictEqual(answer, { consignments: 1, left: 0, units: 2 })
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 0 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0 })
      assert.strictEqual((yield* docketOf("c1")).cancelled, true)
      yield* consigned({ id: "c2" })
      yield* packed("c2", "p2", mugs(2))
      assert.strictEqual((yield* labelled("c2", "p2")).status, "labelled")
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("is not dispatched with a label that it has, nor rerouted with it", () =>
    Effect.gen(function* () {
      yield* labelledOnce
      yield* shown(moved)
      assert.include(yield* refusalOf(closed("m1", ["c1", "p1"])), "OrderNotReleased")
      const { reroute } = yield* Fulfilment
      const { answer } = yield* reroute({ commandId: "r", order: keyOf("7") })
      assert.deepStrictEqual(answer, { consignments: 0, left: 1, units: 0 })
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("wants fewer units: what is withdrawn is taken out first", () =>
    Effect.gen(function* () {
      const { trim } = yield* Fulfilment
      yield* given
      yield* shown(orderOf("7", { lines: [lineOf("1", "MUG", 1)] }))
      const desk = yield* OrderDesk
      yield* desk.review.reviewWaiting()
      const { answer } = yield* trim({ commandId: "t", consignmentId: "c1" })
      assert.deepStrictEqual(answer, { consignments: 1, left: 0, units: 1 })
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 1 })
      yield* packed("c1", "p1", mugs(1))
      assert.strictEqual((yield* labelled("c1", "p1")).status, "labelled")
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("is refused by name where withdrawn units are packed already", () =>
    Effect.gen(function* () {
      const { trim, stop } = yield* Fulfilment
      yield* given
      yield* packed("c1", "p1", mugs(2))
      yield* shown(orderOf("7", { lines: [lineOf("1", "MUG", 1)] }))
      const desk = yield* OrderDesk
      yield* desk.review.reviewWaiting()
      assert.strictEqual(
        yield* refusalOf(labelled("c1", "p1")),
        'UnitsWithdrawn: consignment "c1": order "7" does not want 1 of line 1 any more',
      )
      assert.include(
        yield* refusalOf(trim({ commandId: "t1", consignmentId: "c1" })),
        "UnitsNotFree",
      )
      yield* stop({ commandId: "s", consignmentId: "c1", parcelId: "p1" })
      assert.strictEqual((yield* trim({ commandId: "t2", consignmentId: "c1" })).answer.units, 1)
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("a buyer's cancellation", () => {
  const asked = orderOf("7", { cancellation: "asked" })
  const cancelled = (gone?: "goOn") =>
    Fulfilment.use(({ cancelOrder }) =>
      cancelOrder({ commandId: next(), order: keyOf("7"), ...(gone && { gone }) }),
    )

  it.effect("before the label: nothing goes, and all is free again", () =>
    Effect.gen(function* () {
      yield* given
      yield* packed("c1", "p1", mugs(2))
      yield* shown(asked)
      assert.include(yield* refusalOf(labelled("c1", "p1")), "CancellationAsked")
      assert.deepStrictEqual((yield* cancelled()).answer, { consignments: 1, left: 0, units: 2 })
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 0 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0, cancelled: 2 })
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("after the label: it is given back", () => {
    const post = new Post()
    return Effect.gen(function* () {
      const { labels } = yield* Fulfilment
      yield* labelledOnce
      yield* shown(asked)
      yield* cancelled()
      const { values } = yield* labels.open()
      yield* Effect.forEach(values, ({ reference }) => labels.advance(reference))
      assert.deepStrictEqual(post.voided, ["T1"])
      assert.deepStrictEqual((yield* docketOf("c1")).parcels[0]?.voids, ["T1"])
    }).pipe(Effect.provide(warehouseOver(undefined, post)))
  })

  it.effect("after it left: refused with what to do instead, and nothing is written", () =>
    Effect.gen(function* () {
      yield* labelledOnce
      yield* closed("m1", ["c1", "p1"])
      yield* shown(asked)
      const store = yield* Store
      const before = yield* contentsOf({ name: "docket" }, { name: "order" })(store)
      assert.include(yield* refusalOf(cancelled()), "InterceptNeeded: too late to stop")
      assert.deepStrictEqual(
        yield* contentsOf({ name: "docket" }, { name: "order" })(store),
        before,
      )
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("of what left in part: the rest is cancelled where that is wanted", () =>
    Effect.gen(function* () {
      yield* given
      yield* packed("c1", "p1", mugs(1), later)
      yield* labelled("c1", "p1")
      yield* closed("m1", ["c1", "p1"])
      yield* shown(asked)
      assert.include(yield* refusalOf(cancelled()), "InterceptNeeded")
      assert.strictEqual((yield* cancelled("goOn")).answer.units, 1)
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 19, held: 0 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0, shipped: 1, cancelled: 1 })
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("is refused where nobody asked, and leaves the others of a merged consignment", () =>
    Effect.gen(function* () {
      const { merge } = yield* Fulfilment
      yield* stocked
      yield* taken(orderOf("7"), orderOf("8"))
      yield* consigned({})
      yield* consigned({ id: "c2", parts: [part("8", "1", "MUG", 2)] })
      yield* merge({ commandId: "m", into: "c1", from: ["c2"] })
      assert.include(yield* refusalOf(cancelled()), "NoCancellationAsked")
      yield* shown(asked)
      yield* packed("c1", "p1", mugs(4))
      yield* cancelled()
      const docket = yield* docketOf("c1")
      assert.isFalse(docket.cancelled)
      assert.deepStrictEqual(
        docket.consignment.lines.map(({ orderName, quantity }) => [orderName, quantity]),
        [[nameOf("8"), 2]],
      )
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 2 })
      assert.deepInclude((yield* linesOf("8"))[0], { planned: 2, cancelled: 0 })
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("lines of several items", () => {
  const sets = (id: string, sku: "MUG" | "CUP", quantity: number, units: number) =>
    consigned({ id, parts: [part("7", "1", sku, quantity)], planned: [["7", "1", units]] })
  const given = Effect.gen(function* () {
    const desk = yield* OrderDesk
    yield* stocked
    const of = [
      { sku: "MUG", quantity: 1 },
      { sku: "CUP", quantity: 2 },
    ] as const
    yield* desk.listings.map({ commandId: "map", ...account, sku: "SET", of })
    yield* taken(orderOf("7", { lines: [lineOf("1", "SET", 2)] }))
    yield* sets("c1", "MUG", 2, 2)
    // The lines are planned once, with the first of the two.
    yield* consigned({ id: "c2", parts: [part("7", "1", "CUP", 4)], planned: [] })
  })

  it.effect("count once all of their items have left", () =>
    Effect.gen(function* () {
      yield* given
      yield* packed("c1", "p1", mugs(2))
      yield* labelled("c1", "p1")
      yield* closed("m1", ["c1", "p1"])
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 2, shipped: 0 })
      yield* packed("c2", "p2", [{ sku: "CUP", count: 3 }], later)
      yield* labelled("c2", "p2")
      yield* closed("m2", ["c2", "p2"])
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 1, shipped: 1 })
      const facts = yield* toldOutside
      assert.deepStrictEqual(
        facts.flatMap((fact) => (fact._tag === "ShipmentTold" ? [fact.lines] : [])),
        [[], [{ lineId: "1", quantity: 1 }]],
      )
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("are not torn apart by a cancelled consignment", () =>
    Effect.gen(function* () {
      const { cancel, reroute } = yield* Fulfilment
      yield* given
      assert.strictEqual(
        yield* refusalOf(cancel({ commandId: "x", consignmentId: "c1" })),
        'LineTorn: order "7": some items of line 1 would go without the others',
      )
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 2 })
      yield* reroute({ commandId: "r", order: keyOf("7") })
      assert.deepStrictEqual(yield* levelOf("CUP"), { onHand: 20, held: 0 })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0 })
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("a parcel that came back", () => {
  it.effect("moves its lines at once, and stock by one command of who opened it", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { track } = yield* Fulfilment
      yield* ledger.cost.track({
        commandId: "cost",
        sku: "MUG",
        method: "MovingAverage",
        currency: "EUR",
        per: "item",
      })
      const cost = { currency: "EUR", amount: "40.00" }
      yield* ledger.receive({ commandId: "buy", lines: [{ sku: "MUG", quantity: 20, cost }] })
      yield* taken(orderOf("7"))
      yield* consigned({ parts: [part("7", "1", "MUG", 2)] })
      const { setSite } = yield* Fulfilment
      const sender = { company: "Entrepot", lines: ["Dock 1"], city: "Ulm", country: "DE" }
      const layout = { aisles: 3, bays: 9, bayLengthMm: 1, aislePitchMm: 1, depotAisle: 1 }
      yield* setSite({ commandId: "site", place: "main", sender, zone: "Europe/Berlin", layout })
      yield* packed("c1", "p1", mugs(2))
      yield* labelled("c1", "p1")
      yield* closed("m1", ["c1", "p1"])
      const events = [{ trackingNumber: "T1", at: 5, code: "x", status: "returned" as const }]
      yield* track({ courier: "post", events })
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, returned: 2 })
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 18, held: 0 })
      const lines = [{ sku: "MUG", quantity: 2 }]
      yield* ledger.return({ commandId: "back", lines, document: "T1", sale: "c1" })
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 20, held: 0 })
      const { value } = Option.getOrThrow(yield* ledger.cost.value("MUG"))
      assert.strictEqual(Money.format(value), "40.00 EUR")
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("lines of which some items have left", () => {
  const left = Effect.gen(function* () {
    const desk = yield* OrderDesk
    yield* stocked
    const of = [
      { sku: "MUG", quantity: 1 },
      { sku: "CUP", quantity: 2 },
    ] as const
    yield* desk.listings.map({ commandId: "map", ...account, sku: "SET", of })
    yield* taken(orderOf("7", { lines: [lineOf("1", "SET", 2)] }))
    yield* consigned({ parts: [part("7", "1", "MUG", 2)], planned: [["7", "1", 2]] })
    yield* consigned({ id: "c2", parts: [part("7", "1", "CUP", 4)], planned: [] })
    yield* packed("c1", "p1", mugs(2))
    yield* labelled("c1", "p1")
    yield* closed("m1", ["c1", "p1"])
    yield* shown(orderOf("7", { lines: [lineOf("1", "SET", 2)], cancellation: "asked" }))
  })
  const cancelled = (commandId: string) =>
    Fulfilment.use(({ cancelOrder }) => cancelOrder({ commandId, order: keyOf("7"), gone: "goOn" }))
  const track = (status: "returned" | "delivered", at: number, trackingNumber = "T1") =>
    Fulfilment.use(({ track }) =>
      track({ courier: "post", events: [{ trackingNumber, at, code: "x", status }] }),
    )

  it.effect(
    "are not cancelled while the customer may have these, and are once they came back",
    () =>
      Effect.gen(function* () {
        yield* left
        assert.include(yield* refusalOf(cancelled("1")), "LineTorn")
        assert.deepStrictEqual(yield* levelOf("CUP"), { onHand: 20, held: 4 })
        yield* track("returned", 5)
        assert.deepInclude((yield* linesOf("7"))[0], { planned: 2, shipped: 0, returned: 0 })
        yield* cancelled("2")
        const ended = { planned: 0, shipped: 0, delivered: 0, returned: 0, cancelled: 2 }
        assert.deepStrictEqual(yield* linesOf("7"), [ended])
        assert.deepStrictEqual(yield* levelOf("CUP"), { onHand: 20, held: 0 })
        yield* track("delivered", 9)
        assert.deepStrictEqual(yield* linesOf("7"), [ended])
      }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("are sent again as a whole where they came back and the order goes another way", () =>
    Effect.gen(function* () {
      const { reroute } = yield* Fulfilment
      yield* left
      yield* shown(orderOf("7", { lines: [lineOf("1", "SET", 2)] }))
      yield* track("returned", 5)
      yield* reroute({ commandId: "r", order: keyOf("7") })
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0, shipped: 0 })
      yield* consigned({ id: "c3", parts: [part("7", "1", "CUP", 4)], planned: [["7", "1", 2]] })
      yield* consigned({ id: "c4", parts: [part("7", "1", "MUG", 2)], planned: [] })
      yield* packed("c3", "p3", [{ sku: "CUP", count: 4 }])
      yield* labelled("c3", "p3")
      yield* closed("m3", ["c3", "p3"])
      // The mugs that came back make no set of these cups.
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 2, shipped: 0 })
      yield* packed("c4", "p4", mugs(2))
      yield* labelled("c4", "p4")
      yield* closed("m4", ["c4", "p4"])
      yield* track("delivered", 4)
      yield* track("delivered", 6, "T2")
      assert.deepInclude((yield* linesOf("7"))[0], { planned: 0, shipped: 2, delivered: 0 })
      yield* track("delivered", 6, "T3")
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, delivered: 2 })
      yield* track("returned", 7, "T2")
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, returned: 0 })
      yield* track("returned", 8, "T3")
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, returned: 2 })
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("units that are told apart", () => {
  it.effect("leave by serial number, and by lot", () =>
    Effect.gen(function* () {
      const { serials, lots } = yield* StockLedger
      const { pack, open } = yield* Fulfilment
      yield* stocked
      const phones = ["A1", "A2"].map((serial) => ({ sku: "PHONE", serial }))
      yield* serials.receive({ commandId: "phones", lines: phones })
      const milk = (lot: string) => ({ sku: "MILK", lot, quantity: 2 })
      yield* lots.receive({ commandId: "milk", lines: [milk("L1"), milk("L2")] })
      yield* taken(orderOf("7", { lines: [lineOf("1", "PHONE", 1), lineOf("2", "MILK", 2)] }))
      yield* consigned({ parts: [part("7", "1", "PHONE", 1), part("7", "2", "MILK", 2)] })
      yield* open({ commandId: "o", consignmentId: "c1", parcelId: "p0", packagingGrams: 1 })
      const scan = { consignmentId: "c1", parcelId: "p0", scanId: "s", commandId: "s" }
      const scanned = { sku: "MILK", lot: "L2", count: 1 }
      assert.include(yield* refusalOf(pack({ ...scan, scanned })), "LotNotHeld")
      const units = [
        { sku: "PHONE", count: 1, serial: "A2" },
        { sku: "MILK", count: 2, lot: "L1" },
      ] as const
      yield* packed("c1", "p1", units)
      yield* labelled("c1", "p1")
      yield* closed("m1", ["c1", "p1"])
      const phone = Option.getOrThrow(yield* serials.unit("PHONE", "A2"))
      assert.strictEqual(phone.where._tag, "Customer")
      assert.deepStrictEqual(yield* levelOf("MILK"), { onHand: 2, held: 0 })
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("cash on delivery", () => {
  it.effect("is collected once in all, at each parcel for what is in it", () => {
    const post = new Post()
    return Effect.gen(function* () {
      const { merge, stop } = yield* Fulfilment
      yield* stocked
      yield* taken(orderOf("7", { collect: "19.00" }), orderOf("8", { collect: "5.50" }))
      yield* consigned({})
      yield* consigned({ id: "c2", parts: [part("8", "1", "MUG", 2)] })
      yield* merge({ commandId: "m", into: "c1", from: ["c2"] })
      const collected = () =>
        post.asked.map(({ shipment }) => shipment.collect?.amount.toString() ?? "nothing")
      yield* packed("c1", "p1", mugs(1), { _tag: "NextParcel" })
      yield* labelled("c1", "p1")
      yield* packed("c1", "p2", mugs(3))
      yield* labelled("c1", "p2")
      assert.deepStrictEqual(collected(), ["9.5", "15"])
      yield* stop({ commandId: "s", consignmentId: "c1", parcelId: "p1" })
      yield* packed("c1", "p3", mugs(1))
      yield* labelled("c1", "p3")
      assert.deepStrictEqual(collected(), ["9.5", "15", "9.5"])
    }).pipe(Effect.provide(warehouseOver(undefined, post)))
  })
})

describe("the way of a parcel", () => {
  const track = (status: "inTransit" | "delivered" | "returned", at: number) =>
    Fulfilment.use((fulfilment) =>
      fulfilment.track({
        courier: "post",
        events: [{ trackingNumber: "T1", at, code: status, status }],
      }),
    )

  it.effect("moves lines, whatever comes first and however often", () =>
    Effect.gen(function* () {
      yield* labelledOnce
      yield* closed("m1", ["c1", "p1"])
      assert.deepInclude(yield* track("delivered", 9), { moved: 1 })
      assert.deepInclude(yield* track("inTransit", 5), { moved: 1 })
      assert.deepInclude(yield* track("delivered", 9), { moved: 0 })
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, delivered: 2, returned: 0 })
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("brings lines back to us", () =>
    Effect.gen(function* () {
      yield* labelledOnce
      yield* closed("m1", ["c1", "p1"])
      yield* track("returned", 9)
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, delivered: 0, returned: 2 })
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("begins where the courier has it, though nobody closed a manifest", () =>
    Effect.gen(function* () {
      yield* labelledOnce
      yield* track("inTransit", 5)
      assert.deepStrictEqual(yield* levelOf("MUG"), { onHand: 18, held: 0 })
      assert.lengthOf(yield* toldOutside, 2)
      assert.include(yield* refusalOf(closed("m1", ["c1", "p1"])), "ParcelsNotReady")
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("may be told before its label is known here", () =>
    Effect.gen(function* () {
      yield* given
      yield* packed("c1", "p1", mugs(2))
      assert.deepInclude(yield* track("delivered", 9), { early: 1 })
      yield* labelled("c1", "p1")
      assert.deepInclude((yield* linesOf("7"))[0], { shipped: 2, delivered: 2 })
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("labels", () => {
  it.effect("of a courier that refuses are asked for again, of another one or the same", () => {
    const post = new Post()
    return Effect.gen(function* () {
      yield* given
      yield* packed("c1", "p1", mugs(2))
      post.rejects = true
      const { status, error } = yield* labelled("c1", "p1")
      assert.deepStrictEqual([status, error?._tag], ["refused", "Rejected"])
      post.rejects = false
      assert.strictEqual((yield* labelled("c1", "p1")).status, "labelled")
    }).pipe(Effect.provide(warehouseOver(undefined, post)))
  })

  it.effect("want a parcel that can be, an address, and a place that is known", () =>
    Effect.gen(function* () {
      const { label } = yield* Fulfilment
      yield* given
      yield* packed("c1", "p1", mugs(2))
      const sizes = {
        lengthMm: 3,
        widthMm: 2,
        heightMm: 1,
        battery: "none",
        contents: "x",
      } as const
      const parcel = { consignmentId: "c1", parcelId: "p1", ...sizes }
      assert.include(yield* refusalOf(label(parcel)), "ParcelImplausible")
      const desk = yield* OrderDesk
      yield* desk.erase({ commandId: "e", order: keyOf("7"), actor: "ana" })
      assert.include(yield* refusalOf(labelled("c1", "p1")), "AddressMissing")
    }).pipe(Effect.provide(warehouseOver())),
  )
})

describe("waves", () => {
  it.effect("take what waits, once, and tell what to pick", () =>
    Effect.gen(function* () {
      const { planWaves, releaseWave, pickList, setPickFaces, withdrawFromWave, cancel } =
        yield* Fulfilment
      yield* stocked
      yield* taken(orderOf("7"), orderOf("8"), orderOf("9"))
      for (const order of ["7", "8", "9"])
        yield* consigned({ id: `c${order}`, parts: [part(order, "1", "MUG", 2)] })
      const { waves } = yield* planWaves({ place: "main", limits: { orders: 2 } })
      assert.deepStrictEqual(
        waves.map(({ consignments }) => consignments.map(({ consignmentId }) => consignmentId)),
        [["c7", "c8"], ["c9"]],
      )
      const wave = (waveId: string, ...consignmentIds: [string, ...Array<string>]) =>
        releaseWave({ commandId: next(), waveId, place: "main", consignmentIds })
      yield* wave("w1", "c7", "c8")
      assert.include(yield* refusalOf(wave("w2", "c8", "c9")), "ConsignmentsInWave")
      assert.include(yield* refusalOf(pickList("w1")), "where MUG lies")
      const faces = [{ sku: "MUG", location: { aisle: 2, bay: 3, level: 1 } }] as const
      yield* setPickFaces({ commandId: "f", place: "main", faces })
      const { stops } = yield* pickList("w1")
      assert.deepStrictEqual(
        stops.map(({ sku, quantity, totes }) => [sku, quantity, totes.length]),
        [["MUG", 4, 2]],
      )
      yield* shown(orderOf("8", { cancellation: "asked" }))
      const without = yield* pickList("w1")
      assert.deepStrictEqual(
        without.stops.map(({ quantity, totes }) => [quantity, totes]),
        [[2, [{ tote: 1, consignmentId: "c7", quantity: 2 }]]],
      )
      assert.deepStrictEqual(
        without.leftOut.map(({ consignmentId, because }) => [consignmentId, because._tag]),
        [["c8", "CancellationAsked"]],
      )
      const desk = yield* OrderDesk
      yield* desk.refuseCancellation({ commandId: "rc", order: keyOf("8") })
      assert.deepStrictEqual((yield* pickList("w1")).leftOut, [])
      yield* withdrawFromWave({ commandId: "wd", waveId: "w1", consignmentId: "c8" })
      yield* wave("w2", "c8", "c9")
      yield* cancel({ commandId: "x", consignmentId: "c9" })
      const { findWave } = yield* Fulfilment
      assert.deepStrictEqual(Option.getOrThrow(yield* findWave("w2")).consignmentIds, ["c8"])
      const left = yield* planWaves({ place: "main", limits: {} })
      assert.deepStrictEqual(left.waves, [])
      assert.lengthOf(yield* dockets, 3)
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("leave out what may not leave since it was routed, and say why", () =>
    Effect.gen(function* () {
      const { planWaves, releaseWave, findWave } = yield* Fulfilment
      yield* stocked
      const paid = (externalId: string) => orderOf(externalId, { payment: "paid" })
      yield* taken(paid("7"), paid("8"), paid("9"))
      for (const order of ["7", "8", "9"])
        yield* consigned({ id: `c${order}`, parts: [part(order, "1", "MUG", 2)] })
      const asked = orderOf("8", { payment: "paid", cancellation: "asked" })
      yield* shown(orderOf("7", { payment: "failed" }), asked)
      const planned = planWaves({ place: "main", limits: {} }).pipe(
        Effect.map(({ waves, leftOut }) => [
          waves.flatMap(({ consignments }) => consignments.map((one) => one.consignmentId)),
          leftOut.map((out) => [
            out.consignmentId,
            out._tag === "NotReady" ? out.because._tag : out._tag,
          ]),
        ]),
      )
      assert.deepStrictEqual(yield* planned, [
        ["c9"],
        [
          ["c7", "OrderNotReleased"],
          ["c8", "CancellationAsked"],
        ],
      ])
      const release = (commandId: string) =>
        releaseWave({ commandId, waveId: "w", place: "main", consignmentIds: ["c9", "c7"] })
      assert.strictEqual(
        yield* refusalOf(release("w1")),
        'OrderNotReleased: consignment "c7": order "7" is waiting, since its payment changed',
      )
      assert.isTrue(Option.isNone(yield* findWave("w")))
      const { review } = yield* OrderDesk
      yield* review.reviewWaiting()
      assert.deepStrictEqual(yield* planned, [["c7", "c9"], [["c8", "CancellationAsked"]]])
      assert.strictEqual((yield* release("w2")).answer.consignments, 2)
    }).pipe(Effect.provide(warehouseOver())),
  )
})
