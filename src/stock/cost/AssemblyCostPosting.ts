/**
 * Posting the cost of units that become units of other items, or are made of such.
 *
 * @module
 */
import { Array, Effect, Result } from "effect"

import * as Money from "../../kernel/Money.ts"
import type { Destination } from "./CostCommand.ts"
import * as CostEvent from "./CostEvent.ts"
import type { Home } from "./CostPolicy.ts"
import type { CostRefused } from "./CostRefusal.ts"
import {
  averageOf,
  bookAt,
  costMissing,
  divided,
  type Following,
  issue,
  receive,
  type Step,
} from "./CostStepPosting.ts"

/** Decides what an assembly, or a disassembly, does to costs. */
export const assemble = Effect.fnUntraced(function* (
  following: Following,
  steps: ReadonlyArray<Step>,
): Effect.fn.Return<void, CostRefused> {
  const used = steps.flatMap(({ meaning, ...step }) =>
    meaning._tag === "ToAssembly" ? [{ ...step, meaning }] : [],
  )
  const made = steps.flatMap(({ meaning, ...step }) =>
    meaning._tag === "FromAssembly" ? [{ ...step, meaning }] : [],
  )
  const [first] = made
  const destination: Destination =
    first === undefined || made.length > 1
      ? { _tag: "Loss" }
      : yield* Effect.map(bookAt(following, first.policy, first.meaning.home), ({ head }) => ({
          _tag: "Assembly" as const,
          scope: head.scope,
          layer: head.tail,
        }))
  const costs: Array<Money.Money> = []
  for (const step of used) {
    const { policy, meaning, quantity } = step
    const serials = following.take(step)
    const event = yield* issue(following, policy, meaning.home, destination, quantity, { serials })
    if (event._tag === "Issued")
      costs.push(Money.fromMinor(CostEvent.costOf(event.parts), event.currency))
  }
  if (first === undefined) return
  if (used.length === 0) return yield* costMissing(made)
  const all = yield* Effect.fromResult(Money.sum(first.policy.currency, costs))
  const source = made.length === 1 ? "Transfer" : "Found"
  const weights = yield* weightsOf(following, made)
  const shares = yield* Effect.fromResult(divided(all, weights))
  for (const [step, share] of Array.zip(made, shares))
    yield* receive(following, step, step.meaning.home, source, share)
})

/** In proportion to what units cost on hand, where all of them have a cost, else to how many they are. */
const weightsOf = Effect.fnUntraced(function* (
  following: Following,
  made: ReadonlyArray<Step & { readonly meaning: { readonly home: Home } }>,
): Effect.fn.Return<ReadonlyArray<bigint | number>, CostRefused> {
  const weights: Array<bigint> = []
  for (const { policy, meaning, quantity } of made) {
    const { head } = yield* bookAt(following, policy, meaning.home)
    weights.push(Result.getOrThrow(Money.toMinor(averageOf(following, head, quantity))))
  }
  return weights.every((weight) => weight > 0n) ? weights : made.map(({ quantity }) => quantity)
})
