/** Rounds of all subjects in turn, on the same orders: others share the machine. */
import assert from "node:assert/strict"

import type { Ready, Subject } from "./subjects.ts"
import type { Order, Rule } from "./workload.ts"

/** What one subject needs. */
export interface Figure {
  readonly subject: Subject
  readonly orders: number
  /** Of the whole process, the median of the rounds. */
  readonly cpuMicrosPerOrder: number
  /** On all of its orders together. */
  readonly hits: number
}

export interface Effort {
  readonly rounds: number
  /** The least CPU time of a warm-up, and of a round. */
  readonly warmUpMicros: number
  readonly roundMicros: number
  /** The CPU time after which three rounds are enough. */
  readonly enoughMicros: number
}

const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** A subject that has shown that it agrees. */
class Runner {
  readonly #subject: Subject
  readonly #ready: Ready
  readonly #orders: number
  readonly #hits: number
  readonly #costs: Array<number> = []
  #times = 1
  #spent = 0

  constructor(subject: Subject, ready: Ready, orders: number, hits: number) {
    this.#subject = subject
    this.#ready = ready
    this.#orders = orders
    this.#hits = hits
  }

  async #run(times: number): Promise<number> {
    const from = cpuMicros()
    for (let time = 0; time < times; time += 1) {
      const counted = this.#ready.decide(this.#orders)
      const hits = typeof counted === "number" ? counted : await counted
      assert.equal(hits, this.#hits, `${this.#subject.name} counts other hits than before`)
    }
    return cpuMicros() - from
  }

  /** Runs until the compiler had its time, and finds how often a round runs over all orders. */
  async warmUp({ warmUpMicros, roundMicros }: Effort): Promise<void> {
    let spent = 0
    let last = 0
    while (spent < warmUpMicros) {
      last = await this.#run(1)
      spent += last
    }
    this.#times = Math.ceil(roundMicros / Math.max(1, last))
  }

  async round({ enoughMicros }: Effort): Promise<void> {
    if (this.#costs.length >= 3 && this.#spent >= enoughMicros) return
    const cost = await this.#run(this.#times)
    this.#spent += cost
    this.#costs.push(cost / this.#times / this.#orders)
  }

  figure(): Figure {
    const ascending = this.#costs.toSorted((a, b) => a - b)
    return {
      subject: this.#subject,
      orders: this.#orders,
      cpuMicrosPerOrder: ascending[ascending.length >> 1] ?? Number.NaN,
      hits: this.#hits,
    }
  }
}

/** Fails where a subject finds other rules than the first subject did. */
const agree = (
  { name }: Subject,
  hits: ReadonlyArray<ReadonlyArray<string>>,
  wanted: ReadonlyArray<ReadonlyArray<string>>,
): void => {
  for (const [at, found] of hits.entries()) {
    const right = wanted[at] ?? []
    const [surplus, lack] = [without(found, right), without(right, found)]
    if (found.length === right.length && surplus.length + lack.length === 0) continue
    const because = `not wanted: ${surplus.join(", ")}; not found: ${lack.join(", ")}`
    throw new Error(
      `${name} has ${found.length} hits for ${right.length} on order ${at}, ${because}`,
    )
  }
}

const without = (rules: ReadonlyArray<string>, others: ReadonlyArray<string>) => {
  const excluded = new Set(others)
  return rules.filter((rule) => !excluded.has(rule))
}

/** Measures subjects on as many orders as each of them takes; the first says what is right. */
export const measure = async (
  rules: ReadonlyArray<Rule>,
  orders: ReadonlyArray<Order>,
  subjects: ReadonlyArray<{ readonly subject: Subject; readonly orders: number }>,
  effort: Effort,
): Promise<ReadonlyArray<Figure>> => {
  let wanted: ReadonlyArray<ReadonlyArray<string>> | undefined
  const runners: Array<Runner> = []
  for (const { subject, orders: count } of subjects) {
    const ready = await subject.open(rules, orders.slice(0, count))
    const hits = await ready.hits(count)
    agree(subject, hits, (wanted ??= hits))
    const sum = hits.reduce((sum, { length }) => sum + length, 0)
    runners.push(new Runner(subject, ready, count, sum))
  }
  for (const runner of runners) await runner.warmUp(effort)
  for (let round = 0; round < effort.rounds; round += 1)
    for (const runner of runners) await runner.round(effort)
  return runners.map((runner) => runner.figure())
}
