import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, Option, Result, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  LotBook,
  LotDecision,
  type LotEvent,
  LotEvolution,
  LotRecords,
  StockLedger,
  type StockLedgerShape,
  StockRecords,
} from "entrepot/stock"
import { Journal, Records, Store, type StoreShape } from "entrepot/store"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  changing,
  without,
  forgettingReceipts,
  miswriting,
  losingEntries,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { law } from "../transfers/support/ledgers.ts"
import { contents, encode, histories, sales, send, sendAll, type Sent } from "./support/ledger.ts"
import { sku } from "./support/worlds.ts"

const { Lots, LotShelves, LotMovements } = LotRecords
const places = ["main", "__proto__"] as const

const facts = Effect.flatMap(Journal, (journal) => Stream.runCollect(journal.all(LotMovements)))
const records = Effect.gen(function* () {
  const { all } = yield* Records
  return LotBook.of({
    lots: yield* Stream.runCollect(all(Lots)),
    shelves: yield* Stream.runCollect(all(LotShelves)),
    holds: yield* Stream.runCollect(all(LotRecords.LotHolds)),
  })
})
const written = Effect.flatMap(Store, contents)
const plain = ({ ...fields }: object): unknown => fields

// --- mutants -------------------------------------------------------------------------------------

/** Leaves units of a lot where they were. */
const leavingBehind = (type: string) =>
  changing((commit) =>
    commit.entries.some((entry) => entry.stream === LotMovements.name && entry.type === type)
      ? without(commit, LotShelves)
      : commit,
  )
const losing = (type: string) => losingEntries([type], LotMovements)
const sayingYes = miswriting(Lots, (lot) => ({ ...lot, blocked: false }))
const keepingForEver = miswriting(Lots, ({ expiresAt: _, ...lot }) => lot)

/** Puts one unit more on the ledger's shelf than on those of lots. */
const addingOne = miswriting(StockRecords.Shelves, (shelf) => ({
  ...shelf,
  onHand: Number(shelf["onHand"]) + 1,
}))

// --- laws ----------------------------------------------------------------------------------------

const holds = holdsIn(40)
const sound = Memory.make

/** Answers, records and journal are those of the pure decisions. */
const doesWhatTheDecisionsSay = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      let book = LotBook.empty
      const told: Array<LotEvent.LotEvent> = []
      yield* sendAll(history, (_, { command, at }, sent) =>
        Effect.map(Effect.result(sent), (result) => {
          book = { ...book, now: at }
          const decision = LotDecision.decide(book, command, at)
          assert.strictEqual(Result.isSuccess(result), Result.isSuccess(decision))
          if (Result.isFailure(result) && Result.isFailure(decision))
            assert.deepStrictEqual(plain(Object(result.failure)), plain(decision.failure))
          const events = Result.getOrElse(decision, () => [])
          book = events.reduce(LotEvolution.evolve, book)
          told.push(...events.filter(({ _tag }) => _tag !== "Expired"))
        }),
      )
      const kept = yield* records
      assert.isTrue(Equal.equals(kept.lots, book.lots), "lots")
      assert.isTrue(Equal.equals(kept.holds, book.holds), "holds")
      // Each decision knows only its own lots, so others learn later that their holds are over.
      const journal = (yield* facts).map(({ fact }) => fact)
      assert.deepStrictEqual(
        journal.filter(({ _tag }) => _tag !== "Expired"),
        told,
        "journal",
      )
    }),
  )

/** After every command lots sum up to their shelf, nothing is negative, and every unit counts once. */
const sumUpToTheirShelf = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* sendAll(history, (ledger, _, sent) =>
        Effect.andThen(
          Effect.option(sent),
          Effect.forEach(places, (place) => levelsAgree(ledger, place)),
        ),
      )
      assert.deepStrictEqual((yield* ledger.lots.audit()).differences, [], "lots")
      assert.deepStrictEqual((yield* ledger.audit()).differences, [], "ledger")
    }),
  )

const levelsAgree = Effect.fnUntraced(function* (ledger: StockLedgerShape, place: string) {
  const level = yield* ledger.level(sku, place)
  const { onHand, ...parts } = yield* ledger.lots.level(sku, { place })
  const lots = yield* ledger.lots.at(place, sku)
  const sum = (units: ReadonlyArray<number>) => units.reduce((a, b) => a + b, 0)
  assert.strictEqual(sum(lots.map((lot) => lot.onHand)), level.onHand)
  assert.strictEqual(sum(lots.map((lot) => lot.held)), level.held)
  assert.strictEqual(sum(Object.values(parts)), onHand, "every unit counts once")
  for (const what of ["held", "blocked", "expired", "shortDated", "available"] as const) {
    assert.strictEqual(level[what], parts[what], what)
    assert.isTrue(parts[what] >= 0, `${what} below zero`)
  }
})

const nothingUnsellableIsShipped = (makeStore: () => StoreShape) =>
  law(
    sales,
    makeStore,
    Effect.fnUntraced(function* (history) {
      yield* sendAll(history, (_, __, sent) => Effect.option(sent))
      const blocked = new Set<string>()
      const expiry = new Map<string, number>()
      for (const { fact, recordedAt } of yield* facts)
        switch (fact._tag) {
          case "Blocked":
            blocked.add(fact.lot)
            break
          case "Unblocked":
            blocked.delete(fact.lot)
            break
          case "Received":
            for (const { lot, expiresAt } of fact.lines)
              if (!expiry.has(lot)) expiry.set(lot, expiresAt ?? Infinity)
            break
          case "Shipped":
            for (const { lot } of fact.lines) {
              assert.isFalse(blocked.has(lot), "blocked")
              assert.isTrue((expiry.get(lot) ?? Infinity) > recordedAt, "expired")
            }
            break
          default:
        }
    }),
  )

const holdingAndReleasingIsNothing = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const { lots } = yield* sendAll(history, (_, __, sent) => Effect.option(sent))
      const state = Effect.forEach(places, (place) => lots.at(place, sku))
      const before = yield* state
      const header = { commandId: "in", holdId: "in-and-out" }
      const lines = [{ sku, quantity: 1 }] as const
      if (Option.isNone(yield* Effect.option(lots.hold({ ...header, lines })))) return
      yield* lots.release({ ...header, commandId: "out" })
      assert.deepStrictEqual(yield* state, before)
    }),
  )

const repeatingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const done: Array<readonly [Sent, unknown]> = []
      const { lots } = yield* sendAll(history, (_, sent, answer) =>
        Effect.map(Effect.option(answer), (outcome) => {
          if (Option.isSome(outcome)) done.push([sent, outcome.value])
        }),
      )
      const before = yield* written
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      for (const [{ command }, outcome] of done.toReversed())
        for (const any of [restarted.lots, lots])
          assert.deepStrictEqual(
            Option.map(yield* Effect.option(send(any, encode(command))), plain),
            Option.some(plain({ ...Object(outcome), repeated: true })),
          )
      assert.deepStrictEqual(yield* written, before)
    }),
  )

const refusingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      yield* sendAll(history, (_, __, sent) =>
        Effect.gen(function* () {
          const before = yield* written
          if (Option.isNone(yield* Effect.option(sent)))
            assert.deepStrictEqual(yield* written, before)
        }),
      )
    }),
  )

/** Of commands sent at once to two ledgers over one store, the journal tells an order that decides so. */
const hasOneOrder = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const one = yield* StockLedger
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      yield* Effect.forEach(
        history,
        ({ command }, i) =>
          Effect.option(send(i % 2 === 0 ? one.lots : other.lots, encode(command))),
        { concurrency: "unbounded" },
      )
      let book = LotBook.empty
      for (const { commandId, fact } of yield* facts) {
        const sent = history.find(({ command }) => command.commandId === commandId)
        const decision = sent && LotDecision.decide(book, sent.command, 0)
        assert.deepStrictEqual(decision && Result.getOrUndefined(decision), [fact])
        book = LotEvolution.evolve(book, fact)
      }
      assert.isTrue(Equal.equals((yield* records).shelves, book.shelves), "records")
      assert.deepStrictEqual((yield* one.lots.audit()).differences, [])
    }),
  )

describe("the laws of lots over the ledger", { timeout: 60_000 }, () => {
  it("they answer, write and record what the pure decisions say", async () => {
    await holds(doesWhatTheDecisionsSay(sound))
    await kills(doesWhatTheDecisionsSay(losing("Held")))
  })

  it("lots sum up to their shelf at all times, and every unit counts once", async () => {
    await holds(sumUpToTheirShelf(sound))
    await kills(sumUpToTheirShelf(leavingBehind("Held")))
    await kills(sumUpToTheirShelf(addingOne))
  })

  it("no unit that was recalled or has expired is ever shipped", async () => {
    await holds(nothingUnsellableIsShipped(sound))
    await kills(nothingUnsellableIsShipped(sayingYes))
    await kills(nothingUnsellableIsShipped(keepingForEver))
  })

  it("a hold that is released leaves the lots as they were", async () => {
    await holds(holdingAndReleasingIsNothing(sound))
    await kills(holdingAndReleasingIsNothing(leavingBehind("Released")))
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
    await kills(hasOneOrder(comparingNothing))
  })
})
