/**
 * Persons as sources tell of them, let in as far as the policy of their channel goes.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import { Kind } from "../../channels/ChannelOrder.ts"
import * as Digest from "../../kernel/Digest.ts"
import { orderId, Orders, Personals } from "../../orders/OrderRecords.ts"
import { hashing } from "../../orders/PersonalKeeping.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { Persons, Policies, policyId } from "../CustomerRecords.ts"
import {
  OrderTellsNobody,
  RecordErased,
  RecordOfOtherChannel,
  RecordOfOtherOrder,
  UnknownCustomer,
} from "../CustomerRefusal.ts"
import * as Evidence from "../evidence/Evidence.ts"
import * as OrderEvidence from "../evidence/OrderEvidence.ts"
import * as AliasKeeping from "../identity/AliasKeeping.ts"
import * as EdgeKeeping from "../identity/EdgeKeeping.ts"
import * as GenericKeeping from "../identity/GenericKeeping.ts"
import * as IdentityKeeping from "../identity/IdentityKeeping.ts"
import { Identities, type Identity } from "../identity/IdentityRecords.ts"
import * as KnownKeeping from "../identity/KnownKeeping.ts"
import * as ModelKeeping from "../identity/ModelKeeping.ts"
import * as Kept from "../profile/Kept.ts"
import * as PersonalPolicy from "../profile/PersonalPolicy.ts"
import * as PersonRecord from "../profile/PersonRecord.ts"
import type { CustomerChange } from "../resolution/Regrouping.ts"

type CommandOf<Tag extends CustomerCommand["_tag"]> = Extract<
  CustomerCommand,
  { readonly _tag: Tag }
>

/** What a source tells of a person, and how it came. */
export interface Told {
  readonly evidence: Evidence.Evidence
  readonly portrait?: ReadonlyArray<Kept.Trait> | undefined
  readonly from: Pick<PersonRecord.PersonRecord, "channel" | "order">
  /** It is the latest word whatever its instant says: the order desk has only the newest document. */
  readonly isLatest?: boolean
}

/** What came of a word. */
export interface Taken {
  readonly changes: ReadonlyArray<CustomerChange>
  /** What of it is not compared. */
  readonly unused: ReadonlyArray<Evidence.Tallied>
}

/**
 * Takes in what a source tells of a person, the first time or again, and finds out who it is. A word
 * that is older than the one that is known changes nothing but since when there is a record.
 */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  told: Told,
): Effect.fn.Return<Taken, RecordErased | RecordOfOtherOrder | RecordOfOtherChannel> {
  const { evidence, portrait = [], isLatest = false } = told
  const { recordId, observedAt, country, identifiers } = evidence
  const known = Option.getOrUndefined(yield* tx.get(Persons, recordId))
  if (known?.erasedAt !== undefined) return yield* new RecordErased({ recordId })
  if (known !== undefined && known.channel !== told.from.channel)
    return yield* new RecordOfOtherChannel({ recordId, channel: known.channel })
  const from = { ...(known?.order === undefined ? {} : { order: known.order }), ...told.from }
  if (known?.order !== undefined && !Equal.equals(from.order, known.order))
    return yield* new RecordOfOtherOrder({ recordId })
  const policies = yield* policiesOf(tx)
  const policy = PersonalPolicy.ofChannel(policies, from.channel)
  const hash = yield* hashing(tx)
  const { relays } = yield* ModelKeeping.inForce(tx)
  const said = [from.channel, country ?? null, identifiers, portrait]
  const word = hash(Digest.canonicalJson(said))
  const admitted: PersonRecord.PersonRecord = {
    recordId,
    ...from,
    knownSince: Math.min(observedAt, known?.knownSince ?? observedAt),
    observedAt,
    word,
    ...(country === undefined ? {} : { country }),
    kept: Kept.admit(policy, evidence, portrait, hash, relays),
    policy: PersonalPolicy.digest(policy),
  }
  const whole = Kept.all(identifiers, portrait)
  const person = PersonRecord.withOrderDue(admitted, whole, observedAt)
  const isOlder =
    known !== undefined && !isLatest && !PersonRecord.counts({ observedAt, word }, known)
  const changes = isOlder
    ? yield* takeOlder(tx, known, person)
    : yield* IdentityKeeping.change(tx, {
        put: [person],
        ...(known === undefined || known.word === word
          ? {}
          : yield* EdgeKeeping.release(tx, recordId, { of: "legacies" })),
      })
  return { changes, unused: yield* unusedOf(tx, person, evidence) }
})

/** An older word that comes late says at least since when there is a record, and of which order. */
const takeOlder = Effect.fnUntraced(function* (
  tx: TransactionShape,
  known: PersonRecord.PersonRecord,
  { knownSince, order }: Pick<PersonRecord.PersonRecord, "knownSince" | "order">,
): Effect.fn.Return<ReadonlyArray<CustomerChange>> {
  const person = { ...known, knownSince, ...(order === undefined ? {} : { order }) }
  return Equal.equals(person, known) ? [] : yield* IdentityKeeping.change(tx, { put: [person] })
})

const unusedOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  person: PersonRecord.PersonRecord,
  evidence: Evidence.Evidence,
): Effect.fn.Return<ReadonlyArray<Evidence.Tallied>> {
  const known = yield* KnownKeeping.nothing(tx)
  known.tell(person.recordId, person)
  const generic = yield* GenericKeeping.ignored(known, [person.recordId])
  const { unused } = Evidence.read(evidence, evidence.observedAt, known.linker.relays)
  return Evidence.tally([
    ...unused,
    ...generic.map(({ field }) => ({ field, because: "generic" as const })),
  ])
})

/** The policies that are set. */
export const policiesOf = (
  tx: TransactionShape,
): Effect.Effect<ReadonlyArray<PersonalPolicy.PersonalPolicy>> =>
  Effect.map(tx.get(Policies, policyId), (found) =>
    Option.match(found, { onNone: () => [], onSome: ({ policies }) => policies }),
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

/**
 * What an order of the desk tells of its buyer: where only another document came under its id, such as a
 * credit note, what that tells.
 */
export const toldByOrder = Effect.fnUntraced(function* (
  tx: TransactionShape,
  order: CommandOf<"ObserveOrder">["order"],
): Effect.fn.Return<Told, OrderTellsNobody> {
  const ids = Kind.literals.map((kind) => orderId({ ...order, kind }))
  const [found] = (yield* tx.getAll(Orders, ids)).flatMap(Option.toArray)
  const said =
    found === undefined
      ? undefined
      : Option.getOrUndefined(yield* tx.get(Personals, orderId(found)))
  if (found === undefined || said?.erasedAt !== undefined)
    return yield* new OrderTellsNobody({ order: JSON.stringify(order.externalId) })
  return {
    evidence: OrderEvidence.of(found, said?.personal),
    from: { channel: order.channel, order },
    isLatest: true,
  }
})

/** The record of an id, or the one that stands for it since it was withdrawn. */
export const livingOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  customerId: string,
): Effect.fn.Return<Identity, UnknownCustomer> {
  const found = Option.getOrUndefined(yield* AliasKeeping.identityOf(tx, customerId))
  return found ?? (yield* new UnknownCustomer({ customerId }))
})

/** The records of a customer, by any id that they have or had. */
export const recordsOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  customerId: string,
): Effect.fn.Return<ReadonlyArray<Identity>, UnknownCustomer> {
  const living = yield* livingOf(tx, customerId)
  const all = yield* tx.query(Identities, "byComponent", [living.component])
  return all.filter(({ customer }) => customer === living.customer)
})
