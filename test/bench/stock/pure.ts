/** The decisions alone: no transaction, no store. */
import { Result } from "effect"
import { StockBook, StockEvolution, type StockCommand, StockDecision } from "entrepot/stock"

import { skuOf } from "./loop.ts"
import { plenty } from "./subjects.ts"

/** How often each can be done in a second, on one shelf that has plenty. */
export interface Rates {
  readonly decides: number
  readonly decidesAndEvolves: number
}

const commands: ReadonlyArray<StockCommand.StockCommand> = Array.from(
  { length: 1_024 },
  (_, n) => ({
    _tag: "Hold",
    commandId: `command-${n}`,
    holdId: `order-${n}`,
    lines: [{ sku: skuOf(0), quantity: 1 }],
  }),
)

const perSecond = (millis: number, round: () => void): number => {
  const from = performance.now()
  let rounds = 0
  while (performance.now() - from < millis) {
    round()
    rounds += 1
  }
  return (rounds * commands.length * 1_000) / (performance.now() - from)
}

/** Measures both, after a warm-up. */
export const ratesOf = (warmUpMillis: number, millis: number): Rates => {
  const book = StockBook.of([{ sku: skuOf(0), place: "main", onHand: plenty, held: 0 }], [])
  let accepted = 0
  const decide = () => {
    for (const command of commands)
      if (Result.isSuccess(StockDecision.decide(book, command))) accepted += 1
  }
  const decideAndEvolve = () => {
    for (const command of commands) {
      const decision = StockDecision.decide(book, command)
      if (Result.isFailure(decision)) throw decision.failure
      accepted += decision.success.reduce(StockEvolution.evolve, book).now
    }
  }
  const measured = (round: () => void) => {
    perSecond(warmUpMillis, round)
    return perSecond(millis, round)
  }
  const rates = { decides: measured(decide), decidesAndEvolves: measured(decideAndEvolve) }
  if (accepted === 0) throw new Error("nothing was decided")
  return rates
}
