/** A shop whose ledger keeps costs: what is asked of it, in cents of the euro. */
import { assert } from "@effect/vitest"
import { Effect, Option, Result } from "effect"
import { Money } from "entrepot/kernel"
import { CostRecords, type Costs, StockLedger, type ValueKeeping } from "entrepot/stock"
import type { StoreShape } from "entrepot/store"

import { contents as ledgerContents } from "../../support/ledger.ts"
import { contentsOf } from "../../support/ledger.ts"
import { cents } from "./given.ts"

/** An amount as callers hand it in. */
export const euro = (minor: number) => ({
  currency: "EUR",
  amount: cents(minor).amount.toFixed(2),
})

let commands = 0
/** A command id that was never used before. */
export const next = (): string => `c-${(commands += 1)}`

type Policy = Parameters<Costs.CostsShape["track"]>[0]

export const track = (sku: string, policy: Partial<Policy> = {}) =>
  StockLedger.use(({ cost }) =>
    cost.track({
      commandId: next(),
      sku,
      method: "Fifo",
      currency: "EUR",
      per: "item",
      ...policy,
    }),
  )

export const buy = (sku: string, quantity: number, cost: number, place = "main") =>
  StockLedger.use((ledger) =>
    ledger.receive({
      commandId: next(),
      lines: [{ sku, quantity, place, cost: euro(cost) }],
    }),
  )

/** Holds and ships at once. */
export const sell = Effect.fnUntraced(function* (
  holdId: string,
  sku: string,
  quantity: number,
  place = "main",
) {
  const ledger = yield* StockLedger
  yield* ledger.hold({ commandId: next(), holdId, lines: [{ sku, quantity, place }] })
  yield* ledger.ship({ commandId: next(), holdId })
})

export const giveBack = (sale: string, sku: string, quantity: number, place = "main") =>
  StockLedger.use((ledger) =>
    ledger.return({ commandId: next(), sale, lines: [{ sku, quantity, place }] }),
  )

type Lines = Parameters<StockLedger["Service"]["move"]>[0]["lines"]

export const move = (...lines: Lines) =>
  StockLedger.use((ledger) => ledger.move({ commandId: next(), lines }))

const inCents = Option.map(
  ({ units, value }: ValueKeeping.CostValue): readonly [number, bigint] => [
    units,
    Result.getOrThrow(Money.toMinor(value)),
  ],
)

/** Units and cents. */
export const worth = (sku: string, place?: string) =>
  StockLedger.use(({ cost }) =>
    Effect.map(cost.value(sku, place === undefined ? {} : { place }), (found) =>
      Option.getOrUndefined(inCents(found)),
    ),
  )

/** Units and cents. */
export const soldFor = (holdId: string, sku: string) =>
  StockLedger.use(({ cost }) =>
    Effect.map(cost.costOfSale(sku, holdId), (found) => Option.getOrUndefined(inCents(found))),
  )

export const agrees = Effect.gen(function* () {
  const ledger = yield* StockLedger
  assert.deepStrictEqual((yield* ledger.cost.audit()).differences, [])
  assert.isTrue((yield* ledger.audit()).ok)
})

/** What a command is refused with, in words. */
export const refusal = <A, E extends Error, R>(command: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(command), ({ message }) => message)

export const ledger = StockLedger.use(Effect.succeed)

export const correct = (scope: string, layer: number, minor: number) =>
  StockLedger.use(({ cost }) =>
    cost.correct({ commandId: next(), scope, layer, amount: euro(minor) }),
  )

const { Policies, Heads, Layers, Issues, Departures, SerialLayers, Sales } = CostRecords

/** Everything that commands of the ledger can write, costs too. */
export const contents = Effect.fnUntraced(function* (store: StoreShape) {
  const ofCosts = contentsOf(Policies, Heads, Layers, Issues, Departures, SerialLayers, Sales)
  return [yield* ofCosts(store), yield* ledgerContents(store)]
})
