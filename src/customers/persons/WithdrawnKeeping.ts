/**
 * Words that went with a record which was withdrawn, when they are delivered once more.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { TransactionShape } from "../../store/Transaction.ts"
import { type WithdrawnWord, WithdrawnWords } from "../CustomerRecords.ts"
import { Identities } from "../identity/IdentityRecords.ts"
import { UnknownRecord } from "../resolution/IdentityRefusal.ts"

/** Refuses a word that went with the record under whose id it is told, as long as that is gone. */
export const refuse = Effect.fnUntraced(function* (
  tx: TransactionShape,
  word: WithdrawnWord,
): Effect.fn.Return<void, UnknownRecord> {
  const { recordId } = word
  const gone = Option.getOrUndefined(yield* tx.get(WithdrawnWords, WithdrawnWords.id(word)))
  if (gone === undefined) return
  const isThere = Option.isSome(yield* tx.get(Identities, recordId))
  if (gone.recordId === recordId && !isThere)
    return yield* new UnknownRecord({ recordIds: [recordId] })
  yield* tx.remove(WithdrawnWords, WithdrawnWords.id(word))
})
