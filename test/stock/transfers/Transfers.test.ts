import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { StockLedger, StockPosting, Transfer, TransferPosting } from "entrepot/stock"
import { Journal, Store, Transactor } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"
import { contents, outcomeOf, toldOf } from "./support/ledgers.ts"

const mugs = (quantity: number) => [{ sku: "MUG", quantity }]
const most = Number.MAX_SAFE_INTEGER

/** So many mugs at the main place, of which some are planned for the shop. */
const planned = Effect.fnUntraced(function* (onHand: number, quantity: number) {
  const ledger = yield* StockLedger
  yield* ledger.receive({ commandId: "po", lines: mugs(onHand) })
  const transferId = "t1"
  const header = { transferId, from: "main", to: "shop" }
  yield* ledger.transfers.plan({ commandId: "plan", ...header, lines: mugs(quantity) })
  let sent = 0
  const next = () => ({ commandId: `c${(sent += 1)}`, transferId })
  const { transfers } = ledger
  return {
    ledger,
    dispatch: (quantity?: number) =>
      transfers.dispatch({
        ...next(),
        ...(quantity === undefined ? {} : { lines: mugs(quantity) }),
      }),
    receive: (document: string, quantity: number) =>
      transfers.receive({ ...next(), document, lines: mugs(quantity) }),
    writeOff: (document: string, quantity: number) =>
      transfers.writeOff({ ...next(), document, lines: mugs(quantity) }),
    find: (document: string, quantity: number) =>
      transfers.find({ ...next(), document, lines: mugs(quantity) }),
    cancel: () => transfers.cancel(next()),
    close: () => transfers.close(next()),
    /** Free at the main place, in transit to the shop, and on its shelf. */
    levels: Effect.gen(function* () {
      const shop = yield* ledger.level("MUG", "shop")
      return [(yield* ledger.level("MUG")).available, shop.transit, shop.onHand]
    }),
  }
})

const withLedger = <A, E>(
  program: Effect.Effect<A, E, StockLedger | Journal | Store | Transactor>,
) => Effect.provide(program, ledgerOver())

describe("a transfer posted by the ledger", () => {
  it.effect("moves nothing by its plan, and all that was planned by its dispatch", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(7, 5)
        assert.deepStrictEqual(yield* t.levels, [7, 0, 0])
        const { answer } = yield* t.dispatch()
        assert.deepStrictEqual(answer, { event: "Dispatched", units: 5 })
        assert.deepStrictEqual(yield* t.levels, [2, 5, 0])
        assert.isTrue((yield* t.ledger.audit()).ok)
      }),
    ),
  )

  it.effect("is received in parts, each document once", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(7, 5)
        yield* t.dispatch()
        yield* t.receive("note-1", 2)
        assert.deepStrictEqual((yield* t.receive("note-1", 2)).answer, { event: "None", units: 0 })
        assert.strictEqual(yield* outcomeOf(t.receive("note-1", 1)), "DocumentReused")
        assert.deepStrictEqual(yield* t.levels, [2, 3, 2])
        assert.strictEqual(yield* outcomeOf(t.receive("note-2", 4)), "TransferExceeded")
        yield* t.receive("note-2", 3)
        assert.deepStrictEqual(yield* t.levels, [2, 0, 5])
      }),
    ),
  )

  it.effect("loses units in transit, and finds them again after it closed", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(5, 5)
        yield* t.dispatch()
        yield* t.receive("note-1", 3)
        assert.strictEqual(yield* outcomeOf(t.close()), "StillInTransit")
        yield* t.writeOff("claim-1", 2)
        assert.deepStrictEqual(yield* t.levels, [0, 0, 3])
        yield* t.close()
        yield* t.find("found-1", 1)
        assert.deepStrictEqual(yield* t.levels, [0, 0, 4])
        const found = Option.getOrThrow(yield* t.ledger.transfers.findTransfer("t1"))
        assert.deepStrictEqual(found.items, [
          { sku: "MUG", planned: 5, dispatched: 5, received: 4, lost: 1 },
        ])
        assert.strictEqual(yield* outcomeOf(t.find("found-2", 2)), "TransferExceeded")
        assert.isTrue((yield* t.ledger.audit()).ok)
      }),
    ),
  )

  it.effect("takes from the shelf only what nobody holds", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(5, 5)
        yield* t.ledger.hold({ commandId: "h", holdId: "order-1", lines: mugs(2) })
        const before = yield* Effect.flatMap(Store, contents)
        const refusal = yield* Effect.flip(t.dispatch())
        assert.strictEqual(refusal.message, "MUG at main: 5 wanted, 3 available")
        assert.deepStrictEqual(yield* Effect.flatMap(Store, contents), before)
        yield* t.dispatch(3)
        assert.deepStrictEqual(yield* t.levels, [0, 3, 0])
      }),
    ),
  )

  it.effect("is found among those underway to its place until it is over", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(5, 5)
        const { underway } = t.ledger.transfers
        const ids = (place: string) =>
          Effect.map(underway(place), ({ values }) => values.map(({ transferId }) => transferId))
        assert.deepStrictEqual(yield* ids("shop"), ["t1"])
        assert.deepStrictEqual(yield* ids("main"), [])
        yield* t.cancel()
        assert.deepStrictEqual(yield* ids("shop"), [])
        assert.strictEqual(yield* outcomeOf(t.dispatch()), "TransferNotReady")
      }),
    ),
  )

  it.effect("leaves units that are told apart to those who tell them apart", () =>
    withLedger(
      Effect.gen(function* () {
        const { transact } = yield* Transactor
        const lines = [{ sku: "PHONE", quantity: 2 }]
        yield* transact(
          { commandId: "po", body: {}, answer: StockPosting.Posted },
          StockPosting.post({ _tag: "Receive", commandId: "po", lines }, "serials"),
        )
        const { transfers } = yield* StockLedger
        const header = { transferId: "t1", from: "main", to: "shop" }
        yield* transfers.plan({ commandId: "1", ...header, lines })
        const refusal = yield* Effect.flip(transfers.dispatch({ commandId: "2", transferId: "t1" }))
        assert.strictEqual(
          refusal.message,
          "PHONE at main is kept by serials; PHONE at shop is kept by serials",
        )
      }),
    ),
  )

  it.effect("counts no further than can be counted", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(5, 5)
        yield* t.dispatch()
        yield* t.ledger.receive({
          commandId: "po-2",
          lines: [{ ...mugs(most)[0]!, place: "shop" }],
        })
        assert.strictEqual(yield* outcomeOf(t.receive("note-1", 1)), "QuantityOverflow")
        assert.strictEqual(yield* outcomeOf(t.receive("note-2", most + 1)), "InputInvalid")
        assert.deepStrictEqual(yield* t.levels, [0, 5, most])
      }),
    ),
  )

  it.effect("a program that catches its refusal goes on, and nothing is half-written", () =>
    withLedger(
      Effect.gen(function* () {
        const t = yield* planned(2, 5)
        const { run } = yield* Transactor
        const before = yield* Effect.flatMap(Store, contents)
        const program = Effect.flip(
          TransferPosting.post({ _tag: "Dispatch", commandId: "x", transferId: "t1" }),
        )
        assert.strictEqual((yield* run(program))._tag, "InsufficientStock")
        assert.deepStrictEqual(yield* Effect.flatMap(Store, contents), before)
        assert.deepStrictEqual(yield* t.levels, [2, 0, 0])
      }),
    ),
  )

  it.effect("is received once by two who have the same note in hand", () =>
    Effect.gen(function* () {
      const store = Memory.make()
      yield* Effect.provide(
        Effect.flatMap(planned(5, 5), (t) => t.dispatch()),
        ledgerOver(store),
      )
      const two = yield* Effect.forEach(["a", "b"], () =>
        Effect.provide(StockLedger, ledgerOver(store)),
      )
      const answers = yield* Effect.forEach(
        two,
        ({ transfers }, i) =>
          transfers.receive({
            commandId: `r${i}`,
            transferId: "t1",
            document: "note-1",
            lines: mugs(3),
          }),
        { concurrency: "unbounded" },
      )
      assert.sameMembers(
        answers.map(({ answer }) => answer.event),
        ["Received", "None"],
      )
      const transfer = yield* Effect.flatMap(
        Effect.provide(StockLedger, ledgerOver(store)),
        ({ transfers }) => transfers.findTransfer("t1"),
      )
      const [item] = Option.getOrThrow(transfer).items
      assert.strictEqual(item && Transfer.inTransit(item), 2)
      const onShelf = toldOf({ sku: "MUG", place: "shop" })
      assert.strictEqual(yield* Effect.provide(onShelf, ledgerOver(store)), 3)
    }),
  )
})
