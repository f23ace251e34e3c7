import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Result, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Money } from "entrepot/kernel"
import { type CostEvent, CostRecords, StockLedger } from "entrepot/stock"
import { Journal, Store, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  changing,
  forgettingReceipts,
  losingEntries,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import {
  layersOnHand,
  places,
  scopesOf,
  send,
  skus,
  type Step,
  unitsOf,
  type World,
  worlds,
} from "./support/history.ts"
import { agrees, contents, euro, giveBack, sell, worth } from "./support/shop.ts"

const law = <A>(
  makeStore: () => StoreShape,
  world: fc.Arbitrary<A>,
  check: (world: A) => Effect.Effect<void, unknown, StockLedger | Journal | Store>,
) =>
  fc.asyncProperty(world, (one) =>
    Effect.runPromise(Effect.provide(check(one), ledgerOver(makeStore()))),
  )

const holds = holdsIn(100)

/** The ledger after a history; what is refused is passed over. */
const play = Effect.fnUntraced(function* (history: ReadonlyArray<Step>) {
  const ledger = yield* StockLedger
  for (const step of history) yield* Effect.option(send(ledger, step))
  return ledger
})

const total = (moneys: ReadonlyArray<Money.Money>): bigint =>
  Result.getOrThrow(Result.flatMap(Money.sum("EUR", moneys), Money.toMinor))

// --- mutants -------------------------------------------------------------------------------------

const sound = Memory.make

/** Never changes records of a collection that are there. */
const freezing = ({ name }: { readonly name: string }) =>
  changing((commit) => ({
    ...commit,
    touches: commit.touches.filter(
      ({ key, expected }) => key.collection !== name || expected === 0,
    ),
  }))

const losing = (type: CostEvent.CostEvent["_tag"]) => losingEntries([type], CostRecords.Costs)

/** What comes back comes in like something new, at what it would cost today. */
const returningAtAverage: typeof returning = Effect.fnUntraced(function* (_, sku, quantity, place) {
  const ledger = yield* StockLedger
  const [units, value] = (yield* worth(sku)) ?? [0, 0n]
  const cost = euro(units === 0 ? 0 : Math.round((Number(value) * quantity) / units))
  yield* ledger.return({ commandId: "back", lines: [{ sku, quantity, place, cost }] })
})

/** Divides a landed cost evenly, to the cent each. */
const dividingByHand: typeof landing = Effect.fnUntraced(function* (layers, minor) {
  const { cost } = yield* StockLedger
  for (const [at, layer] of layers.entries())
    yield* cost.correct({
      ...layer,
      commandId: `by hand ${at}`,
      amount: euro(Math.round(minor / layers.length)),
    })
})

// --- laws ----------------------------------------------------------------------------------------

const agreesAtAllTimes = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    worlds(),
    Effect.fnUntraced(function* ({ policy, history }) {
      const ledger = yield* StockLedger
      for (const step of history) {
        yield* Effect.option(send(ledger, step))
        for (const sku of skus) {
          const [units, value] = (yield* worth(sku)) ?? [0, 0n]
          assert.strictEqual(units, yield* unitsOf(sku), "units")
          if (policy.method === "MovingAverage") continue
          const scopes = scopesOf(ledger, policy.per).filter((scope) => scope.startsWith(sku))
          const layers = yield* layersOnHand(scopes)
          assert.strictEqual(total(layers.map((layer) => layer.value)), value, "layers")
        }
      }
      yield* agrees
    }),
  )

/** Gives back units of a sale. */
const returning = (
  sale: string,
  sku: string,
  quantity: number,
  place: string,
): Effect.Effect<void, unknown, StockLedger> => Effect.asVoid(giveBack(sale, sku, quantity, place))

const returningRestores = (back: typeof returning) =>
  law(
    sound,
    fc.tuple(worlds(["Fifo"]), fc.constantFrom(...places)),
    Effect.fnUntraced(function* ([{ policy, history }, place]) {
      const ledger = yield* play(history)
      const { available } = yield* ledger.level(skus[0], place)
      if (available === 0) return
      const scopes = scopesOf(ledger, policy.per)
      const before = yield* layersOnHand(scopes)
      yield* sell("sold and back", skus[0], available, place)
      yield* back("sold and back", skus[0], available, place)
      assert.deepStrictEqual(yield* layersOnHand(scopes), before)
    }),
  )

/** Divides a landed cost between layers. */
const landing = Effect.fnUntraced(function* (
  layers: ReadonlyArray<{ readonly scope: string; readonly layer: number }>,
  minor: number,
) {
  const { cost } = yield* StockLedger
  yield* cost.land({ commandId: "land", cost: euro(minor), basis: "Line", layers })
})

const landedCostSums = (land: typeof landing) =>
  law(
    sound,
    fc.tuple(worlds(), fc.integer({ min: 0, max: 20 })),
    Effect.fnUntraced(function* ([{ policy, history }, minor]) {
      const ledger = yield* play(history)
      const scopes = scopesOf(ledger, policy.per)
      const pages = yield* Effect.forEach(scopes, (scope) => ledger.cost.layers(scope))
      const layers = pages.flatMap(({ values }) =>
        values.slice(0, 2).map(({ scope, layer }) => ({ scope, layer })),
      )
      if (layers.length === 0) return
      const journal = yield* Journal
      const { cursor } = yield* journal.page(CostRecords.Costs)
      yield* land(layers, minor)
      const news = yield* Stream.runCollect(journal.all(CostRecords.Costs, { after: cursor }))
      let landed = 0n
      for (const { fact } of news) {
        if (fact._tag !== "Corrected") continue
        const { amount, onHand, writtenDown, sold, elsewhere, source } = fact
        const elsewheres = elsewhere.reduce((sum, share) => sum + share.amount, 0n)
        assert.strictEqual(onHand + writtenDown + sold + elsewheres, amount)
        if (source === "Supplier") landed += amount
      }
      assert.strictEqual(landed, BigInt(minor))
      yield* agrees
    }),
  )

const repeatingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    worlds(),
    Effect.fnUntraced(function* ({ history }: World) {
      const ledger = yield* StockLedger
      const sent: Array<readonly [Step, unknown]> = []
      for (const step of history) {
        const outcome = yield* Effect.option(send(ledger, step))
        if (Option.isSome(outcome)) sent.push([step, { ...outcome.value, repeated: true }])
      }
      const before = yield* Effect.flatMap(Store, contents)
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      for (const [step, outcome] of sent.toReversed())
        assert.deepStrictEqual(yield* Effect.option(send(restarted, step)), Option.some(outcome))
      assert.deepStrictEqual(yield* Effect.flatMap(Store, contents), before)
    }),
  )

const refusingChangesNothing = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    worlds(),
    Effect.fnUntraced(function* ({ history }: World) {
      const ledger = yield* StockLedger
      for (const step of history) {
        const before = yield* Effect.flatMap(Store, contents)
        if (Option.isNone(yield* Effect.option(send(ledger, step))))
          assert.deepStrictEqual(yield* Effect.flatMap(Store, contents), before)
      }
    }),
  )

const agreesWhateverComesAtOnce = (makeStore: () => StoreShape) =>
  law(
    makeStore,
    worlds(),
    Effect.fnUntraced(function* ({ history }: World) {
      const one = yield* play(history.slice(0, 3))
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      yield* Effect.forEach(
        history.slice(3),
        (step, i) => Effect.option(send(i % 2 === 0 ? one : other, step)),
        { concurrency: "unbounded" },
      )
      yield* agrees
    }),
  )

describe("the laws of costs in the ledger", { timeout: 60_000 }, () => {
  it("the units that have a cost are those in stock, and their layers sum to its value", async () => {
    await holds(agreesAtAllTimes(sound))
    await kills(agreesAtAllTimes(freezing(CostRecords.Layers)))
    await kills(agreesAtAllTimes(freezing(CostRecords.Heads)))
    await kills(agreesAtAllTimes(losing("Returned")))
  })

  it("a return of all that was sold restores the layers that were sold", async () => {
    await holds(returningRestores(returning))
    await kills(returningRestores(returningAtAverage))
  })

  it("a landed cost is borne to the cent, wherever its units went", async () => {
    await holds(landedCostSums(landing))
    await kills(landedCostSums(dividingByHand))
  })

  it("a history that is repeated changes nothing, and is answered as the first time", async () => {
    await holds(repeatingChangesNothing(sound))
    await kills(repeatingChangesNothing(forgettingReceipts))
  })

  it("a refusal changes nothing", async () => {
    await holds(refusingChangesNothing(sound))
    await kills(refusingChangesNothing(writingRefusalsDown))
  })

  it("costs and shelves agree whatever comes at once, from two ledgers over one store", async () => {
    await holds(agreesWhateverComesAtOnce(sound))
    await kills(agreesWhateverComesAtOnce(comparingNothing))
  })
})
