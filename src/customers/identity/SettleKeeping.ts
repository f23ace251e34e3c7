/**
 * Settling: a model that is put reaches all records that an earlier one was asked about.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import * as CustomerPosting from "../CustomerPosting.ts"
import * as IdentityKeeping from "./IdentityKeeping.ts"
import { Crowds, Generics, Identities, modelId, Models } from "./IdentityRecords.ts"
import * as KnownKeeping from "./KnownKeeping.ts"
import * as ModelKeeping from "./ModelKeeping.ts"

/** Records of one commit. */
const atOnce = 100

/** A part of settling, once more from the start where another model was put meanwhile. */
type Step = Effect.Effect<boolean, RecordsError | TransactionError>

/**
 * Asks the model in force about the records that an earlier one was asked about, and answers how many
 * there were.
 */
export const settle = (
  transactor: TransactorShape,
  records: RecordsShape,
): (() => Effect.Effect<number, RecordsError | TransactionError>) =>
  Effect.fnUntraced(function* () {
    let count = 0
    for (;;) {
      const found = Option.getOrUndefined(yield* records.get(Models, modelId))
      if (found === undefined || found.before.length === 0) return count
      const { version } = found.model
      const of = (model: string, isPending?: 1) =>
        Effect.map(
          records.page(
            Identities,
            { index: "byModel", under: isPending === 1 ? [model, 1] : [model] },
            { limit: atOnce },
          ),
          ({ values }) => values.map(({ recordId }) => recordId),
        )
      const isInForce = (program: Effect.Effect<void, never, Transaction>): Step =>
        transactor.run(whileInForce(version, program))
      const keyed: Step = Effect.gen(function* () {
        for (const earlier of found.before)
          for (;;) {
            const recordIds = yield* of(earlier)
            if (recordIds.length === 0) break
            if (!(yield* isInForce(keyAnew(recordIds)))) return false
          }
        return true
      })
      const judged: Step = Effect.gen(function* () {
        for (const { name } of yield* Stream.runCollect(records.all(Generics)))
          if (!(yield* isInForce(changed({ doubted: { values: [name], keys: [] } })))) return false
        for (const { name } of yield* Stream.runCollect(records.all(Crowds)))
          if (!(yield* isInForce(changed({ doubted: { values: [], keys: [name] } })))) return false
        return true
      })
      const compared: Step = Effect.gen(function* () {
        for (;;) {
          const recordIds = yield* of(version, 1)
          if (recordIds.length === 0) return true
          for (const recordId of recordIds)
            if (!(yield* isInForce(changed({ anew: [recordId] })))) return false
          count += recordIds.length
        }
      })
      if ((yield* keyed) && (yield* judged) && (yield* compared)) yield* isInForce(settled)
    }
  })

/** Runs a program, unless another model was put. */
const whileInForce = Effect.fnUntraced(function* (
  version: string,
  program: Effect.Effect<void, never, Transaction>,
): Effect.fn.Return<boolean, never, Transaction> {
  const linker = yield* ModelKeeping.inForce(yield* Transaction)
  const isInForce = linker.version === version
  if (isInForce) yield* program
  return isInForce
})

/** First all records are found by what they are by the new model: who is compared then sees them. */
const keyAnew = Effect.fnUntraced(function* (
  recordIds: ReadonlyArray<string>,
): Effect.fn.Return<void, never, Transaction> {
  const known = yield* KnownKeeping.nothing(yield* Transaction)
  yield* known.know(recordIds)
  for (const id of recordIds) {
    const identity = known.identities.get(id)
    if (identity === undefined || identity.model === known.linker.version) continue
    const drawn = yield* KnownKeeping.drawn(known, id)
    yield* known.tx.put(Identities, { ...identity, ...drawn, isPending: true })
  }
})

const changed = Effect.fnUntraced(function* (
  change: IdentityKeeping.IdentityChange,
): Effect.fn.Return<void, never, Transaction> {
  const tx = yield* Transaction
  const changes = yield* IdentityKeeping.change(tx, change)
  const found = Option.getOrUndefined(yield* tx.get(Models, modelId))
  yield* CustomerPosting.log(tx, changes, found?.put ?? { commandId: "settle" })
})

const settled: Effect.Effect<void, never, Transaction> = Effect.gen(function* () {
  const tx = yield* Transaction
  const found = Option.getOrUndefined(yield* tx.get(Models, modelId))
  if (found !== undefined) yield* tx.put(Models, { ...found, before: [] })
})
