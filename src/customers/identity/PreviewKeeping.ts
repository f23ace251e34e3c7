/**
 * Previews: what a decision by hand or another model would do to customers, and to what hangs on them.
 *
 * @module
 */
import { Effect, HashMap, Option, Stream } from "effect"

import * as Order from "../../orders/Order.ts"
import { orderId, Orders } from "../../orders/OrderRecords.ts"
import { hashing } from "../../orders/PersonalKeeping.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { Consents, Persons } from "../CustomerRecords.ts"
import type { CustomerRefusal, ModelReused } from "../CustomerRefusal.ts"
import type { LinkageModel } from "../linkage/LinkageModel.ts"
import * as ConsentKeeping from "../persons/ConsentKeeping.ts"
import * as Consent from "../profile/Consent.ts"
import type { PersonRecord } from "../profile/PersonRecord.ts"
import * as Consequences from "../resolution/Consequences.ts"
import type { IdentityCommand } from "../resolution/IdentityCommand.ts"
import type { Linker } from "../resolution/Linker.ts"
import * as Regrouping from "../resolution/Regrouping.ts"
import * as Resolution from "../resolution/Resolution.ts"
import * as ResolutionChange from "../resolution/ResolutionChange.ts"
import type { Reader } from "./AliasKeeping.ts"
import * as EdgeKeeping from "./EdgeKeeping.ts"
import { everyone } from "./EveryoneKeeping.ts"
import { Edges, Identities } from "./IdentityRecords.ts"
import * as ModelKeeping from "./ModelKeeping.ts"
import * as StoredCustomers from "./StoredCustomers.ts"

/** What hangs on a customer: what this room knows, and what a host adds, such as points and tier. */
export interface Attached<A> {
  readonly consents: ReadonlyArray<Consent.Standing>
  /** Orders of the desk that are open. */
  readonly openOrders: number
  readonly host: A
}

/** What this room knows of a customer, who is one or would be. */
type Facts = (customer: Resolution.Customer) => Omit<Attached<never>, "host">

/** What a decision by hand would do. */
export const ofDecision = Effect.fnUntraced(function* <A>(
  command: IdentityCommand,
  hostOf: (customer: Resolution.Customer) => A,
): Effect.fn.Return<
  ReadonlyArray<Consequences.Consequence<Attached<A>>>,
  CustomerRefusal,
  Transaction
> {
  const tx = yield* Transaction
  const { resolution, edges } = yield* EdgeKeeping.decided(tx, command)
  const after = ResolutionChange.apply(resolution, {
    connect: edges.connect ?? [],
    disconnect: (edges.disconnect ?? []).map(({ edgeId }) => edgeId),
  })
  const factsOf = yield* factsAround(tx, { resolution, edges }, after)
  return Consequences.between(resolution, after, (customer) => ({
    ...factsOf(customer),
    host: hostOf(customer),
  }))
})

/** What this room knows of customers before a decision and after it. */
const factsAround = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { resolution, edges }: Omit<ConsentKeeping.Deciding, "recordIds">,
  after: Resolution.Resolution,
): Effect.fn.Return<Facts> {
  const at = yield* tx.now
  const recordIds = Array.from(HashMap.keys(resolution.entries))
  const before = yield* ConsentKeeping.foundBy(tx, { edges, recordIds })
  const customers = new Set(recordIds.flatMap((id) => Option.toArray(Resolution.find(after, id))))
  const held = ConsentKeeping.after(
    { resolution, edges },
    Array.from(customers, (customer) => customer.recordIds),
  )
  const told = before.map(held)
  const persons = (yield* tx.getAll(Persons, recordIds)).flatMap(Option.toArray)
  const openOrders = yield* openOrdersOf(tx, persons)
  return (customer) => ({
    consents: Consent.ofCustomer(customers.has(customer) ? told : before, customer.recordIds, at),
    openOrders: openOrders(customer),
  })
})

/** What another model would do once it has been put and settled: who is who now, and would be by it. */
export const ofRefit = (transactor: TransactorShape, records: RecordsShape) =>
  Effect.fnUntraced(function* <A>(
    given: LinkageModel,
    hostOf: (customer: Resolution.Customer) => A,
  ): Effect.fn.Return<
    ReadonlyArray<Consequences.Consequence<Attached<A>>>,
    ModelReused | RecordsError | TransactionError
  > {
    const { hash, at } = yield* transactor.run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        yield* ModelKeeping.named(tx, given)
        return { hash: yield* hashing(tx), at: yield* tx.now }
      }),
    )
    const model = ModelKeeping.keptOf(given, hash)
    const { persons, markOf, linkRecord } = yield* everyone(records, hash, [model])
    const linker: Linker = {
      ...ModelKeeping.linkerOf(model),
      fadedOf: (value) => markOf(value)?.faded,
    }
    const before = StoredCustomers.of(linker, yield* Stream.runCollect(records.all(Identities)))
    const after = ResolutionChange.apply(Resolution.empty(linker), {
      put: persons.map((person) => ({
        record: linkRecord(person, linker),
        since: person.knownSince,
      })),
      connect: yield* Stream.runCollect(records.all(Edges)),
    })
    const regrouped = Regrouping.between(before, after)
    const own = new Set(
      regrouped.flatMap((one) => one.before.flatMap(({ recordIds }) => recordIds)),
    )
    const told: Array<Consent.Told> = []
    for (const id of own)
      told.push(
        ...(yield* Stream.runCollect(records.all(Consents, { index: "byRecord", under: [id] }))),
      )
    const openOrders = yield* openOrdersOf(
      records,
      persons.filter(({ recordId }) => own.has(recordId)),
    )
    return Consequences.attached(regrouped, (customer) => ({
      consents: Consent.ofCustomer(told, customer.recordIds, at),
      openOrders: openOrders(customer),
      host: hostOf(customer),
    }))
  })

/** How many orders of a customer are open, of those that some persons' records tell of. */
const openOrdersOf = Effect.fnUntraced(function* <E>(
  reader: Reader<E>,
  persons: ReadonlyArray<PersonRecord>,
): Effect.fn.Return<(customer: Resolution.Customer) => number, E> {
  const open = new Map<string, string>()
  for (const { recordId, order } of persons) {
    if (order === undefined) continue
    const id = orderId({ ...order, kind: "order" })
    const found = yield* reader.get(Orders, id)
    if (Option.exists(found, (one) => Order.state(one) === "open")) open.set(recordId, id)
  }
  // Several records may tell of one order.
  return ({ recordIds }) => new Set(recordIds.flatMap((id) => open.get(id) ?? [])).size
})
