/**
 * After: the same day through the library, on four drawn channels, two floors, and couriers by their
 * price lists.
 */
import { Clock, Effect, Layer, Random } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { ChannelOrder } from "entrepot/channels"
import { Couriers, LabelDesk } from "entrepot/couriers"
import { ConsignmentPosting, Fulfilment } from "entrepot/fulfilment"
import { OrderDesk } from "entrepot/orders"
import { Router } from "entrepot/routing"
import { StockLedger } from "entrepot/stock"
import { storeServices } from "entrepot/store"

import type { Show } from "../main-job/progress.ts"
import * as CourierList from "./couriers.ts"
import { closesAt, type Day, type DrawnOrder, opensAt } from "./day.ts"
import * as DayClock from "./dayClock.ts"
import * as Evening from "./evening.ts"
import { type Shop, shops } from "./goods.ts"
import * as Reviewer from "./reviewer.ts"
import { setUp } from "./setUp.ts"
import * as StockSync from "./stockSync.ts"
import * as StockTake from "./stockTake.ts"
import { type Slips, Tally } from "./touches.ts"
import * as Warehouse from "./warehouse.ts"

const minute = 60_000

/** Minutes between two looks at the channels. */
const roundMinutes = 30

/** Rounds after which what waits goes to the floor. */
const roundsInWave = 5

const couriers = Layer.effect(
  Couriers,
  Effect.map(CourierList.make, (couriers) => ({ couriers })),
)

/** All rooms over one store in memory. */
const rooms = Layer.mergeAll(Router.layerOver, Fulfilment.layerOver).pipe(
  Layer.provideMerge(LabelDesk.layerOver),
  Layer.provide(couriers),
  Layer.provideMerge(Layer.mergeAll(OrderDesk.layerOver, StockLedger.layerOver)),
  Layer.provideMerge(storeServices),
  Layer.provide(Memory.layer()),
)

/** Works through a day. */
export const work = Effect.fnUntraced(function* (day: Day, slips: Slips, show: Show) {
  const { clock, set } = yield* DayClock.make(opensAt - 60 * minute)
  const program = workAt(day, slips, show, set).pipe(Effect.provide(rooms.pipe(Layer.fresh)))
  // Ids are drawn too, so that a seed plays the same day byte for byte.
  return yield* program.pipe(
    Effect.provideService(Clock.Clock, clock),
    Random.withSeed(`smart home ${day.seed}`),
  )
})

const workAt = Effect.fnUntraced(function* (
  day: Day,
  slips: Slips,
  show: Show,
  setClock: (now: number) => void,
) {
  const router = yield* Router
  const tally = new Tally()
  const named = new Map(
    day.orders.map((order) => [ConsignmentPosting.orderNameOf(Evening.keyOf(order)), order]),
  )
  const reviewer = Reviewer.make(named, tally, slips)
  const warehouse = Warehouse.make(named, tally, slips)
  const sync = StockSync.make()
  const taken = { news: 0, known: 0 }
  yield* setUp(day)
  yield* warehouse.prepare
  yield* sync.send

  const rounds = Math.ceil((closesAt - opensAt) / minute / roundMinutes)
  for (let round = 1; round <= rounds; round += 1) {
    const until = opensAt + round * roundMinutes * minute
    setClock(until)
    for (const shop of shops) yield* takeIn(day, shop, until, taken)
    yield* review
    yield* reviewer.look
    yield* review
    yield* router.routeReleased({ limit: day.orders.length })
    yield* sync.send
    if (round % roundsInWave === 0) yield* warehouse.work
    show((0.9 * round) / rounds, `${new Date(until).toISOString().slice(11, 16)} UTC`)
  }
  setClock(closesAt + 170 * minute)
  yield* warehouse.handOver
  yield* sync.send
  const evening = yield* Evening.look(day)
  const stock = yield* StockTake.take(day, evening.fates, sync.shown)
  const { values } = yield* router.unrouted({ limit: day.orders.length })
  tally.did("unrouted", values.length)
  show(1, "evening")
  return {
    ...evening,
    stock,
    unrouted: values.map(({ refusal }) => refusal.tag),
    work: tally.work,
    held: reviewer.held,
    floor: { ...warehouse.seen },
    documents: taken,
    numbersSent: sync.told(),
  }
})

/** Lets the rules look at all that waits. */
const review = Effect.gen(function* () {
  const desk = yield* OrderDesk
  while ((yield* desk.review.reviewWaiting({ limit: 200 })).reviewed > 0);
})

/**
 * Takes in what a channel has shown since the last look, and then the same page once more: channels
 * tell a thing twice. Whoever asks to cancel is let go as long as nothing has left.
 */
const takeIn = Effect.fnUntraced(function* (
  { orders }: Day,
  { id, account }: Shop,
  until: number,
  taken: { news: number; known: number },
) {
  const desk = yield* OrderDesk
  const floor = yield* Fulfilment
  const items = orders
    .filter(({ shop }) => shop.id === id)
    .flatMap(({ externalId, shown }) =>
      shown.map(({ at, value }, n) => ({ at, value, externalId, revision: `${n + 1}` })),
    )
    .filter(({ at }) => at < until && at >= until - roundMinutes * minute)
    .map(({ at, value, externalId, revision }) => ({
      externalId,
      revision,
      observedAt: at,
      raw: { number: externalId },
      value,
    }))
  const traits = { contract: { name: "drawn channel", version: "1" } }
  for (const checkpoint of [`${until}`, `${until} again`]) {
    const page = { items, rejected: [], checkpoint }
    const { answer } = yield* desk.ingest({ id, account, traits }, page)
    taken.known += answer.known
    taken.news += items.length - answer.known
  }
  for (const { value } of items)
    if (value.cancellation === "asked") {
      const order = { channel: id, account, externalId: value.externalId }
      yield* floor.cancelOrder({ commandId: `cancel ${value.externalId}`, order })
    } else if (isAnswer(value, orders)) yield* reroute(id, account, value.externalId)
})

const isAnswer = (
  { externalId }: ChannelOrder.ChannelOrder,
  orders: ReadonlyArray<DrawnOrder>,
): boolean =>
  orders.some(
    (order) => order.externalId === externalId && order.hasOddAddress && order.shown.length > 1,
  )

/** An address was put right: what somebody let go with the wrong one is taken apart again. */
const reroute = Effect.fnUntraced(function* (channel: string, account: string, externalId: string) {
  const floor = yield* Fulfilment
  const order = { channel, account, externalId }
  for (const { consignment, cancelled } of yield* floor.ofOrder(order)) {
    const { consignmentId } = consignment
    if (!cancelled) yield* floor.cancel({ commandId: `wrong ${consignmentId}`, consignmentId })
  }
})
