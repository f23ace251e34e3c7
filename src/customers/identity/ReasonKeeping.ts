/**
 * Reasons of commands: free text, so they are kept with the records that they are about, and go with any
 * of these.
 *
 * @module
 */
import { Effect } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import { Reasons } from "../ChangeRecords.ts"
import type { CustomerCommand } from "../CustomerCommand.ts"

/** Writes down why a command was given; of an erasure it would be the last word about somebody. */
export const keep = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: CustomerCommand,
  recordIds: ReadonlyArray<string>,
) {
  const { commandId, reason: text, _tag } = command
  if (text === undefined || _tag === "Erase") return
  const made = "edgeId" in command ? { edgeId: command.edgeId } : {}
  yield* tx.put(Reasons, {
    commandId,
    command: _tag,
    recordIds,
    ...made,
    at: yield* tx.now,
    text,
  })
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
