import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { ChannelOrder } from "entrepot/channels"
import { Order, OrderDesk, OrderFacts } from "entrepot/orders"

import { deskOver, document, pageOf, sourceThatShows } from "./support/desk.ts"

const account = { channel: "csv", account: "shop" }
const key = { ...account, externalId: "7" }
const found = OrderDesk.use((desk) => Effect.map(desk.find(key), Option.getOrThrow))

type Line = Partial<ChannelOrder.ChannelOrderLine>

/** The channel shows two mugs and a cup that it sends itself, each line with changes. */
const shown = (observedAt: number, mugs: Line = {}, cup: Line = {}) => {
  const [first, second] = document("").value.lines
  const lines = [
    { ...first, ...mugs },
    { ...second!, ...cup },
  ] as const
  const item = { ...document(`r${observedAt}`, { fulfilledBy: "channel", lines }), observedAt }
  return OrderDesk.use((desk) =>
    desk.ingest(sourceThatShows("whole"), pageOf(`p${observedAt}`, item)),
  )
}

const reviewed = OrderDesk.use(({ review }) => review.reviewWaiting())
const sent = { channelShipped: 2 }
const arrived = { channelDelivered: 2 }
const cup = { channelShipped: 1, channelDelivered: 1 }

describe("an order that the channel sends itself", () => {
  it.effect("goes where nobody knows its listings, and waits for the channel's warehouse", () =>
    Effect.gen(function* () {
      yield* shown(1)
      yield* reviewed
      assert.strictEqual(Order.stage(yield* found), "planned")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is held where a line is ours to send, and for that listing alone", () =>
    Effect.gen(function* () {
      yield* shown(1, {}, { fulfilledBy: "us" })
      yield* reviewed
      const { review } = yield* found
      assert.strictEqual(review?.state, "held")
      assert.deepStrictEqual(review?.unmapped, ["CUP"])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is ours to look at where a line is, and the channel's where all are", () =>
    Effect.gen(function* () {
      const senderOf = Effect.map(found, (order) => OrderFacts.of(order, { at: 9 }).fulfilledBy)
      yield* shown(1, {}, { fulfilledBy: "us" })
      assert.strictEqual(yield* senderOf, "us")
      yield* shown(2, {}, { fulfilledBy: "thirdParty" })
      assert.strictEqual(yield* senderOf, "thirdParty")
      yield* shown(3)
      assert.strictEqual(yield* senderOf, "channel")
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("leaves and arrives as the channel says, line by line", () =>
    Effect.gen(function* () {
      yield* shown(1)
      yield* reviewed
      const seen: Array<unknown> = []
      const look = Effect.map(found, (order) => {
        const { fulfilment } = Order.axes(order)
        return seen.push([Order.stage(order), fulfilment])
      })
      for (const [at, lines] of [[sent], [sent, cup], [arrived, cup]].entries()) {
        yield* shown(at + 2, ...lines)
        yield* look
      }
      assert.deepStrictEqual(seen, [
        ["planned", "partlyShipped"],
        ["shipped", "shipped"],
        ["delivered", "delivered"],
      ])
    }).pipe(Effect.provide(deskOver())),
  )

  it.effect("is not cancelled here once it has left", () =>
    Effect.gen(function* () {
      const desk = yield* OrderDesk
      yield* shown(1, sent, cup)
      const lines = [{ lineId: "1", quantity: 1 }]
      const refused = yield* Effect.flip(desk.cancelLines({ commandId: "c", order: key, lines }))
      assert.strictEqual(refused._tag, "LinesExceeded")
    }).pipe(Effect.provide(deskOver())),
  )

  it("says nothing of a line that we send", () => {
    const line = { fulfilledBy: "us", channelShipped: 2, channelDelivered: 2 } as const
    assert.deepStrictEqual([Order.shipped(line), Order.delivered(line)], [0, 0])
    const theirs = { channelDelivered: 2 }
    assert.strictEqual(Order.shipped(theirs, { fulfilledBy: "channel" }), 2)
  })
})
