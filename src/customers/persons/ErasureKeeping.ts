/**
 * Erasing what is personal: of a customer, or what has outlived its time. Ids and keyed hashes in
 * the journal stay and lead to nobody; who was one customer stays one, so that no ledger changes.
 *
 * @module
 */
import { Effect, HashMap, Option, Struct } from "effect"

import * as OrderPosting from "../../orders/OrderPosting.ts"
import * as OrderReasonKeeping from "../../orders/ReasonKeeping.ts"
import * as MarkKeeping from "../../orders/review/MarkKeeping.ts"
import type { Transaction, TransactionShape } from "../../store/Transaction.ts"
import { History, Persons } from "../CustomerRecords.ts"
import * as OrderEvidence from "../evidence/OrderEvidence.ts"
import * as IdentityKeeping from "../identity/IdentityKeeping.ts"
import * as ReasonKeeping from "../identity/ReasonKeeping.ts"
import { nothing } from "../profile/Kept.ts"
import type { PersonRecord } from "../profile/PersonRecord.ts"
import type { Edge } from "../resolution/Edge.ts"
import * as Legacy from "../resolution/Legacy.ts"
import type { CustomerChange } from "../resolution/Regrouping.ts"
import * as MomentKeeping from "./MomentKeeping.ts"
import * as PersonContacts from "./PersonContacts.ts"

/** Who erases, and by which command. */
export interface Eraser {
  readonly commandId: string
  readonly actor: string
}

/**
 * Erases all that is personal of some records of one customer, and of the orders that told them.
 */
export const erase = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
  { commandId, actor }: Eraser,
): Effect.fn.Return<ReadonlyArray<CustomerChange>, never, Transaction> {
  const erasedAt = yield* tx.now
  const persons = (yield* tx.getAll(Persons, recordIds)).flatMap(Option.toArray)
  for (const { recordId, order } of persons) {
    yield* MomentKeeping.erase(tx, recordId)
    if (order !== undefined) yield* eraseOrder({ _tag: "Erase", commandId, actor, order })
  }
  const marks = yield* MarkKeeping.ofContacts(tx, persons.flatMap(PersonContacts.of))
  yield* OrderReasonKeeping.erase(tx, marks)
  const orders = persons.flatMap(({ order }) => order ?? [])
  yield* ReasonKeeping.erase(tx, [...recordIds, ...orders.map(OrderEvidence.recordIdOf)])
  return yield* fade(
    tx,
    persons.map((person) => ({
      ...Struct.omit(person, ["word", "orderDueAt"]),
      kept: nothing,
      erasedAt,
    })),
  )
})

/**
 * Erases what the order desk keeps of an order, and of every other document under its id, such as a
 * credit note. What a host told may name an order that the desk never saw.
 */
export const eraseOrder = (
  command: Extract<OrderPosting.AboutOrder, { readonly _tag: "Erase" }>,
): Effect.Effect<void, never, Transaction> =>
  OrderPosting.post(command).pipe(
    Effect.catchTag("UnknownOrder", () => Effect.void),
    Effect.orDie,
    Effect.asVoid,
  )

/**
 * Keeps less of some persons than was kept. What their words came to is written down first, so that
 * nobody is another customer by it.
 */
export const fade = Effect.fnUntraced(function* (
  tx: TransactionShape,
  persons: ReadonlyArray<PersonRecord>,
): Effect.fn.Return<ReadonlyArray<CustomerChange>> {
  const recordIds = persons.map(({ recordId }) => recordId)
  const after = yield* IdentityKeeping.foreseen(tx, persons)
  const before = yield* IdentityKeeping.around(tx, [...HashMap.keys(after.entries)])
  const connect: Array<Edge> = []
  for (const draft of Legacy.drafts(before, after, recordIds))
    connect.push(Legacy.over(before, draft) ?? { _tag: "Legacy", edgeId: yield* tx.id, ...draft })
  for (const edge of connect) yield* tx.append(History, { _tag: "EdgeMade", edge })
  return yield* IdentityKeeping.change(tx, { fade: persons, connect })
})
