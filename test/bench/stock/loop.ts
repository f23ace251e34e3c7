/** The closed loop: each caller sends its next order when the last was answered. */

/** What a number of orders cost. */
export interface Cost {
  readonly orders: number
  readonly seconds: number
  /** Of this process, in microseconds an order. */
  readonly cpuMicros: number
  /** The slowest answer, in milliseconds. */
  readonly slowestMillis: number
}

/** Takes one order: a number that is never given twice, and its items. */
export type Place = (order: number, skus: ReadonlyArray<string>) => Promise<void>

/** How many callers, lines and items; and for how long, after a warm-up. */
export interface Load {
  readonly callers: number
  readonly lines: number
  readonly skus: number
  readonly warmUpMillis: number
  readonly millis: number
}

export const skuOf = (n: number): string => `SKU-${n}`

/** The items of an order: spread over all of them, the same in every run. */
const itemsOf = (order: number, { lines, skus }: Load): ReadonlyArray<string> =>
  Array.from({ length: lines }, (_, line) => skuOf((order * 7919 + line * 331) % skus))

/** Runs the load and reckons what the orders after the warm-up cost. */
export const runLoop = async (place: Place, load: Load, firstOrder = 0): Promise<Cost> => {
  let next = firstOrder
  const runFor = async (millis: number) => {
    const from = performance.now()
    const cpu = process.cpuUsage()
    let orders = 0
    let slowestMillis = 0
    const caller = async () => {
      while (performance.now() - from < millis) {
        const order = next++
        const sent = performance.now()
        await place(order, itemsOf(order, load))
        slowestMillis = Math.max(slowestMillis, performance.now() - sent)
        orders += 1
      }
    }
    await Promise.all(Array.from({ length: load.callers }, caller))
    const { user, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - from) / 1_000
    return { orders, seconds, cpuMicros: (user + system) / orders, slowestMillis }
  }
  await runFor(load.warmUpMillis)
  return runFor(load.millis)
}
