/**
 * What is known of the buyer of an order, in the transaction of the decision: two orders of one
 * buyer that are looked at at the same time read and write the same records, so one sees the other.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { Personal } from "../../channels/OrderTerms.ts"
import type { Money } from "../../kernel/Money.ts"
import * as Input from "../../store/Input.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { InputInvalid } from "../../store/TransactionError.ts"
import type { Order } from "../Order.ts"
import type { OrderKey } from "../OrderCommand.ts"
import { orderId, type OrderReason, Orders, Personals } from "../OrderRecords.ts"
import { hashing } from "../PersonalKeeping.ts"
import * as ReasonKeeping from "../ReasonKeeping.ts"
import * as BuyerMarks from "./BuyerMarks.ts"
import * as MarkKeeping from "./MarkKeeping.ts"
import type { Standing } from "./OrderFacts.ts"
import type { BuyerKey, ReviewCommand } from "./ReviewCommand.ts"
import { Blacklist, type Buyer, buyerId, Buyers, ordersKept } from "./ReviewRecords.ts"

/**
 * The marks of the buyer of an order, each once.
 *
 * @internal
 */
export const keysOf = (
  tx: TransactionShape,
  order: Order,
  said: Personal | undefined,
): Effect.Effect<ReadonlyArray<BuyerKey>> =>
  Effect.map(hashing(tx), (hash) => BuyerMarks.of(hash, order, said))

/** The marks of the buyer of an order by its name; none where there is no such order. */
const marksOfOrder = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: OrderKey,
): Effect.fn.Return<ReadonlyArray<BuyerKey>> {
  const id = orderId({ ...order, kind: "order" })
  const found = Option.getOrUndefined(yield* tx.get(Orders, id))
  const record = Option.getOrUndefined(yield* tx.get(Personals, id))
  return found === undefined ? [] : yield* keysOf(tx, found, record?.personal)
})

/**
 * What a reason of a command is about: the record of its order, and the marks that it puts on the
 * blacklist or takes off it.
 *
 * @internal
 */
export const about = Effect.fnUntraced(function* (
  command: ReviewCommand,
): Effect.fn.Return<ReadonlyArray<string>, never, Transaction> {
  if ("hash" in command) return [buyerId(command)]
  if (!("order" in command)) return []
  const tx = yield* Transaction
  const own = yield* ReasonKeeping.ofOrder(command.order)
  if (command._tag !== "BlacklistBuyer") return own
  const marks = yield* marksOfOrder(tx, command.order)
  return [...own, ...marks.filter(({ by }) => command.by.includes(by)).map(buyerId)]
})

const decode = Input.decoder("OrderDesk.review.reasons", BuyerMarks.Contact)

/**
 * Why somebody is on the blacklist by a contact, or was, the first before the others, as long as
 * that is kept.
 *
 * @internal
 */
export const reasons =
  (records: RecordsShape) =>
  (
    contact: BuyerMarks.Contact,
  ): Effect.Effect<ReadonlyArray<OrderReason>, InputInvalid | RecordsError> =>
    Effect.gen(function* () {
      const marks = yield* MarkKeeping.ofContacts(records, [yield* decode(contact)])
      return yield* ReasonKeeping.under(records, marks)
    })

/** What is known of a buyer, and how to write down that an order of theirs was looked at. */
export interface KnownBuyer {
  /** Absent where the order bears no mark. */
  readonly standing: Standing | undefined
  /** Writes down that an order of this buyer, of so much money, was looked at. */
  readonly write: (total: Money) => Effect.Effect<void>
}

/**
 * Reads what is known of the buyer of an order.
 *
 * @internal
 */
export const knownOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: Order,
  said: Personal | undefined,
): Effect.fn.Return<KnownBuyer> {
  const keys = yield* keysOf(tx, order, said)
  const ids = keys.map(buyerId)
  const listed = yield* tx.getAll(Blacklist, ids)
  const found = yield* tx.getAll(Buyers, ids)
  const id = orderId(order)
  const buyers = found.flatMap(Option.toArray)
  const others = buyers.flatMap(({ orders }) => othersOf(orders, id))
  // What some mark showed before this order was looked at was known then.
  const each = new Map(
    others
      .toSorted((a, b) => Number(b.isLater) - Number(a.isLater))
      .map((other) => [other.order, other]),
  )
  return {
    standing:
      keys.length === 0
        ? undefined
        : {
            isBlacklisted: listed.some(Option.isSome),
            others: [...each.values()],
            refusals: Math.max(0, ...buyers.map(({ refusals }) => refusals)),
          },
    write: Effect.fnUntraced(function* (total) {
      for (const [i, key] of keys.entries()) {
        const before: Buyer = Option.getOrElse(found[i] ?? Option.none(), () => ({
          ...key,
          orders: [],
          refusals: 0,
        }))
        const rest = before.orders.filter((other) => other.order !== id)
        const mine = { order: id, placedAt: order.placedAt, total }
        yield* tx.put(Buyers, { ...before, orders: [...rest, mine].slice(-ordersKept - 1) })
      }
    }),
  }
})

/** Orders stand in the order in which they were looked at. */
const othersOf = (orders: Buyer["orders"], id: string) => {
  const mine = orders.findIndex(({ order }) => order === id)
  const others = orders.flatMap((other, at) =>
    at === mine ? [] : [{ ...other, isLater: mine >= 0 && at > mine }],
  )
  return others.slice(-ordersKept)
}

/**
 * Counts a parcel of an order that came back unclaimed.
 *
 * @internal
 */
export const countRefusal = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: Order,
  said: Personal | undefined,
) {
  for (const key of yield* keysOf(tx, order, said)) {
    const found = yield* tx.get(Buyers, buyerId(key))
    const before: Buyer = Option.getOrElse(found, () => ({ ...key, orders: [], refusals: 0 }))
    yield* tx.put(Buyers, { ...before, refusals: before.refusals + 1 })
  }
})
