import { assert, it } from "@effect/vitest"
import * as Memory from "entrepot/adapters/stores/memory"
import { open } from "entrepot/promise"

import { account, courierOf, keyOf, orderOf, placeOf, policy } from "./support/office.ts"

it("what parcels took counts more than promises, also for hosts that speak promises", async () => {
  const chosen = async (days: number) => {
    const asked = new Set<string>()
    await using shop = await open(Memory.layer(), {
      couriers: [courierOf("van"), courierOf("post", "7.00")],
      historyOf: ({ courier }, place) => {
        asked.add(`${courier} from ${place}`)
        return courier === "van" ? { arrived: [{ days, parcels: 99 }], neverArrived: 0 } : undefined
      },
    })
    const { orders, router, stock } = shop
    const lines = [{ sku: "MUG", quantity: 3, place: "Berlin" }] as const
    await stock.receive({ commandId: "stock", lines })
    await router.setPolicy({ commandId: "policy", policy })
    await router.setPlace({ commandId: "place", profile: placeOf("Berlin") })
    await router.setItem({ commandId: "item", item: { sku: "MUG", weightGrams: 350 } })
    await orders.listings.nameAlike({ commandId: "alike", ...account, same: true })
    const now = Date.now()
    const value = orderOf("7", { MUG: 1 }, { placedAt: now, deliverBy: now + 8 * 86_400_000 })
    const traits = { contract: { name: "test", version: "1" } }
    const seen = { revision: "a", observedAt: now, raw: {} }
    const items = [{ externalId: "7", ...seen, value }]
    const page = { items, rejected: [], checkpoint: "p1" }
    await orders.ingest({ id: "csv", account: "shop", traits }, page)
    await orders.review.reviewWaiting()
    await router.route({ commandId: "route", order: keyOf("7") })
    const route = await router.explain(keyOf("7"))
    assert.deepStrictEqual([...asked].toSorted(), ["post from Berlin", "van from Berlin"])
    return route?.consignments.map(({ courier }) => courier)
  }
  assert.deepStrictEqual(await chosen(2), ["van"])
  assert.deepStrictEqual(await chosen(30), ["post"])
})
