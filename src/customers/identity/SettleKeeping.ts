/**
 * Settling: the model in force reaches all records that an earlier one was asked about, be it one that
 * was put or one that an earlier version of this library shipped.
 *
 * @module
 */
import { Effect, Option, Stream } from "effect"

import type { Collection } from "../../store/Collection.ts"
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

/** A part of settling; answers no where another model was put meanwhile. */
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
      const model = ModelKeeping.stampOf(yield* ModelKeeping.modelInForce(records))
      const isInForce = (program: Effect.Effect<void, never, Transaction>): Step =>
        transactor.run(whileInForce(model, program))
      const earlier = ofOthers(records, Identities, "byModel", model)
      const pending = Effect.map(
        records.page(Identities, { index: "byModel", under: [model, 1] }, { limit: atOnce }),
        ({ values }) => values,
      )
      const left = [
        earlier,
        pending,
        ofOthers(records, Generics, "byModel", model),
        ofOthers(records, Crowds, "byModel", model),
      ]
      const isSettled = Effect.map(Effect.all(left), (found) =>
        found.every((some) => some.length === 0),
      )
      const keyed: Step = Effect.gen(function* () {
        for (;;) {
          const recordIds = (yield* earlier).map(({ recordId }) => recordId)
          if (recordIds.length === 0) return true
          if (!(yield* isInForce(keyAnew(recordIds)))) return false
        }
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
          const found = yield* pending
          if (found.length === 0) return true
          for (const { recordId } of found)
            if (!(yield* isInForce(changed({ anew: [recordId] })))) return false
          count += found.length
        }
      })
      if (yield* isSettled) return count
      // Where another model was put meanwhile, once more from the start.
      if ((yield* keyed) && (yield* judged)) yield* compared
    }
  })

/** Some of what bears another model than this one: it stands before or behind. */
const ofOthers = <A extends { readonly model: string }, I extends string>(
  { page }: RecordsShape,
  collection: Collection<A, I>,
  index: NoInfer<I>,
  model: string,
): Effect.Effect<ReadonlyArray<A>, RecordsError> => {
  const side = (reverse: boolean) =>
    Effect.map(page(collection, { index, reverse }, { limit: atOnce }), ({ values }) =>
      values.filter((one) => one.model !== model),
    )
  return Effect.flatMap(side(false), (before) =>
    before.length > 0 ? Effect.succeed(before) : side(true),
  )
}

/** Runs a program, unless another model was put. */
const whileInForce = Effect.fnUntraced(function* (
  model: string,
  program: Effect.Effect<void, never, Transaction>,
): Effect.fn.Return<boolean, never, Transaction> {
  const inForce = yield* ModelKeeping.modelInForce(yield* Transaction)
  const isInForce = ModelKeeping.stampOf(inForce) === model
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
    if (identity === undefined || identity.model === known.model) continue
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
