/**
 * Looking at who is who: what a decision or a model would do before it is accepted, and why records are
 * one customer's.
 *
 * @module
 */
import { Effect, HashMap, Option, Schema, Stream } from "effect"

import type * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import type { Reason } from "../kernel/Reason.ts"
import * as Order from "../orders/Order.ts"
import { orderId, Orders } from "../orders/OrderRecords.ts"
import { hashing } from "../orders/PersonalKeeping.ts"
import * as Input from "../store/Input.ts"
import type { RecordsError, RecordsShape } from "../store/Records.ts"
import { Transaction, type TransactionShape } from "../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../store/TransactionError.ts"
import type { TransactorShape } from "../store/Transactor.ts"
import { Consents, Persons } from "./CustomerRecords.ts"
import type { CustomerRefusal } from "./CustomerRefusal.ts"
import * as AliasKeeping from "./identity/AliasKeeping.ts"
import * as EdgeKeeping from "./identity/EdgeKeeping.ts"
import * as GenericKeeping from "./identity/GenericKeeping.ts"
import * as IdentityKeeping from "./identity/IdentityKeeping.ts"
import { Edges } from "./identity/IdentityRecords.ts"
import * as KnownKeeping from "./identity/KnownKeeping.ts"
import * as ModelKeeping from "./identity/ModelKeeping.ts"
import * as SettleKeeping from "./identity/SettleKeeping.ts"
import { LinkageModel } from "./linkage/LinkageModel.ts"
import type { FieldName } from "./linkage/LinkRecord.ts"
import * as Consent from "./profile/Consent.ts"
import * as PersonRecord from "./profile/PersonRecord.ts"
import * as Consequences from "./resolution/Consequences.ts"
import type { Decision } from "./resolution/Edge.ts"
import { IdentityCommand } from "./resolution/IdentityCommand.ts"
import * as LinkPath from "./resolution/LinkPath.ts"
import * as Resolution from "./resolution/Resolution.ts"
import * as ResolutionChange from "./resolution/ResolutionChange.ts"

/** What hangs on a customer: what this room knows, and what a host adds, such as points and tier. */
export interface Attached<A> {
  readonly consents: ReadonlyArray<Consent.Standing>
  /** Orders of the desk that are open. */
  readonly openOrders: number
  readonly host: A
}

/** Why records are one customer's. */
export interface Explanation {
  /** Each with a waterfall, whose values are personal. */
  readonly links: ReadonlyArray<LinkPath.ExplainedLink>
  /** The same in a sentence for each link, without a word of what the records say. */
  readonly reasons: ReadonlyArray<Reason>
  /** Links that a veto forbids. */
  readonly cut: Resolution.Component["cut"]
  /** What was decided about the records, by hand or by the house. */
  readonly decisions: ReadonlyArray<Decision>
  /** What is not compared, since too many have it. */
  readonly ignored: ReadonlyArray<{ readonly recordId: string; readonly field: FieldName }>
}

/** Looking at who is who. */
export interface IdentifyingShape {
  /**
   * What a decision by hand would do: the customers before and after it, with what hangs on them.
   * `hostOf` tells from the records of a customer what the host attaches. Nothing is written.
   */
  readonly preview: <A>(
    command: Schema.Codec.Encoded<typeof IdentityCommand>,
    hostOf: (customer: Resolution.Customer) => A,
  ) => Effect.Effect<
    ReadonlyArray<Consequences.Consequence<Attached<A>>>,
    InputInvalid | CustomerRefusal | TransactionError
  >
  /** What another model would do. It reads all records. */
  readonly previewRefit: <A>(
    model: Schema.Codec.Encoded<typeof LinkageModel>,
    hostOf: (customer: Resolution.Customer) => A,
  ) => Effect.Effect<
    ReadonlyArray<Consequences.Consequence<A>>,
    InputInvalid | RecordsError | TransactionError
  >
  /**
   * Asks the model in force about the records that an earlier one was asked about, and answers how
   * many there were. It may be stopped and called again, by several processes; until it has ended
   * once, records of two models are not compared.
   */
  readonly settle: ReturnType<typeof SettleKeeping.settle>
  /** Why the records of a customer are one's. */
  readonly explain: (
    customerId: string,
  ) => Effect.Effect<Option.Option<Explanation>, InputInvalid | TransactionError>
  /**
   * How two records hang together, link by link, each with a waterfall; none where they are not one
   * customer's.
   */
  readonly path: (
    from: string,
    to: string,
  ) => Effect.Effect<
    Option.Option<ReadonlyArray<LinkPath.ExplainedLink>>,
    InputInvalid | TransactionError
  >
}

/** Looking at who is who, over services that other rooms share. */
export const make = (transactor: TransactorShape, records: RecordsShape): IdentifyingShape => ({
  preview: Effect.fnUntraced(function* (input, hostOf) {
    const command = yield* decode.preview(input)
    return yield* transactor.run(previewed(command, hostOf))
  }),
  previewRefit: Effect.fnUntraced(function* (input, hostOf) {
    const given = yield* decode.previewRefit(input)
    const persons = yield* Stream.runCollect(records.all(Persons))
    const connect = yield* Stream.runCollect(records.all(Edges))
    const hash = yield* transactor.run(Effect.flatMap(Transaction, hashing))
    const inForce = yield* transactor.run(Effect.flatMap(Transaction, ModelKeeping.modelInForce))
    const model = ModelKeeping.keptOf(given, hash)
    // Names take a while, and nothing else is known by them.
    const areNamed =
      persons.some(({ kept }) => kept.hashes.length > 0) ||
      [inForce, model].some(({ values }) => values.some(({ generic }) => generic.length > 0))
    /** Each model reads what persons say by its own relays. */
    const by = (one: LinkageModel) => {
      const linker = ModelKeeping.linkerOf(one)
      return ResolutionChange.apply(Resolution.empty(linker), {
        put: persons.map((person) => ({
          record: PersonRecord.linkRecord(person, areNamed ? hash : undefined, linker.relays),
          since: person.knownSince,
        })),
        connect,
      })
    }
    return Consequences.between(by(inForce), by(model), hostOf)
  }),
  settle: SettleKeeping.settle(transactor, records),
  explain: Effect.fnUntraced(function* (customerId) {
    yield* decode.explain({ customerId })
    return yield* transactor.run(explained(customerId))
  }),
  path: Effect.fnUntraced(function* (from, to) {
    yield* decode.path({ from, to })
    return yield* transactor.run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        const one = yield* AliasKeeping.standingFor(tx, from)
        const other = yield* AliasKeeping.standingFor(tx, to)
        const resolution = yield* IdentityKeeping.around(tx, [one, other])
        return Option.map(LinkPath.between(resolution, one, other), (links) =>
          LinkPath.explained(resolution, links),
        )
      }),
    )
  }),
})

const explained = Effect.fnUntraced(function* (
  customerId: string,
): Effect.fn.Return<Option.Option<Explanation>, never, Transaction> {
  const tx = yield* Transaction
  const found = Option.getOrUndefined(yield* AliasKeeping.identityOf(tx, customerId))
  if (found === undefined) return Option.none()
  const { recordId } = found
  const resolution = yield* IdentityKeeping.around(tx, [recordId])
  const recordIds = Option.match(Resolution.find(resolution, recordId), {
    onNone: (): ReadonlyArray<string> => [],
    onSome: (customer) => customer.recordIds,
  })
  const known = yield* KnownKeeping.nothing(tx)
  yield* known.know(recordIds)
  const ignored = yield* GenericKeeping.ignored(known, recordIds)
  const decisions = yield* EdgeKeeping.about(tx, resolution, recordIds)
  return Option.map(Resolution.componentOf(resolution, recordId), ({ links, cut }) => {
    const own = LinkPath.explained(
      resolution,
      links.filter(({ a }) => recordIds.includes(a)),
    )
    const reasons = own.map((link) => LinkPath.explain(link, resolution.linker.version))
    return { links: own, reasons, cut, decisions, ignored }
  })
})

const previewed = Effect.fnUntraced(function* <A>(
  command: IdentityCommand,
  hostOf: (customer: Resolution.Customer) => A,
): Effect.fn.Return<
  ReadonlyArray<Consequences.Consequence<Attached<A>>>,
  CustomerRefusal,
  Transaction
> {
  const tx = yield* Transaction
  const { resolution, edges } = yield* EdgeKeeping.decided(tx, command)
  const factsOf = yield* attachedTo(tx, Array.from(HashMap.keys(resolution.entries)))
  const change = {
    connect: edges.connect ?? [],
    disconnect: (edges.disconnect ?? []).map(({ edgeId }) => edgeId),
  }
  return Consequences.ofChange(resolution, change, (customer) => ({
    ...factsOf(customer),
    host: hostOf(customer),
  }))
})

/** What this room knows of some records, to be told of any customer of them. */
const attachedTo = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<(customer: Resolution.Customer) => Omit<Attached<never>, "host">> {
  const at: Calendar.Instant = yield* tx.now
  const told: Array<Consent.Told> = []
  for (const recordId of recordIds)
    told.push(...(yield* tx.query(Consents, "byRecord", [recordId])))
  const open = new Map<string, string>()
  for (const { recordId, order } of (yield* tx.getAll(Persons, recordIds)).flatMap(
    Option.toArray,
  )) {
    if (order === undefined) continue
    const id = orderId({ ...order, kind: "order" })
    const found = yield* tx.get(Orders, id)
    if (Option.exists(found, (one) => Order.state(one) === "open")) open.set(recordId, id)
  }
  return (customer) => ({
    consents: Consent.ofCustomer(told, customer.recordIds, at),
    // Several records may tell of one order.
    openOrders: new Set(customer.recordIds.flatMap((id) => open.get(id) ?? [])).size,
  })
})

const decode = {
  preview: Input.decoder<IdentityCommand, unknown>("Customers.identity.preview", IdentityCommand),
  previewRefit: Input.decoder("Customers.identity.previewRefit", LinkageModel),
  explain: Input.decoder("Customers.identity.explain", Schema.Struct({ customerId: Id.Id })),
  path: Input.decoder("Customers.identity.path", Schema.Struct({ from: Id.Id, to: Id.Id })),
}
