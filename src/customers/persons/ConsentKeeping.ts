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
import * as PersonKeeping from "./PersonKeeping.ts"

/** Takes in what a customer said, of all the records that they have; answers which these are. */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Extract<CustomerCommand, { readonly _tag: "TellConsent" }>,
): Effect.fn.Return<ReadonlyArray<string>, UnknownCustomer | EventReused> {
  const { customerId: recordId, statement, occurredAt } = command
  const recordIds = (yield* PersonKeeping.recordsOf(tx, recordId)).map((one) => one.recordId)
  const known = Option.getOrUndefined(yield* tx.get(Consents, statement.statementId))
  if (known !== undefined) {
    // Told again it counts once, and of nobody else than the one who said it.
    const isSame = Equal.equals(known.statement, statement) && recordIds.includes(known.recordId)
    return isSame ? recordIds : yield* new EventReused({ eventId: statement.statementId })
  }
  yield* tx.put(Consents, { recordId, recordIds, recordedAt: yield* tx.now, statement })
  yield* tx.append(History, { _tag: "ConsentTold", recordId, recordIds, statement }, { occurredAt })
  return recordIds
})
