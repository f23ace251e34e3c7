/** A ledger under attack: its commands in few words, and what became of them. */
import { assert } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { Money } from "entrepot/kernel"
import { StockLedger, type StockLedgerShape } from "entrepot/stock"
import type { Journal, Records } from "entrepot/store"

import { ledgerOver } from "../../support/ledger.ts"
import { clock } from "./simulation.ts"
import { isAudited, isConserved, isTyped } from "./soundness.ts"
import { start } from "./words.ts"

export const most = Number.MAX_SAFE_INTEGER

/** So many seconds after the world began. */
export const at = (seconds: number): number => start + seconds * 1_000
export const until = (seconds: number) => TestClock.setTime(at(seconds))

export const eur = (amount: string) => ({ currency: "EUR", amount })
export const line = (sku: string, quantity: number, place = "main", cost?: string) => ({
  sku,
  quantity,
  place,
  ...(cost === undefined ? {} : { cost: eur(cost) }),
})
export const showAll = { sells: true, buffer: 0, minimum: 0, landing: "anyOrder" } as const

let commands = 0
/** An id for the next command. */
export const next = () => ({ commandId: `command ${(commands += 1)}` })

/** What becomes of commands, one after another: the event of each, or the name of its refusal. */
export const become = Effect.fnUntraced(function* (
  commands: ReadonlyArray<
    Effect.Effect<
      { readonly answer: { readonly event: string } },
      { readonly _tag: string; readonly message: string }
    >
  >,
  expected: ReadonlyArray<string>,
): Effect.fn.Return<void> {
  const outcomes: Array<string> = []
  for (const command of commands) {
    const exit = yield* Effect.exit(command)
    isTyped("a command", exit)
    const event = Effect.map(exit, ({ answer }) => answer.event)
    outcomes.push(yield* Effect.catch(event, ({ _tag }) => Effect.succeed(_tag)))
  }
  assert.deepStrictEqual(outcomes, expected)
})

/** Units and what they cost, such as `2: 4.00 EUR`. */
export const valued = <E>(
  value: Effect.Effect<Option.Option<{ readonly units: number; readonly value: Money.Money }>, E>,
): Effect.Effect<string, E> =>
  Effect.map(
    value,
    Option.match({
      onNone: () => "nothing",
      onSome: ({ units, value }) => `${units}: ${Money.format(value)}`,
    }),
  )

/** Attacks a fresh ledger, which is sound afterwards. */
export const attack = (
  body: (ledger: StockLedgerShape) => Effect.Effect<void, unknown, StockLedger | Records | Journal>,
) =>
  Effect.gen(function* () {
    const ledger = yield* StockLedger
    yield* body(ledger)
    yield* isAudited(ledger)
    yield* isConserved
  }).pipe(Effect.provide(Layer.merge(ledgerOver(Memory.make()), clock)))
