/**
 * Posting single steps of what follows from a movement on shelves: units come in, leave, or go on.
 *
 * @module
 */
import { Array, Effect, Option, Result } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Key from "../../store/Key.ts"
import type { TransactionShape } from "../../store/Transaction.ts"
import { mainPlace } from "../StockCommand.ts"
import type * as CostBook from "./CostBook.ts"
import type { Destination, Lot, Source } from "./CostCommand.ts"
import type * as CostEvent from "./CostEvent.ts"
import type * as CostFollowing from "./CostFollowing.ts"
import * as CostKeeping from "./CostKeeping.ts"
import type { Home, Policy } from "./CostPolicy.ts"
import { scopeOf } from "./CostRecords.ts"
import { CostMissing, type CostRefused, CostScopeTooLong } from "./CostRefusal.ts"
import * as DraftKeeping from "./DraftKeeping.ts"

/** What is followed: the command, and what came of it so far. */
export interface Following {
  readonly tx: TransactionShape
  readonly draft: DraftKeeping.Draft
  readonly header: { readonly commandId: string; readonly document?: string }
  /** The hold by which units are sold, or by which those that come back were. */
  readonly sale: string | undefined
  /** The serials of the next units of a leg. */
  readonly take: (step: Step) => ReadonlyArray<string> | undefined
}

/** A movement of an item that is costed. */
export interface Step extends CostFollowing.Movement {
  readonly policy: Policy
  readonly meaning: CostFollowing.Meaning
}

/** What these steps lack. */
export const costMissing = (steps: ReadonlyArray<Step>): CostMissing =>
  new CostMissing({
    lines: steps.map((step) => ({ sku: step.sku, place: placeOf(step), units: step.quantity })),
  })

/** Where units come to. */
export const placeOf = ({ to }: Step): string => ("place" in to ? to.place : mainPlace)

/** The book of a home, which is opened where units come to it for the first time. */
export const bookAt = Effect.fnUntraced(function* (
  { tx, draft }: Pick<Following, "tx" | "draft">,
  { method, currency }: Policy,
  home: Home,
): Effect.fn.Return<CostBook.CostBook, CostScopeTooLong> {
  const scope = scopeOf(home)
  const { sku, place = "" } = home
  if (Key.byteLength(scope) > Id.maxIdBytes) return yield* new CostScopeTooLong({ sku, place })
  const found = yield* DraftKeeping.bookOf(tx, draft, scope)
  return Option.getOrElse(found, () =>
    DraftKeeping.open(draft, { scope, method, currency, follows: home }),
  )
})

/** What units would cost if they were like those on hand before the command. */
export const averageOf = (
  { draft }: Following,
  { scope, currency }: CostBook.Head,
  quantity: number,
): Money.Money => {
  const { units, value } = draft.stored.get(scope)?.head ?? { units: 0, value: 0n }
  const all = Money.times(Money.fromMinor(value, currency), quantity)
  return units === 0 ? Money.zero(currency) : Money.divide(all, units, "halfUp").posted
}

/** Units come in at a cost. */
export const receive = Effect.fnUntraced(function* (
  following: Following,
  step: Step,
  home: Home,
  source: Source,
  cost: Money.Money,
): Effect.fn.Return<void, CostRefused> {
  const { tx, draft, header } = following
  const { head } = yield* bookAt(following, step.policy, home)
  const lots = yield* lotsOf(step, cost, following.take(step))
  const { scope } = head
  yield* CostKeeping.decide(tx, draft, { _tag: "Receive", ...header, scope, source, lots })
})

/** Units that are told apart are lots of one, which share the cost of their line evenly. */
const lotsOf = (
  { quantity: units }: Step,
  cost: Money.Money,
  serials: ReadonlyArray<string> | undefined,
): Effect.Effect<ReadonlyArray<Lot>, Money.NotPosted> => {
  if (serials === undefined || serials.length !== units) return Effect.succeed([{ units, cost }])
  const weights = serials.map(() => 1)
  return Effect.fromResult(
    Result.map(divided(cost, weights), (costs) =>
      Array.zipWith(serials, costs, (serial, cost): Lot => ({ units: 1, cost, serial })),
    ),
  )
}

/** Divides a cost by weights, of which none is negative and not all are zero. */
export const divided = (
  cost: Money.Money,
  weights: ReadonlyArray<bigint | number>,
): Result.Result<ReadonlyArray<Money.Money>, Money.NotPosted> =>
  Result.map(Money.toMinor(cost), (minor) =>
    Result.getOrThrow(Allocation.allocate(minor, weights)).map((part) =>
      Money.fromMinor(part, cost.currency),
    ),
  )

/** Which units leave, where the method does not choose them. */
export interface Choice {
  readonly layer?: number
  readonly serials?: ReadonlyArray<string> | undefined
}

/** Units leave at their cost. */
export const issue = Effect.fnUntraced(function* (
  following: Following,
  policy: Policy,
  home: Home,
  destination: Destination,
  units: number,
  choice: Choice,
): Effect.fn.Return<CostEvent.CostEvent, CostRefused> {
  const { tx, draft, header } = following
  const { scope, issues } = (yield* bookAt(following, policy, home)).head
  return yield* CostKeeping.decide(tx, draft, {
    _tag: "Issue",
    ...header,
    scope,
    issueId: `${issues}`,
    destination,
    units,
    ...choice,
  })
})

/** Units leave for another cost book of the item. */
export const transfer = Effect.fnUntraced(function* (
  following: Following,
  policy: Policy,
  from: Home,
  to: Home,
  units: number,
  choice: Choice,
): Effect.fn.Return<void, CostRefused> {
  const { scope, tail: layer } = (yield* bookAt(following, policy, to)).head
  yield* issue(following, policy, from, { _tag: "Transfer", scope, layer }, units, choice)
})
