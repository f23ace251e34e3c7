/**
 * The audit of costs: what their journal tells, beside the records that were kept. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import * as CostBook from "./CostBook.ts"
import * as CostEvent from "./CostEvent.ts"
import * as CostEvolution from "./CostEvolution.ts"
import * as CostLayer from "./CostLayer.ts"

/** A number that the journal and the records tell differently. */
export interface Difference {
  /** Which scope, layer or issue: `cost MUG`, `layer 3 of cost MUG`, `issue 7 of cost MUG`. */
  readonly where: string
  /**
   * Which number of the record. `balance` is what the legs alone say of the value, `layers` what the
   * layers on hand sum up to, `shelves` the units of the item on its shelves; each stands beside the
   * value, or the units, of the head.
   */
  readonly what: string
  readonly journal: number
  readonly record: number
}

/** Scopes by their names: their books, and the value that the legs of their events sum up to. */
export interface Scopes {
  readonly books: HashMap.HashMap<string, CostBook.CostBook>
  readonly balances: HashMap.HashMap<string, bigint>
}

/** No scope. */
export const nothing: Scopes = { books: HashMap.empty(), balances: HashMap.empty() }

/** The scopes after an event: whole books, of which everything is known. */
export const step = ({ books, balances }: Scopes, event: CostEvent.CostEvent): Scopes => {
  const { scope } = event
  const before = Option.getOrUndefined(HashMap.get(books, scope))
  const book = event._tag === "Opened" ? CostBook.empty(event) : before
  if (book === undefined) return { books, balances }
  const by = CostEvent.legs(event).reduce(
    (sum, { from, to, amount }) =>
      sum + (to === "Stock" ? amount : 0n) - (from === "Stock" ? amount : 0n),
    0n,
  )
  return {
    books: HashMap.set(books, scope, CostEvolution.evolve(book, event)),
    balances: HashMap.set(
      balances,
      scope,
      Option.getOrElse(HashMap.get(balances, scope), () => 0n) + by,
    ),
  }
}

/**
 * What the journal and the records tell differently, and what the records of a scope tell differently
 * among themselves.
 *
 * @example
 * ```ts
 * import { HashMap } from "effect"
 * import { CostAudit, type CostEvent } from "entrepot/stock"
 *
 * const scope = { scope: "MUG", currency: "EUR" } as const
 * const events: ReadonlyArray<CostEvent.CostEvent> = [
 *   { _tag: "Opened", ...scope, method: "MovingAverage" },
 *   { _tag: "Received", ...scope, source: "Supplier", layers: [{ layer: 0, units: 3, cost: 100n }] },
 * ]
 * const told = events.reduce(CostAudit.step, CostAudit.nothing)
 * const kept = HashMap.map(told.books, (book) => ({ ...book, head: { ...book.head, value: 101n } }))
 * const [first] = CostAudit.differences(told, kept)
 * console.log(`${first?.where}: ${first?.what} ${first?.journal}, not ${first?.record}`)
 * ```
 * ```text
 * cost MUG: value 100, not 101
 * ```
 */
export const differences = (
  { books, balances }: Scopes,
  kept: HashMap.HashMap<string, CostBook.CostBook>,
): ReadonlyArray<Difference> => {
  const told = numbersOf(books)
  const record = numbersOf(kept)
  const names = new Map([...told, ...record])
  const compared = Array.from(names.values()).flatMap(({ name, where, what }) =>
    unlike(where, what, told.get(name)?.value ?? 0n, record.get(name)?.value ?? 0n),
  )
  const inside = HashMap.toValues(kept).flatMap(({ head, ...book }) => [
    ...unlike(
      whereOf(head),
      "balance",
      Option.getOrElse(HashMap.get(balances, head.scope), () => 0n),
      head.value,
    ),
    ...(head.method === "MovingAverage"
      ? []
      : unlike(whereOf(head), "layers", valueOf({ head, ...book }), head.value)),
  ])
  return [...compared, ...inside]
}

/** The units of a scope beside those on its shelves, both as they are at one moment. */
export const beside = (head: CostBook.Head, shelves: number): ReadonlyArray<Difference> =>
  unlike(whereOf(head), "shelves", BigInt(shelves), BigInt(head.units))

const unlike = (
  where: string,
  what: string,
  journal: bigint,
  record: bigint,
): ReadonlyArray<Difference> =>
  journal === record ? [] : [{ where, what, journal: Number(journal), record: Number(record) }]

const whereOf = ({ scope }: Pick<CostBook.Head, "scope">): string => `cost ${scope}`

const valueOf = (book: CostBook.CostBook): bigint =>
  CostBook.onHand(book).reduce((sum, layer) => sum + CostLayer.costOfAll(layer, layer.onHand), 0n)

/** A number of a record, under a name that no other has. */
interface Named {
  readonly name: string
  readonly where: string
  readonly what: string
  readonly value: bigint
}

const numbersOf = (books: Scopes["books"]): ReadonlyMap<string, Named> => {
  const numbers = new Map<string, Named>()
  for (const { head, layers, issues } of HashMap.values(books)) {
    const add = (record: string, of: Readonly<Record<string, number | bigint>>): void => {
      const where = record === "" ? whereOf(head) : `${record} of ${whereOf(head)}`
      for (const [what, number] of Object.entries(of)) {
        // No id holds NUL.
        const name = [head.scope, record, what].join("\u0000")
        numbers.set(name, { name, where, what, value: BigInt(number) })
      }
    }
    // Where the search for units on hand begins depends on what was loaded, and is no amount.
    const { units, value, tail, revaluation, sold, departures } = head
    add("", { units, value, tail, revaluation, sold, issues: head.issues, departures })
    for (const found of HashMap.values(layers)) {
      const layer = CostLayer.upTo(found, head.revaluation)
      add(`layer ${layer.layer}`, {
        units: layer.units,
        cost: layer.cost,
        onHand: CostLayer.unitsOf(layer.onHand),
        writtenDown: CostLayer.unitsOf(layer.writtenDown),
      })
    }
    for (const { issueId, units, cost, out } of HashMap.values(issues))
      add(`issue ${issueId}`, { units, cost, out: CostLayer.unitsOf(out) })
  }
  return numbers
}
