import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import { OrderDesk } from "entrepot/orders"

import {
  ada,
  consigned,
  keyOf,
  labelled,
  lineOf,
  orderOf,
  packed,
  Post,
  refusalOf,
  shown,
  stocked,
  taken,
  warehouseOver,
} from "./support/warehouse.ts"

type Change = Partial<ChannelOrder.ChannelOrder>
const masked = (street: string, city: string): Change => ({
  personal: { recipient: { ...ada, lines: [street], city, masked: true } },
})
const counter = (id: string, courier = "post"): Change => ({ pickupPoint: { id, courier } })
const token = (value: string): Change => ({
  personal: { recipient: { ...ada, masked: true, token: { scope: "s", value } } },
})

/**
 * What comes of the label of order 7 that is packed, where it was routed as it said first, and the
 * rules let it go again as it says then.
 */
const labelAfter = (first: Change, then: Change) =>
  Effect.gen(function* () {
    yield* stocked
    yield* taken(orderOf("7", first))
    yield* consigned({})
    yield* packed("c1", "p1", [{ sku: "MUG", count: 2 }])
    yield* shown(orderOf("7", then))
    yield* OrderDesk.use(({ review }) => review.reviewWaiting())
    return yield* Effect.matchEffect(labelled("c1", "p1"), {
      onSuccess: ({ status }) => Effect.succeed(status),
      onFailure: () => refusalOf(labelled("c1", "p1")),
    })
  }).pipe(Effect.provide(warehouseOver()))

describe("an order that was routed gets no label", () => {
  it.effect("where its mask shows another city, though nobody can tell the door", () =>
    Effect.gen(function* () {
      const refused = yield* labelAfter(masked("Elm**", "Bonn"), masked("Oak**", "Berlin"))
      assert.include(refused, "AddressChanged")
      assert.include(yield* labelAfter(token("1"), token("2")), "AddressChanged")
    }),
  )

  it.effect("where it goes to another counter, or the counter is another courier's", () =>
    Effect.gen(function* () {
      assert.include(yield* labelAfter(counter("P1"), counter("P2")), "AddressChanged")
      assert.include(yield* labelAfter(counter("P1"), counter("P1", "dhl")), "AddressChanged")
      assert.include(yield* labelAfter({}, counter("P1")), "AddressChanged")
    }),
  )

  it.effect("where the channel wants its own one by now, or does not any more", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* labelAfter({}, { label: "channel" }),
        'LabelChanged: consignment "c1": order "7" wants the label of its channel by now',
      )
      assert.include(yield* labelAfter({ label: "channel" }, {}), "LabelChanged")
    }),
  )

  it.effect("but does where only the phone, the remark or the spelling changed", () =>
    Effect.gen(function* () {
      const said = (more: object): Change => ({ personal: { recipient: { ...ada, ...more } } })
      assert.strictEqual(yield* labelAfter(said({}), said({ phone: "+49 9" })), "labelled")
      assert.strictEqual(yield* labelAfter(said({}), said({ lines: ["ELM ST 5"] })), "labelled")
      const mask = masked("Elm**", "Bonn")
      const remark = { personal: { ...mask.personal, remark: "soon" } }
      assert.strictEqual(yield* labelAfter(mask, remark), "labelled")
    }),
  )
})

describe("cash on delivery", () => {
  it.effect("is not collected for what was cancelled", () => {
    const post = new Post()
    return Effect.gen(function* () {
      const lines = [lineOf("1", "MUG", 2), lineOf("2", "CUP", 2)] as const
      yield* stocked
      yield* taken(orderOf("7", { lines, collect: "38.00" }))
      const desk = yield* OrderDesk
      const cups = [{ lineId: "2", quantity: 2 }]
      yield* desk.cancelLines({ commandId: "c", order: keyOf("7"), lines: cups })
      yield* consigned({})
      yield* packed("c1", "p1", [{ sku: "MUG", count: 2 }])
      yield* labelled("c1", "p1")
      assert.strictEqual(post.asked[0]?.shipment.collect?.amount.toString(), "19")
    }).pipe(Effect.provide(warehouseOver(undefined, post)))
  })
})
