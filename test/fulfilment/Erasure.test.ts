import { DatabaseSync } from "node:sqlite"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import * as Sqlite from "entrepot/adapters/stores/sqlite"
import type { ChannelOrder } from "entrepot/channels"
import { type CourierShape, LabelRecords } from "entrepot/couriers"
import { Fulfilment } from "entrepot/fulfilment"
import { Money, Reason } from "entrepot/kernel"
import { AuditRules, OrderDesk } from "entrepot/orders"
import { type Entrepot, open } from "entrepot/promise"
import { Workdays } from "entrepot/routing"
import { Records, Store, type StoreError } from "entrepot/store"

import { freshPath } from "../stores/support/folder.ts"
import { bytesOf, noting, textOf } from "./support/bytes.ts"
import {
  consigned,
  keyOf,
  labelled,
  orderOf,
  packed,
  part,
  Post,
  stocked,
  taken,
  warehouseOver,
} from "./support/warehouse.ts"

const recipient = {
  name: "Adelaide Secretname",
  phone: "+49 171 5550199",
  email: "adelaide@hidden.example",
  lines: ["Hidden Lane 512"],
  city: "Bonn",
  postcode: "53111",
  country: "DE",
} as const
const remark = "urgent: ring at the secret bell"
const secretReason = "her sister in Ulm called"
const secrets = [
  secretReason,
  recipient.name,
  recipient.phone,
  recipient.email,
  recipient.lines[0],
  remark,
  // As a waybill has it.
  btoa(recipient.name),
]

const price = Money.of("5.00", "EUR")
/** A courier that prints the name on its waybill. */
const van: CourierShape = {
  id: "van",
  traits: { contract: { name: "test", version: "1" }, labelsOnce: true, settlesMillis: 0 },
  quote: () =>
    Effect.succeed([
      {
        courier: "van",
        service: "parcel",
        price,
        charges: [{ name: "carriage", amount: price }],
        transitDays: 2,
        reason: Reason.of("test", "flat"),
      },
    ]),
  label: ({ reference, service, shipment: { to } }) =>
    Effect.succeed({
      reference,
      service,
      trackingNumber: `T${reference.slice(0, 6)}`,
      waybill: {
        mediaType: "text/plain",
        base64: btoa(to._tag === "Door" ? (to.address.name ?? "") : ""),
      },
    }),
}

const account = { channel: "csv", account: "shop" }
const order = { ...account, externalId: "7" }
const source = { id: "csv", account: "shop", traits: { contract: { name: "test", version: "1" } } }

const documentOf = (revision: string, observedAt: number, kind: ChannelOrder.Kind = "order") => ({
  externalId: "7",
  revision,
  observedAt,
  raw: { ...recipient, remark },
  value: {
    externalId: "7",
    kind,
    placedAt: 0,
    currency: "EUR" as const,
    personal: { recipient, remark },
    lines: [{ lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" }] as const,
  },
})

const eur = (amount: string) => ({ currency: "EUR", amount })

/** Everything that can be known of a place, an item and rules, without persons. */
const setUp = async ({ orders, router, stock }: Entrepot) => {
  await stock.receive({
    commandId: "stock",
    lines: [{ sku: "MUG", quantity: 9, place: "Ulm" }],
  })
  const perParcel = eur("2.00")
  await router.setPolicy({
    commandId: "policy",
    policy: {
      currency: "EUR",
      goals: ["parcels", "cost"],
      maxParcels: 2,
      splitLines: true,
      bands: [{ name: "all", transitDays: 1, perParcel, perKilogram: eur("0.50") }],
      distances: [{ place: "Ulm", country: "DE", kilometres: 300 }],
      deliveryDays: Workdays.mondayToFriday,
      zone: "Europe/Berlin",
      packagingGrams: 150,
      box: { lengthMm: 300, widthMm: 200, heightMm: 100 },
      percent: 95,
      minimumParcels: 30,
    },
  })
  await router.setPlace({
    commandId: "place",
    profile: {
      place: "Ulm",
      kind: "ours",
      priority: 0,
      zone: "Europe/Berlin",
      cutOff: "15:00",
      handlingDays: 0,
      workdays: Workdays.mondayToFriday,
      perParcel,
      perUnit: eur("0.10"),
      sender: { company: "Entrepot", lines: ["Dock 1"], city: "Ulm", country: "DE" },
    },
  })
  await router.setItem({ commandId: "item", item: { sku: "MUG", weightGrams: 350 } })
  const ruleSet = AuditRules.make(AuditRules.defaults)
  await orders.review.publish({ commandId: "rules", ruleSet })
  await orders.listings.nameAlike({ commandId: "alike", ...account, same: true })
}

/** An order from its first document until its parcel has arrived, by way of a person and a wave. */
const whole = async (shop: Entrepot) => {
  await setUp(shop)
  const { orders, router, fulfilment } = shop
  const items = [documentOf("a", 1), documentOf("b", 2), documentOf("c", 2, "adjustment")]
  await orders.ingest(source, { items, rejected: [], checkpoint: "p1" })
  await orders.review.reviewWaiting()
  await orders.release({ commandId: "release", order, actor: "bob", reason: secretReason })
  await orders.review.blacklistBuyer({
    commandId: "list",
    order,
    by: ["phone", "email", "door"],
    because: secretReason,
  })
  await orders.review.explain(order)
  const { answer } = await router.route({ commandId: "route", order, reason: secretReason })
  const [consignmentId = ""] = answer.consignmentIds
  const wave = { waveId: "w1", place: "Ulm", consignmentIds: [consignmentId] } as const
  await fulfilment.releaseWave({ commandId: "wave", reason: secretReason, ...wave })
  const parcel = { consignmentId, parcelId: "p1" }
  await fulfilment.open({ commandId: "1", ...parcel, packagingGrams: 150 })
  const scanned = { sku: "MUG", count: 2 }
  await fulfilment.pack({ commandId: "2", ...parcel, scanId: "s1", scanned })
  await fulfilment.close({ commandId: "3", ...parcel })
  await fulfilment.weigh({ commandId: "4", ...parcel, weightGrams: 850 })
  const box = { lengthMm: 300, widthMm: 200, heightMm: 100, battery: "none" } as const
  const { trackingNumber = "" } = await fulfilment.label({ ...parcel, ...box, contents: "Mugs" })
  const events = [{ trackingNumber, at: 1, code: "IT", status: "inTransit" as const }]
  await fulfilment.track({ courier: "van", events })
}

/** One call for all; what the channel shows of it later is not kept either. */
const erased = async ({ orders }: Entrepot) => {
  await orders.erase({ commandId: "erase", order, actor: "eve" })
  const items = [documentOf("d", 3), documentOf("e", 3, "adjustment")]
  await orders.ingest(source, { items, rejected: [], checkpoint: "p2" })
}

const opened = (layer: Layer.Layer<Store, StoreError>) =>
  Effect.acquireRelease(
    Effect.promise(() => open(layer, { couriers: [van] })),
    (shop) => Effect.promise(() => shop.close()),
  )

describe("an order that was erased with one call", () => {
  it.live("leaves nothing of its persons in memory, whatever became of it", () =>
    Effect.gen(function* () {
      const collections = new Set<string>()
      const store = noting(Memory.make(), collections)
      const shop = yield* opened(Layer.succeed(Store, store))
      yield* Effect.promise(() => whole(shop))
      const before = yield* textOf(store, collections)
      for (const secret of secrets) assert.include(before, secret)
      yield* Effect.promise(() => erased(shop))
      const after = yield* textOf(store, collections)
      for (const secret of secrets) assert.notInclude(after, secret)
      assert.include(after, "label-wish")
    }),
  )

  it.live("leaves nothing of its persons in the bytes of a file", () =>
    Effect.gen(function* () {
      const path = yield* freshPath
      const layer = Sqlite.layer({ path })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const shop = yield* opened(layer)
          yield* Effect.promise(() => whole(shop))
        }),
      )
      const before = bytesOf(path)
      for (const secret of secrets) assert.include(before, secret)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const shop = yield* opened(layer)
          yield* Effect.promise(() => erased(shop))
        }),
      )
      // Pages that were split may hold copies of what was moved; see the guide's page on stores.
      const database = new DatabaseSync(path)
      database.exec("VACUUM")
      database.close()
      const after = bytesOf(path)
      for (const secret of secrets) assert.notInclude(after, secret)
      assert.include(after, "label-wish")
    }),
  )
})

/** What is kept of the one label that was asked for: its status, and whether anything personal is. */
const keptOfLabels = Effect.gen(function* () {
  const records = yield* Records
  const labels = (yield* records.page(LabelRecords.Labels)).values
  const requests = (yield* records.page(LabelRecords.LabelRequests)).values
  const waybills = (yield* records.page(LabelRecords.LabelWaybills)).values
  return [labels.map(({ status }) => status), requests.length, waybills.length]
})

const erase = (externalId: string) =>
  OrderDesk.use((desk) =>
    desk.erase({ commandId: `erase ${externalId}`, order: keyOf(externalId), actor: "eve" }),
  )

/** Two orders of one door in one parcel that was weighed. */
const together = Effect.gen(function* () {
  yield* stocked
  yield* taken(orderOf("7"), orderOf("8"))
  const mugs = (order: string) => part(order, "1", "MUG", 2)
  yield* consigned({ parts: [mugs("7"), mugs("8")] })
  yield* packed("c1", "p1", [{ sku: "MUG", count: 4 }])
})

describe("the label of a parcel", () => {
  it.effect("is erased with any order in it, and tells the others nothing", () =>
    Effect.gen(function* () {
      yield* together
      yield* labelled("c1", "p1")
      assert.deepStrictEqual(yield* keptOfLabels, [["sold"], 1, 1])
      yield* erase("8")
      assert.deepStrictEqual(yield* keptOfLabels, [["sold"], 0, 0])
    }).pipe(Effect.provide(warehouseOver())),
  )

  it.effect("goes to an order that was not erased", () => {
    const post = new Post()
    return Effect.gen(function* () {
      yield* together
      yield* erase("7")
      yield* labelled("c1", "p1")
      assert.lengthOf(post.asked, 1)
      yield* erase("8")
      assert.deepStrictEqual(yield* keptOfLabels, [["sold"], 0, 0])
    }).pipe(Effect.provide(warehouseOver(Memory.make(), post)))
  })

  it.effect("that is sold after the erasure is given back, and not kept", () => {
    const post = new Post()
    let meanwhile: Effect.Effect<unknown> = Effect.void
    const { label } = post.shape
    const slow = {
      shape: {
        ...post.shape,
        label: (request: Parameters<typeof label>[0]) =>
          Effect.andThen(
            Effect.suspend(() => meanwhile),
            label(request),
          ),
      },
    }
    return Effect.gen(function* () {
      yield* together
      const services = yield* Effect.context<OrderDesk>()
      meanwhile = Effect.orDie(erase("7")).pipe(Effect.provide(services))
      assert.strictEqual((yield* labelled("c1", "p1")).status, "void")
      assert.deepStrictEqual(post.voided, ["T1"])
      assert.deepStrictEqual(yield* keptOfLabels, [["void"], 0, 0])
    }).pipe(Effect.provide(warehouseOver(Memory.make(), slow)))
  })

  it.effect("that nobody was asked for yet is not bought any more", () =>
    Effect.gen(function* () {
      yield* together
      const { labels } = yield* Fulfilment
      const wanted = { name: "Ada", lines: ["Elm St 5"], city: "Bonn", country: "DE" } as const
      const sizes = { weightGrams: 900, lengthMm: 300, widthMm: 200, heightMm: 100 }
      const parcel = { ...sizes, battery: "none", contents: "Mugs" } as const
      const to = { _tag: "Door", address: wanted } as const
      const shipment = { from: wanted, to, parcel, shipOn: "2026-11-23" }
      const request = { reference: "r1", service: "parcel", shipment }
      yield* labels.want({ courier: "post", request })
      yield* labels.erase("r1")
      assert.deepStrictEqual(yield* keptOfLabels, [["void"], 0, 0])
      yield* labels.advanceAll()
      assert.deepStrictEqual((yield* labels.open()).values, [])
    }).pipe(Effect.provide(warehouseOver())),
  )
})
