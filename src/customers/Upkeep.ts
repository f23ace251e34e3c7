/**
 * Upkeep: what a host calls now and then, so that a new model reaches all records and that what has
 * outlived its time is gone.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { RecordsError, RecordsShape } from "../store/Records.ts"
import { Transaction } from "../store/Transaction.ts"
import type { TransactionError } from "../store/TransactionError.ts"
import type { TransactorShape } from "../store/Transactor.ts"
import * as CustomerPosting from "./CustomerPosting.ts"
import { History, Identities, modelId, Models, Persons } from "./CustomerRecords.ts"
import * as ErasureKeeping from "./ErasureKeeping.ts"
import * as IdentityKeeping from "./IdentityKeeping.ts"
import * as KnownKeeping from "./KnownKeeping.ts"

/** Records of one commit. */
const atOnce = 100

/** Asks the model in force about the records that an earlier one was asked about. */
export const settle = (
  transactor: TransactorShape,
  records: RecordsShape,
): (() => Effect.Effect<number, RecordsError | TransactionError>) =>
  Effect.fnUntraced(function* () {
    const found = Option.getOrUndefined(yield* records.get(Models, modelId))
    if (found === undefined || found.before.length === 0) return 0
    const of = (version: string, isPending?: 1) =>
      records.page(
        Identities,
        { index: "byModel", under: isPending === 1 ? [version, 1] : [version] },
        { limit: atOnce },
      )
    for (const version of found.before)
      for (;;) {
        const { values } = yield* of(version)
        if (values.length === 0) break
        yield* transactor.run(keyAnew(values.map(({ recordId }) => recordId)))
      }
    let count = 0
    for (;;) {
      const { values } = yield* of(found.model.version, 1)
      if (values.length === 0) break
      for (const { recordId } of values) yield* transactor.run(compareAnew(recordId))
      count += values.length
    }
    yield* transactor.run(settled(found.model.version))
    return count
  })

/** First all records get their keys of the new model: who is compared then is found by them. */
const keyAnew = Effect.fnUntraced(function* (
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<void, never, Transaction> {
  const known = yield* KnownKeeping.nothing(yield* Transaction)
  yield* known.know(recordIds)
  const model = known.linker.version
  for (const id of recordIds) {
    const identity = known.identities.get(id)
    if (identity === undefined || identity.model === model) continue
    const keys = known.keysOf(yield* known.comparedOf(id))
    yield* known.tx.put(Identities, { ...identity, keys, model, isPending: true })
  }
})

const compareAnew = Effect.fnUntraced(function* (
  recordId: string,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const changes = yield* IdentityKeeping.change(tx, { anew: [recordId] })
  yield* CustomerPosting.log(tx, changes, { commandId: "settle" })
})

const settled = Effect.fnUntraced(function* (
  version: string,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const found = Option.getOrUndefined(yield* tx.get(Models, modelId))
  if (found?.model.version === version) yield* tx.put(Models, { ...found, before: [] })
})

/** Erases what has outlived its time, the first before the others. */
export const lapse =
  (transactor: TransactorShape, records: RecordsShape) =>
  ({ limit = 1_000 }: { readonly limit?: number } = {}) =>
    Effect.gen(function* () {
      let count = 0
      while (count < limit) {
        const { values } = yield* records.page(
          Persons,
          { index: "byDue" },
          { limit: Math.min(atOnce, limit - count) },
        )
        const done = yield* transactor.run(lapsed(values.map(({ recordId }) => recordId)))
        count += done
        if (done < values.length || values.length === 0) break
      }
      return count
    })

const lapsed = Effect.fnUntraced(function* (
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  const due = yield* ErasureKeeping.lapse(tx, recordIds)
  if (due.recordIds.length === 0) return 0
  yield* CustomerPosting.log(tx, due.changes, { commandId: "lapse" })
  yield* tx.append(History, { _tag: "Lapsed", recordIds: due.recordIds })
  return due.recordIds.length
})
