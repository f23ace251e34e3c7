/**
 * What a route is made from, read in one moment of a transaction: the order, the profiles, free units
 * and what places have begun.
 *
 * @module
 */
import { Array, Effect, Option, Result, Schema } from "effect"

import * as Digest from "../kernel/Digest.ts"
import * as Once from "../kernel/Once.ts"
import type { Order } from "../orders/Order.ts"
import * as OrderBook from "../orders/OrderBook.ts"
import * as OrderDecision from "../orders/OrderDecision.ts"
import { orderId, Orders, Personals } from "../orders/OrderRecords.ts"
import { UnknownOrder } from "../orders/OrderRefusal.ts"
import * as PersonalKeeping from "../orders/PersonalKeeping.ts"
import * as LotKeeping from "../stock/lots/LotKeeping.ts"
import * as ShelfKeeping from "../stock/ShelfKeeping.ts"
import * as StockBook from "../stock/StockBook.ts"
import { type Item, Items, shelfId, Shelves } from "../stock/StockRecords.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import * as OrderQuestion from "./OrderQuestion.ts"
import * as Availability from "./plan/Availability.ts"
import type { RouteRequest, RouteStock } from "./plan/RouteRequest.ts"
import * as Profile from "./Profile.ts"
import type { RouteOrder } from "./RoutingCommand.ts"
import {
  allPlaces,
  ItemProfiles,
  PlaceProfiles,
  Policies,
  policyId,
  Workloads,
  workloadId,
} from "./RoutingRecords.ts"
import { NotSetUp, type QuestionRefusal } from "./RoutingRefusal.ts"

/** Names an order, and whether its deadline counts. */
export type Asked = Pick<RouteOrder, "order" | "evenLate">

/** An order that may be routed, with everything that its route is made from. */
export interface Question extends OrderQuestion.Facts {
  readonly request: RouteRequest
  /** How the units of each item are told apart. */
  readonly stocked: ReadonlyMap<string, Item>
  /** What there is, as far as the order looks at it. */
  readonly availability: ReadonlyArray<Availability.Availability>
  /** Everything but that, as text: of two equal ones all else is the same. It is personal. */
  readonly basis: string
}

/**
 * Reads all of it as it is now, or says why there is nothing to ask.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { RouteKeeping } from "entrepot/routing"
 *
 * const order = { channel: "csv", account: "shop", externalId: "7" }
 * const free = Effect.map(RouteKeeping.questionOf({ order }), ({ availability }) => availability)
 * ```
 */
export const questionOf = Effect.fnUntraced(function* ({
  order: key,
  evenLate = false,
}: Asked): Effect.fn.Return<Question, QuestionRefusal, Transaction> {
  const tx = yield* Transaction
  const id = orderId({ ...key, kind: "order" })
  const order = Option.getOrUndefined(yield* tx.get(Orders, id))
  if (order === undefined) return yield* new UnknownOrder(key)
  yield* Effect.fromResult(mayBePlanned(order))
  const wanted = yield* Effect.fromResult(OrderQuestion.wantedOf(order))
  const policy = Option.getOrUndefined(yield* tx.get(Policies, policyId))
  if (policy === undefined) return yield* new NotSetUp({ missing: "policy" })
  const profiles = yield* tx.query(PlaceProfiles, "all", [allPlaces])
  if (profiles.length === 0) return yield* new NotSetUp({ missing: "places" })
  const skus = [...new Set(wanted.map(({ sku }) => sku))]
  const items = Array.getSomes(yield* tx.getAll(ItemProfiles, skus))
  const stocked = Array.getSomes(yield* tx.getAll(Items, skus))
  const record = Option.getOrUndefined(yield* tx.get(Personals, id))
  const at = yield* tx.now
  const facts: OrderQuestion.Facts = {
    order,
    wanted,
    policy,
    items: new Map(items.map((item) => [item.sku, item])),
    places: yield* placesNow(tx, profiles, stocked, at),
    recipient: record?.personal?.recipient,
    at,
    evenLate,
  }
  const request = yield* Effect.fromResult(OrderQuestion.requestOf(facts))
  return {
    ...facts,
    request,
    stocked: new Map(stocked.map((item) => [item.sku, item])),
    availability: Availability.of(request),
    basis: basisOf(facts, items),
  }
})

/** Whether the order may leave: it is released, and nobody asks to cancel it. */
const mayBePlanned = (order: Order) =>
  OrderDecision.decide(OrderBook.of([order], []), {
    _tag: "PlanLines",
    commandId: "",
    order,
    lines: OrderQuestion.unplannedOf(order),
  })

const placesNow = Effect.fnUntraced(function* (
  tx: TransactionShape,
  profiles: ReadonlyArray<Profile.PlaceProfile>,
  stocked: ReadonlyArray<Item>,
  at: number,
): Effect.fn.Return<ReadonlyArray<OrderQuestion.PlaceNow>, never, Transaction> {
  const days = profiles.map((profile) => {
    const cutOffAt = Profile.cutOffAt(profile, at)
    return { profile, cutOffAt, begunOn: Profile.beginsOn(profile, at, cutOffAt) }
  })
  const limited = days.filter(({ profile }) => Profile.isLimited(profile))
  const workloads = yield* tx.getAll(
    Workloads,
    limited.map(({ profile, begunOn }) => workloadId({ place: profile.place, day: begunOn })),
  )
  const begun = new Map(Array.getSomes(workloads).map((workload) => [workload.place, workload]))
  const known = new Set(profiles.map(({ place }) => place))
  const wheres = stocked.flatMap((item) =>
    item.places.flatMap((place) => (known.has(place) ? [{ item, place }] : [])),
  )
  // One look at all of them, before each is looked at closely.
  yield* tx.getAll(
    Shelves,
    wheres.map(({ item, place }) => shelfId({ sku: item.sku, place })),
  )
  const free = yield* Effect.forEach(wheres, ({ item, place }) => freeAt(item, place))
  return days.map((day) => {
    const { place } = day.profile
    const { orders = 0, units = 0 } = begun.get(place) ?? {}
    const stock = free.filter((each) => each.place === place).map((each) => each.stock)
    return { ...day, stock, ordersBegun: orders, unitsBegun: units }
  })
})

/** Units that an order may take: of a pool's place no more than the pool has, of lots what is good. */
const freeAt = Effect.fnUntraced(function* (
  { sku, tracked }: Item,
  place: string,
): Effect.fn.Return<{ readonly place: string; readonly stock: RouteStock }, never, Transaction> {
  const shelf = yield* ShelfKeeping.shelfNow({ sku, place })
  const pool = shelf.ties?.pool
  const levels = [
    StockBook.available(shelf),
    ...(pool === undefined
      ? []
      : [StockBook.available(yield* ShelfKeeping.shelfNow({ sku, place: pool }))]),
    ...(tracked === "lots" ? [(yield* LotKeeping.levelNow({ sku, place })).available] : []),
  ]
  return { place, stock: { sku, free: Math.max(0, Math.min(...levels)) } }
})

/** The text of a profile, once for each that the transactor keeps in memory. */
const textOf = <A extends object>(schema: Schema.Codec<A, Schema.Json>): ((value: A) => string) => {
  const encode = Schema.encodeSync(schema)
  return Once.per((value) => Digest.canonicalJson(encode(value)))
}
const policyText = textOf(Profile.RoutingPolicy)
const placeText = textOf(Profile.PlaceProfile)
const itemText = textOf(Profile.ItemProfile)

const basisOf = (
  { order, policy, recipient, places, evenLate }: OrderQuestion.Facts,
  items: ReadonlyArray<Profile.ItemProfile>,
): string => {
  const begun = places.map(({ begunOn }) => begunOn)
  return [
    Digest.canonicalJson({ order, recipient, evenLate, begun }),
    policyText(policy),
    ...places.map(({ profile }) => placeText(profile)),
    ...items.map(itemText),
  ].join("\n")
}

/**
 * What an order is routed with, as a keyed hash: a route that was refused is refused again as long as it
 * is the same. Of what cannot be asked it is why.
 */
export const factsHash = Effect.fnUntraced(function* (
  asked: Asked,
): Effect.fn.Return<string, never, Transaction> {
  const tx = yield* Transaction
  const question = yield* Effect.result(questionOf(asked))
  if (Result.isFailure(question)) return question.failure.message
  const { basis, availability } = question.success
  const hash = yield* PersonalKeeping.hashing(tx)
  return hash(Digest.canonicalJson([basis, availability]))
})
