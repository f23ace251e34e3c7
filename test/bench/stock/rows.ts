/** The rows that an accepted order leaves, the same for every subject, byte for byte. */
import { hash } from "node:crypto"

export interface Shelf {
  readonly sku: string
  readonly place: string
  onHand: number
  held: number
}

export interface OrderRows {
  readonly holdId: string
  readonly commandId: string
  readonly hold: string
  readonly receipt: string
  readonly event: string
  /** The places of the hold in the index by shelf. */
  readonly places: ReadonlyArray<string>
}

export const shelfId = (sku: string): string => `main\u0001${sku}`

/** Units of each item of an order. */
export const sums = (skus: ReadonlyArray<string>): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const sku of skus) found.set(sku, (found.get(sku) ?? 0) + 1)
  return found
}

export const rowsOf = (order: number, skus: ReadonlyArray<string>): OrderRows => {
  const holdId = `order-${order}`
  const commandId = `command-${order}`
  const lines = Array.from(sums(skus), ([sku, quantity]) => ({ sku, place: "main", quantity }))
  // RFC 8785 for bodies of this form: keys in order, no spaces.
  const asked = skus.map((sku) => ({ quantity: 1, sku }))
  const body = { _tag: "Hold", commandId, holdId, lines: asked }
  return {
    holdId,
    commandId,
    hold: JSON.stringify({
      holdId,
      lines: lines.map((line) => ({ ...line, shipped: 0, released: 0 })),
    }),
    receipt: JSON.stringify({
      commandId,
      hash: hash("sha256", JSON.stringify(body), "hex"),
      answer: { event: "Held", units: skus.length },
    }),
    event: JSON.stringify({ _tag: "Held", holdId, lines }),
    places: lines.map(({ sku }) => shelfId(sku)),
  }
}

/** Holds units of a shelf, or says that there are too few. */
export const take = (shelves: ReadonlyMap<string, Shelf>, skus: ReadonlyArray<string>): boolean => {
  const wanted = sums(skus)
  for (const [sku, quantity] of wanted) {
    const shelf = shelves.get(sku)
    if (shelf === undefined || shelf.onHand - shelf.held < quantity) return false
  }
  for (const [sku, quantity] of wanted) {
    const shelf = shelves.get(sku)
    if (shelf !== undefined) shelf.held += quantity
  }
  return true
}

/** Collects orders while a commit is under way: the hand-written group commit. */
export const grouping = (
  commit: (orders: ReadonlyArray<readonly [number, ReadonlyArray<string>]>) => Promise<void> | void,
) => {
  interface Waiting {
    readonly order: readonly [number, ReadonlyArray<string>]
    readonly done: () => void
    readonly failed: (cause: unknown) => void
  }
  let queue: Array<Waiting> = []
  let running = false
  const drain = async () => {
    while (queue.length > 0) {
      await new Promise(setImmediate)
      const batch = queue.splice(0, 2_048)
      try {
        await commit(batch.map(({ order }) => order))
        for (const { done } of batch) done()
      } catch (cause) {
        for (const { failed } of batch) failed(cause)
      }
    }
    running = false
  }
  return (order: number, skus: ReadonlyArray<string>) =>
    new Promise<void>((done, failed) => {
      queue.push({ order: [order, skus], done, failed })
      if (running) return
      running = true
      void drain()
    })
}
