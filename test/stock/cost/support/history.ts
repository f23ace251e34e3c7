/** Small worlds of a ledger that keeps costs: two items at two places, few units and few cents. */
import { Effect } from "effect"
import { type CostPolicy, StockLedger, type StockLedgerShape } from "entrepot/stock"
import type { Outcome } from "entrepot/store"
import fc from "fast-check"

import { euro } from "./shop.ts"

type Methods = Pick<
  StockLedgerShape,
  "receive" | "hold" | "ship" | "release" | "return" | "adjust" | "move"
> &
  Pick<StockLedgerShape["cost"], "track" | "correct" | "revalue" | "land">

/** What is asked, and the method that takes it. */
type Asked = {
  [Name in keyof Methods]: {
    readonly to: Name
    readonly input: Omit<Parameters<Methods[Name]>[0], "commandId">
  }
}[keyof Methods]

/** A command, and the method that takes it. */
export type Step = Asked & { readonly commandId: string }

export const send = (
  ledger: StockLedgerShape,
  { commandId, ...step }: Step,
): Effect.Effect<Outcome<unknown>, unknown> => {
  switch (step.to) {
    case "receive":
      return ledger.receive({ commandId, ...step.input })
    case "hold":
      return ledger.hold({ commandId, ...step.input })
    case "ship":
      return ledger.ship({ commandId, ...step.input })
    case "release":
      return ledger.release({ commandId, ...step.input })
    case "return":
      return ledger.return({ commandId, ...step.input })
    case "adjust":
      return ledger.adjust({ commandId, ...step.input })
    case "move":
      return ledger.move({ commandId, ...step.input })
    case "track":
      return ledger.cost.track({ commandId, ...step.input })
    case "correct":
      return ledger.cost.correct({ commandId, ...step.input })
    case "revalue":
      return ledger.cost.revalue({ commandId, ...step.input })
    case "land":
      return ledger.cost.land({ commandId, ...step.input })
  }
}

export const skus = ["mug", "__proto__"] as const
export const places = ["main", "toString"] as const
export const holdIds = ["order-1", "constructor"] as const

const sku = fc.constantFrom(...skus)
const place = fc.constantFrom(...places)
const holdId = fc.constantFrom(...holdIds)
const quantity = fc.integer({ min: 1, max: 4 })
const cost = fc.integer({ min: 0, max: 20 }).map(euro)
const line = fc.record({ sku, place, quantity })
const some = <A>(one: fc.Arbitrary<A>) => fc.array(one, { minLength: 1, maxLength: 2 })

/** From where to where units are moved: the accounts of a place by their name, others as they are. */
const ways = [
  ["Shelf", "Quarantine"],
  ["Quarantine", "Shelf"],
  ["Shelf", "Supplier"],
  ["Shelf", "Customer"],
  ["Quarantine", "Loss"],
  ["Shelf", "Shelf"],
  ["Supplier", "Quarantine"],
] as const

const movement = fc
  .tuple(line, place, fc.constantFrom(...ways), cost)
  .map(([{ sku, place, quantity }, other, [from, to], cost]) => {
    const account = (name: (typeof ways)[number][0 | 1], place: string) =>
      name === "Shelf" || name === "Quarantine" ? { _tag: name, place } : { _tag: name }
    const legs = { from: account(from, place), to: account(to, other) }
    return { sku, quantity, ...legs, ...(from === "Supplier" ? { cost } : {}) }
  })

const arrivals = some(fc.record({ sku, place, quantity, cost }))
const receiving = arrivals.map((lines): Asked => ({ to: "receive", input: { lines } }))

/** A shop that received something, of which an order holds a part. */
const beginnings = arrivals.map((lines): ReadonlyArray<Asked> => [
  { to: "receive", input: { lines } },
  {
    to: "hold",
    input: {
      holdId: holdIds[0],
      lines: lines.map(({ cost: _, ...line }) => ({
        ...line,
        quantity: Math.ceil(line.quantity / 2),
      })),
    },
  },
])

const stocking: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 2, arbitrary: receiving },
  {
    weight: 2,
    arbitrary: fc
      .tuple(holdId, some(line))
      .map(([holdId, lines]): Asked => ({ to: "hold", input: { holdId, lines } })),
  },
  { weight: 3, arbitrary: holdId.map((holdId): Asked => ({ to: "ship", input: { holdId } })) },
  holdId.map((holdId): Asked => ({ to: "release", input: { holdId } })),
  {
    weight: 3,
    arbitrary: fc.tuple(holdId, line).map(([sale, line]): Asked => ({
      to: "return",
      input: { sale, lines: [{ ...line, quantity: 1 }] },
    })),
  },
  some(fc.tuple(line, fc.constantFrom(1, -1))).map((lines): Asked => ({
    to: "adjust",
    input: {
      lines: lines.map(([{ quantity, ...where }, sign]) => ({ ...where, delta: sign * quantity })),
    },
  })),
  {
    weight: 2,
    arbitrary: some(movement).map((lines): Asked => ({ to: "move", input: { lines } })),
  },
)

/** The scopes of items that are costed by a policy. */
export const scopesOf = ({ cost }: StockLedgerShape, per: CostPolicy.Policy["per"]) =>
  skus.flatMap((sku) =>
    per === "item" ? [cost.scopeOf(sku)] : places.map((place) => cost.scopeOf(sku, place)),
  )

const costing = (scope: fc.Arbitrary<string>): fc.Arbitrary<Asked> => {
  const layer = fc.record({ scope, layer: fc.integer({ min: 0, max: 3 }) })
  return fc.oneof(
    fc
      .tuple(layer, fc.integer({ min: -5, max: 20 }))
      .map(([at, cents]): Asked => ({ to: "correct", input: { ...at, amount: euro(cents) } })),
    fc
      .tuple(scope, cost)
      .map(([scope, unitValue]): Asked => ({ to: "revalue", input: { scope, unitValue } })),
    fc
      .tuple(some(layer), cost, fc.constantFrom("Units", "Line"))
      .map(([layers, cost, basis]): Asked => ({ to: "land", input: { layers, cost, basis } })),
  )
}

/** A policy for all items, and commands one after the other in a shop that has something to begin with. */
export interface World {
  readonly policy: Pick<CostPolicy.Policy, "method" | "per">
  readonly history: ReadonlyArray<Step>
}

const scopeNames = (per: CostPolicy.Policy["per"]) =>
  // As `cost.scopeOf` has them; no name here has a control character of its own.
  skus.flatMap((sku) => (per === "item" ? [sku] : places.map((place) => `${sku}\u0001${place}`)))

export const worlds = (
  methods: ReadonlyArray<"Fifo" | "MovingAverage"> = ["Fifo", "MovingAverage"],
): fc.Arbitrary<World> =>
  fc
    .record({
      method: fc.constantFrom(...methods),
      per: fc.constantFrom("item" as const, "place" as const),
    })
    .chain((policy) =>
      fc
        .tuple(
          beginnings,
          fc.array(
            fc.oneof(
              { weight: 4, arbitrary: stocking },
              { weight: 1, arbitrary: costing(fc.constantFrom(...scopeNames(policy.per))) },
            ),
            { maxLength: 12 },
          ),
        )
        .map(([beginning, rest]) => {
          const tracks = skus.map((sku): Asked => ({
            to: "track",
            input: { sku, currency: "EUR", ...policy },
          }))
          const history = [...tracks, ...beginning, ...rest].map((step, at) => ({
            ...step,
            commandId: `step-${at}`,
          }))
          return { policy, history }
        }),
    )

/** What is on hand by layers: units and value of each. */
export const layersOnHand = Effect.fnUntraced(function* (scopes: ReadonlyArray<string>) {
  const { cost } = yield* StockLedger
  const pages = yield* Effect.forEach(scopes, (scope) => cost.layers(scope, { limit: 1_000 }))
  return pages.flatMap(({ values }) =>
    values
      .filter(({ onHand }) => onHand > 0)
      .map(({ scope, layer, onHand, value }) => ({ scope, layer, onHand, value })),
  )
})

/** Units of an item that are ours, wherever they are. */
export const unitsOf = (sku: string) =>
  StockLedger.use((ledger) =>
    Effect.map(ledger.levelsOf(sku), (levels) =>
      levels.reduce(
        (sum, { onHand, quarantine, repair, transit }) =>
          sum + onHand + quarantine + repair + transit,
        0,
      ),
    ),
  )
