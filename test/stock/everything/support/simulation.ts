/** Histories of a small shop, played by two ledgers over one store whose clock stands still. */
import { assert } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { StockLedger, type StockLedgerShape } from "entrepot/stock"
import { type Journal, type Records, Store } from "entrepot/store"

import { ledgerOver } from "../../support/ledger.ts"
import * as Soundness from "./soundness.ts"
import { type Command, type Side, start, type Step, watched } from "./world.ts"

export interface Tally {
  readonly done: Map<string, number>
  readonly refused: Map<string, number>
}
export const tally: Tally = { done: new Map(), refused: new Map() }
const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)

/** Plays a history, and checks the ledger after it; after each step too where asked. */
export const play = Effect.fnUntraced(function* (
  history: ReadonlyArray<Step>,
  { closely = false } = {},
): Effect.fn.Return<void, unknown, StockLedger | Records | Journal | Store> {
  const here = yield* StockLedger
  const there = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
  const ledgers: Readonly<Record<Side, StockLedgerShape>> = { here, there }
  /** Whether time has gone by and nobody asked what channels are to show since. */
  let stale = false

  const sent = Effect.fnUntraced(function* (command: Command, by: Side, commandId: string) {
    const exit = yield* Effect.exit(command.send(ledgers[by], commandId))
    Soundness.isTyped(command.name, exit)
    const [name = ""] = command.name.split(" ")
    if (exit._tag === "Success") count(tally.done, name)
    else for (const reason of exit.cause.reasons) count(tally.refused, `${name} ${"error" in reason ? (reason.error as {_tag: string})._tag : ""}`)
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
      yield* Effect.forEach(step.commands, ({ command, by }, i) => sent(command, by, `${at}/${i}`), {
        concurrency: "unbounded",
      })
    } else {
      const first = yield* sent(step.command, step.by, `${at}`)
      if (step.again && first._tag === "Success") {
        const outcome = first.value
        const second = yield* sent(step.command, step.by === "here" ? "there" : "here", `${at}`)
        const isOutcome = typeof outcome === "object" && outcome !== null && "repeated" in outcome
        if (isOutcome && !step.command.name.startsWith("scan"))
          assert.deepStrictEqual(second._tag === "Success" && second.value, { ...outcome, repeated: true }, step.command.name)
      }
    }
    if (!stale) yield* Soundness.isShown(there)
    if (closely) yield* sound(there)
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
export const now = Clock.currentTimeMillis
