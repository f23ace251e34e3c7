/**
 * Posting: a command about customers as a program of a transaction, to run alone or inside a larger
 * one.
 *
 * @module
 */
import { Effect, Equal, Option, Schema } from "effect"

import * as Id from "../kernel/Id.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type { CustomerCommand } from "./CustomerCommand.ts"
import type { CustomerEvent } from "./CustomerEvent.ts"
import {
  Changes,
  Consents,
  customersOf,
  Edges,
  History,
  Identities,
  LogEnds,
  type LoggedChange,
  Moments,
  Persons,
  Policies,
} from "./CustomerRecords.ts"
import {
  type CustomerRefusal,
  EventReused,
  RecordErased,
  UnknownCustomer,
} from "./CustomerRefusal.ts"
import * as ErasureKeeping from "./ErasureKeeping.ts"
import * as IdentityKeeping from "./IdentityKeeping.ts"
import * as ModelKeeping from "./ModelKeeping.ts"
import * as PersonKeeping from "./PersonKeeping.ts"
import type { Statement } from "./profile/Consent.ts"
import * as PersonalPolicy from "./profile/PersonalPolicy.ts"
import { type Edge, recordsOf } from "./resolution/Edge.ts"
import type { IdentityCommand } from "./resolution/IdentityCommand.ts"
import * as IdentityDecision from "./resolution/IdentityDecision.ts"
import type { CustomerChange } from "./resolution/Regrouping.ts"
import type { Resolution } from "./resolution/Resolution.ts"
import * as TradeKeeping from "./TradeKeeping.ts"

/** The answer of a posted command: whom it was about, and how many changes of customers came of it. */
export const Posted = Schema.Struct({ customer: Schema.optionalKey(Id.Id), changes: Schema.Int })
/** The answer of a posted command. */
export type Posted = typeof Posted.Type

interface Done {
  /** A record of the customer whom it was about. */
  readonly about?: string
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
  const { about, changes = [] } = yield* done(tx, command)
  yield* log(tx, changes, command)
  const identity =
    about === undefined ? undefined : Option.getOrUndefined(yield* tx.get(Identities, about))
  return {
    ...(identity === undefined ? {} : { customer: identity.customer }),
    changes: changes.length,
  }
})

/** Writes what became of customers, where they are found by each of them. */
export const log = Effect.fnUntraced(function* (
  tx: TransactionShape,
  changes: ReadonlyArray<CustomerChange>,
  { commandId, actor, reason }: Pick<CustomerCommand, "commandId" | "actor" | "reason">,
) {
  if (changes.length === 0) return
  const at = yield* tx.now
  for (const change of changes) {
    const places: Array<LoggedChange["places"][number]> = []
    for (const customer of customersOf(change)) {
      const end = Option.getOrUndefined(yield* tx.get(LogEnds, customer))
      const number = (end?.changes ?? 0) + 1
      yield* tx.put(LogEnds, { customer, changes: number })
      places.push({ customer, number })
    }
    yield* tx.put(Changes, {
      changeId: yield* tx.id,
      places,
      at,
      commandId,
      ...(actor === undefined ? {} : { actor }),
      ...(reason === undefined ? {} : { reason }),
      change,
    })
  }
  yield* tx.append(History, { _tag: "Regrouped", changes })
})

const done = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CustomerCommand,
): Effect.fn.Return<Done, CustomerRefusal, Transaction> {
  const append = (event: CustomerEvent) =>
    tx.append(History, event, { occurredAt: command.occurredAt })
  switch (command._tag) {
    case "Observe":
    case "ObserveOrder": {
      const told =
        command._tag === "Observe"
          ? PersonKeeping.toldBy(command)
          : yield* PersonKeeping.toldByOrder(tx, command.order)
      const changes = yield* PersonKeeping.take(tx, told)
      const { recordId } = told.evidence
      yield* append({ _tag: "Observed", recordId, ...told.from })
      return { about: recordId, changes }
    }
    case "Merge":
    case "KeepApart":
    case "Split":
    case "TakeBack": {
      const { events, edges } = yield* decided(tx, command)
      const changes = yield* IdentityKeeping.change(tx, edges)
      for (const event of events) yield* append(event)
      return { changes }
    }
    case "TellConsent": {
      const { customerId, statement } = command
      const recordIds = (yield* PersonKeeping.recordsOf(tx, customerId)).map(
        ({ recordId }) => recordId,
      )
      const known = (yield* tx.getAll(Consents, recordIds)).flatMap(Option.toArray)
      const isSame = ({ statementId }: Statement) => statementId === statement.statementId
      const before = known.flatMap(({ statements }) => statements).filter(isSame)
      if (before.some((same) => !Equal.equals(same, statement)))
        return yield* new EventReused({ eventId: statement.statementId })
      for (const recordId of recordIds) {
        const { statements = [] } = known.find((one) => one.recordId === recordId) ?? {}
        const others = statements.filter((one) => !isSame(one))
        yield* tx.put(Consents, { recordId, statements: [...others, statement] })
      }
      yield* append({ _tag: "ConsentTold", recordIds, statement })
      return { about: customerId }
    }
    case "TellMoment": {
      const { recordId, moment } = command
      const { eventId, _tag: kind } = moment
      const person = Option.getOrUndefined(yield* tx.get(Persons, recordId))
      if (person === undefined) return yield* new UnknownCustomer({ customerId: recordId })
      if (person.erasedAt !== undefined) return yield* new RecordErased({ recordId })
      if (Option.isSome(yield* tx.get(Moments, eventId))) return { about: recordId }
      yield* tx.put(Moments, { recordId, recordedAt: yield* tx.now, moment })
      yield* append({ _tag: "MomentTold", recordId, eventId, kind })
      return { about: recordId }
    }
    case "TellTrade": {
      const event = { ...command.event, recordedAt: yield* tx.now }
      if (yield* TradeKeeping.take(tx, event)) yield* append({ _tag: "TradeTold", event })
      return {}
    }
    case "SetPolicy": {
      const policy = yield* Effect.fromResult(PersonalPolicy.check(command.policy))
      const others = (yield* PersonKeeping.policiesOf(tx)).filter(
        ({ channel }) => channel !== policy.channel,
      )
      yield* tx.put(Policies, { policies: [...others, policy] })
      yield* append({ _tag: "PolicySet", policy })
      return {}
    }
    case "Refit":
      yield* ModelKeeping.put(tx, command.model)
      yield* append({ _tag: "ModelPut", version: command.model.version })
      return {}
    case "Erase": {
      const { customerId, commandId, actor } = command
      const records = yield* PersonKeeping.recordsOf(tx, customerId)
      const recordIds = records.map(({ recordId }) => recordId)
      const changes = yield* ErasureKeeping.erase(tx, recordIds, { commandId, actor })
      const customer = records[0]?.customer ?? customerId
      yield* append({ _tag: "Erased", customer, recordIds })
      return { about: customerId, changes }
    }
  }
})

/** What a decision by hand comes to, and the resolution in which it is made. */
export const decided = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: IdentityCommand,
): Effect.fn.Return<
  {
    readonly resolution: Resolution
    readonly events: ReadonlyArray<
      Extract<CustomerEvent, { readonly edgeId: string } | { readonly edge: Edge }>
    >
    readonly edges: IdentityKeeping.IdentityChange
  },
  CustomerRefusal
> {
  const standing = Option.toArray(yield* tx.get(Edges, command.edgeId))
  const named = [...standing.flatMap(recordsOf), ...recordsIn(command)]
  const resolution = yield* IdentityKeeping.around(tx, named, standing)
  const events = yield* Effect.fromResult(IdentityDecision.decide(resolution, command))
  const made = events.flatMap((event) => (event._tag === "EdgeMade" ? [event.edge] : []))
  const disconnect = command._tag === "TakeBack" ? standing : []
  return { resolution, events, edges: { connect: made, disconnect } }
})

const recordsIn = (command: IdentityCommand): ReadonlyArray<string> => {
  switch (command._tag) {
    case "Merge":
    case "Split":
      return command.records
    case "KeepApart":
      return [...command.left, ...command.right]
    case "TakeBack":
      return []
  }
}
