/**
 * Consents as customers give and take them: each counts once, of the one who said it.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { Consents, History } from "../CustomerRecords.ts"
import { EventReused, type UnknownCustomer } from "../CustomerRefusal.ts"
import type { Identity } from "../identity/IdentityRecords.ts"
import * as ConsentHolding from "../profile/ConsentHolding.ts"
import * as PersonKeeping from "./PersonKeeping.ts"

/**
 * Takes in what a customer said, of all the records that they have; answers which these are. Under a
 * former id it came with the record that has the customer now.
 */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Extract<CustomerCommand, { readonly _tag: "TellConsent" }>,
): Effect.fn.Return<ReadonlyArray<string>, UnknownCustomer | EventReused> {
  const { customerId, statement, occurredAt } = command
  const { recordId } = yield* PersonKeeping.livingOf(tx, customerId)
  const recordIds = (yield* PersonKeeping.recordsOf(tx, recordId)).map((one) => one.recordId)
  const known = Option.getOrUndefined(yield* tx.get(Consents, statement.statementId))
  if (known !== undefined) {
    // Told again it counts once, and of nobody else than the one who said it.
    const isTheirs = ConsentHolding.of(known).some((id) => recordIds.includes(id))
    const isSame = Equal.equals(known.statement, statement) && isTheirs
    return isSame ? recordIds : yield* new EventReused({ eventId: statement.statementId })
  }
  yield* tx.put(Consents, { recordId, recordIds, recordedAt: yield* tx.now, statement })
  yield* tx.append(History, { _tag: "ConsentTold", recordId, recordIds, statement }, { occurredAt })
  return recordIds
})

/** Leaves what was said of a record that is withdrawn to the others of its customer, the senior first. */
export const leave = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordId: string,
  others: ReadonlyArray<Identity>,
) {
  const ids = others.map((one) => one.recordId)
  for (const id of [recordId, ...ids])
    for (const told of yield* tx.query(Consents, "byRecord", [id])) {
      const left = ConsentHolding.without(told, recordId, ids)
      if (left === undefined) yield* tx.remove(Consents, told.statement.statementId)
      else if (left !== told) yield* tx.put(Consents, left)
    }
})
