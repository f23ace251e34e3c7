/**
 * Reasons of commands: free text that may name anybody whom the command touched, so they are kept with all
 * records of these customers, and go with any of them.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import { customersOf, Reasons } from "../ChangeRecords.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"
import type { CustomerChange } from "../resolution/Regrouping.ts"
import { Identities } from "./IdentityRecords.ts"

/** Whom a command touched. */
export interface Touched {
  /** The records that it is about, and those of their customers where they go by it. */
  readonly recordIds: ReadonlyArray<string>
  readonly changes: ReadonlyArray<CustomerChange>
}

/** Writes down why a command was given; of an erasure it would be the last word about somebody. */
export const keep = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CustomerCommand,
  { recordIds, changes }: Touched,
) {
  const { commandId, reason: text, _tag } = command
  if (text === undefined || _tag === "Erase") return
  const made = "edgeId" in command ? { edgeId: command.edgeId } : {}
  yield* tx.put(Reasons, {
    commandId,
    command: _tag,
    recordIds: yield* withCompanions(tx, [...recordIds, ...changes.flatMap(customersOf)]),
    ...made,
    at: yield* tx.now,
    text,
  })
})

/** Some records and all others of their customers; of an id that is no record's any more, itself. */
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
export const erase = Effect.fnUntraced(function* (
  tx: TransactionShape,
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<number> {
  let count = 0
  for (const id of recordIds)
    for (const { commandId } of yield* tx.query(Reasons, "byRecord", [id])) {
      yield* tx.remove(Reasons, commandId)
      count += 1
    }
  return count
})

/** Why a decision by hand was made, as long as it is kept. */
export const ofDecision = Effect.fnUntraced(function* (
  tx: TransactionShape,
  edgeId: string,
): Effect.fn.Return<string | undefined> {
  const found = yield* tx.query(Reasons, "byEdge", [edgeId])
  return found.findLast(({ command }) => command !== "TakeBack")?.text
})
