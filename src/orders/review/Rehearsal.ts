/**
 * Rehearsals: what other rules would have said of the orders that there are.
 *
 * @module
 */
import { Effect, Stream } from "effect"

import * as Backtest from "../../rules/analysis/Backtest.ts"
import * as Engine from "../../rules/Engine.ts"
import type { RuleSetRefused } from "../../rules/RuleRefusal.ts"
import * as RuleSet from "../../rules/RuleSet.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import type { Order } from "../Order.ts"
import { orderId, Orders } from "../OrderRecords.ts"
import type { UnknownOrder } from "../OrderRefusal.ts"
import { Actions, isHolding } from "./Action.ts"
import * as EngineKeeping from "./EngineKeeping.ts"
import * as OrderFacts from "./OrderFacts.ts"
import * as ReviewKeeping from "./ReviewKeeping.ts"

/** What is rehearsed. */
export interface Rehearsal {
  /** The rules as JSON, as they would be published. */
  readonly ruleSet: unknown
  /** Whether an order turned out bad, such as one that was refunded; `undefined` where nobody knows. */
  readonly isBad?: (order: Order) => boolean | undefined
  /** Is told of each thousand orders how many were looked at, and of how many the rules differ. */
  readonly progress?: (orders: number, changed: number) => void
}

/** What came of a rehearsal: the rules in force `before`, the others `after`. */
export type Rehearsed = Backtest.Report

/** Why a rehearsal cannot be. */
export type RehearsalError = RuleSetRefused | UnknownOrder | TransactionError | RecordsError

/**
 * Asks the rules in force and others about every order that there is, as if it had just been placed.
 * Of a buyer the orders count that were placed before; the blacklist is the present one.
 */
export const rehearse =
  (transactor: TransactorShape, records: RecordsShape) =>
  ({ ruleSet, isBad, progress }: Rehearsal): Effect.Effect<Rehearsed, RehearsalError> =>
    Effect.gen(function* () {
      const parsed = RuleSet.parse(OrderFacts.declared, Actions, ruleSet)
      const rules = yield* Effect.fromResult(parsed)
      const next = yield* Effect.fromResult(Engine.compile(OrderFacts.declared, rules))
      const now = yield* transactor.run(Effect.flatMap(Transaction, EngineKeeping.inForce))
      const backtest = new Backtest.Backtest(now, next, {
        flags: (actions: Actions) => actions.some(isHolding),
        every: 1_000,
        ...(progress === undefined ? {} : { progress }),
      })
      const rehearseOne = Effect.fnUntraced(function* (order: Order) {
        const { subject, context } = yield* transactor.run(questionOf(order))
        const isPositive = isBad?.(order)
        backtest.add({
          id: orderId(order),
          subject,
          context: { ...context, at: order.placedAt },
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

const questionOf = Effect.fnUntraced(function* (order: Order) {
  const tx = yield* Transaction
  const found = yield* ReviewKeeping.orderOf(tx, order)
  const { items } = yield* ReviewKeeping.itemsOf(tx, order)
  const before = ({ placedAt }: OrderFacts.Other) => placedAt < order.placedAt
  return yield* ReviewKeeping.questionOf(tx, found, items, before)
})
