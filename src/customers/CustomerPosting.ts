/**
 * Posting: a command about customers as a program of a transaction, to run alone or inside a larger
 * one.
 *
 * @module
 */
import { Effect, Option, Result, Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import { Changes, customersOf, LogEnds } from "./ChangeRecords.ts"
import type { CustomerCommand } from "./CustomerCommand.ts"
import type { CustomerEvent } from "./CustomerEvent.ts"
import { History, Identities, Persons, Policies, tradeId } from "./CustomerRecords.ts"
import {
  type CustomerRefusal,
  ObservedAhead,
  type RecordErased,
  type RecordOfOtherChannel,
  type RecordOfOtherOrder,
  type UnknownCustomer,
} from "./CustomerRefusal.ts"
import * as Evidence from "./evidence/Evidence.ts"
import * as OrderEvidence from "./evidence/OrderEvidence.ts"
import * as AliasKeeping from "./identity/AliasKeeping.ts"
import * as EdgeKeeping from "./identity/EdgeKeeping.ts"
import * as IdentityKeeping from "./identity/IdentityKeeping.ts"
import * as ModelKeeping from "./identity/ModelKeeping.ts"
import * as ReasonKeeping from "./identity/ReasonKeeping.ts"
import * as ConsentKeeping from "./persons/ConsentKeeping.ts"
import * as ErasureKeeping from "./persons/ErasureKeeping.ts"
import * as MomentKeeping from "./persons/MomentKeeping.ts"
import * as PersonKeeping from "./persons/PersonKeeping.ts"
import * as WithdrawalKeeping from "./persons/WithdrawalKeeping.ts"
import * as PersonalPolicy from "./profile/PersonalPolicy.ts"
import type { CustomerChange } from "./resolution/Regrouping.ts"
import * as TradeKeeping from "./trade/TradeKeeping.ts"

/**
 * The answer of a posted command: whom it was about, and how many changes of customers came of it.
 *
 * `unused` is there where a source told of a person: how many of its values are not compared, by field
 * and reason. They are the ten most frequent, since an answer is kept, and never the values.
 */
export const Posted = Schema.Struct({
  customer: Schema.optionalKey(Id.Id),
  changes: Schema.Int,
  unused: Schema.optionalKey(Schema.Array(Evidence.Tallied)),
})
/** The answer of a posted command. */
export type Posted = typeof Posted.Type

const mostUnused = 10

interface Done {
  /** A record of the customer whom it was about, or an id that they once had. */
  readonly about?: string
  /** The records that a reason of it is about. */
  readonly recordIds?: ReadonlyArray<string>
  readonly unused?: ReadonlyArray<Evidence.Tallied>
  readonly changes?: ReadonlyArray<CustomerChange>
}

/**
 * Carries a command out, and writes what it did to customers. It fails before it writes anything.
 *
 * @example
 * ```ts
 * import { CustomerPosting } from "entrepot/customers"
 *
 * const program = CustomerPosting.post({
 *   _tag: "Observe",
 *   commandId: "c1",
 *   recordId: "web-1",
 *   channel: "web",
 *   observedAt: 0,
 *   identifiers: [{ _tag: "Email", value: "ada@example.com" }],
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: CustomerCommand,
): Effect.fn.Return<Posted, CustomerRefusal, Transaction> {
  const tx = yield* Transaction
  const { about, changes = [], unused, recordIds = [] } = yield* done(tx, command)
  yield* log(tx, changes, command)
  yield* ReasonKeeping.keep(tx, command, { recordIds, changes })
  const identity =
    about === undefined
      ? undefined
      : Option.getOrUndefined(yield* AliasKeeping.identityOf(tx, about))
  return {
    ...(identity === undefined ? {} : { customer: identity.customer }),
    changes: changes.length,
    ...(unused === undefined ? {} : { unused: unused.slice(0, mostUnused) }),
  }
})

/** Writes what became of customers, where they are found by each of them. */
export const log = Effect.fnUntraced(function* (
  tx: TransactionShape,
  changes: ReadonlyArray<CustomerChange>,
  { commandId, actor }: Pick<CustomerCommand, "commandId" | "actor">,
) {
  if (changes.length === 0) return
  const at = yield* tx.now
  for (const change of changes) {
    const customers = customersOf(change)
    const ends = (yield* tx.getAll(LogEnds, customers)).flatMap(Option.toArray)
    const number = Math.max(0, ...ends.map((end) => end.number)) + 1
    for (const customer of customers) yield* tx.put(LogEnds, { customer, number })
    yield* tx.put(Changes, {
      changeId: yield* tx.id,
      number,
      at,
      commandId,
      ...(actor === undefined ? {} : { actor }),
      change,
    })
  }
  yield* tx.append(History, { _tag: "Regrouped", changes })
})

const done = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CustomerCommand,
): Effect.fn.Return<Done, CustomerRefusal, Transaction> {
  const { occurredAt } = command
  const append = (event: CustomerEvent) => tx.append(History, event, { occurredAt })
  switch (command._tag) {
    case "Observe": {
      const { recordId, observedAt } = command
      const now = yield* tx.now
      // Clocks of two zones that are taken for one differ by less than a day.
      if (observedAt > now + Calendar.dayMillis)
        return yield* new ObservedAhead({ recordId, observedAt, now })
      return yield* observed(tx, PersonKeeping.toldBy(command), occurredAt)
    }
    case "ObserveOrder":
      return yield* observed(tx, yield* PersonKeeping.toldByOrder(tx, command.order), occurredAt)
    case "Withdraw": {
      const { recordId, actor } = command
      const known = Option.getOrUndefined(yield* tx.get(Persons, recordId))
      const order = known?.order === undefined ? {} : { order: known.order }
      const { recordIds, changes } = yield* WithdrawalKeeping.withdraw(tx, recordId, actor)
      yield* append({ _tag: "Withdrawn", recordId, actor, ...order })
      return { recordIds, changes }
    }
    case "Merge":
    case "KeepApart":
    case "Split":
    case "TakeBack": {
      const deciding = yield* EdgeKeeping.decided(tx, command)
      const { events, edges, recordIds } = deciding
      const changes = yield* IdentityKeeping.change(tx, edges)
      yield* ConsentKeeping.decide(tx, deciding)
      for (const event of events) yield* append(event)
      const about = command._tag === "Merge" ? { about: command.records[0] } : {}
      return { ...about, recordIds, changes }
    }
    case "TellConsent":
      return { about: command.customerId, recordIds: yield* ConsentKeeping.take(tx, command) }
    case "TellMoment": {
      const recordId = yield* MomentKeeping.take(tx, command)
      return { about: recordId, recordIds: [recordId] }
    }
    case "TellTrade": {
      const event = { ...command.event, recordedAt: yield* tx.now }
      if (yield* TradeKeeping.takeTold(tx, event)) yield* append({ _tag: "TradeTold", event })
      const hasReason = command.reason !== undefined
      const id = tradeId(event.order)
      const naming = hasReason ? yield* tx.query(Identities, "byOrder", [id]) : []
      const own = OrderEvidence.recordIdOf(event.order)
      return { recordIds: [own, ...naming.map(({ recordId }) => recordId)] }
    }
    case "SetPolicy": {
      const inForce = yield* PersonKeeping.policiesOf(tx)
      const policy = yield* Effect.fromResult(PersonalPolicy.check(command.policy, inForce))
      const others = inForce.filter(({ channel }) => channel !== policy.channel)
      yield* tx.put(Policies, { policies: [...others, policy] })
      yield* append({ _tag: "PolicySet", policy })
      return {}
    }
    case "Refit":
      yield* ModelKeeping.put(tx, command)
      yield* append({ _tag: "ModelPut", version: command.model.version })
      return {}
    case "Erase":
      return yield* erased(tx, command)
  }
})

const observed = Effect.fnUntraced(function* (
  tx: TransactionShape,
  told: PersonKeeping.Told,
  occurredAt: number | undefined,
): Effect.fn.Return<Done, RecordErased | RecordOfOtherOrder | RecordOfOtherChannel> {
  const { recordId } = told.evidence
  const taken = yield* PersonKeeping.take(tx, told)
  yield* tx.append(History, { _tag: "Observed", recordId, ...told.from }, { occurredAt })
  return { about: recordId, recordIds: [recordId], ...taken }
})

const erased = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Extract<CustomerCommand, { readonly _tag: "Erase" }>,
): Effect.fn.Return<Done, UnknownCustomer, Transaction> {
  const { customerId, commandId, actor, occurredAt } = command
  // Of a record that was withdrawn there may be reasons, and nothing else.
  const isGone = (yield* ReasonKeeping.erase(tx, [customerId])) > 0
  const found = Effect.result(PersonKeeping.recordsOf(tx, customerId))
  const records = yield* Effect.flatMap(found, (known) =>
    Result.isFailure(known) && isGone ? Effect.succeed([]) : Effect.fromResult(known),
  )
  const recordIds = [...new Set([customerId, ...records.map(({ recordId }) => recordId)])]
  const changes = yield* ErasureKeeping.erase(tx, recordIds, { commandId, actor })
  const customer = records[0]?.customer ?? customerId
  yield* tx.append(History, { _tag: "Erased", customer, recordIds }, { occurredAt })
  return { about: customerId, changes }
})
