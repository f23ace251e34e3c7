/**
 * Posting which costs are kept, and how.
 *
 * @module
 */
import { Array, Effect, Option } from "effect"

import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as ShelfKeeping from "../ShelfKeeping.ts"
import { Items, shelfId, Shelves } from "../StockRecords.ts"
import * as CostFollowing from "./CostFollowing.ts"
import * as CostKeeping from "./CostKeeping.ts"
import * as CostPolicy from "./CostPolicy.ts"
import type { CostPosted } from "./CostPosting.ts"
import { Policies, PolicyHistory, scopeOf } from "./CostRecords.ts"
import { CostMissing, type CostRefused, CostScopeExists } from "./CostRefusal.ts"
import { bookAt } from "./CostStepPosting.ts"
import * as DraftKeeping from "./DraftKeeping.ts"

type Track = Extract<CostPolicy.PolicyCommand, { _tag: "Track" }>
type Open = Extract<CostPolicy.PolicyCommand, { _tag: "Open" }>

/**
 * Keeps the cost of an item from now on, or opens a scope of its own. It fails before it writes anything.
 *
 * Units of the item that are there already need a `unitCost`, at which they come in, as from a supplier.
 *
 * @example
 * ```ts
 * import { CostPolicyPosting } from "entrepot/stock"
 *
 * const policy = { sku: "MUG", method: "Fifo", currency: "EUR", per: "item" } as const
 * const program = CostPolicyPosting.post({ _tag: "Track", commandId: "c1", ...policy })
 * ```
 */
export const post = (
  command: CostPolicy.PolicyCommand,
): Effect.Effect<CostPosted, CostRefused, Transaction> =>
  Effect.flatMap(Transaction, (tx) =>
    command._tag === "Track" ? track(tx, command) : open(tx, command),
  )

const open = Effect.fnUntraced(function* (
  tx: TransactionShape,
  { scope, method, currency, occurredAt }: Open,
): Effect.fn.Return<CostPosted, CostScopeExists> {
  const draft = DraftKeeping.drafting()
  const found = Option.getOrUndefined(yield* DraftKeeping.bookOf(tx, draft, scope))?.head
  if (found !== undefined)
    return found.follows === undefined && found.method === method && found.currency === currency
      ? { event: "None" }
      : yield* new CostScopeExists({ scope })
  // Where the places of an item have costs of their own, its name stands for all of them.
  if (Option.isSome(yield* tx.get(Policies, scope))) return yield* new CostScopeExists({ scope })
  DraftKeeping.open(draft, { scope, method, currency })
  yield* CostKeeping.write(tx, draft, occurredAt)
  return { event: "Opened" }
})

const track = Effect.fnUntraced(function* (
  tx: TransactionShape,
  command: Track,
): Effect.fn.Return<CostPosted, CostRefused, Transaction> {
  const { sku, occurredAt } = command
  const decision = CostPolicy.decide(yield* tx.get(Policies, sku), command)
  const [event] = yield* Effect.fromResult(decision)
  if (event === undefined) return { event: "None" }
  const { _tag, ...policy } = event
  const draft = DraftKeeping.drafting()
  const scope = scopeOf({ sku })
  if (Option.isSome(yield* DraftKeeping.bookOf(tx, draft, scope)))
    return yield* new CostScopeExists({ scope })
  if (policy.per === "item") yield* bookAt({ tx, draft }, policy, { sku })
  yield* receive(tx, draft, policy, command)

  yield* tx.put(Policies, policy)
  yield* tx.append(PolicyHistory, event, { occurredAt })
  yield* ShelfKeeping.tie(sku, { costed: true })
  yield* CostKeeping.write(tx, draft, occurredAt)
  return { event: _tag }
})

/** Units that are there already come in. */
const receive = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: DraftKeeping.Draft,
  policy: CostPolicy.Policy,
  { commandId, sku, unitCost }: Track,
): Effect.fn.Return<void, CostRefused> {
  const item = Option.getOrUndefined(yield* tx.get(Items, sku))
  const ids = (item?.places ?? []).map((place) => shelfId({ sku, place }))
  const shelves = Array.getSomes(yield* tx.getAll(Shelves, ids))
  const lines = shelves
    .map((shelf) => ({ sku, place: shelf.place, units: CostFollowing.unitsOf(shelf) }))
    .filter(({ units }) => units > 0)
  if (lines.length === 0) return
  if (unitCost === undefined) return yield* new CostMissing({ lines })
  const homes = Map.groupBy(lines, ({ place }) => (policy.per === "item" ? undefined : place))
  for (const [place, some] of homes) {
    const units = yield* Effect.fromResult(Quantity.sum(some.map((line) => line.units)))
    const { head } = yield* bookAt(
      { tx, draft },
      policy,
      place === undefined ? { sku } : { sku, place },
    )
    const lots = [{ units, cost: Money.times(unitCost, units) }]
    yield* CostKeeping.decide(tx, draft, { _tag: "Receive", commandId, scope: head.scope, lots })
  }
})
