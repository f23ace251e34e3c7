/**
 * Reasons of commands about orders: free text that may name anybody whom the orders are of, so it is
 * kept with all of them, and goes with any of them.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import * as Input from "../store/Input.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import { OrderKey } from "./OrderCommand.ts"
import { orderId, type OrderReason, OrderReasons, Personals } from "./OrderRecords.ts"

/** As much of a command as is kept with its reason. */
export interface Reasoned {
  readonly _tag: string
  readonly commandId: string
  readonly actor?: string | undefined
  readonly reason?: string | undefined
}

/** Two reasons of one command as one text. */
export const joined = (...reasons: ReadonlyArray<string | undefined>): string =>
  reasons.filter((reason) => reason !== undefined && reason !== "").join("; ")

/** That a command is about one order. */
export const ofOrder = (order: OrderKey): Effect.Effect<ReadonlyArray<string>> =>
  Effect.succeed([orderId({ ...order, kind: "order" })])

/**
 * Carries a command out, and keeps why it was given. `about` finds the ids of the records of its orders
 * as they are before; it is asked only where there is a reason. Of an order that was erased no reason is
 * kept any more.
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

/** Erases all reasons that are about any of these. */
export const erase = Effect.fnUntraced(function* (
  tx: TransactionShape,
  ids: ReadonlyArray<string>,
): Effect.fn.Return<void> {
  for (const id of ids)
    for (const { commandId } of yield* tx.query(OrderReasons, "byOrder", [id]))
      yield* tx.remove(OrderReasons, commandId)
})

const decode = Input.decoder("OrderDesk.reasons", OrderKey)

/** Why people gave commands about an order, the first before the others, as long as that is kept. */
export const read =
  (records: RecordsShape) =>
  (order: OrderKey): Effect.Effect<ReadonlyArray<OrderReason>, InputInvalid | RecordsError> =>
    Effect.gen(function* () {
      const [id = ""] = yield* ofOrder(yield* decode(order))
      return yield* Stream.runCollect(records.all(OrderReasons, { index: "byOrder", under: [id] }))
    })
