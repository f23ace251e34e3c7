/**
 * Moments as they are told: each counts once, and its text as far as the policy of its channel goes.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { History, Moments, Persons } from "../CustomerRecords.ts"
import { EventReused, RecordErased, UnknownCustomer } from "../CustomerRefusal.ts"
import * as Moment from "../profile/Moment.ts"
import * as PersonKeeping from "./PersonKeeping.ts"

/** Takes in a moment of a record, unless it was; another moment of its id is refused. */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Extract<CustomerCommand, { readonly _tag: "TellMoment" }>,
): Effect.fn.Return<void, UnknownCustomer | RecordErased | EventReused> {
  const { recordId, moment, occurredAt } = command
  const { eventId, _tag: kind } = moment
  const person = Option.getOrUndefined(yield* tx.get(Persons, recordId))
  if (person === undefined) return yield* new UnknownCustomer({ customerId: recordId })
  if (person.erasedAt !== undefined) return yield* new RecordErased({ recordId })
  const known = Option.getOrUndefined(yield* tx.get(Moments, eventId))
  if (known !== undefined) {
    // Its text may be gone by now.
    const [was, is] = [known.moment, moment].map(Moment.withoutText)
    if (known.recordId === recordId && Equal.equals(was, is)) return
    return yield* new EventReused({ eventId })
  }
  const policies = yield* PersonKeeping.policiesOf(tx)
  const heard = { recordId, recordedAt: yield* tx.now, moment }
  yield* tx.put(Moments, { ...heard, ...Moment.left(heard, policies, heard.recordedAt) })
  yield* tx.append(History, { _tag: "MomentTold", recordId, eventId, kind }, { occurredAt })
})
