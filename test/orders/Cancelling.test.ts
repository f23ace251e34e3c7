import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Order, OrderDesk, OrderPosting } from "entrepot/orders"
import { Transactor } from "entrepot/store"

import { deskOver, document, pageOf, sourceThatShows } from "./support/desk.ts"

const shop = sourceThatShows("whole")
const account = { channel: "csv", account: "shop" }
const order = { ...account, externalId: "7" }

/** Order 7, let go, of which the buyer asks or asked something. */
const given = Effect.fnUntraced(function* (cancellation?: "asked" | "done") {
  const desk = yield* OrderDesk
  yield* desk.listings.nameAlike({ commandId: "same", ...account, same: true })
  yield* desk.ingest(shop, pageOf("p1", document("a")))
  yield* desk.review.reviewWaiting()
  if (cancellation !== undefined)
    yield* desk.ingest(
      shop,
      pageOf("p2", { ...document("b", { cancellation }), observedAt: 9_000 }),
    )
  return desk
})

const plan = (quantity: number) =>
  Transactor.use(({ run }) =>
    run(
      OrderPosting.post({
        _tag: "PlanLines",
        commandId: "plan",
        order,
        lines: [{ lineId: "1", quantity }],
      }),
    ),
  )

const axesOf = Effect.flatMap(OrderDesk, (desk) =>
  Effect.map(desk.find(order), (found) => Order.axes(Option.getOrThrow(found))),
)

describe("a buyer who asks to cancel", () => {
  it.effect("stops an order until somebody answers", () =>
    Effect.gen(function* () {
      const desk = yield* given("asked")
      assert.strictEqual((yield* Effect.flip(plan(1)))._tag, "CancellationAsked")
      yield* desk.refuseCancellation({ commandId: "no", order })
      assert.strictEqual((yield* axesOf).cancellation, "refused")
      assert.strictEqual((yield* plan(1)).stage, "released")
      const again = yield* Effect.flip(desk.refuseCancellation({ commandId: "no 2", order }))
      assert.strictEqual(again._tag, "NoCancellationAsked")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("gets all that is not under way", () =>
    Effect.gen(function* () {
      const desk = yield* given("asked")
      const { answer } = yield* desk.acceptCancellation({ commandId: "yes", order })
      assert.strictEqual(answer.stage, "cancelled")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("has to wait where units are with a consignment, until that is stopped", () =>
    Effect.gen(function* () {
      const desk = yield* given()
      yield* plan(2)
      yield* desk.ingest(
        shop,
        pageOf("p2", { ...document("b", { cancellation: "asked" }), observedAt: 9_000 }),
      )
      const refused = yield* Effect.flip(desk.acceptCancellation({ commandId: "yes", order }))
      assert.strictEqual(refused.message, 'order "7" is under way: line 1: 2 planned, 0 shipped')
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("whose channel agreed gets nothing more, and what is planned is too much", () =>
    Effect.gen(function* () {
      const desk = yield* given()
      yield* plan(2)
      yield* desk.ingest(
        shop,
        pageOf("p2", { ...document("b", { cancellation: "done" }), observedAt: 9_000 }),
      )
      const { lines, ...found } = Option.getOrThrow(yield* desk.find(order))
      assert.deepStrictEqual(lines.map(Order.overplanned), [2, 0])
      assert.strictEqual(Order.stage({ lines, ...found }), "cancelled")
    }).pipe(Effect.provide(deskOver())),
  )
})
