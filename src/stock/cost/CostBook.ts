/**
 * The cost book of a scope: what its units on hand cost, by one of three methods. Pure.
 *
 * A scope is one item, or one item at one place, in one currency. It lies in three kinds of record:
 * the head, one for each scope; its layers; its issues. A decision needs the head and only those
 * layers and issues that it uses, so a book holds all of them, or those that were loaded: at least the
 * issue and the serials that the command names. Where a book lacks more, the decision answers `CostNotLoaded`, which says what. Loading on demand
 * is simpler than a plan made beforehand, for only the layers tell how far an issue reaches.
 *
 * The book after an event is `CostEvolution.evolve`.
 *
 * Nothing that was posted is ever posted again. Under FIFO and by serial an issue remembers which
 * units it took, and reads what they cost now off their layers; so a correction reaches every sale by
 * changing one layer, however many there were.
 *
 * Source: IAS 2 Inventories: specific identification, paragraphs 23 and 24; first-in, first-out and
 * weighted average, paragraphs 25 and 27; write-down, paragraphs 28 to 33.
 *
 * @module
 */
import { HashMap, Option, Schema } from "effect"

import * as Currency from "../../kernel/Currency.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Destination } from "./CostCommand.ts"
import * as CostEvent from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import { Home, Method } from "./CostPolicy.ts"

/**
 * The head of a scope; every change of the scope changes it, so its version guards the indexes.
 *
 * - `units`, `value`: all on hand, and what they cost in minor units.
 * - `head`, `tail`: no layer before `head` has units on hand, but those that are `restored`; `tail` is
 *   the number of the next.
 * - `restored`: under FIFO, layers before `head` to which units came back, in order; few.
 * - `revaluation`: the layer that the latest one of all units made, 0 where there was none.
 * - `sold`: units that were sold and did not come back.
 * - `issues`, `departures`: how many issues there were, and how many of them other than sales.
 * - `follows`: the item, or the item at a place, whose shelves move the units; absent where nobody does
 *   but commands on the scope itself.
 */
export const Head = Schema.Struct({
  scope: Id.Id,
  method: Method,
  currency: Currency.Currency,
  units: Quantity.Quantity,
  value: CostLayer.Minor,
  head: Quantity.Quantity,
  tail: Quantity.Quantity,
  revaluation: Quantity.Quantity,
  restored: Schema.Array(Quantity.Quantity),
  sold: Quantity.Quantity,
  issues: Quantity.Quantity,
  departures: Quantity.Quantity,
  follows: Schema.optionalKey(Home),
})
/** The head of a scope. */
export type Head = typeof Head.Type

/**
 * Units that left; its key as a record is scope and issue.
 *
 * - `units`, `cost`: all that left, and what was posted for it then, in minor units.
 * - `out`: those that did not come back.
 * - `departure`: its number among the issues other than sales, by which an index finds them.
 */
export const Issue = Schema.Struct({
  scope: Id.Id,
  issueId: Id.Id,
  destination: Destination,
  document: Schema.optionalKey(Id.Id),
  units: Quantity.PositiveQuantity,
  cost: CostLayer.Minor,
  out: Schema.Array(CostEvent.Units),
  departure: Schema.optionalKey(Quantity.Quantity),
})
/** Units that left. */
export type Issue = typeof Issue.Type

/** What is known of a scope: its head, and all of its layers and issues or those that were loaded. */
export interface CostBook {
  readonly head: Head
  readonly layers: HashMap.HashMap<number, CostLayer.CostLayer>
  readonly issues: HashMap.HashMap<string, Issue>
}

/**
 * The book of a scope that never had a unit.
 *
 * @example
 * ```ts
 * import { CostBook } from "entrepot/stock"
 *
 * const book = CostBook.empty({ scope: "MUG", method: "Fifo", currency: "EUR" })
 * console.log(book.head.units, book.head.value)
 * ```
 * ```text
 * 0 0n
 * ```
 */
export const empty = ({
  scope,
  method,
  currency,
  follows,
}: Pick<Head, "scope" | "method" | "currency" | "follows">): CostBook =>
  of({
    scope,
    method,
    currency,
    ...(follows === undefined ? {} : { follows }),
    units: 0,
    value: 0n,
    head: 0,
    tail: 0,
    revaluation: 0,
    restored: [],
    sold: 0,
    issues: 0,
    departures: 0,
  })

/** A book of the records that were loaded. */
export const of = (
  head: Head,
  layers: Iterable<CostLayer.CostLayer> = [],
  issues: Iterable<Issue> = [],
): CostBook => ({
  head,
  layers: HashMap.fromIterable(Array.from(layers, (layer) => [layer.layer, layer])),
  issues: HashMap.fromIterable(Array.from(issues, (issue) => [issue.issueId, issue])),
})

/**
 * A book with more records loaded; those that it knows already stay as they are.
 *
 * @example
 * ```ts
 * import { HashMap } from "effect"
 * import { CostBook } from "entrepot/stock"
 *
 * const book = CostBook.empty({ scope: "MUG", method: "Fifo", currency: "EUR" })
 * console.log(HashMap.size(CostBook.including(book, [], []).layers))
 * ```
 * ```text
 * 0
 * ```
 */
export const including = (
  { head, layers, issues }: CostBook,
  moreLayers: Iterable<CostLayer.CostLayer>,
  moreIssues: Iterable<Issue>,
): CostBook => {
  const more = of(head, moreLayers, moreIssues)
  return {
    head,
    layers: HashMap.union(more.layers, layers),
    issues: HashMap.union(more.issues, issues),
  }
}

/** A layer of the book, as of the latest revaluation. */
export const layer = (book: CostBook, number: number): Option.Option<CostLayer.CostLayer> =>
  Option.map(HashMap.get(book.layers, number), (found) =>
    CostLayer.upTo(found, book.head.revaluation),
  )

/** The issue of an id. */
export const issue = (book: CostBook, issueId: string): Option.Option<Issue> =>
  HashMap.get(book.issues, issueId)

/** The layers with units on hand, oldest first. */
export const onHand = (book: CostBook): ReadonlyArray<CostLayer.CostLayer> =>
  HashMap.toValues(book.layers)
    .map((found) => CostLayer.upTo(found, book.head.revaluation))
    .filter((found) => found.onHand.length > 0)
    .toSorted((a, b) => a.layer - b.layer)

/**
 * The numbers of the layers that may have units on hand, oldest first.
 *
 * @example
 * ```ts
 * import { CostBook } from "entrepot/stock"
 *
 * const { head } = CostBook.empty({ scope: "MUG", method: "Fifo", currency: "EUR" })
 * console.log([...CostBook.front({ ...head, restored: [2], head: 7, tail: 9 })].join(" "))
 * ```
 * ```text
 * 2 7 8
 * ```
 */
export function* front({ restored, head, tail }: Head): Generator<number> {
  yield* restored
  for (let layer = head; layer < tail; layer += 1) yield layer
}

/** What the numbers of a part count: the units of its layer, or of the issue where it is a pool. */
export const basisOf = (
  book: CostBook,
  issue: Issue,
  units: Pick<CostEvent.Units, "layer">,
): Option.Option<CostLayer.Basis> =>
  book.head.method === "MovingAverage" ? Option.some(issue) : HashMap.get(book.layers, units.layer)

/**
 * What an issue costs now, in minor units: of the units that are still out, with every correction
 * that came since. Under moving average it is what was posted, for corrections are told as one amount
 * for all sales. None where a layer is not loaded.
 *
 * @example
 * ```ts
 * import { Option, Result } from "effect"
 * import { Money } from "entrepot/kernel"
 * import { CostBook, type CostCommand, CostDecision, CostEvolution } from "entrepot/stock"
 *
 * const header = { commandId: "c", scope: "MUG" }
 * const commands: ReadonlyArray<CostCommand.CostCommand> = [
 *   { _tag: "Receive", ...header, lots: [{ units: 10, cost: Money.of(100, "EUR") }] },
 *   { _tag: "Issue", ...header, issueId: "order-1", destination: { _tag: "Sale" }, units: 4 },
 *   { _tag: "Correct", ...header, layer: 0, amount: Money.of(5, "EUR") },
 * ]
 * const book = commands.reduce(
 *   (before, command) =>
 *     Result.getOrThrow(CostDecision.decide(before, command)).reduce(CostEvolution.evolve, before),
 *   CostBook.empty({ scope: "MUG", method: "Fifo", currency: "EUR" }),
 * )
 * const sale = CostBook.issue(book, "order-1")
 * console.log(Option.getOrThrow(Option.flatMap(sale, (found) => CostBook.costNow(book, found))))
 * ```
 * ```text
 * 4200n
 * ```
 */
export const costNow = (book: CostBook, issue: Issue): Option.Option<CostLayer.Minor> =>
  Option.map(
    Option.all(
      issue.out.map((part) =>
        Option.map(basisOf(book, issue, part), (basis) => CostLayer.costOf(basis, part)),
      ),
    ),
    (costs) => costs.reduce((sum, cost) => sum + cost, 0n),
  )
