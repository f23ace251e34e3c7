/**
 * Letting go of what may be kept no longer: its time is over, or the policy of its channel is
 * another one now.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Order from "../../orders/Order.ts"
import { orderId, Orders } from "../../orders/OrderRecords.ts"
import { hashing } from "../../orders/PersonalKeeping.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as CustomerPosting from "../CustomerPosting.ts"
import { History, Moments, Persons } from "../CustomerRecords.ts"
import * as ModelKeeping from "../identity/ModelKeeping.ts"
import * as Moment from "../profile/Moment.ts"
import * as PersonRecord from "../profile/PersonRecord.ts"
import * as ErasureKeeping from "./ErasureKeeping.ts"
import * as PersonKeeping from "./PersonKeeping.ts"

/** By which all that lapses is let go of. */
const commandId = "lapse"

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
    .map((person) => {
      const left = PersonRecord.left(person, policies, now, hash, relays)
      return { person, left: PersonRecord.withOrderDue(left, person.kept, now) }
    })
    .filter(({ person, left }) => !Equal.equals(left, person))
  const isLess = ({ person, left }: (typeof looked)[number]) =>
    !Equal.equals(left.kept, person.kept)
  for (const one of looked) if (!isLess(one)) yield* tx.put(Persons, one.left)
  const less = looked.filter(isLess).map(({ left }) => left)
  if (less.length > 0) {
    const changes = yield* ErasureKeeping.fade(tx, less)
    yield* CustomerPosting.log(tx, changes, { commandId })
    yield* tx.append(History, { _tag: "Lapsed", recordIds: less.map(({ recordId }) => recordId) })
  }
  return looked.length
})

/** Stages of an order of which nothing is to be sent any more. */
const sent: ReadonlySet<Order.Stage> = new Set(["shipped", "delivered", "returned", "cancelled"])

/** What came of orders that were looked at. */
export interface OrdersLapsed {
  /** Those whose turn it was. */
  readonly due: number
  /** Those of which the order desk keeps nothing personal any more. */
  readonly gone: number
}

/**
 * Has the order desk forget what orders say of whom nothing may be kept in clear, once they are
 * sent or over; the others are looked at again a day later.
 */
export const orders = Effect.fnUntraced(function* (
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<OrdersLapsed, never, Transaction> {
  const tx = yield* Transaction
  const now = yield* tx.now
  let [due, gone] = [0, 0]
  for (const person of (yield* tx.getAll(Persons, recordIds)).flatMap(Option.toArray)) {
    const { orderDueAt = Infinity, order, ...rest } = person
    if (orderDueAt > now || order === undefined) continue
    due += 1
    const found = yield* tx.get(Orders, orderId({ ...order, kind: "order" }))
    if (Option.exists(found, (one) => !sent.has(Order.stage(one)))) {
      yield* tx.put(Persons, { ...person, orderDueAt: now + Calendar.dayMillis })
      continue
    }
    yield* ErasureKeeping.eraseOrder({ _tag: "Erase", commandId, actor: "house", order })
    yield* tx.put(Persons, { ...rest, order })
    gone += 1
  }
  return { due, gone }
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
