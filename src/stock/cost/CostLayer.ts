/**
 * A cost layer: the units of one receipt and what they cost together, to the minor unit.
 *
 * The units of a layer are numbered from 0 as they came. Unit k costs `costUpTo(k + 1) -
 * costUpTo(k)`, where `costUpTo(k)` is the layer's cost × k / units, rounded to the nearest minor
 * unit: cumulative rounding, by which a staircase stays as close to its line as it can. So every set
 * of units has one cost, however it came about; the parts of a layer always sum to the layer; and
 * its last unit takes exactly what the others left. No unit cost is ever rounded and multiplied.
 *
 * Source: J. E. Bresenham, Algorithm for computer control of a digital plotter, IBM Systems Journal
 * 4(1), 1965, for the staircase; IAS 2 Inventories, paragraphs 23 to 27, for what a layer is for.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

/** An amount in minor units of its scope's currency, such as cents; plain digits as JSON. */
export const Minor = Schema.BigIntFromString
/** An amount in minor units, such as cents. */
export type Minor = typeof Minor.Type

/** The least minor units that are too many for one scope or layer: as `Money` any lesser can be told. */
export const tooMuch: Minor = 10n ** 30n

/** The units of a layer from a number up to another, which is not part of it. */
export const Run = Schema.Struct({ from: Quantity.Quantity, to: Quantity.PositiveQuantity })
/** The units of a layer from a number up to another, which is not part of it. */
export type Run = typeof Run.Type

/**
 * The units of one receipt in a scope. As a record its key is scope and layer; the ones with units
 * on hand are found by an index of scope, revaluation and layer, which the scope's head guards.
 *
 * - `layer`: its number in the scope, in the order of receipt.
 * - `units`, `cost`: all that came, wherever it is now; the cost in minor units, with every
 *   correction since. Both stay when units leave.
 * - `onHand`: the runs that are on hand, in order; a sale that follows another makes them no more.
 *   Under moving average always empty, since the pool has no layers.
 * - `writtenDown`: the runs that were on hand when a revaluation replaced their cost.
 * - `revaluation`: that of the scope's head when `onHand` was last written.
 * - `soldBefore`, `departuresBefore`: the counters of the scope's head when the layer came.
 */
export const CostLayer = Schema.Struct({
  scope: Id.Id,
  layer: Quantity.Quantity,
  document: Schema.optionalKey(Id.Id),
  serial: Schema.optionalKey(Id.Id),
  units: Quantity.PositiveQuantity,
  cost: Minor,
  onHand: Schema.Array(Run),
  writtenDown: Schema.Array(Run),
  revaluation: Quantity.Quantity,
  soldBefore: Quantity.Quantity,
  departuresBefore: Quantity.Quantity,
})
/** The units of one receipt in a scope. */
export type CostLayer = typeof CostLayer.Type

/** Units and what they cost together. */
export type Basis = Pick<CostLayer, "units" | "cost">

/** The first of two parts in proportion to their units: to the nearest minor unit. */
const firstOf = (cost: Minor, first: number, second: number): Minor => {
  // Most parts are all or nothing, and need no division.
  if (first === 0 || second === 0) return second === 0 ? cost : 0n
  const [part = 0n] = Result.getOrThrow(Allocation.allocate(cost, [first, second]))
  return part
}

/**
 * What a run of units costs, in minor units.
 *
 * @example
 * ```ts
 * import { CostLayer } from "entrepot/stock"
 *
 * const layer = { units: 3, cost: 10_000n }
 * const each = [0, 1, 2].map((unit) => CostLayer.costOf(layer, { from: unit, to: unit + 1 }))
 * console.log(each.join(" "), CostLayer.costOf(layer, { from: 1, to: 3 }))
 * ```
 * ```text
 * 3333 3334 3333 6667n
 * ```
 */
export const costOf = ({ units, cost }: Basis, { from, to }: Run): Minor =>
  firstOf(cost, to, units - to) - firstOf(cost, from, units - from)

/** What runs of units cost together, in minor units. */
export const costOfAll = (basis: Basis, runs: ReadonlyArray<Run>): Minor =>
  runs.reduce((sum, run) => sum + costOf(basis, run), 0n)

/** How many units runs have. */
export const unitsOf = (runs: ReadonlyArray<Run>): number =>
  runs.reduce((sum, { from, to }) => sum + to - from, 0)

/**
 * The first units of runs, as many as wanted or as there are.
 *
 * @example
 * ```ts
 * import { CostLayer } from "entrepot/stock"
 *
 * const runs = [
 *   { from: 2, to: 4 },
 *   { from: 7, to: 9 },
 * ]
 * console.log(JSON.stringify(CostLayer.first(runs, 3)))
 * ```
 * ```text
 * [{"from":2,"to":4},{"from":7,"to":8}]
 * ```
 */
export const first = (runs: ReadonlyArray<Run>, units: number): ReadonlyArray<Run> => {
  const taken: Array<Run> = []
  let left = units
  for (const { from, to } of runs) {
    if (left === 0) break
    const count = Math.min(left, to - from)
    taken.push({ from, to: from + count })
    left -= count
  }
  return taken
}

/**
 * Runs without the units of another.
 *
 * @example
 * ```ts
 * import { CostLayer } from "entrepot/stock"
 *
 * console.log(JSON.stringify(CostLayer.without([{ from: 0, to: 9 }], { from: 3, to: 5 })))
 * ```
 * ```text
 * [{"from":0,"to":3},{"from":5,"to":9}]
 * ```
 */
export const without = (runs: ReadonlyArray<Run>, gone: Run): ReadonlyArray<Run> =>
  runs
    .flatMap(({ from, to }) => [
      { from, to: Math.min(to, gone.from) },
      { from: Math.max(from, gone.to), to },
    ])
    .filter(({ from, to }) => from < to)

/**
 * Runs with the units of another, in order; neighbours become one.
 *
 * @example
 * ```ts
 * import { CostLayer } from "entrepot/stock"
 *
 * console.log(JSON.stringify(CostLayer.including([{ from: 5, to: 9 }], { from: 3, to: 5 })))
 * ```
 * ```text
 * [{"from":3,"to":9}]
 * ```
 */
export const including = (runs: ReadonlyArray<Run>, back: Run): ReadonlyArray<Run> => {
  const joined: Array<Run> = []
  for (const run of [...runs, back].toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last !== undefined && last.to >= run.from)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, run.to) }
    else joined.push(run)
  }
  return joined
}

/**
 * The layer as of the scope's latest revaluation: what was on hand when it came is written down.
 *
 * A revaluation touches no layer; each is brought up to date when it is next used.
 */
export const upTo = (layer: CostLayer, revaluation: number): CostLayer =>
  layer.revaluation === revaluation
    ? layer
    : {
        ...layer,
        onHand: [],
        writtenDown: layer.onHand.reduce(including, layer.writtenDown),
        revaluation,
      }
