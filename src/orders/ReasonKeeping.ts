/**
 * Reasons of commands about orders: free text that may name anybody whom the orders are of, so it
 * is kept with all of them, and goes with any of them.
 *
 * @module
 */
import { Effect, Option, Order, Stream } from "effect"

import type { Collection } from "../store/Collection.ts"
import * as Input from "../store/Input.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import { OrderKey } from "./OrderCommand.ts"
import { orderId, type OrderReason, OrderReasons, Personals } from "./OrderRecords.ts"
import * as MarkKeeping from "./review/MarkKeeping.ts"

/** As much of a command as is kept with its reason. */
export interface Reasoned {
  readonly _tag: string
  readonly commandId: string
  readonly actor?: string | undefined
  readonly reason?: string | undefined
}

/**
 * Two reasons of one command as one text.
 *
 * @internal
 */
export const joined = (...reasons: ReadonlyArray<string | undefined>): string =>
  reasons.filter((reason) => reason !== undefined && reason !== "").join("; ")

/**
 * That a command is about one order.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { ReasonKeeping } from "entrepot/orders"
 *
 * const about = ReasonKeeping.ofOrder({ channel: "csv", account: "shop", externalId: "7" })
 * console.log((await Effect.runPromise(about)).length)
 * ```
 * ```text
 * 1
 * ```
 */
export const ofOrder = (order: OrderKey): Effect.Effect<ReadonlyArray<string>> =>
  Effect.succeed([orderId({ ...order, kind: "order" })])

/**
 * Carries a command out, and keeps why it was given. `about` finds the ids of the records of its
 * orders as they are before; it is asked only where there is a reason. Of an order that was erased
 * no reason is kept any more.
 *
 * Run it over `ReceiptKeeping.over`, so that the reason stands nowhere else.
 *
 * @example
 * ```ts
 * import { type OrderCommand, OrderPosting, ReasonKeeping } from "entrepot/orders"
 *
 * const released = (order: OrderCommand.OrderKey) => {
 *   const said = { actor: "bob", reason: "asked the buyer" }
 *   const command = { _tag: "Release", commandId: "r1", order, ...said } as const
 *   return ReasonKeeping.kept(command, ReasonKeeping.ofOrder(order), OrderPosting.post(command))
 * }
 * ```
 */
export const kept = <A, E>(
  command: Reasoned,
  about: Effect.Effect<ReadonlyArray<string>, never, Transaction>,
  program: Effect.Effect<A, E, Transaction>,
): Effect.Effect<A, E, Transaction> => {
  const { reason = "" } = command
  if (reason === "") return program
  return Effect.gen(function* () {
    const ids = yield* about
    const answer = yield* program
    yield* keep(yield* Transaction, command, reason, ids)
    return answer
  })
}

const keep = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { _tag, commandId, actor }: Reasoned,
  text: string,
  ids: ReadonlyArray<string>,
): Effect.fn.Return<void> {
  const about = [...new Set(ids)]
  const personal = (yield* tx.getAll(Personals, about)).flatMap(Option.toArray)
  if (about.length === 0 || personal.some(({ erasedAt }) => erasedAt !== undefined)) return
  const by = actor === undefined ? {} : { actor }
  yield* tx.put(OrderReasons, { commandId, command: _tag, ...by, about, at: yield* tx.now, text })
})

/**
 * Removes all that a guarded index has under any of some ids; answers how many there were.
 *
 * @internal
 */
export const removeUnder = Effect.fnUntraced(function* <A, I extends string>(
  tx: TransactionShape,
  from: Collection<A, I>,
  index: I,
  ids: ReadonlyArray<string>,
): Effect.fn.Return<number> {
  let count = 0
  for (const id of ids)
    for (const found of yield* tx.query(from, index, [id])) {
      yield* tx.remove(from, from.id(found))
      count += 1
    }
  return count
})

/**
 * Erases all reasons that are about any of these.
 *
 * @internal
 */
export const erase = (tx: TransactionShape, ids: ReadonlyArray<string>): Effect.Effect<number> =>
  removeUnder(tx, OrderReasons, "byOrder", ids)

const decode = Input.decoder("OrderDesk.reasons", OrderKey)

/**
 * The reasons that are about any of these, the first before the others.
 *
 * @internal
 */
export const under = Effect.fnUntraced(function* (
  records: RecordsShape,
  ids: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<OrderReason>, RecordsError> {
  const found = yield* Effect.forEach(ids, (id) =>
    Stream.runCollect(records.all(OrderReasons, { index: "byOrder", under: [id] })),
  )
  const each = new Map(found.flat().map((reason) => [reason.commandId, reason]))
  return [...each.values()].toSorted(firstToLast)
})

const firstToLast = Order.combine<OrderReason>(
  Order.mapInput(Order.Number, ({ at }) => at),
  Order.mapInput(Order.String, ({ commandId }) => commandId),
)

/**
 * Why people gave commands about an order, and why its buyer is on the blacklist or was, the first
 * before the others, as long as that is kept.
 *
 * @internal
 */
export const read =
  (records: RecordsShape) =>
  (order: OrderKey): Effect.Effect<ReadonlyArray<OrderReason>, InputInvalid | RecordsError> =>
    Effect.gen(function* () {
      const key = yield* decode(order)
      const own = yield* ofOrder(key)
      return yield* under(records, [...own, ...(yield* MarkKeeping.ofOrder(records, key))])
    })
