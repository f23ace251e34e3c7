/**
 * Letting go of what may be kept no longer: its time is over, or the policy of its channel is another
 * one now.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import { hashing } from "../../orders/PersonalKeeping.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as CustomerPosting from "../CustomerPosting.ts"
import { History, Moments, Persons } from "../CustomerRecords.ts"
import * as ModelKeeping from "../identity/ModelKeeping.ts"
import * as Moment from "../profile/Moment.ts"
import * as PersonRecord from "../profile/PersonRecord.ts"
import * as ErasureKeeping from "./ErasureKeeping.ts"
import * as PersonKeeping from "./PersonKeeping.ts"

/** Keeps of some persons what may be kept now; answers of how many that was news. */
export const persons = Effect.fnUntraced(function* (
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  const now = yield* tx.now
  const policies = yield* PersonKeeping.policiesOf(tx)
  const hash = yield* hashing(tx)
  const { relays } = yield* ModelKeeping.inForce(tx)
  const known = (yield* tx.getAll(Persons, recordIds)).flatMap(Option.toArray)
  const looked = known
    .map((person) => ({ person, left: PersonRecord.left(person, policies, now, hash, relays) }))
    .filter(({ person, left }) => !Equal.equals(left, person))
  const isLess = ({ person, left }: (typeof looked)[number]) =>
    !Equal.equals(left.kept, person.kept)
  for (const one of looked) if (!isLess(one)) yield* tx.put(Persons, one.left)
  const less = looked.filter(isLess).map(({ left }) => left)
  if (less.length > 0) {
    const changes = yield* ErasureKeeping.fade(tx, less)
    yield* CustomerPosting.log(tx, changes, { commandId: "lapse" })
    yield* tx.append(History, { _tag: "Lapsed", recordIds: less.map(({ recordId }) => recordId) })
  }
  return looked.length
})

/** Keeps of the texts of some talks what may be kept now; answers of how many that was news. */
export const talks = Effect.fnUntraced(function* (
  eventIds: ReadonlyArray<string>,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  const now = yield* tx.now
  const policies = yield* PersonKeeping.policiesOf(tx)
  const gone = new Set<string>()
  let count = 0
  for (const known of (yield* tx.getAll(Moments, eventIds)).flatMap(Option.toArray)) {
    const { recordId, recordedAt } = known
    const left = { recordId, recordedAt, ...Moment.left(known, policies, now) }
    if (Equal.equals(left, known)) continue
    yield* tx.put(Moments, left)
    count += 1
    if (!Moment.hasText(left.moment)) gone.add(recordId)
  }
  if (gone.size > 0) yield* tx.append(History, { _tag: "Lapsed", recordIds: [...gone] })
  return count
})
