/**
 * Reasons of commands: free text that may name anybody whom the command touched, so they are kept
 * with all records of these customers, and go with any of them. Of whom they may be kept is decided
 * here as it is for orders (`orders/ReasonKeeping`), but by other records, and with the decision by
 * hand that they explain.
 *
 * @module
 */
import { Effect, Option } from "effect"

import * as OrderReasonKeeping from "../../orders/ReasonKeeping.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import { customersOf, Reasons } from "../ChangeRecords.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import { Persons } from "../CustomerRecords.ts"
import type { IdentityCommand } from "../resolution/IdentityCommand.ts"
import type { CustomerChange } from "../resolution/Regrouping.ts"
import * as AliasKeeping from "./AliasKeeping.ts"
import { Identities } from "./IdentityRecords.ts"

/** Whom a command touched. */
export interface Touched {
  /** The records that it is about, and those of their customers where they go by it. */
  readonly recordIds: ReadonlyArray<string>
  readonly changes: ReadonlyArray<CustomerChange>
}

/**
 * Writes down why a command was given; of an erasure, or of somebody who was erased, it would be
 * the last word about them.
 */
export const keep = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CustomerCommand,
  { recordIds, changes }: Touched,
) {
  const { commandId, reason: text, _tag } = command
  if (text === undefined || _tag === "Erase") return
  const about = yield* withCompanions(tx, [...recordIds, ...changes.flatMap(customersOf)])
  if (yield* isOfErased(tx, command, about)) return
  const made = "edgeId" in command ? { edgeId: command.edgeId } : {}
  yield* tx.put(Reasons, {
    commandId,
    command: _tag,
    recordIds: about,
    ...made,
    at: yield* tx.now,
    text,
  })
})

/**
 * A decision by hand is about the records that it names, and its reason is asked for as long as it
 * stands.
 */
const isOfErased = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CustomerCommand,
  about: ReadonlyArray<string>,
): Effect.fn.Return<boolean> {
  // What it takes back was explained, unless one of these was erased.
  if (command._tag === "TakeBack")
    return (yield* tx.query(Reasons, "byEdge", [command.edgeId])).length === 0
  const named = "edgeId" in command ? yield* namedBy(tx, command) : about
  const persons = yield* tx.getAll(Persons, [...new Set(named)])
  return persons.some(Option.exists(({ erasedAt }) => erasedAt !== undefined))
})

const namedBy = (
  tx: TransactionShape,
  command: Exclude<IdentityCommand, { readonly _tag: "TakeBack" }>,
): Effect.Effect<ReadonlyArray<string>> =>
  Effect.forEach(
    command._tag === "KeepApart" ? [...command.left, ...command.right] : command.records,
    (id) => AliasKeeping.standingFor(tx, id),
  )

/**
 * Some records and all others of their customers; of an id that is no record's any more, itself.
 */
const withCompanions = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<ReadonlyArray<string>> {
  const all = new Set(recordIds)
  const own = (yield* tx.getAll(Identities, [...all])).flatMap(Option.toArray)
  const customers = new Set(own.map(({ customer }) => customer))
  for (const component of new Set(own.map((one) => one.component)))
    for (const { recordId, customer } of yield* tx.query(Identities, "byComponent", [component]))
      if (customers.has(customer)) all.add(recordId)
  return [...all]
})

/** Erases all reasons that are about some records; answers how many there were. */
export const erase = (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
): Effect.Effect<number> => OrderReasonKeeping.removeUnder(tx, Reasons, "byRecord", recordIds)

/** Why a decision by hand was made, as long as it is kept. */
export const ofDecision = Effect.fnUntraced(function* (
  tx: TransactionShape,
  edgeId: string,
): Effect.fn.Return<string | undefined> {
  const found = yield* tx.query(Reasons, "byEdge", [edgeId])
  return found.findLast(({ command }) => command !== "TakeBack")?.text
})
