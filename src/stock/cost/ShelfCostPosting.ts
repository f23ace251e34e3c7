/**
 * Posting the cost of units that come, leave and move on shelves, in the transaction that moves them.
 *
 * @module
 */
import { Array, Effect } from "effect"

import * as Money from "../../kernel/Money.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import type { StockCommand } from "../StockCommand.ts"
import type * as StockEvent from "../StockEvent.ts"
import { assemble } from "./AssemblyCostPosting.ts"
import * as CostFollowing from "./CostFollowing.ts"
import * as CostKeeping from "./CostKeeping.ts"
import { Policies } from "./CostRecords.ts"
import type { CostRefused } from "./CostRefusal.ts"
import {
  averageOf,
  bookAt,
  costMissing,
  type Following,
  issue,
  receive,
  type Step,
  transfer,
} from "./CostStepPosting.ts"
import * as DraftKeeping from "./DraftKeeping.ts"
import { giveBack, noteSale } from "./SaleCostPosting.ts"

/**
 * Decides what a stock command does to costs, and answers the program that writes it. Nothing is
 * written before; a refusal refuses the stock command as a whole.
 *
 * - What is received costs what its lines say, zero included. What arrives that was expected may say so
 *   later: it comes in at nothing, and a correction of its layer follows it to wherever it went.
 * - What is found costs what its line says, else as much as the rest of the units did before, rounded
 *   half up.
 * - What comes back of a sale takes back what left last by that sale, at its own cost; where it comes
 *   back to a place that has costs of its own, it is transferred there. A line that states a cost comes
 *   in at that, as if found.
 * - What becomes units of one other item passes its cost on to them. What is taken apart into several
 *   items divides its cost between them, in proportion to what they cost on hand, else to their units;
 *   there a later correction does not reach them, and counts as loss. Components of an item that is not
 *   costed are used up.
 */
export const follow = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: StockCommand,
  events: ReadonlyArray<StockEvent.StockEvent>,
  serialsOf?: CostFollowing.SerialsOf,
): Effect.fn.Return<Effect.Effect<void>, CostRefused> {
  const movements = CostFollowing.movementsOf(command, events)
  const skus = new Set(movements.map(({ sku }) => sku))
  const policies = new Map(
    Array.getSomes(yield* tx.getAll(Policies, [...skus])).map((policy) => [policy.sku, policy]),
  )
  const steps = movements.flatMap((movement): ReadonlyArray<Step> => {
    const policy = policies.get(movement.sku)
    return policy === undefined
      ? []
      : [{ ...movement, policy, meaning: CostFollowing.meaningOf(movement, policy) }]
  })
  const sale = saleOf(command)
  const missing = steps.filter((step) => isMissing(step, sale))
  if (missing.length > 0) return yield* costMissing(missing)
  const following: Following = {
    tx,
    draft: DraftKeeping.drafting(),
    header: { commandId: command.commandId, ...documentOf(command) },
    sale,
    take: taking(serialsOf),
  }
  for (const step of steps) yield* post(following, step)
  yield* assemble(following, steps)
  return CostKeeping.write(tx, following.draft, command.occurredAt)
})

const saleOf = (command: StockCommand): string | undefined => {
  if (command._tag === "Ship") return command.holdId
  return "sale" in command ? command.sale : undefined
}

const documentOf = (command: StockCommand): { readonly document?: string } => {
  const document =
    command._tag === "Ship" ? command.holdId : "document" in command && command.document
  return typeof document === "string" ? { document } : {}
}

const isMissing = ({ meaning, cost }: Step, sale: string | undefined): boolean =>
  cost === undefined &&
  ((meaning._tag === "Arrival" && meaning.if === "stated") ||
    (meaning._tag === "GivenBack" && sale === undefined))

/** Hands out the serials of each leg in their order: several lines may make it up. */
const taking = (serialsOf: CostFollowing.SerialsOf | undefined): Following["take"] => {
  const taken = new Map<string, number>()
  return (step) => {
    if (serialsOf === undefined || step.policy.method !== "Specific") return undefined
    const { sku, quantity, from, to } = step
    const name = JSON.stringify([sku, from, to])
    const first = taken.get(name) ?? 0
    taken.set(name, first + quantity)
    return serialsOf({ sku, quantity, from, to }).slice(first, first + quantity)
  }
}

const post = (following: Following, step: Step): Effect.Effect<unknown, CostRefused> => {
  const { meaning, policy, quantity, cost } = step
  switch (meaning._tag) {
    case "Arrival":
      return Effect.flatMap(costOf(following, step, meaning), (found) =>
        receive(following, step, meaning.home, meaning.source, found),
      )
    case "GivenBack":
      return cost === undefined
        ? giveBack(following, step, meaning.home)
        : receive(following, step, meaning.home, "Found", cost)
    case "Departure":
      return Effect.flatMap(
        issue(following, policy, meaning.home, { _tag: meaning.destination }, quantity, {
          serials: following.take(step),
        }),
        (event) =>
          meaning.destination === "Sale" ? noteSale(following, step.sku, event) : Effect.void,
      )
    case "Transfer":
      return transfer(following, policy, meaning.home, meaning.to, quantity, {
        serials: following.take(step),
      })
    default:
      return Effect.void
  }
}

const costOf = Effect.fnUntraced(function* (
  following: Following,
  step: Step,
  { home, if: when }: Extract<CostFollowing.Meaning, { _tag: "Arrival" }>,
): Effect.fn.Return<Money.Money, CostRefused> {
  if (step.cost !== undefined) return step.cost
  if (when !== "found") return Money.zero(step.policy.currency)
  const { head } = yield* bookAt(following, step.policy, home)
  const { units } = following.draft.stored.get(head.scope)?.head ?? { units: 0 }
  return units === 0 ? yield* costMissing([step]) : averageOf(following, head, step.quantity)
})
