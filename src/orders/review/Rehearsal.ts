/**
 * Rehearsals: what other rules would have said of the orders that there are.
 *
 * @module
 */
import { Effect, Stream } from "effect"

import * as Backtest from "../../rules/analysis/Backtest.ts"
import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import type { Order } from "../Order.ts"
import { orderId, Orders } from "../OrderRecords.ts"
import * as PersonalKeeping from "../PersonalKeeping.ts"
import { type Actions, isHolding } from "./Action.ts"
import * as EngineKeeping from "./EngineKeeping.ts"
import type * as OrderFacts from "./OrderFacts.ts"
import * as ReviewKeeping from "./ReviewKeeping.ts"
import type * as Verdict from "./Verdict.ts"

/** What is rehearsed. */
export interface Rehearsal {
  /** The rules as JSON, as they would be published. */
  readonly ruleSet: unknown
  /** Whether an order turned out bad, such as one that was refunded; `undefined` where nobody knows. */
  readonly isBad?: (order: Order) => boolean | undefined
  /** At most so many of the orders that change are listed, with traces; 1,000 unless said. */
  readonly sample?: number
  /** Is told of each thousand orders how many were looked at, and of how many the rules differ. */
  readonly progress?: (orders: number, changed: number) => void
}

/** What came of a rehearsal: the rules in force `before`, the others `after`. */
export type Rehearsed = Backtest.Report

/** Why a rehearsal cannot be. */
export type RehearsalError = RuleSetRefused | TransactionError | RecordsError

/**
 * Asks the rules in force and others about every order that there is, as if it had just been placed,
 * and lists orders that change with the traces of the rules that differ. Of a buyer the orders count that were placed before; the blacklist is the present one.
 */
export const rehearse =
  (transactor: TransactorShape, records: RecordsShape) =>
  ({
    ruleSet,
    isBad,
    sample = 1_000,
    progress,
  }: Rehearsal): Effect.Effect<Rehearsed, RehearsalError> =>
    Effect.gen(function* () {
      const next = yield* Effect.fromResult(EngineKeeping.read(ruleSet))
      const now = yield* transactor.run(Effect.flatMap(Transaction, EngineKeeping.inForce))
      const key = yield* transactor.run(Effect.flatMap(Transaction, PersonalKeeping.keyOf))
      const backtest = new Backtest.Backtest(now, next, {
        flags: (actions: Actions) => actions.some(isHolding),
        every: 1_000,
        key,
        sample,
        ...(progress === undefined ? {} : { progress }),
      })
      const rehearseOne = Effect.fnUntraced(function* (order: Order) {
        const { subject, context } = yield* transactor.run(questionOf(order, next))
        const isPositive = isBad?.(order)
        backtest.add({
          id: orderId(order),
          subject,
          context,
          ...(isPositive === undefined ? {} : { isPositive }),
        })
      })
      const orders = records.all(Orders, { index: "byPlacedAt" })
      yield* Stream.runForEach(
        Stream.filter(orders, ({ kind }) => kind === "order"),
        rehearseOne,
      )
      return backtest.report()
    })

const questionOf = Effect.fnUntraced(function* (order: Order, besides: Verdict.OrderEngine) {
  const tx = yield* Transaction
  const found = yield* ReviewKeeping.withPersons(tx, order)
  const { items } = yield* ReviewKeeping.itemsOf(tx, order)
  const counts = ({ placedAt }: OrderFacts.Other) => placedAt < order.placedAt
  return yield* ReviewKeeping.questionOf(tx, found, items, {
    at: order.placedAt,
    counts,
    besides,
  })
})
