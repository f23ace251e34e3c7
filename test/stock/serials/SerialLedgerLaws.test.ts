import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  SerialBook,
  SerialDecision,
  SerialKeeping,
  SerialPosting,
  SerialRecords,
  StockLedger,
  StockRecords,
} from "entrepot/stock"
import {
  type Commit,
  Journal,
  Records,
  Store,
  type StoreShape,
  Transaction,
  Transactor,
} from "entrepot/store"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  changing,
  without,
  forgettingReceipts,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { everything, send } from "./support/ledger.ts"
import { ask } from "./support/units.ts"
import {
  byLedger,
  type Carry,
  countsOfLegs,
  countsOfShelves,
  countsOfUnits,
  happen,
  histories,
  law,
  places,
  skus,
  type Step,
  twoHistories,
} from "./support/worlds.ts"

const holds = holdsIn(40)

// --- mutants -------------------------------------------------------------------------------------

const sound = Memory.make

const tells = ({ entries }: Commit, type: string): boolean =>
  entries.some((entry) => entry.stream === "serial" && entry.type === type)

/** Moves units that are missed, and leaves their shelf as it was. */
const keepingLossesFromShelves = changing((commit) =>
  tells(commit, "Lost") ? without(commit, StockRecords.Shelves) : commit,
)
/** Ships by the ledger, and does not write it down for the unit. */
const forgettingSales = changing((commit) =>
  tells(commit, "Shipped") ? without(commit, SerialRecords.Units) : commit,
)
const forgettingMovements = changing((commit) => ({
  ...commit,
  entries: commit.entries.filter(({ stream, type }) => stream !== "stock" || type !== "Moved"),
}))
/** A store that loses the shelves of every third commit. */
const losingEveryThird = (): StoreShape => {
  let commits = 0
  return changing((commit) => {
    commits += 1
    return commits % 3 === 0 ? without(commit, StockRecords.Shelves) : commit
  })()
}

/** Believes that a unit is held until somebody releases it. */
const believingHolds: Carry = (command) =>
  Transactor.use((transactor) =>
    transactor.run(
      Effect.gen(function* () {
        const tx = yield* Transaction
        const { units } = yield* SerialKeeping.knownOf(tx, command)
        yield* Effect.fromResult(SerialDecision.decide(units, command, 0))
        return yield* SerialPosting.post(command)
      }),
    ),
  )

// --- laws ----------------------------------------------------------------------------------------

const run = (history: ReadonlyArray<Step>, carry: Carry = byLedger) =>
  Effect.forEach(history, (step, i) => happen(step, `c-${i}`, carry), { discard: true })

/** Units, shelves and the general ledger count the same in every account after every step. */
const allBooksAgree = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      for (const [i, step] of history.entries()) {
        yield* happen(step, `c-${i}`)
        const units = yield* countsOfUnits
        assert.deepStrictEqual(yield* countsOfLegs, units, "the legs of the ledger")
        const inside = Object.entries(units).filter(([name]) => name.split(" ").length === 3)
        assert.deepStrictEqual(yield* countsOfShelves, Object.fromEntries(inside), "the shelves")
      }
      assert.deepStrictEqual((yield* ledger.serials.audit()).differences, [])
      assert.isTrue((yield* ledger.audit()).ok, "the audit of the ledger")
    }),
  )

/** Whatever is available can be sold: so many units leave the shelf, each by its number, and no more. */
const whatIsAvailableCanBeSold = (carry: Carry) =>
  law(
    histories,
    sound,
    Effect.fnUntraced(function* (history) {
      yield* run(history, carry)
      const ledger = yield* StockLedger
      for (const sku of skus)
        for (const place of places) {
          const { available } = yield* ledger.level(sku, place)
          let sold = 0
          for (const serial of ["1", "2", "toString"]) {
            const step: Step = { _tag: "Units", command: ask("Ship")({ sku, serial, place }) }
            if (yield* happen(step, `sell ${sku} ${serial} ${place}`, carry)) sold += 1
          }
          assert.strictEqual(sold, available, `${sku} at ${place}`)
        }
    }),
  )

const repeatingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const done: Array<readonly [Step, string]> = []
      for (const [i, step] of history.entries())
        if ((yield* happen(step, `c-${i}`)) && step._tag !== "Wait") done.push([step, `c-${i}`])
      const before = yield* Effect.flatMap(Store, everything)
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      for (const [step, commandId] of done.toReversed()) {
        const again = Effect.provideService(happen(step, commandId), StockLedger, restarted)
        assert.isTrue(yield* again, "it is answered again")
      }
      assert.deepStrictEqual(yield* Effect.flatMap(Store, everything), before)
    }),
  )

const refusingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      for (const [i, step] of history.entries()) {
        const before = yield* Effect.flatMap(Store, everything)
        if (!(yield* happen(step, `c-${i}`)))
          assert.deepStrictEqual(yield* Effect.flatMap(Store, everything), before)
      }
    }),
  )

const leftBehind = Effect.gen(function* () {
  const { all } = yield* Records
  const units = yield* Stream.runCollect(all(SerialRecords.Units))
  return { units, shelves: yield* countsOfShelves }
})

/** What happens to one item does not depend on what happens to another between. */
const orderOfItemsDoesNotMatter = (makeStore: () => StoreShape) =>
  law(
    twoHistories,
    makeStore,
    Effect.fnUntraced(function* ({ one, other, orders }) {
      const outcomes = yield* Effect.forEach(orders, (order) =>
        Effect.gen(function* () {
          const [first, second] = [one.entries(), other.entries()]
          const next = (isFirst: boolean) => (isFirst ? first : second).next()
          for (const isFirst of [...order, ...one.map(() => true), ...other.map(() => false)]) {
            const { value, done } = next(isFirst)
            if (done !== true) yield* happen(value[1], `${isFirst ? "a" : "b"}-${value[0]}`)
          }
          return yield* leftBehind
        }).pipe(Effect.provide(ledgerOver(makeStore()))),
      )
      assert.deepStrictEqual(outcomes[0], outcomes[1])
    }),
  )

/** Of commands sent at once to two ledgers over one store, each unit left from where it was. */
const hasOneOrder = (makeStore: () => StoreShape) =>
  law(
    histories,
    makeStore,
    Effect.fnUntraced(function* (history) {
      const one = yield* StockLedger
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      yield* Effect.forEach(
        history.flatMap((step) => (step._tag === "Units" ? [step.command] : [])),
        (command, i) =>
          Effect.option(send(i % 2 === 0 ? one : other, { ...command, commandId: `c-${i}` })),
        { concurrency: "unbounded", discard: true },
      )
      const journal = yield* Journal
      let book = SerialBook.empty
      for (const { fact } of yield* Stream.runCollect(journal.all(SerialRecords.SerialFacts))) {
        for (const line of fact.lines)
          assert.deepStrictEqual(line.from, SerialBook.where(book, line), fact._tag)
        book = SerialBook.evolve(book, fact)
      }
      assert.deepStrictEqual((yield* one.serials.audit()).differences, [])
    }),
  )

describe("the laws of serial numbers over the ledger", { timeout: 30_000 }, () => {
  it("units, shelves and the general ledger count the same in every account", async () => {
    await holds(allBooksAgree(sound))
    await kills(allBooksAgree(keepingLossesFromShelves))
    await kills(allBooksAgree(forgettingSales))
    await kills(allBooksAgree(forgettingMovements))
  })

  it("whatever is available can be sold by its number, and no more", async () => {
    await holds(whatIsAvailableCanBeSold(byLedger))
    await kills(whatIsAvailableCanBeSold(believingHolds))
  })

  it("what is repeated changes nothing", async () => {
    await holds(repeatingChangesNothing(sound))
    await kills(repeatingChangesNothing(forgettingReceipts))
  })

  it("a refusal changes nothing", async () => {
    await holds(refusingChangesNothing(sound))
    await kills(refusingChangesNothing(writingRefusalsDown))
  })

  it("what happens to one item does not depend on the other", async () => {
    await holds(orderOfItemsDoesNotMatter(sound))
    await kills(orderOfItemsDoesNotMatter(losingEveryThird))
  })

  it("commands that come at once, to two ledgers over one store, are decided in one order", async () => {
    await holds(hasOneOrder(sound))
    await holds(hasOneOrder(() => Memory.make({ capabilities: { revise: false } })))
    await kills(hasOneOrder(comparingNothing))
  })
})
