/** A backtest over orders that are drawn on the way, so that it never holds more than one of them. */
import { Backtest } from "entrepot/rules"

import { at, engineOf, subjectOf } from "./entrepot.ts"
import { type Kind, type Order, orders, rules } from "./workload.ts"

/** What a pass over the orders cost. */
export interface Pass {
  readonly cpuSeconds: number
  readonly hits: number
  /** Orders on which the two versions differ. */
  readonly changed: number
}

export interface Backtested {
  /** CPU seconds of drawing the orders and nothing else: it is in the passes as well. */
  readonly drawing: number
  /** One version. */
  readonly single: Pass
  /** Two versions, of which the newer one has one rule in a hundred from elsewhere. */
  readonly versions: Pass
  /** Of this process, since it began. */
  readonly peakMebibytes: number
}

function* past(count: number) {
  const context = { at }
  let drawn = 0
  for (const order of orders(orderSeed, count)) {
    const isPositive = isReturned(order)
    yield { id: `order ${drawn++}`, subject: subjectOf(order), context, isPositive }
  }
}

const [ruleSeed, otherRuleSeed, orderSeed] = [1, 2, 3]

/** What rules should have found: cheap orders of many pieces come back. */
const isReturned = ({ total, pieces }: Order): boolean => pieces >= 30 && total < 100

const timed = <A>(run: () => A): readonly [cpuSeconds: number, found: A] => {
  const from = process.cpuUsage()
  const found = run()
  const { user, system } = process.cpuUsage(from)
  return [(user + system) / 1e6, found]
}

/** Runs one version over so many orders, and then two. */
export const backtest = (count: number, ruleCount: number, kind: Kind): Backtested => {
  const now = rules(ruleSeed, ruleCount, kind)
  const others = rules(otherRuleSeed, ruleCount, kind)
  const next = now.map((rule, n) => (n % 100 === 0 ? { ...rule, ...others[n] } : rule))
  const engine = engineOf(now)
  const newer = engineOf(next, 2)
  const run = (after: typeof engine): Pass => {
    const [cpuSeconds, { changed, before }] = timed(() => Backtest.run(engine, after, past(count)))
    return { cpuSeconds, changed, hits: before.rules.reduce((sum, { hits }) => sum + hits, 0) }
  }
  const single = run(engine)
  const versions = run(newer)
  const [drawing] = timed(() => {
    for (const { subject } of past(count)) if (subject.total === undefined) return false
    return true
  })
  const peakMebibytes = process.resourceUsage().maxRSS / 1_024
  return { drawing, single, versions, peakMebibytes }
}
