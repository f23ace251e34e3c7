/**
 * Upkeep: what a host calls now and then, so that what may be kept no longer is gone.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { RecordsError, RecordsShape, Stretch, Values } from "../store/Records.ts"
import type { Transaction } from "../store/Transaction.ts"
import type { TransactionError } from "../store/TransactionError.ts"
import type { TransactorShape } from "../store/Transactor.ts"
import { type KeptMoment, Moments, Persons, Policies, policyId } from "./CustomerRecords.ts"
import * as LapseKeeping from "./persons/LapseKeeping.ts"
import * as PersonalPolicy from "./profile/PersonalPolicy.ts"
import type { PersonRecord } from "./profile/PersonRecord.ts"

/** Records of one commit. */
const atOnce = 100

type Place = Stretch<"byDue" | "byPolicy">

/** What is gone over by its indexes, and how some of it lets go. */
interface Rounds<A> {
  readonly page: (place: Place, limit: number) => Effect.Effect<Values<A>, RecordsError>
  readonly idOf: (one: A) => string
  readonly policyOf: (one: A) => string | undefined
  readonly lapse: (ids: ReadonlyArray<string>) => Effect.Effect<number, never, Transaction>
}

const ofPersons = (records: RecordsShape): Rounds<PersonRecord> => ({
  page: (place, limit) => records.page(Persons, place, { limit }),
  idOf: Persons.id,
  policyOf: ({ policy }) => policy,
  lapse: LapseKeeping.persons,
})
const ofTalks = (records: RecordsShape): Rounds<KeptMoment> => ({
  page: (place, limit) => records.page(Moments, place, { limit }),
  idOf: Moments.id,
  policyOf: ({ policy }) => policy,
  lapse: LapseKeeping.talks,
})

/**
 * Lets go of what may be kept no longer: what another policy let in than the one that its channel has
 * now, and what has outlived its time, the first before the others.
 */
export const lapse =
  (transactor: TransactorShape, records: RecordsShape) =>
  ({ limit = 1_000 }: { readonly limit?: number } = {}): Effect.Effect<
    number,
    RecordsError | TransactionError
  > =>
    Effect.gen(function* () {
      const found = yield* records.get(Policies, policyId)
      const policies = Option.match(found, { onNone: () => [], onSome: (one) => one.policies })
      let count = 0
      /** Page by page, as long as it is news for all of a page. */
      const over = Effect.fnUntraced(function* <A>({ idOf, lapse }: Rounds<A>, find: Find<A>) {
        while (count < limit) {
          const page = yield* find(Math.min(atOnce, limit - count))
          const done = page.length === 0 ? 0 : yield* transactor.run(lapse(page.map(idOf)))
          count += done
          if (done < page.length || page.length === 0) break
        }
      })
      const all = Effect.fnUntraced(function* <A>(rounds: Rounds<A>) {
        for (const policy of policies) yield* over(rounds, letInOtherwise(rounds, policy))
        yield* over(rounds, (most) =>
          Effect.map(rounds.page({ index: "byDue" }, most), ({ values }) => values),
        )
      })
      yield* all(ofPersons(records))
      yield* all(ofTalks(records))
      return count + (yield* ordersOf(transactor, records, limit))
    })

/** Page by page, as long as it is the turn of all of a page. */
const ordersOf = Effect.fnUntraced(function* (
  transactor: TransactorShape,
  records: RecordsShape,
  limit: number,
): Effect.fn.Return<number, RecordsError | TransactionError> {
  let [looked, gone] = [0, 0]
  while (looked < limit) {
    const page = { limit: Math.min(atOnce, limit - looked) }
    const { values } = yield* records.page(Persons, { index: "byOrderDue" }, page)
    if (values.length === 0) break
    const lapsed = yield* transactor.run(LapseKeeping.orders(values.map(Persons.id)))
    looked += lapsed.due
    gone += lapsed.gone
    if (lapsed.due < values.length) break
  }
  return gone
})

type Find<A> = (most: number) => Effect.Effect<ReadonlyArray<A>, RecordsError>

/** What another policy let in stands before or behind what this one did. */
const letInOtherwise = <A>(
  { page, policyOf }: Rounds<A>,
  policy: PersonalPolicy.PersonalPolicy,
): Find<A> => {
  const mark = PersonalPolicy.digest(policy)
  const side = (reverse: boolean, most: number) =>
    Effect.map(page({ index: "byPolicy", under: [policy.channel], reverse }, most), ({ values }) =>
      values.filter((one) => policyOf(one) !== mark),
    )
  return Effect.fnUntraced(function* (most) {
    const before = yield* side(false, most)
    return before.length > 0 ? before : yield* side(true, most)
  })
}
