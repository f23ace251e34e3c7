/**
 * A transactor that writes no words of persons where they would stay for ever: receipts keep a
 * keyed hash of a body, and the journal no reason, which stands where it can be erased.
 *
 * @module
 */
import { Effect, Predicate, Struct } from "effect"

import * as Receipt from "../store/Receipt.ts"
import { Transaction } from "../store/Transaction.ts"
import type { TransactorShape } from "../store/Transactor.ts"
import { hashing } from "./PersonalKeeping.ts"

const none: ReadonlySet<unknown> = new Set()

/**
 * The same transactor, for commands that are about persons or their orders. Those of some tags hold
 * something personal even without a reason.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { ReceiptKeeping } from "entrepot/orders"
 * import { Transactor } from "entrepot/store"
 *
 * const discreet = Effect.map(Transactor, (transactor) =>
 *   ReceiptKeeping.over(transactor, new Set(["TakeNote"])),
 * )
 * ```
 */
export const over = (
  transactor: TransactorShape,
  personal: ReadonlySet<unknown> = none,
): TransactorShape => ({
  ...transactor,
  transact: Effect.fnUntraced(function* (command, program, options) {
    const { reason, body } = command
    const tag = Predicate.hasProperty(body, "_tag") ? body._tag : undefined
    if (reason === undefined && !personal.has(tag))
      return yield* transactor.transact(command, program, options)
    const hash = yield* transactor.run(Effect.flatMap(Transaction, hashing))
    const said = Receipt.hash(body, hash)
    // What is no JSON is refused as it is.
    const hashed = said === undefined ? body : { _tag: tag, said }
    const header = Struct.omit(command, ["reason"])
    return yield* transactor.transact({ ...header, body: hashed }, program, options)
  }),
})
