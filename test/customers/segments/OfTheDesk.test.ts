import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Customers,
  OrderEvidence,
  type Segment,
  SegmentFacts,
  Segments,
  Tags,
} from "entrepot/customers"
import { Decimal, Money } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"
import { Conditions } from "entrepot/rules"
import { Store, storeServices } from "entrepot/store"

import { document, pageOf, sourceThatShows } from "../../orders/support/desk.ts"
import { settings } from "./support/histories.ts"

const layer = () =>
  Layer.mergeAll(
    Segments.layerOver(Effect.succeed(settings)),
    Customers.layerOver,
    OrderDesk.layerOver,
  ).pipe(Layer.provideMerge(storeServices), Layer.provide(Layer.succeed(Store, Memory.make())))

const shop = sourceThatShows("whole")

const orderOf = (externalId: string) => ({ channel: "csv", account: "shop", externalId })

/** Somebody with these documents, as the order desk was shown them; their record. */
const shown = Effect.fnUntraced(function* (
  documents: ReadonlyArray<Parameters<typeof document>[1] & { readonly externalId: string }>,
) {
  const desk = yield* OrderDesk
  const customers = yield* Customers
  yield* TestClock.adjust("1 day")
  yield* desk.ingest(shop, pageOf("p1", ...documents.map((one) => document("a", one))))
  for (const { externalId } of documents)
    yield* customers.observeOrder({ commandId: externalId, order: orderOf(externalId) })
  yield* customers.followTrade()
  return OrderEvidence.recordIdOf(orderOf(documents[0]?.externalId ?? ""))
})

const tagsOf = (recordId: string) =>
  Segments.use((segments) =>
    Effect.map(segments.of(recordId), (memberships) => memberships.map(({ segment }) => segment)),
  )

const define = (segments: ReadonlyArray<Segment.Segment>) =>
  Segments.use((service) =>
    Effect.forEach(segments, (segment) =>
      service.define({ commandId: segment.id, actor: "ada", segment }),
    ),
  )

describe("the tags of whoever orders through the desk", () => {
  it.effect("are those of their coupons, discounts and revenue", () =>
    Effect.gen(function* () {
      const reduced = { coupons: ["SPRING-20"], discount: "4.64" }
      yield* define(Tags.shipped(Money.of(60, "EUR")))
      const recordId = yield* shown(
        ["1", "2", "3", "4"].map((externalId) => ({ externalId, ...reduced })),
      )
      yield* Segments.use((segments) => segments.look())
      const tags = yield* tagsOf(recordId)
      assert.sameMembers(tags, ["coupon-hunter", "high-value", "price-sensitive"])
    }).pipe(Effect.provide(layer())),
  )

  it.effect("count what a note of its own took back, as their profile does", () =>
    Effect.gen(function* () {
      const { compare } = Conditions.over(SegmentFacts.declared)
      yield* define([
        Tags.highValue({ revenue: Money.of(1_000, "EUR") }),
        { id: "paid", version: 1, when: compare("revenue", ">=", Money.of(1, "EUR")) },
        { id: "returner", version: 1, when: compare("returnRate", ">", Decimal.of("0.5")) },
      ])
      const bought = { lineId: "1", sku: "MUG", quantity: 60, unitPrice: "20" }
      const order = { externalId: "7", lines: [bought] } as const
      const recordId = yield* shown([order])
      const { look } = yield* Segments
      assert.strictEqual((yield* look()).moves, 2)
      assert.sameMembers(yield* tagsOf(recordId), ["high-value", "paid"])

      yield* shown([{ ...order, externalId: "CN-9", kind: "cancellation" }])
      const { profile } = yield* Customers
      const { trade } = Option.getOrThrow(yield* profile(recordId))
      assert.strictEqual(trade.orders, 1)
      assert.strictEqual(trade.money[0]?.revenue.amount.toFixed(2), "0.00")
      assert.strictEqual(trade.returnRate?.toFixed(), "1")
      assert.strictEqual((yield* look()).moves, 3)
      assert.deepStrictEqual(yield* tagsOf(recordId), ["returner"])
      assert.deepStrictEqual(yield* look(), { moves: 0, untold: 0, firstUntold: [] })
    }).pipe(Effect.provide(layer())),
  )
})
