import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { Customers, OrderEvidence, Segments, Tags } from "entrepot/customers"
import { Money } from "entrepot/kernel"
import { OrderDesk } from "entrepot/orders"
import { Store, storeServices } from "entrepot/store"

import { document, pageOf, sourceThatShows } from "../../orders/support/desk.ts"
import { settings } from "./support/histories.ts"

const layer = Layer.mergeAll(
  Segments.layerOver(Effect.succeed(settings)),
  Customers.layerOver,
  OrderDesk.layerOver,
).pipe(Layer.provideMerge(storeServices), Layer.provide(Layer.succeed(Store, Memory.make())))

const shop = sourceThatShows("whole")

/** The tags of somebody with these orders of 23.20 EUR, as the order desk was shown them. */
const tagsOf = Effect.fnUntraced(function* (
  orders: ReadonlyArray<Parameters<typeof document>[1] & { readonly externalId: string }>,
) {
  const desk = yield* OrderDesk
  const customers = yield* Customers
  const segments = yield* Segments
  yield* TestClock.adjust("1 day")
  for (const segment of Tags.shipped(Money.of(60, "EUR")))
    yield* segments.define({ commandId: segment.id, actor: "ada", segment })
  const documents = orders.map((one) => document("a", one))
  yield* desk.ingest(shop, pageOf("p1", ...documents))
  for (const { externalId } of orders) {
    const order = { channel: "csv", account: "shop", externalId }
    yield* customers.observeOrder({ commandId: externalId, order })
  }
  yield* customers.followTrade()
  const recordId = OrderEvidence.recordIdOf({ channel: "csv", account: "shop", externalId: "1" })
  yield* segments.refresh(recordId)
  return (yield* segments.of(recordId)).map(({ segment }) => segment)
})

describe("the tags of whoever orders through the desk", () => {
  it.effect("are those of their coupons, discounts and revenue", () =>
    Effect.gen(function* () {
      const reduced = { coupons: ["SPRING-20"], discount: "4.64" }
      const orders = ["1", "2", "3", "4"].map((externalId) => ({ externalId, ...reduced }))
      const tags = yield* tagsOf(orders)
      assert.sameMembers(tags, ["coupon-hunter", "high-value", "price-sensitive"])
    }).pipe(Effect.provide(layer)),
  )
})
