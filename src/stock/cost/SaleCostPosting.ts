/**
 * Posting the cost of units that come back of a sale.
 *
 * @module
 */
import { Effect, Option } from "effect"

import type { Currency } from "../../kernel/Currency.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as CostBook from "./CostBook.ts"
import type * as CostEvent from "./CostEvent.ts"
import * as CostKeeping from "./CostKeeping.ts"
import * as CostLayer from "./CostLayer.ts"
import type { Home, Policy } from "./CostPolicy.ts"
import { type Sale, saleId, Sales, scopeOf } from "./CostRecords.ts"
import { type CostRefused, ReturnExceedsSale } from "./CostRefusal.ts"
import { type Following, placeOf, type Step, transfer } from "./CostStepPosting.ts"
import * as DraftKeeping from "./DraftKeeping.ts"

const saleNow = Effect.fnUntraced(function* (
  { tx, draft }: Following,
  sku: string,
  holdId: string,
): Effect.fn.Return<Sale> {
  const id = saleId({ sku, holdId })
  return (
    draft.sales.get(id) ??
    Option.getOrElse(yield* tx.get(Sales, id), (): Sale => ({ sku, holdId, issues: [] }))
  )
})

/** Notes which issues a sale consists of, so that what comes back of it finds them. */
export const noteSale = Effect.fnUntraced(function* (
  following: Following,
  sku: string,
  event: CostEvent.CostEvent,
): Effect.fn.Return<void> {
  if (following.sale === undefined || event._tag !== "Issued") return
  const { scope, issueId } = event
  const known = yield* saleNow(following, sku, following.sale)
  following.draft.sales.set(saleId(known), {
    ...known,
    issues: [...known.issues, { scope, issueId }],
  })
})

/** Units come back of a sale: those that left last come first. */
export const giveBack = Effect.fnUntraced(function* (
  following: Following,
  step: Step,
  home: Home,
): Effect.fn.Return<void, CostRefused> {
  const { tx, draft, header, sale = "" } = following
  const { sku, quantity: wanted, policy } = step
  const { issues } = yield* saleNow(following, sku, sale)
  const serials = following.take(step)
  let left = wanted
  for (const known of issues.toReversed()) {
    if (left === 0) break
    const found = yield* DraftKeeping.issueOf(tx, draft, known)
    const out = Option.match(found, { onNone: () => [], onSome: (issue) => issue.out })
    const back = serials?.filter((serial) => out.some((unit) => unit.serial === serial))
    const units = back?.length ?? Math.min(left, CostLayer.unitsOf(out))
    if (units === 0) continue
    const named = back === undefined ? { units } : { units, serials: back }
    const event = yield* CostKeeping.decide(tx, draft, {
      _tag: "Return",
      ...header,
      ...known,
      ...named,
    })
    left -= units
    yield* toHome(following, policy, home, event)
  }
  if (left > 0)
    return yield* new ReturnExceedsSale({
      sale,
      sku,
      place: placeOf(step),
      wanted,
      out: wanted - left,
    })
})

/** What was sold from one place and came back to another follows it there. */
const toHome = Effect.fnUntraced(function* (
  following: Following,
  policy: Policy,
  home: Home,
  event: CostEvent.CostEvent,
): Effect.fn.Return<void, CostRefused> {
  if (event._tag !== "Returned" || event.scope === scopeOf(home)) return
  const book = yield* DraftKeeping.bookOf(following.tx, following.draft, event.scope)
  const from = Option.getOrUndefined(book)?.head.follows
  if (from === undefined) return
  for (const part of event.parts)
    yield* transfer(following, policy, from, home, part.to - part.from, {
      ...(policy.method === "Fifo" ? { layer: part.layer } : {}),
      serials: part.serial === undefined ? undefined : [part.serial],
    })
})

/** What units cost in minor units of a currency. */
export interface SaleCost {
  readonly units: number
  readonly cost: CostLayer.Minor
  readonly currency: Currency
}

/** What the units of a sale that did not come back cost now; nothing where nothing was sold so. */
export const costOfSale = Effect.fnUntraced(function* (
  sale: Pick<Sale, "sku" | "holdId">,
): Effect.fn.Return<Option.Option<SaleCost>, never, Transaction> {
  const tx = yield* Transaction
  const found = Option.getOrUndefined(yield* tx.get(Sales, saleId(sale)))
  const draft = DraftKeeping.drafting()
  let sum: SaleCost | undefined
  for (const known of found?.issues ?? []) {
    const { units, cost, currency } = yield* costNow(tx, draft, known)
    sum = { units: units + (sum?.units ?? 0), cost: cost + (sum?.cost ?? 0n), currency }
  }
  return Option.fromUndefinedOr(sum)
})

const costNow = Effect.fnUntraced(function* (
  tx: TransactionShape,
  draft: DraftKeeping.Draft,
  known: Sale["issues"][number],
): Effect.fn.Return<SaleCost> {
  const issue = Option.getOrThrow(yield* DraftKeeping.issueOf(tx, draft, known))
  const { method } = DraftKeeping.known(draft, known.scope).head
  if (method !== "MovingAverage")
    for (const { layer } of issue.out)
      yield* DraftKeeping.layerOf(tx, draft, { scope: known.scope, layer })
  const book = DraftKeeping.known(draft, known.scope)
  return {
    units: CostLayer.unitsOf(issue.out),
    cost: Option.getOrThrow(CostBook.costNow(book, issue)),
    currency: book.head.currency,
  }
})
