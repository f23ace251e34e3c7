import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, Option, Result, Schema, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  StockBook,
  StockEvolution,
  StockCommand,
  StockDecision,
  StockEvent,
  StockLedger,
  type StockLedgerShape,
  StockRecords,
} from "entrepot/stock"
import { Journal, Records, Store, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../kernel/law.ts"
import {
  comparingNothing,
  forgettingReceipts,
  losingEntries,
  writingRefusalsDown,
} from "./support/brokenStores.ts"
import { contents, ledgerOver } from "./support/ledger.ts"
import { historyOf } from "./support/worlds.ts"

type Command = StockCommand.StockCommand

const { cases } = StockCommand.StockCommand
const encode = Schema.encodeSync

const send = (ledger: StockLedgerShape, command: Command) => {
  switch (command._tag) {
    case "Receive":
      return ledger.receive(encode(cases.Receive)(command))
    case "Hold":
      return ledger.hold(command)
    case "Extend":
      return ledger.extend(command)
    case "Release":
      return ledger.release(command)
    case "Ship":
      return ledger.ship(command)
    case "Return":
      return ledger.return(encode(cases.Return)(command))
    case "Adjust":
      return ledger.adjust(encode(cases.Adjust)(command))
    case "Move":
      return ledger.move(encode(cases.Move)(command))
    case "Assign":
      return ledger.assign(command)
  }
}

const histories = historyOf().map((history) =>
  history.map((command, i): Command => ({ ...command, commandId: `c-${i}` })),
)

/** A law of the ledger over a fresh store, for every history of a small world. */
const law = (
  makeStore: () => StoreShape,
  check: (
    history: ReadonlyArray<Command>,
  ) => Effect.Effect<void, unknown, StockLedger | Records | Journal | Store>,
) =>
  fc.asyncProperty(histories, (history) =>
    Effect.runPromise(Effect.provide(check(history), ledgerOver(makeStore()))),
  )

const holds = holdsIn(100)

const facts = Effect.flatMap(Journal, (journal) =>
  Stream.runCollect(journal.all(StockRecords.Movements)),
)
const records = Effect.gen(function* () {
  const { all } = yield* Records
  return StockBook.of(
    yield* Stream.runCollect(all(StockRecords.Shelves)),
    yield* Stream.runCollect(all(StockRecords.Holds)),
  )
})

// --- mutants -------------------------------------------------------------------------------------

const losingReleases = losingEntries(["Released"])

// --- laws ----------------------------------------------------------------------------------------

const sound = Memory.make

const doesWhatTheDecisionsSay = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      let book = StockBook.empty
      const told: Array<StockEvent.StockEvent> = []
      for (const command of history) {
        const decision = StockDecision.decide(book, command)
        const result = yield* Effect.result(send(ledger, command))
        const [event] = Result.getOrElse(decision, () => [])
        assert.deepStrictEqual(
          Result.match(result, { onFailure: plain, onSuccess: ({ answer }) => answer }),
          Result.match(decision, {
            onFailure: plain,
            onSuccess: () =>
              event === undefined
                ? { event: "None", units: 0 }
                : { event: event._tag, units: StockEvent.units(event) },
          }),
        )
        if (event === undefined) continue
        book = StockEvolution.evolve(book, event)
        told.push(event)
      }
      assert.isTrue(Equal.equals(yield* records, book), "records")
      assert.deepStrictEqual(
        (yield* facts).map(({ fact }) => fact),
        told,
        "journal",
      )
      assert.isTrue((yield* ledger.audit()).ok, "audit")
    }),
  )
/** Without the sourcing, which looks further than the decision does. */
const plain = ({ sourcing: _, ...fields }: object & { readonly sourcing?: unknown }): unknown =>
  fields

const repeatingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      const sent: Array<readonly [Command, unknown]> = []
      for (const command of history) {
        const outcome = yield* Effect.option(send(ledger, command))
        if (Option.isSome(outcome)) sent.push([command, { ...outcome.value, repeated: true }])
      }
      const before = yield* Effect.flatMap(Store, contents)
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      for (const [command, outcome] of sent.toReversed())
        for (const any of [restarted, ledger])
          assert.deepStrictEqual(yield* Effect.option(send(any, command)), Option.some(outcome))
      assert.deepStrictEqual(yield* Effect.flatMap(Store, contents), before)
    }),
  )

const refusingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      for (const command of history) {
        const before = yield* Effect.flatMap(Store, contents)
        if (Option.isNone(yield* Effect.option(send(ledger, command))))
          assert.deepStrictEqual(yield* Effect.flatMap(Store, contents), before)
      }
    }),
  )

/** Of commands sent at once to two ledgers over one store, the journal tells an order that decides so. */
const hasOneOrder = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    Effect.fnUntraced(function* (history) {
      const one = yield* StockLedger
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      const outcomes = yield* Effect.forEach(
        history,
        (command, i) => Effect.option(send(i % 2 === 0 ? one : other, command)),
        { concurrency: "unbounded" },
      )
      let book = StockBook.empty
      const recorded = yield* facts
      for (const { commandId, fact } of recorded) {
        const command = history.find((command) => command.commandId === commandId)
        const decision = command && StockDecision.decide(book, command)
        assert.deepStrictEqual(decision && Result.getOrUndefined(decision), [fact])
        book = StockEvolution.evolve(book, fact)
      }
      const done = outcomes
        .flatMap(Option.toArray)
        .filter(({ answer }) => answer.event !== "None")
        .map(({ commandId }) => commandId)
      assert.sameMembers(
        recorded.map(({ commandId }) => commandId),
        done,
      )
      assert.isTrue(Equal.equals(yield* records, book), "records")
    }),
  )

describe("the laws of the stock ledger", { timeout: 30_000 }, () => {
  it("it answers, writes and records what the pure decisions say", async () => {
    await holds(doesWhatTheDecisionsSay(sound))
    await kills(doesWhatTheDecisionsSay(losingReleases))
  })

  it("a history that is repeated changes nothing, and is answered as the first time", async () => {
    await holds(repeatingChangesNothing(sound))
    await kills(repeatingChangesNothing(forgettingReceipts))
  })

  it("a refusal changes nothing", async () => {
    await holds(refusingChangesNothing(sound))
    await kills(refusingChangesNothing(writingRefusalsDown))
  })

  it("commands that come at once, to two ledgers over one store, are decided in one order", async () => {
    await holds(hasOneOrder(sound))
    await holds(hasOneOrder(() => Memory.make({ capabilities: { revise: false } })))
    await kills(hasOneOrder(comparingNothing))
  })
})
