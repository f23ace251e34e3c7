import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Couriers } from "entrepot/couriers"
import { Customers, OrderEvidence } from "entrepot/customers"
import { OrderDesk } from "entrepot/orders"
import { Router } from "entrepot/routing"
import { StockLedger } from "entrepot/stock"

import {
  ada,
  consigned,
  keyOf,
  labelled,
  nameOf,
  orderOf,
  packed,
  part,
  Post,
  stocked,
  taken,
  warehouseOver,
} from "../fulfilment/support/warehouse.ts"
import { courierOf, opened } from "../routing/support/office.ts"

const roomsOver = () =>
  Layer.mergeAll(Customers.layerOver, Router.layerOver).pipe(
    Layer.provide(Layer.succeed(Couriers, { couriers: [courierOf("van")] })),
    Layer.provideMerge(warehouseOver(Memory.make(), new Post())),
    Layer.fresh,
  )

const recipient = { ...ada, phone: "+49 151 23456789" }
/** Somebody else of the same home: one door, and one phone. */
const eve = { ...recipient, name: "Eve" }
const order = keyOf("7")
const listing = { order, by: ["phone"], because: "never paid" } as const

const byName = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))
/** The parts of an export. */
const partsOf = (id: string) =>
  Customers.use(({ exportOf }) => Effect.map(exportOf(id), (all) => byName(all)))
/** The parts of the export of the buyer of the order. */
const exported = Effect.gen(function* () {
  yield* Customers.use(({ observeOrder }) => observeOrder({ commandId: "o", order }))
  return yield* partsOf(OrderEvidence.recordIdOf(order))
})

describe("the export of a buyer", () => {
  it.effect("says that they are on the blacklist, why, and how often parcels came back", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      yield* taken(
        orderOf("7", { personal: { recipient } }),
        orderOf("8", { personal: { recipient: eve } }),
      )
      yield* review.blacklistBuyer({ commandId: "b", ...listing })
      yield* review.countRefusal({ commandId: "r", order })
      const { blacklist, buyers, orderReasons } = yield* exported
      assert.containSubset(blacklist, [{ by: "phone" }])
      assert.containSubset(orderReasons, [{ text: "never paid" }])
      assert.containSubset(buyers, [{ by: "phone", refusals: 1 }])
      // The other one's order bears the same phone.
      assert.include(JSON.stringify(buyers), JSON.stringify(nameOf("7")))
      assert.notInclude(JSON.stringify(buyers), JSON.stringify(nameOf("8")))
    }).pipe(Effect.provide(roomsOver())),
  )

  it.effect("says it of a customer who has no order", () =>
    Effect.gen(function* () {
      const { review } = yield* OrderDesk
      const { observe } = yield* Customers
      const phone = { _tag: "Phone", value: recipient.phone } as const
      const web = { recordId: "web-1", channel: "web", observedAt: 1 }
      yield* observe({ commandId: "w", ...web, identifiers: [phone] })
      const listed = { by: "phone", text: recipient.phone, because: "never paid" } as const
      yield* review.blacklist({ commandId: "b", ...listed })
      const { blacklist } = yield* partsOf("web-1")
      assert.containSubset(blacklist, [{ by: "phone" }])
    }).pipe(Effect.provide(roomsOver())),
  )

  it.effect("has the route of an order, or why there is none", () =>
    Effect.gen(function* () {
      const { receive } = yield* StockLedger
      yield* taken(orderOf("7", { personal: { recipient } }))
      const { route, routeReleased } = yield* opened([])
      yield* routeReleased()
      const { unrouted } = yield* exported
      assert.containSubset(unrouted, [{ order, refusal: {} }])
      const lines = [{ place: "Berlin", sku: "MUG", quantity: 5 }]
      yield* receive({ commandId: "more", lines })
      yield* route({ commandId: "r", order })
      const { routes } = yield* exported
      assert.containSubset(routes, [{ order, times: 1 }])
    }).pipe(Effect.provide(roomsOver())),
  )

  it.effect("has dockets with parcels, and labels with their tracking numbers", () =>
    Effect.gen(function* () {
      yield* stocked
      yield* taken(orderOf("7", { personal: { recipient } }))
      yield* consigned({})
      yield* packed("c1", "p1", [{ sku: "MUG", count: 2 }])
      yield* labelled("c1", "p1")
      const { consignments, dockets, labelStates } = yield* exported
      assert.containSubset(consignments, [{ orderName: nameOf("7"), consignmentIds: ["c1"] }])
      assert.containSubset(dockets, [{ parcels: [{ label: { trackingNumber: "T1" } }] }])
      assert.containSubset(labelStates, [{ trackingNumber: "T1" }])
    }).pipe(Effect.provide(roomsOver())),
  )

  it.effect("leaves out the docket that orders of others share", () =>
    Effect.gen(function* () {
      yield* stocked
      yield* taken(orderOf("7", { personal: { recipient } }), orderOf("8"))
      yield* consigned({ parts: [part("7", "1", "MUG", 2), part("8", "1", "MUG", 2)] })
      const { consignments, dockets, ...rest } = yield* exported
      assert.containSubset(consignments, [{ consignmentIds: ["c1"] }])
      assert.deepStrictEqual(dockets, [])
      assert.notInclude(JSON.stringify(rest), JSON.stringify(nameOf("8")))
    }).pipe(Effect.provide(roomsOver())),
  )
})
