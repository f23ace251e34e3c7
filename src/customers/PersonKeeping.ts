/**
 * Persons as sources tell of them, let in as far as the policy of their channel goes.
 *
 * @module
 */
import { Effect, Option } from "effect"

import { orderId, Orders, Personals } from "../orders/OrderRecords.ts"
import { hashing } from "../orders/PersonalKeeping.ts"
import type { TransactionShape } from "../store/Transaction.ts"
import type { CustomerCommand } from "./CustomerCommand.ts"
import { Identities, type Identity, Persons, Policies, policyId } from "./CustomerRecords.ts"
import { OrderTellsNobody, RecordErased, UnknownCustomer } from "./CustomerRefusal.ts"
import { type Evidence, fieldOf } from "./evidence/Evidence.ts"
import * as IdentityKeeping from "./IdentityKeeping.ts"
import type { FieldName } from "./linkage/LinkRecord.ts"
import * as OrderEvidence from "./OrderEvidence.ts"
import * as PersonalPolicy from "./profile/PersonalPolicy.ts"
import type { PersonRecord } from "./profile/PersonRecord.ts"
import type { CustomerChange } from "./resolution/Regrouping.ts"

type CommandOf<Tag extends CustomerCommand["_tag"]> = Extract<
  CustomerCommand,
  { readonly _tag: Tag }
>

/** What a source tells of a person, and how it came. */
export interface Told {
  readonly evidence: Evidence
  readonly portrait?: ReadonlyArray<PersonalPolicy.Trait> | undefined
  readonly from: Pick<PersonRecord, "channel" | "order">
}

/** Takes in what a source tells of a person, the first time or again, and finds out who it is. */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { evidence, portrait = [], from }: Told,
): Effect.fn.Return<ReadonlyArray<CustomerChange>, RecordErased> {
  const { recordId, observedAt, country } = evidence
  const known = Option.getOrUndefined(yield* tx.get(Persons, recordId))
  if (known?.erasedAt !== undefined) return yield* new RecordErased({ recordId })
  const policies = yield* policiesOf(tx)
  const policy =
    policies.find(({ channel }) => channel === from.channel) ?? PersonalPolicy.open(from.channel)
  const hash = yield* hashing(tx)
  const kept = PersonalPolicy.admit(policy, evidence, portrait, hash, hashedSomewhere(policies))
  const person: PersonRecord = {
    recordId,
    ...from,
    observedAt: Math.min(observedAt, known?.observedAt ?? observedAt),
    ...(country === undefined ? {} : { country }),
    kept,
  }
  return yield* IdentityKeeping.change(tx, { put: [person] })
})

/** The policies that are set. */
export const policiesOf = (
  tx: TransactionShape,
): Effect.Effect<ReadonlyArray<PersonalPolicy.PersonalPolicy>> =>
  Effect.map(tx.get(Policies, policyId), (found) =>
    Option.match(found, { onNone: () => [], onSome: ({ policies }) => policies }),
  )

const hashedSomewhere = (
  policies: ReadonlyArray<PersonalPolicy.PersonalPolicy>,
): ReadonlySet<FieldName> =>
  new Set(
    Object.values(fieldOf).filter((field) =>
      policies.some((policy) => PersonalPolicy.keepingOf(policy, field).keep === "hash"),
    ),
  )

/** What a command tells of a person. */
export const toldBy = ({
  recordId,
  channel,
  observedAt,
  country,
  identifiers,
  portrait,
  order,
}: CommandOf<"Observe">): Told => ({
  evidence: { recordId, observedAt, identifiers, ...(country === undefined ? {} : { country }) },
  portrait,
  from: { channel, ...(order === undefined ? {} : { order }) },
})

/** What an order of the desk tells of its buyer. */
export const toldByOrder = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: CommandOf<"ObserveOrder">["order"],
): Effect.fn.Return<Told, OrderTellsNobody> {
  const id = orderId({ ...order, kind: "order" })
  const found = Option.getOrUndefined(yield* tx.get(Orders, id))
  const said = Option.getOrUndefined(yield* tx.get(Personals, id))
  if (found === undefined || said?.erasedAt !== undefined)
    return yield* new OrderTellsNobody({ order: JSON.stringify(order.externalId) })
  return {
    evidence: OrderEvidence.of(found, said?.personal),
    from: { channel: order.channel, order },
  }
})

/** The records of a customer, by any id that they have or had. */
export const recordsOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  customerId: string,
): Effect.fn.Return<ReadonlyArray<Identity>, UnknownCustomer> {
  const found = Option.getOrUndefined(yield* tx.get(Identities, customerId))
  if (found === undefined) return yield* new UnknownCustomer({ customerId })
  const all = yield* tx.query(Identities, "byComponent", [found.component])
  return all.filter(({ customer }) => customer === found.customer)
})
