/** Histories of a small shop, played by two ledgers over one store whose clock stands still. */
import { assert } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { StockLedger, type StockLedgerShape } from "entrepot/stock"
import { type Journal, type Records, Store } from "entrepot/store"

import { ledgerOver } from "../../support/ledger.ts"
import type { Command } from "./command.ts"
import type { Side, Step } from "./histories.ts"
import * as Soundness from "./soundness.ts"
import { start, watched } from "./words.ts"

/** Plays a history, and checks the ledger after it. */
export const play = Effect.fnUntraced(function* (
  history: ReadonlyArray<Step>,
): Effect.fn.Return<void, unknown, StockLedger | Records | Journal | Store> {
  const here = yield* StockLedger
  const there = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
  const ledgers: Readonly<Record<Side, StockLedgerShape>> = { here, there }
  /** Whether time has gone by and nobody asked what channels are to show since. */
  let stale = false

  const sent = Effect.fnUntraced(function* (command: Command, by: Side, commandId: string) {
    const exit = yield* Effect.exit(command.send(ledgers[by], commandId))
    Soundness.isTyped(command.name, exit)
    return exit
  })
  const refresh = Effect.fnUntraced(function* () {
    for (const sku of watched) yield* here.exposure.refresh(sku)
    stale = false
  })

  for (const [at, step] of history.entries()) {
    if (step._tag === "Wait") {
      yield* TestClock.adjust(step.millis)
      stale = true
      if (step.refresh) yield* refresh()
    } else if (step._tag === "AtOnce") {
      yield* Effect.forEach(
        step.commands,
        ({ command, by }, i) => sent(command, by, `${at}/${i}`),
        {
          concurrency: "unbounded",
        },
      )
    } else {
      const first = yield* sent(step.command, step.by, `${at}`)
      if (step.again && first._tag === "Success") {
        const outcome = first.value
        const second = yield* sent(step.command, step.by === "here" ? "there" : "here", `${at}`)
        const isOutcome = typeof outcome === "object" && outcome !== null && "repeated" in outcome
        if (isOutcome && !step.command.name.startsWith("scan"))
          assert.deepStrictEqual(
            second._tag === "Success" && second.value,
            { ...outcome, repeated: true },
            step.command.name,
          )
      }
    }
    if (!stale) yield* Soundness.isShown(there)
  }
  yield* refresh()
  yield* Soundness.isShown(there)
  yield* sound(there)
  yield* sound(here)
})

const sound = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  yield* Soundness.isCovered(ledger)
  yield* Soundness.isConserved
  yield* Soundness.isAudited(ledger)
  yield* Soundness.isUnderway(ledger)
  yield* Soundness.isValued(ledger)
  yield* Soundness.isOnCards(ledger)
})

/** A clock that stands still at the beginning of the world. */
export const clock = Layer.effectDiscard(TestClock.setTime(start)).pipe(
  Layer.provideMerge(TestClock.layer()),
)
