/**
 * One screen of all channels: orders by what they wait for, by account, or by queue, page by page.
 *
 * @module
 */
import { Effect, Schema } from "effect"

import { Payment } from "../channels/OrderTerms.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Input from "../store/Input.ts"
import type { PageOptions, RecordsError, RecordsShape, Stretch, Values } from "../store/Records.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import * as Order from "./Order.ts"
import { Orders } from "./OrderRecords.ts"
import { Account } from "./OrderRef.ts"

/** Which orders are wanted: those of which all of this holds. Instants are epoch milliseconds. */
export const OrderFilter = Schema.Struct({
  of: Schema.optional(Account),
  stage: Schema.optional(Order.Stage),
  /** The queue in which they are held. */
  queue: Schema.optional(Id.Id),
  assignee: Schema.optional(Id.Id),
  tag: Schema.optional(Id.Id),
  payment: Schema.optional(Payment),
  /** Whether the buyer waits for an answer to "cancel it". */
  asksToCancel: Schema.optional(Schema.Boolean),
  placedFrom: Schema.optional(Calendar.Instant),
  placedBefore: Schema.optional(Calendar.Instant),
  shipBefore: Schema.optional(Calendar.Instant),
})
/** Which orders are wanted. */
export type OrderFilter = typeof OrderFilter.Type

/** Reads at most so many stretches of an index for one page, however few orders of them are wanted. */
const mostReads = 20

/**
 * A page of orders: those of a queue or of a stage by their deadline, any other the latest first. A page may hold fewer than `limit` (100 unless said) where few are wanted;
 * as long as it has a cursor, there may be more.
 */
export const page =
  (records: RecordsShape) =>
  (
    filter: OrderFilter & PageOptions = {},
  ): Effect.Effect<Values<Order.Order>, InputInvalid | RecordsError> =>
    Effect.gen(function* () {
      const { cursor, limit = 100, ...given } = filter
      const wanted = yield* decode(given)
      const stretch = stretchOf(wanted)
      const values: Array<Order.Order> = []
      let next = cursor
      for (let reads = 0; reads < mostReads; reads += 1) {
        const options = { limit: limit - values.length }
        const found = yield* records.page(
          Orders,
          stretch,
          next === undefined ? options : { ...options, cursor: next },
        )
        values.push(...found.values.filter(isWanted(wanted)))
        next = found.cursor
        if (next === undefined || values.length >= limit) break
      }
      return { values, cursor: next }
    })

const decode = Input.decoder("OrderDesk.page", OrderFilter)

const stretchOf = ({
  of,
  stage,
  queue,
}: OrderFilter): Stretch<"byPlacedAt" | "byAccount" | "byStage" | "byQueue"> => {
  if (queue !== undefined) return { index: "byQueue", under: [queue] }
  if (stage !== undefined) return { index: "byStage", under: [stage] }
  return of === undefined
    ? { index: "byPlacedAt", reverse: true }
    : { index: "byAccount", under: [of.channel, of.account], reverse: true }
}

const isWanted =
  ({ of, stage, assignee, tag, payment, asksToCancel, ...when }: OrderFilter) =>
  (order: Order.Order): boolean =>
    (of === undefined || (order.channel === of.channel && order.account === of.account)) &&
    (stage === undefined || (order.kind === "order" && Order.stage(order) === stage)) &&
    (assignee === undefined || order.review?.assignee === assignee) &&
    (tag === undefined || order.review?.tags.includes(tag) === true) &&
    (payment === undefined || order.payment === payment) &&
    (asksToCancel === undefined || (Order.axes(order).cancellation === "asked") === asksToCancel) &&
    (when.placedFrom === undefined || order.placedAt >= when.placedFrom) &&
    (when.placedBefore === undefined || order.placedAt < when.placedBefore) &&
    (when.shipBefore === undefined ||
      (order.shipBy !== undefined && order.shipBy < when.shipBefore))
