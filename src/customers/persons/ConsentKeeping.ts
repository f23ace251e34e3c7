/**
 * Consents as customers give and take them: each counts once, of the one who said it.
 *
 * @module
 */
import { Effect, Equal, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { Consents, History, WithdrawnWords } from "../CustomerRecords.ts"
import { EventReused, MeansUnknown, type UnknownCustomer } from "../CustomerRefusal.ts"
import type { IdentityChange } from "../identity/IdentityKeeping.ts"
import { Identities, type Identity } from "../identity/IdentityRecords.ts"
import * as BaseFacts from "../profile/BaseFacts.ts"
import type { Told } from "../profile/Consent.ts"
import * as ConsentHolding from "../profile/ConsentHolding.ts"
import type { Edge } from "../resolution/Edge.ts"
import type { UnknownRecord } from "../resolution/IdentityRefusal.ts"
import * as Resolution from "../resolution/Resolution.ts"
import * as PersonKeeping from "./PersonKeeping.ts"
import * as WithdrawnKeeping from "./WithdrawnKeeping.ts"

/**
 * Takes in what a customer said, of all the records that they have; answers which these are. Under
 * a former id it came with the record that has the customer now, unless it went with the record
 * that had this id.
 */
export const take = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Extract<CustomerCommand, { readonly _tag: "TellConsent" }>,
): Effect.fn.Return<
  ReadonlyArray<string>,
  UnknownCustomer | UnknownRecord | EventReused | MeansUnknown
> {
  const { customerId, statement, occurredAt } = command
  const { statementId, means } = statement
  if (!BaseFacts.knownMeans.includes(means))
    return yield* new MeansUnknown({ statementId, means, known: BaseFacts.knownMeans })
  const { recordId } = yield* PersonKeeping.livingOf(tx, customerId)
  const recordIds = (yield* PersonKeeping.recordsOf(tx, recordId)).map((one) => one.recordId)
  const known = Option.getOrUndefined(yield* tx.get(Consents, statementId))
  if (known !== undefined) {
    // Told again it counts once, and of nobody else than the one who said it.
    const isTheirs = ConsentHolding.of(known).some((id) => recordIds.includes(id))
    const isSame = Equal.equals(known.statement, statement) && isTheirs
    return isSame ? recordIds : yield* new EventReused({ eventId: statementId })
  }
  yield* WithdrawnKeeping.refuse(tx, { what: "statement", id: statementId, recordId: customerId })
  yield* tx.put(Consents, { recordId, recordIds, recordedAt: yield* tx.now, statement })
  yield* tx.append(History, { _tag: "ConsentTold", recordId, recordIds, statement }, { occurredAt })
  return recordIds
})

/** Decisions by hand that are made or taken back, and who is who before that. */
export interface Deciding {
  readonly resolution: Resolution.Resolution
  readonly edges: Pick<IdentityChange, "connect" | "disconnect">
  /** The records that they name, and those of their customers. */
  readonly recordIds: ReadonlyArray<string>
}

/** The statements that a decision may say something of, each once. */
export const foundBy = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { edges: { connect = [], disconnect = [] }, recordIds }: Omit<Deciding, "resolution">,
): Effect.fn.Return<ReadonlyArray<Told>> {
  const found = new Map<string, Told>()
  const add = (all: ReadonlyArray<Told>) => {
    for (const told of all) found.set(told.statement.statementId, told)
  }
  for (const id of recordIds) add(yield* tx.query(Consents, "byRecord", [id]))
  for (const { edgeId } of [...connect, ...disconnect])
    add(yield* tx.query(Consents, "byEdge", [edgeId]))
  return [...found.values()]
})

/** How a statement is held after decisions by hand, by who is one customer then. */
export const after =
  (
    { resolution, edges: { connect = [], disconnect = [] } }: Omit<Deciding, "recordIds">,
    customers: ReadonlyArray<ReadonlyArray<string>>,
  ) =>
  (told: Told): Told => {
    const decided = (edge: Edge, parts: boolean): ConsentHolding.Decided => ({
      edgeId: edge.edgeId,
      before: parts ? takenForOne(resolution, edge) : [],
      after: customers,
    })
    return [
      ...connect.map((edge) => decided(edge, edge._tag === "Veto")),
      ...disconnect.map((edge) => decided(edge, edge._tag === "Merge")),
    ].reduce(ConsentHolding.decided<Told>, told)
  }

/**
 * Each customer of the one side of a decision, with each of the other: the words of both are
 * parted.
 */
const takenForOne = (
  resolution: Resolution.Resolution,
  edge: Edge,
): ReadonlyArray<ReadonlyArray<string>> => {
  const customersOf = (ids: ReadonlyArray<string>) => [
    ...new Set(ids.flatMap((id) => Option.toArray(Resolution.find(resolution, id)))),
  ]
  const [one, other] =
    edge._tag === "Merge"
      ? edge.records.map((id) => customersOf([id]))
      : edge._tag === "Veto"
        ? [customersOf(edge.left), customersOf(edge.right)]
        : []
  return (one ?? []).flatMap((a) => (other ?? []).map((b) => [...a.recordIds, ...b.recordIds]))
}

/**
 * Parts and joins what was said with those of whom it was told, after decisions by hand took
 * effect.
 */
export const decide = Effect.fnUntraced(function* (tx: TransactionShape, deciding: Deciding) {
  const own = (yield* tx.getAll(Identities, deciding.recordIds)).flatMap(Option.toArray)
  const customers = Array.from(Map.groupBy(own, ({ customer }) => customer).values(), (records) =>
    records.map(({ recordId }) => recordId),
  )
  const held = after(deciding, customers)
  for (const told of yield* foundBy(tx, deciding)) {
    const now = held(told)
    if (now !== told) yield* tx.put(Consents, now)
  }
})

/** Joins what was said again with those whom decisions parted from it that say nothing any more. */
export const rejoin = Effect.fnUntraced(function* (
  tx: TransactionShape,
  edges: ReadonlyArray<Edge>,
) {
  for (const { edgeId } of edges)
    for (const told of yield* tx.query(Consents, "byEdge", [edgeId]))
      yield* tx.put(Consents, ConsentHolding.decided(told, { edgeId, before: [], after: [] }))
})

/**
 * Leaves what was said of a record that is withdrawn to the others of its customer, the senior
 * first.
 */
export const leave = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordId: string,
  others: ReadonlyArray<Identity>,
) {
  const ids = others.map((one) => one.recordId)
  for (const id of [recordId, ...ids])
    for (const told of yield* tx.query(Consents, "byRecord", [id])) {
      const left = ConsentHolding.without(told, recordId, ids)
      const { statementId } = told.statement
      if (left === undefined) {
        yield* tx.remove(Consents, statementId)
        yield* tx.put(WithdrawnWords, { what: "statement", id: statementId, recordId })
      } else if (left !== told) yield* tx.put(Consents, left)
    }
})
