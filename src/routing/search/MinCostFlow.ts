/**
 * The cheapest flow through a small network: units from a source to a sink along arcs that hold so
 * much at such a cost. Pure.
 *
 * @module
 */

/** An arc: how much it holds, and what a unit on it costs; both zero or more. */
export interface Arc {
  readonly from: number
  readonly to: number
  readonly room: number
  readonly cost: number
}

/**
 * Sends `wanted` units as cheaply as possible and says how many go on each arc, or `undefined` where
 * the arcs do not hold as many. Whole rooms give whole flows.
 *
 * Source: successive shortest paths, in R. K. Ahuja, T. L. Magnanti and J. B. Orlin, Network Flows,
 * 1993, section 9.7; the paths by Bellman and Ford, since arcs of the residual network cost less than
 * nothing.
 */
export const cheapest = (
  nodes: number,
  arcs: ReadonlyArray<Arc>,
  source: number,
  sink: number,
  wanted: number,
): ReadonlyArray<number> | undefined => {
  const flow = arcs.map(() => 0)
  for (let left = wanted; left > 0;) {
    const path = shortest(nodes, arcs, flow, source, sink)
    if (path === undefined) return undefined
    let units = left
    for (const { arc, forth } of path) {
      const there = flow[arc] ?? 0
      units = Math.min(units, forth ? (arcs[arc]?.room ?? 0) - there : there)
    }
    for (const { arc, forth } of path) flow[arc] = (flow[arc] ?? 0) + (forth ? units : -units)
    left -= units
  }
  return flow
}

/** An arc of the residual network: forth where there is room, back where there is flow. */
interface Step {
  readonly arc: number
  readonly forth: boolean
}

const shortest = (
  nodes: number,
  arcs: ReadonlyArray<Arc>,
  flow: ReadonlyArray<number>,
  source: number,
  sink: number,
): ReadonlyArray<Step> | undefined => {
  const cost = Array.from({ length: nodes }, () => Infinity)
  const last: Array<Step | undefined> = Array.from({ length: nodes }, () => undefined)
  cost[source] = 0
  for (let isBetter = true; isBetter;) {
    isBetter = false
    const relax = (from: number, to: number, step: Step, price: number): void => {
      const through = (cost[from] ?? Infinity) + price
      if (through >= (cost[to] ?? Infinity)) return
      cost[to] = through
      last[to] = step
      isBetter = true
    }
    for (const [arc, { from, to, room, cost: price }] of arcs.entries()) {
      const there = flow[arc] ?? 0
      if (there < room) relax(from, to, { arc, forth: true }, price)
      if (there > 0) relax(to, from, { arc, forth: false }, -price)
    }
  }
  const path: Array<Step> = []
  for (let node = sink; node !== source;) {
    const step = last[node]
    const arc = step === undefined ? undefined : arcs[step.arc]
    if (step === undefined || arc === undefined) return undefined
    path.push(step)
    node = step.forth ? arc.from : arc.to
  }
  return path
}
