/** Who is measured, and how it is asked. */
import type { Order, Rule } from "./workload.ts"

/** A subject that has read the rules once and has the orders in the form that it takes. */
export interface Ready {
  /** Decides on so many orders, the first ones, and counts the hits. */
  readonly decide: (count: number) => number | Promise<number>
  /** The rules that hit, order by order. */
  readonly hits: (count: number) => Promise<ReadonlyArray<ReadonlyArray<string>>>
}

/** The slower a subject, the fewer orders it sees where there are many rules. */
export type Pace = "fast" | "medium" | "slow"

export interface Subject {
  readonly name: string
  /** Whether it also says how every rule came to its answer. */
  readonly trace: boolean
  readonly pace: Pace
  readonly open: (rules: ReadonlyArray<Rule>, orders: ReadonlyArray<Order>) => Promise<Ready>
}

/** Asks one order after the other. An answer has hits, and each of them is of a rule. */
export const inTurn = <O, Answer, Hit>(
  orders: ReadonlyArray<O>,
  decide: (order: O) => Answer,
  hitsOf: (answer: Answer) => ReadonlyArray<Hit>,
  ruleOf: (hit: Hit) => string,
): Ready => ({
  decide: (count) => {
    let hits = 0
    for (let at = 0; at < count; at += 1) {
      const order = orders[at]
      if (order !== undefined) hits += hitsOf(decide(order)).length
    }
    return hits
  },
  hits: async (count) => orders.slice(0, count).map((order) => hitsOf(decide(order)).map(ruleOf)),
})

/** Of those that answer by a promise so many orders are under way at once. */
const batch = 100

/** The same for those that answer by a promise. */
export const inBatches = <O, Answer, Hit>(
  orders: ReadonlyArray<O>,
  decide: (order: O) => Promise<Answer>,
  hitsOf: (answer: Answer) => ReadonlyArray<Hit>,
  ruleOf: (hit: Hit) => string,
): Ready => {
  const decideAll = async (count: number, hear: (hits: ReadonlyArray<Hit>) => void) => {
    for (let from = 0; from < count; from += batch) {
      const answers = await Promise.all(
        orders.slice(from, Math.min(from + batch, count)).map(decide),
      )
      for (const answer of answers) hear(hitsOf(answer))
    }
  }
  return {
    decide: async (count) => {
      let all = 0
      await decideAll(count, (hits) => (all += hits.length))
      return all
    },
    hits: async (count) => {
      const all: Array<ReadonlyArray<string>> = []
      await decideAll(count, (hits) => all.push(hits.map(ruleOf)))
      return all
    },
  }
}

/** A compiled rule of those that know one condition at a time. */
export interface Compiled {
  readonly id: string
  readonly test: (order: Order) => unknown
}

/** The ids of the rules that hold. */
export const matching =
  (rules: ReadonlyArray<Compiled>) =>
  (order: Order): ReadonlyArray<string> => {
    const hits: Array<string> = []
    for (const { id, test } of rules) if (test(order) === true) hits.push(id)
    return hits
  }

export const itself = <A>(value: A): A => value

/**
 * A package that is installed for the benchmarks only: the type check has to do without it, so
 * that its module is described where it is used.
 */
export const load = <Module>(name: string): Promise<Module> => import(name)
