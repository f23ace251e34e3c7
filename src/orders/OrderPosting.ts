/**
 * Posting: a command about an order as a program of a transaction, to run alone or inside a larger
 * one.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import { Transaction } from "../store/Transaction.ts"
import * as Order from "./Order.ts"
import * as OrderBook from "./OrderBook.ts"
import type { OrderCommand } from "./OrderCommand.ts"
import * as OrderDecision from "./OrderDecision.ts"
import * as OrderEvolution from "./OrderEvolution.ts"
import { History, orderId, Orders } from "./OrderRecords.ts"
import type { OrderRefusal } from "./OrderRefusal.ts"
import * as PersonalKeeping from "./PersonalKeeping.ts"

/** A command of the desk about an order that it knows. */
export type AboutOrder = Exclude<OrderCommand, { readonly _tag: "Observe" }>

/** The answer of a posted command: what the order waits for since. */
export const Posted = Schema.Struct({
  state: Order.State,
  stage: Order.Stage,
})
/** The answer of a posted command. */
export type Posted = typeof Posted.Type

/**
 * Decides a command on the order that it names, and writes what follows.
 *
 * It fails before it writes anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { OrderPosting } from "entrepot/orders"
 *
 * const cancelOrNothing = OrderPosting.post({
 *   _tag: "CancelLines",
 *   commandId: "c1",
 *   order: { channel: "csv", account: "shop", externalId: "7" },
 *   lines: [{ lineId: "1", quantity: 1 }],
 * }).pipe(Effect.catchTag("LinesExceeded", () => Effect.void))
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: AboutOrder,
): Effect.fn.Return<Posted, OrderRefusal, Transaction> {
  const tx = yield* Transaction
  const ref = { ...command.order, kind: "order" } as const
  const found = yield* tx.get(Orders, orderId(ref))
  if (command._tag === "Erase") {
    const { occurredAt } = command
    const isKept = yield* PersonalKeeping.erase(tx, command.order, Option.isSome(found))
    // A document of which no order came is erased like one.
    if (isKept && Option.isNone(found)) {
      yield* tx.append(History, { _tag: "Erased", ...ref }, { occurredAt })
      return { state: "open", stage: "waiting" }
    }
  }
  const before = OrderBook.of(Option.toArray(found), [])
  const events = yield* Effect.fromResult(OrderDecision.decide(before, command, yield* tx.now))
  const after = events.reduce(OrderEvolution.evolve, before)
  const order = Option.getOrThrow(OrderBook.order(after, ref))
  if (events.length > 0) yield* tx.put(Orders, order)
  for (const event of events) yield* tx.append(History, event, { occurredAt: command.occurredAt })
  return { state: Order.state(order), stage: Order.stage(order) }
})
