/**
 * Erasing what is personal: of a customer, or what has outlived its time. Ids and keyed hashes in the
 * journal stay and lead to nobody; who was one customer stays one, so that no ledger changes.
 *
 * @module
 */
import { Effect, Option } from "effect"

import * as OrderPosting from "../orders/OrderPosting.ts"
import { orderId, Orders } from "../orders/OrderRecords.ts"
import type { Transaction, TransactionShape } from "../store/Transaction.ts"
import { Identities, type Identity, Moments, Persons } from "./CustomerRecords.ts"
import * as IdentityKeeping from "./IdentityKeeping.ts"
import { withoutText } from "./profile/Moment.ts"
import * as PersonalPolicy from "./profile/PersonalPolicy.ts"
import type { Edge } from "./resolution/Edge.ts"
import type { CustomerChange } from "./resolution/Regrouping.ts"

/** Who erases, and by which command. */
export interface Eraser {
  readonly commandId: string
  readonly actor: string
}

/** Erases all that is personal of some records of one customer, and of the orders that told them. */
export const erase = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
  { commandId, actor }: Eraser,
): Effect.fn.Return<ReadonlyArray<CustomerChange>, never, Transaction> {
  const erasedAt = yield* tx.now
  const persons = (yield* tx.getAll(Persons, recordIds)).flatMap(Option.toArray)
  for (const { recordId, order } of persons) {
    for (const kept of yield* tx.query(Moments, "withText", [recordId]))
      yield* tx.put(Moments, { ...kept, moment: withoutText(kept.moment) })
    const known =
      order !== undefined &&
      Option.isSome(yield* tx.get(Orders, orderId({ ...order, kind: "order" })))
    if (known) yield* Effect.orDie(OrderPosting.post({ _tag: "Erase", commandId, actor, order }))
  }
  const put = persons.map((person) => ({ ...person, kept: PersonalPolicy.nothing, erasedAt }))
  return yield* IdentityKeeping.change(tx, {
    put,
    connect: yield* bonds(tx, recordIds, actor),
  })
})

/** What has lapsed, and what that did to customers. */
export interface Lapsed {
  readonly recordIds: ReadonlyArray<string>
  readonly changes: ReadonlyArray<CustomerChange>
}

/** Takes out of some records what has outlived its time. */
export const lapse = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<Lapsed> {
  const now = yield* tx.now
  const due = (yield* tx.getAll(Persons, recordIds))
    .flatMap(Option.toArray)
    .filter(({ kept }) => (PersonalPolicy.dueAt(kept) ?? Infinity) <= now)
  const ids = due.map(({ recordId }) => recordId)
  const changes = yield* IdentityKeeping.change(tx, {
    put: due.map((person) => ({ ...person, kept: PersonalPolicy.lapse(person.kept, now) })),
    connect: yield* bonds(tx, ids, "lapse"),
  })
  return { recordIds: ids, changes }
})

/** Decisions that keep records with the customers whose they are, though they say no more why. */
const bonds = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
  actor: string,
): Effect.fn.Return<ReadonlyArray<Edge>> {
  const edges: Array<Edge> = []
  const found = (yield* tx.getAll(Identities, recordIds)).flatMap(Option.toArray)
  for (const customer of new Set(found.map((identity) => identity.customer))) {
    const own = found.filter((identity) => identity.customer === customer)
    const component = own[0]?.component ?? customer
    const all = (yield* tx.query(Identities, "byComponent", [component])).filter(
      (identity: Identity) => identity.customer === customer,
    )
    const ids = all.map(({ recordId }) => recordId).toSorted()
    for (const [i, id] of ids.slice(1).entries())
      edges.push({
        _tag: "Merge",
        edgeId: `bond-${yield* tx.id}`,
        actor,
        reason: "were one customer when what they said was erased",
        records: [ids[i] ?? id, id],
      })
  }
  return edges
})
