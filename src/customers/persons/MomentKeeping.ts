/**
 * Moments as they are told: each counts once, and its text as far as the policy of its channel
 * goes.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { hashing } from "../../orders/PersonalKeeping.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { History, Moments, Persons, WithdrawnWords } from "../CustomerRecords.ts"
import { EventReused, RecordErased, type UnknownCustomer } from "../CustomerRefusal.ts"
import type { Identity } from "../identity/IdentityRecords.ts"
import * as Moment from "../profile/Moment.ts"
import type { UnknownRecord } from "../resolution/IdentityRefusal.ts"
import * as Tenure from "../resolution/Tenure.ts"
import * as PersonKeeping from "./PersonKeeping.ts"
import * as WithdrawnKeeping from "./WithdrawnKeeping.ts"

/**
 * Takes in a moment of a record, unless its customer has it; another moment of its id is refused.
 * Answers whose it is: under a former id it is of the record that has the customer now, unless it
 * went with the record that had this id.
 */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Extract<CustomerCommand, { readonly _tag: "TellMoment" }>,
): Effect.fn.Return<string, UnknownCustomer | UnknownRecord | RecordErased | EventReused> {
  const { moment, occurredAt } = command
  const { eventId, _tag: kind } = moment
  const { recordId } = yield* PersonKeeping.livingOf(tx, command.recordId)
  if (yield* isErased(tx, recordId)) return yield* new RecordErased({ recordId })
  const known = Option.getOrUndefined(yield* tx.get(Moments, eventId))
  if (known !== undefined) {
    const own = yield* PersonKeeping.recordsOf(tx, recordId)
    const isTheirs = own.some((one) => one.recordId === known.recordId)
    const isSame = Moment.isSame(known.moment, moment, yield* hashing(tx))
    return isTheirs && isSame ? known.recordId : yield* new EventReused({ eventId })
  }
  yield* WithdrawnKeeping.refuse(tx, { what: "moment", id: eventId, recordId: command.recordId })
  const policies = yield* PersonKeeping.policiesOf(tx)
  const heard = { recordId, recordedAt: yield* tx.now, moment }
  yield* tx.put(Moments, { ...heard, ...Moment.left(heard, policies, heard.recordedAt) })
  yield* tx.append(History, { _tag: "MomentTold", recordId, eventId, kind }, { occurredAt })
  return recordId
})

/**
 * Takes out the moments of a record that is withdrawn, but for those that came while its id was
 * that of a customer who had others too: they stay with the senior of these, who comes first among
 * the `others`.
 */
export const leave = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordId: string,
  others: ReadonlyArray<Identity>,
) {
  const living = yield* Effect.filter(others, (one) =>
    Effect.map(isErased(tx, one.recordId), (gone) => !gone),
  )
  for (const kept of yield* tx.query(Moments, "byRecord", [recordId])) {
    const heir = living.find(({ tenures }) => Tenure.at(tenures, kept.recordedAt) === recordId)
    const { eventId } = kept.moment
    if (heir !== undefined) yield* tx.put(Moments, { ...kept, recordId: heir.recordId })
    else {
      yield* tx.remove(Moments, eventId)
      yield* tx.put(WithdrawnWords, { what: "moment", id: eventId, recordId })
    }
  }
})

/**
 * Takes out of the moments of a record what may be personal; of one that was erased it is out
 * already.
 */
export const erase = Effect.fnUntraced(function* (tx: TransactionShape, recordId: string) {
  if (yield* isErased(tx, recordId)) return
  const hash = yield* hashing(tx)
  for (const { recordedAt, moment } of yield* tx.query(Moments, "byRecord", [recordId]))
    yield* tx.put(Moments, { recordId, recordedAt, moment: Moment.erased(moment, hash) })
})

const isErased = (tx: TransactionShape, recordId: string) =>
  Effect.map(
    tx.get(Persons, recordId),
    Option.exists(({ erasedAt }) => erasedAt !== undefined),
  )
