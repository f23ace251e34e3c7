/**
 * How the lines of an order are filled from a given set of places: the cheapest way, the one with the
 * fewest lines split, or one of these between equals of the other. Pure.
 *
 * @module
 */
import * as MinCostFlow from "./MinCostFlow.ts"
import type { Bins, Problem } from "./Problem.ts"

/** Which units of each line come from which site, in the order of the set that was asked about. */
export interface Filling {
  readonly units: ReadonlyArray<ReadonlyArray<number>>
  /** Of the units; what parcels cost is not part of it. */
  readonly cost: number
  /** Lines that come from several sites. */
  readonly splits: number
  /** False where the steps ran out first: there may be a better one. */
  readonly isBest: boolean
}

/** Steps that may still be taken; shared by all that a search does. */
export interface Steps {
  left: number
}

type Row = ReadonlyArray<number>
type Totals = Pick<Filling, "cost" | "splits">

/** Whether the number of split lines decides before the cost does. */
const togetherFirst = ({ goals }: Problem): boolean => {
  const [first] = goals.filter((goal) => goal === "together" || goal === "cost")
  return first === "together"
}

/** Fills all lines in full from the sites of a set, or says nothing where they do not suffice. */
export const of = (
  problem: Problem,
  set: ReadonlyArray<number>,
  steps: Steps,
): Filling | undefined => {
  const { bins, goals, splitLines } = problem
  if (bins === undefined) return eachAlone(problem, set)
  const lines = problem.wanted.map((_, line) => line)
  if (splitLines && !goals.includes("together"))
    return flowing(problem, bins, set, bins.room, lines)
  return branching(problem, bins, set, steps)
}

/** The best way of one line by itself: its units by place of the set. */
const alone = (problem: Problem, set: ReadonlyArray<number>, line: number): Row | undefined => {
  const wanted = problem.wanted[line] ?? 0
  const has = problem.has[line] ?? []
  const cost = problem.unitCost[line] ?? []
  const costAt = (site: number) => cost[site] ?? 0
  const hasAt = (site: number) => has[site] ?? 0
  let whole = -1
  let least = Infinity
  for (const site of set) {
    if (hasAt(site) > 0) least = Math.min(least, costAt(site))
    if (hasAt(site) === wanted && (whole < 0 || costAt(site) < costAt(whole))) whole = site
  }
  const isWhole = whole >= 0 && (costAt(whole) === least || togetherFirst(problem))
  const fromWhole = () => set.map((site) => (site === whole ? wanted : 0))
  if (isWhole) return fromWhole()
  if (!problem.splitLines) return whole < 0 ? undefined : fromWhole()
  let left = wanted
  const taken = new Map<number, number>()
  const cheapestFirst = set.toSorted(
    (a, b) => costAt(a) - costAt(b) || hasAt(b) - hasAt(a) || a - b,
  )
  for (const site of cheapestFirst) {
    const units = Math.min(left, hasAt(site))
    taken.set(site, units)
    left -= units
  }
  return left > 0 ? undefined : set.map((site) => taken.get(site) ?? 0)
}

const eachAlone = (problem: Problem, set: ReadonlyArray<number>): Filling | undefined => {
  const units: Array<Row> = []
  for (let line = 0; line < problem.wanted.length; line += 1) {
    const found = alone(problem, set, line)
    if (found === undefined) return undefined
    units.push(found)
  }
  return { units, ...totals(problem, set, units), isBest: true }
}

const totals = (
  { unitCost }: Problem,
  set: ReadonlyArray<number>,
  units: ReadonlyArray<Row>,
): Totals => {
  let cost = 0
  let splits = 0
  for (const [line, row] of units.entries()) {
    let parts = 0
    for (const [at, taken] of row.entries()) {
      if (taken === 0) continue
      parts += 1
      cost += taken * (unitCost[line]?.[set[at] ?? 0] ?? 0)
    }
    if (parts > 1) splits += 1
  }
  return { cost, splits }
}

/** The cheapest way in which some lines share what room there is, split as it comes. */
const flowing = (
  problem: Problem,
  { chains }: Bins,
  set: ReadonlyArray<number>,
  room: Row,
  lines: ReadonlyArray<number>,
): Filling | undefined => {
  const source = room.length + lines.length
  const sink = source + 1
  const arcs: Array<MinCostFlow.Arc> = []
  const outer = new Set<number>()
  const ways: Array<{ readonly line: number; readonly at: number; readonly arc: number }> = []
  for (const [order, line] of lines.entries()) {
    const wanted = problem.wanted[line] ?? 0
    const node = room.length + order
    arcs.push({ from: source, to: node, room: wanted, cost: 0 })
    for (const [at, site] of set.entries()) {
      const chain = chains[line]?.[site] ?? []
      const cost = problem.unitCost[line]?.[site] ?? 0
      ways.push({ line, at, arc: arcs.length })
      arcs.push({ from: node, to: chain[0] ?? sink, room: wanted, cost })
      for (const [depth, bin] of chain.entries()) {
        if (outer.has(bin)) continue
        outer.add(bin)
        arcs.push({ from: bin, to: chain[depth + 1] ?? sink, room: room[bin] ?? 0, cost: 0 })
      }
    }
  }
  const wanted = lines.reduce((sum, line) => sum + (problem.wanted[line] ?? 0), 0)
  const flow = MinCostFlow.cheapest(sink + 1, arcs, source, sink, wanted)
  if (flow === undefined) return undefined
  const units = problem.wanted.map(() => set.map(() => 0))
  for (const { line, at, arc } of ways) {
    const row = units[line]
    if (row !== undefined) row[at] = flow[arc] ?? 0
  }
  return { units, ...totals(problem, set, units), isBest: true }
}

/**
 * Lines that compete, and that must or should stay whole: tries each line at each site as a whole,
 * then split, in depth, and cuts what cannot get better than the best so far.
 */
const branching = (
  problem: Problem,
  bins: Bins,
  set: ReadonlyArray<number>,
  steps: Steps,
): Filling | undefined => {
  const { wanted, splitLines, unitCost } = problem
  const isTogetherFirst = togetherFirst(problem)
  const isWorse = (one: Totals, other: Totals): boolean =>
    (isTogetherFirst && one.splits !== other.splits) || one.cost === other.cost
      ? one.splits >= other.splits
      : one.cost > other.cost
  // What the lines from each one on come to at least: each as if it were alone.
  const rest: Array<Totals> = [{ cost: 0, splits: 0 }]
  for (let line = wanted.length - 1; line >= 0; line -= 1) {
    const found = leastOf(problem, set, line)
    const [after] = rest
    if (found === undefined || after === undefined) return undefined
    rest.unshift({ cost: after.cost + found.cost, splits: after.splits + found.splits })
  }
  const room = [...bins.room]
  const chosen: Array<number> = []
  let best: Filling | undefined
  let isBest = true
  const leaf = (): void => {
    const split = chosen.flatMap((at, line) => (at < 0 ? [line] : []))
    const found = flowing(problem, bins, set, room, split)
    if (found === undefined) return
    const units = found.units.map((row, line) =>
      chosen[line] === undefined || chosen[line] < 0
        ? row
        : row.map((_, at) => (at === chosen[line] ? (wanted[line] ?? 0) : 0)),
    )
    const filling = { units, ...totals(problem, set, units), isBest: true }
    if (best === undefined || !isWorse(filling, best)) best = filling
  }
  const visit = (line: number, cost: number, splits: number): void => {
    const still = rest[line]
    const least = { cost: cost + (still?.cost ?? 0), splits: splits + (still?.splits ?? 0) }
    if (best !== undefined && isWorse(least, best)) return
    if (steps.left <= 0) {
      isBest = false
      return
    }
    steps.left -= 1
    if (line === wanted.length) return leaf()
    const units = wanted[line] ?? 0
    const price = (at: number) => unitCost[line]?.[set[at] ?? 0] ?? 0
    const cheapestFirst = set.map((_, at) => at).toSorted((a, b) => price(a) - price(b) || a - b)
    for (const at of cheapestFirst) {
      const chain = bins.chains[line]?.[set[at] ?? 0] ?? []
      if (chain.some((bin) => (room[bin] ?? 0) < units)) continue
      for (const bin of chain) room[bin] = (room[bin] ?? 0) - units
      chosen.push(at)
      visit(line + 1, cost + units * price(at), splits)
      chosen.pop()
      for (const bin of chain) room[bin] = (room[bin] ?? 0) + units
    }
    if (!splitLines) return
    chosen.push(-1)
    // Split lines are priced together at the leaf; until then they cost what they would alone.
    const own = (still?.cost ?? 0) - (rest[line + 1]?.cost ?? 0)
    visit(line + 1, cost + own, splits + 1)
    chosen.pop()
  }
  visit(0, 0, 0)
  return best === undefined ? undefined : { ...best, isBest }
}

/** What a line comes to at least, other lines aside: its least cost, and whether it must be split. */
const leastOf = (
  problem: Problem,
  set: ReadonlyArray<number>,
  line: number,
): Totals | undefined => {
  const cheapest = alone({ ...problem, goals: ["cost"] }, set, line)
  if (cheapest === undefined) return undefined
  const wanted = problem.wanted[line] ?? 0
  const { cost } = totals({ ...problem, unitCost: [problem.unitCost[line] ?? []] }, set, [cheapest])
  const isSplit = !set.some((site) => problem.has[line]?.[site] === wanted)
  return { cost, splits: isSplit ? 1 : 0 }
}
