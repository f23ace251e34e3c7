/** Deliveries and preorders of one item at two places: what can be asked, of promises or the ledger. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import {
  type PromiseCommand,
  PromisePosting,
  type PromiseRefusal,
  type StockCommand,
  StockLedger,
  type StockLedgerShape,
  type StockPosting,
  type StockRefusal,
} from "entrepot/stock"
import { type CommandError, type Outcome, Transactor, type TransactorShape } from "entrepot/store"
import fc from "fast-check"

type Promise = PromiseCommand.PromiseCommand
/** As callers hand them in: a receipt may have costs, which are text out there. */
type Stock = Extract<
  typeof StockCommand.StockCommand.Encoded,
  { readonly _tag: "Hold" | "Receive" | "Release" }
>

/** What is asked of promises, or of the ledger itself. */
export type Step =
  | { readonly of: "promises"; readonly command: Promise }
  | { readonly of: "stock"; readonly command: Stock }

export const sku = "MUG"
export const places = ["main", "__proto__"] as const

const commandId = "c"
/** Long after any test. */
const day = (number: number): number => 5_000_000_000_000 + number
const small = fc.integer({ min: 1, max: 5 })
const where = fc
  .constantFrom("main", "main", "__proto__")
  .map((place) => ({ commandId, sku, place }))
const inboundId = fc.constantFrom("po-1", "toString", "po-3")
const due = fc.integer({ min: 1, max: 4 }).map(day)

/** Enough preorders for several pages of a queue. */
const crowd = Array.from({ length: 40 }, (_, at) => `order-${at}`)
const promiseId = fc.oneof(
  fc.constantFrom(...crowd),
  fc.constantFrom("constructor", "注文", "order-1/2"),
)

const changeOf = fc.tuple(where, inboundId, due, small, fc.boolean())
const commandOf: fc.Arbitrary<Promise> = fc.oneof(
  changeOf.map(([asked, id, at, quantity]): Promise => ({
    _tag: "Expect",
    ...asked,
    inboundId: id,
    quantity: 4 * quantity,
    due: at,
  })),
  changeOf.map(([asked, id, at]): Promise => ({
    _tag: "Postpone",
    ...asked,
    inboundId: id,
    due: at,
  })),
  changeOf.map(([asked, id, , quantity, isAll]): Promise => ({
    _tag: "Cut",
    ...asked,
    inboundId: id,
    quantity: isAll ? undefined : 3 * quantity,
  })),
  changeOf.map(([asked, id, , quantity, isMuch]): Promise => ({
    _tag: "Arrive",
    ...asked,
    inboundId: id,
    quantity: isMuch ? 7 * quantity : quantity,
  })),
  fc.tuple(where, promiseId, small).map(([asked, id, quantity]): Promise => ({
    _tag: "Promise",
    ...asked,
    promiseId: id,
    quantity,
  })),
  fc.tuple(where, promiseId).map(([asked, id]): Promise => ({
    _tag: "Cancel",
    ...asked,
    promiseId: id,
  })),
  fc.tuple(where, fc.constantFrom(1, 5, 20)).map(([asked, most]): Promise => ({
    _tag: "Tell",
    ...asked,
    most,
  })),
)

const stockOf: fc.Arbitrary<Stock> = fc.oneof(
  fc.tuple(promiseId, small).map(([holdId, quantity]): Stock => ({
    _tag: "Hold",
    commandId,
    holdId,
    lines: [{ sku, quantity }],
  })),
  small.map((quantity): Stock => ({ _tag: "Receive", commandId, lines: [{ sku, quantity }] })),
  promiseId.map((holdId): Stock => ({ _tag: "Release", commandId, holdId })),
)

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: commandOf.map((command): Step => ({ of: "promises", command })), weight: 5 },
  { arbitrary: stockOf.map((command): Step => ({ of: "stock", command })), weight: 1 },
)

/** Two deliveries, a unit on the shelf, and a crowd of preorders, so many of each. */
const beginningOf = fc
  .tuple(fc.constantFrom(3, 20, crowd.length, crowd.length), fc.constantFrom(1, 1, 2))
  .map(([many, quantity]): ReadonlyArray<Step> => {
    const asked = { commandId, sku, place: "main" }
    return [
      { of: "stock", command: { _tag: "Receive", commandId, lines: [{ sku, quantity: 1 }] } },
      ...(["po-1", "po-3"] as const).map((id, at): Step => ({
        of: "promises",
        command: { _tag: "Expect", ...asked, inboundId: id, quantity: 30, due: day(at + 1) },
      })),
      ...crowd.slice(0, many).map((id): Step => ({
        of: "promises",
        command: { _tag: "Promise", ...asked, promiseId: id, quantity },
      })),
    ]
  })

/** Neighbours in the queue leave it, up to a page of them and more. */
const leaveOf = fc
  .tuple(fc.nat(crowd.length), fc.integer({ min: 1, max: 36 }))
  .map(([from, many]) =>
    crowd.slice(from, from + many).map((id): Step => ({
      of: "promises",
      command: { _tag: "Cancel", commandId, sku, promiseId: id },
    })),
  )

/** Dates change while promises are told them. */
const tellingOf = fc
  .tuple(fc.constantFrom("po-1", "po-3"), due, fc.integer({ min: 1, max: 36 }))
  .map(([id, at, most]): ReadonlyArray<Step> => [
    {
      of: "promises",
      command: { _tag: "Postpone", commandId, sku, inboundId: id, due: at },
    },
    { of: "promises", command: { _tag: "Tell", commandId, sku, most } },
  ])

const restOf = fc
  .array(
    fc.oneof(
      { arbitrary: stepOf.map((step) => [step]), weight: 4 },
      { arbitrary: leaveOf, weight: 2 },
      { arbitrary: tellingOf, weight: 2 },
    ),
    { minLength: 2, maxLength: 12 },
  )
  .map((steps) => steps.flat())

/** Commands one after the other, each with an id of its own: a beginning, and what follows. */
export const histories = fc.tuple(beginningOf, restOf).map(([beginning, rest]) => {
  const all = [...beginning, ...rest].map((step, at) => named(step, `c-${at}`))
  return { beginning: all.slice(0, beginning.length), rest: all.slice(beginning.length) }
})

const named = (step: Step, id: string): Step =>
  step.of === "promises"
    ? { of: "promises", command: { ...step.command, commandId: id } }
    : { of: "stock", command: { ...step.command, commandId: id } }

const sendStock = ({ receive, hold, release }: StockLedgerShape, command: Stock) => {
  switch (command._tag) {
    case "Receive":
      return receive(command)
    case "Hold":
      return hold(command)
    case "Release":
      return release(command)
  }
}

/** Tells only once: the ledger's own method tells until nothing is left. */
const tellOnce = ({ transact }: TransactorShape, command: Promise) =>
  transact(
    { commandId: command.commandId, body: command, answer: PromisePosting.PromisePosted },
    PromisePosting.post(command),
  )

const sendPromise = (
  { promises }: StockLedgerShape,
  transactor: TransactorShape,
  command: Promise,
) => {
  switch (command._tag) {
    case "Expect":
      return promises.expect(command)
    case "Postpone":
      return promises.postpone(command)
    case "Cut":
      return promises.cut(command)
    case "Promise":
      return promises.promise(command)
    case "Cancel":
      return promises.cancel(command)
    case "Arrive":
      return promises.arrive(command)
    case "Tell":
      return tellOnce(transactor, command)
  }
}

type Refusal = PromiseRefusal | StockRefusal | CommandError

/** Asks it of the ledger. A defect is a broken law: whatever happened before, there is an answer. */
export const send = Effect.fnUntraced(
  function* (
    step: Step,
  ): Effect.fn.Return<
    Outcome<PromisePosting.PromisePosted | StockPosting.Posted>,
    Refusal,
    StockLedger | Transactor
  > {
    const ledger = yield* StockLedger
    return yield* step.of === "stock"
      ? sendStock(ledger, step.command)
      : sendPromise(ledger, yield* Transactor, step.command)
  },
  Effect.catchDefect((defect) => Effect.sync(() => assert.fail(String(defect)))),
)
