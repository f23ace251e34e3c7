/** Bad input at the door of the ledger: each is a typed error that says where, and nothing is written. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockLedger } from "entrepot/stock"
import { Store } from "entrepot/store"

import { line } from "./support/given.ts"
import { contents, ledgerOver } from "./support/ledger.ts"

/** The ledger as somebody without types sees it. */
interface Untyped {
  receive(input?: unknown): Answer
  hold(input?: unknown): Answer
  release(input?: unknown): Answer
  ship(input?: unknown): Answer
  return(input?: unknown): Answer
  adjust(input?: unknown): Answer
  level(sku?: unknown, place?: unknown): Answer
  findHold(holdId?: unknown): Answer
}
type Answer = Effect.Effect<unknown, { readonly _tag: string; readonly message: string }>
type Verb = Exclude<keyof Untyped, "level" | "findHold">

const untyped: Effect.Effect<Untyped, never, StockLedger> = StockLedger

const good = {
  receive: { commandId: "c-9", lines: [line("MUG", 1)] },
  hold: { commandId: "c-9", holdId: "order-9", lines: [line("MUG", 1)] },
  release: { commandId: "c-9", holdId: "order-1", lines: [line("MUG", 1)] },
  ship: { commandId: "c-9", holdId: "order-1", lines: [line("MUG", 1)] },
  return: { commandId: "c-9", lines: [line("MUG", 1)] },
  adjust: { commandId: "c-9", lines: [{ sku: "MUG", delta: -1 }] },
} as const
const verbs = ["receive", "hold", "release", "ship", "return", "adjust"] as const
const withHold = ["hold", "release", "ship"] as const

const tooMany = Number.MAX_SAFE_INTEGER + 1
const units = (verb: Verb) => (verb === "adjust" ? "delta" : "quantity")
const lineWith = (verb: Verb, change: object) => ({
  ...good[verb],
  lines: [{ ...good[verb].lines[0], ...change }],
})

type Case = readonly [what: string, input: unknown, where: ReadonlyArray<string>]

/** What is wrong with any verb's input, and what the error must name. */
const cases = (verb: Verb): ReadonlyArray<Case> => [
  ["nothing", undefined, ['["commandId"]']],
  ["null", null, ['["commandId"]']],
  ["a text", "receive", ['["0"]', '["commandId"]']],
  ["a number", 7, ['["commandId"]']],
  ["a list", [good[verb]], ['["0"]', '["commandId"]']],
  ["a function", () => good[verb], ['["commandId"]']],
  ["no command id", { ...good[verb], commandId: undefined }, ['["commandId"]']],
  ["an empty command id", { ...good[verb], commandId: "" }, ['["commandId"]']],
  ["a number for command id", { ...good[verb], commandId: 7 }, ['["commandId"]']],
  ["a lone surrogate", { ...good[verb], commandId: "\ud800" }, ['["commandId"]']],
  ["a NUL", { ...good[verb], commandId: "c\u0000" }, ['["commandId"]']],
  ["a command id too long", { ...good[verb], commandId: "x".repeat(201) }, ['["commandId"]']],
  ["an unknown property", { ...good[verb], warehouse: "main" }, ['["warehouse"]']],
  ["another verb", { ...good[verb], _tag: "Transfer" }, ['["_tag"]']],
  ["an actor that is a number", { ...good[verb], actor: 7 }, ['["actor"]']],
  ["a reason with a lone surrogate", { ...good[verb], reason: "\udc00" }, ['["reason"]']],
  ["a reason with NUL", { ...good[verb], reason: "a\u0000" }, ['["reason"]']],
  ["an instant that is a text", { ...good[verb], occurredAt: "2026-01-01" }, ['["occurredAt"]']],
  ["an instant with a fraction", { ...good[verb], occurredAt: 0.5 }, ['["occurredAt"]']],
  ["an instant in seconds of geology", { ...good[verb], issuedAt: 1e15 }, ['["issuedAt"]']],
  ["no lines", { ...good[verb], lines: [] }, ['["lines"]']],
  ["one line that is no list", { ...good[verb], lines: good[verb].lines[0] }, ['["lines"]']],
  ["a line that is null", { ...good[verb], lines: [null] }, ['["lines"][0]']],
  ["a line without units", lineWith(verb, { [units(verb)]: undefined }), [at(verb)]],
  ["units of zero", lineWith(verb, { [units(verb)]: 0 }), [at(verb)]],
  ["units of minus zero", lineWith(verb, { [units(verb)]: -0 }), [at(verb)]],
  ["a fraction of a unit", lineWith(verb, { [units(verb)]: 0.5 }), [at(verb)]],
  ["more than can be counted", lineWith(verb, { [units(verb)]: tooMany }), [at(verb)]],
  ["no number", lineWith(verb, { [units(verb)]: Number.NaN }), [at(verb)]],
  ["without end", lineWith(verb, { [units(verb)]: Number.POSITIVE_INFINITY }), [at(verb)]],
  ["a text for units", lineWith(verb, { [units(verb)]: "1" }), [at(verb)]],
  ["a big integer", lineWith(verb, { [units(verb)]: 1n }), [at(verb)]],
  ["a SKU that is a number", lineWith(verb, { sku: 7 }), ['["lines"][0]["sku"]']],
  ["an empty SKU", lineWith(verb, { sku: "" }), ['["lines"][0]["sku"]']],
  ["a SKU with a lone surrogate", lineWith(verb, { sku: "a\udfff" }), ['["lines"][0]["sku"]']],
  ["an empty place", lineWith(verb, { place: "" }), ['["lines"][0]["place"]']],
  ["a place that is null", lineWith(verb, { place: null }), ['["lines"][0]["place"]']],
  ["a misspelt property of a line", lineWith(verb, { qty: 1 }), ['["lines"][0]["qty"]']],
  [
    "a fault of the second line",
    { ...good[verb], lines: [good[verb].lines[0], { ...good[verb].lines[0], sku: null }] },
    ['["lines"][1]["sku"]'],
  ],
  [
    "several faults at once",
    { ...lineWith(verb, { sku: 7, [units(verb)]: 0.5 }), commandId: "" },
    ['["commandId"]', '["lines"][0]["sku"]', at(verb)],
  ],
]
const at = (verb: Verb) => `["lines"][0]["${units(verb)}"]`

const stocked = Effect.gen(function* () {
  const ledger = yield* StockLedger
  yield* ledger.receive({ commandId: "po-1", lines: [line("MUG", 5)] })
  yield* ledger.hold({ commandId: "c-1", holdId: "order-1", lines: [line("MUG", 3)] })
})

const isRefused = Effect.fnUntraced(function* (
  answer: Answer,
  service: string,
  where: ReadonlyArray<string>,
  what: string,
) {
  const error = yield* Effect.flip(answer)
  assert.include<object>(error, { _tag: "InputInvalid", service }, what)
  for (const path of where) assert.include(error.message, path, what)
})

describe("the ledger refuses, by a typed error that says where, and writes nothing of", () => {
  for (const verb of verbs)
    it.effect(`bad input to ${verb}`, () =>
      Effect.gen(function* () {
        yield* stocked
        const ledger = yield* untyped
        const store = yield* Store
        const before = yield* contents(store)
        for (const [what, input, where] of cases(verb))
          yield* isRefused(ledger[verb](input), `StockLedger.${verb}`, where, what)
        assert.deepStrictEqual(yield* contents(store), before)
        // The same with nothing wrong about it.
        yield* ledger[verb](good[verb])
      }).pipe(Effect.provide(ledgerOver())),
    )

  it.effect("a negative quantity, where units can only be moved", () =>
    Effect.gen(function* () {
      const ledger = yield* untyped
      for (const verb of verbs)
        if (verb !== "adjust") {
          const input = lineWith(verb, { quantity: -1 })
          yield* isRefused(ledger[verb](input), `StockLedger.${verb}`, [at(verb)], verb)
        }
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a hold without its id", () =>
    Effect.gen(function* () {
      const ledger = yield* untyped
      for (const verb of withHold)
        for (const holdId of [undefined, null, "", 7, "\ud800", "x".repeat(201)])
          yield* isRefused(
            ledger[verb]({ ...good[verb], holdId }),
            `StockLedger.${verb}`,
            ['["holdId"]'],
            `${verb} ${holdId}`,
          )
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a question about no item, no place or no hold", () =>
    Effect.gen(function* () {
      const ledger = yield* untyped
      for (const id of [undefined, null, "", 7, {}, "\ud800", "a\u0000", "x".repeat(201)]) {
        yield* isRefused(ledger.level(id), "StockLedger.level", ['["sku"]'], `${id}`)
        if (id !== undefined)
          yield* isRefused(ledger.level("MUG", id), "StockLedger.level", ['["place"]'], `${id}`)
        yield* isRefused(ledger.findHold(id), "StockLedger.findHold", ['["holdId"]'], `${id}`)
      }
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("more lines than one commit can hold", () =>
    Effect.gen(function* () {
      const ledger = yield* untyped
      const store = yield* Store
      yield* stocked
      const before = yield* contents(store)
      const lines = Array.from({ length: 12 }, (_, i) => line(`MUG-${i}`, 1))
      const error = yield* Effect.flip(ledger.receive({ commandId: "c-9", lines }))
      assert.strictEqual(error._tag, "RecordRefused")
      assert.deepStrictEqual(yield* contents(store), before)
    }).pipe(Effect.provide(ledgerOver(Memory.make({ capabilities: { maxCommitKeys: 12 } })))),
  )
})
