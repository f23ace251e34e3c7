import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import { CountRecords, CycleCount, StockLedger, type StockLedgerShape } from "entrepot/stock"
import { Store, type StoreShape } from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  forgettingReceipts,
  miswriting,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { contents, law } from "../transfers/support/ledgers.ts"

const skus = ["mug", "toString"] as const
const countId = "week-7"

// --- worlds --------------------------------------------------------------------------------------

const stepOf = fc.record({
  verb: fc.constantFrom(
    "gets",
    "holds",
    "ships",
    "releases",
    "isStolen",
    "isCounted",
    "isCounted",
    "isCountedLate",
  ),
  sku: fc.constantFrom(...skus),
  quantity: fc.integer({ min: 1, max: 3 }),
  counter: fc.constantFrom("ana", "ben"),
})
type Step = typeof stepOf extends fc.Arbitrary<infer A> ? A : never
const stepsOf = fc.array(stepOf, { maxLength: 16, size: "max" })

type Enter = Parameters<StockLedgerShape["counts"]["enter"]>[0]

/** How a count is told to the ledger; a mutant tells it otherwise. */
type Tell = (
  ledger: StockLedgerShape,
  input: Enter,
) => ReturnType<StockLedgerShape["counts"]["enter"]>
const telling: Tell = ({ counts }, input) => counts.enter(input)

interface Item {
  readonly sku: string
  physical: number
  /** Physical less book when it was counted last. */
  truth: number | undefined
}

/**
 * A place that receives, holds and ships while it is counted, and from which units are stolen. After
 * the last step everything is counted; answers what was true of each item when it was.
 */
const played = Effect.fnUntraced(function* (steps: ReadonlyArray<Step>, tell: Tell) {
  const ledger = yield* StockLedger
  const items = skus.map((sku): Item => ({ sku, physical: 6, truth: undefined }))
  const lines = skus.map((sku) => ({ sku, quantity: 6 }))
  yield* ledger.receive({ commandId: "po", lines })
  const open: Array<{ readonly holdId: string; readonly item: Item; readonly quantity: number }> =
    []
  const late: Array<Enter> = []
  const count = Effect.fnUntraced(function* (item: Item, enter: Omit<Enter, "lines">) {
    item.truth = item.physical - (yield* ledger.level(item.sku)).onHand
    return { ...enter, lines: [{ sku: item.sku, quantity: item.physical }] }
  })
  const opensAt = Math.floor(steps.length / 4)
  const opening = ledger.counts.open({ commandId: "open", countId, skus })
  for (const [i, { verb, sku, quantity, counter }] of steps.entries()) {
    // So that no two counts are made at one instant, whatever arrives first.
    yield* TestClock.setTime((i + 1) * 1_000)
    if (i === opensAt) yield* opening
    const item = items[skus.indexOf(sku)]
    if (item === undefined) continue
    const commandId = `c${i}`
    const enter = { commandId, countId, counter }
    if (verb === "gets") {
      yield* ledger.receive({ commandId, lines: [{ sku, quantity }] })
      item.physical += quantity
    } else if (verb === "holds") {
      const lines = [{ sku, quantity }]
      const outcome = yield* Effect.option(ledger.hold({ commandId, holdId: commandId, lines }))
      if (Option.isSome(outcome)) open.push({ holdId: commandId, item, quantity })
    } else if (verb === "isStolen") item.physical = Math.max(0, item.physical - 1)
    else if (i < opensAt) continue
    else if (verb === "isCounted") yield* tell(ledger, yield* count(item, enter))
    else if (verb === "isCountedLate")
      late.push(yield* count(item, { ...enter, occurredAt: (i + 1) * 1_000 }))
    else {
      const hold = open.shift()
      if (hold === undefined) continue
      const { holdId, quantity } = hold
      // Nobody ships what is not there.
      if (verb === "ships" && hold.item.physical >= quantity) {
        yield* ledger.ship({ commandId, holdId })
        hold.item.physical -= quantity
      } else yield* ledger.release({ commandId, holdId })
    }
  }
  if (steps.length === 0) yield* opening
  yield* TestClock.setTime((steps.length + 1) * 1_000)
  for (const item of items)
    if (item.truth === undefined)
      yield* tell(
        ledger,
        yield* count(item, { commandId: `last-${item.sku}`, countId, counter: "ana" }),
      )
  yield* TestClock.setTime((steps.length + 2) * 1_000)
  for (const input of late) yield* tell(ledger, input)
  return { ledger, items, open }
})

/** Approves whatever was found, and posts it. */
const settled = Effect.fnUntraced(function* ({ counts }: StockLedgerShape) {
  const count = Option.getOrThrow(yield* counts.find(countId))
  for (const line of count.lines) {
    const { sku } = line
    const variance = CycleCount.settledVariance(count, line) ?? 0
    yield* counts.approve({ commandId: `approve-${sku}`, countId, lines: [{ sku, variance }] })
  }
  return yield* Effect.result(counts.post({ commandId: "post", countId }))
})

// --- mutants -------------------------------------------------------------------------------------

/** Compares with the snapshot, as if nothing had moved since. */
const standingStill = miswriting(CountRecords.CountItems, (item) => ({
  ...item,
  entries: [item["entries"]]
    .flat()
    .map((entry) => ({ ...Object(entry), expected: item["onHand"] })),
}))
/** Compares what was counted a while ago with the book of now. */
const tellingAsOfNow: Tell = (ledger, { occurredAt: _, ...input }) => ledger.counts.enter(input)

// --- laws ----------------------------------------------------------------------------------------

/**
 * What is posted is what was stolen until an item was counted last, whatever else moved: before,
 * meanwhile or afterwards.
 */
const findsTheLosses = (makeStore: () => StoreShape, tell: Tell = telling) =>
  law(
    stepsOf,
    makeStore,
    Effect.fnUntraced(function* (steps) {
      const { ledger, items, open } = yield* played(steps, tell)
      // What is held cannot be adjusted away.
      for (const { holdId } of open) yield* ledger.release({ commandId: `end-${holdId}`, holdId })
      const before = yield* Effect.forEach(items, ({ sku }) => ledger.level(sku))
      // By another process, which has nothing in memory.
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      const outcome = yield* settled(restarted)
      assert.strictEqual(outcome._tag, "Success", "posted")
      for (const [i, { sku, truth = 0 }] of items.entries())
        assert.strictEqual(
          (yield* ledger.level(sku)).onHand,
          (before[i]?.onHand ?? 0) + truth,
          `${sku} differs by ${truth}`,
        )
      assert.isTrue((yield* ledger.audit()).ok, "audit")
    }),
  )

/** A count that the shelf refuses is as if it had not been asked, and posted again it changes nothing. */
const repeatingAndRefusingChangeNothing = (makeStore: () => StoreShape) =>
  law(
    stepsOf,
    makeStore,
    Effect.fnUntraced(function* (steps) {
      const { ledger } = yield* played(steps, telling)
      const store = yield* Store
      const { counts } = ledger
      const refused = yield* Effect.option(counts.open({ commandId: "again", countId, skus }))
      assert.isTrue(Option.isNone(refused))
      const approved = yield* Effect.map(settled(ledger), ({ _tag }) => _tag)
      const before = yield* contents(store)
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(store))
      const opening = { commandId: "open", countId, skus }
      assert.isTrue((yield* Effect.option(restarted.counts.open(opening))).pipe(Option.isSome))
      const posting = { commandId: "post", countId }
      const again = yield* Effect.result(restarted.counts.post(posting))
      assert.strictEqual(again._tag, approved)
      assert.deepStrictEqual(yield* contents(store), before)
    }),
  )

/** Two ledgers over one store: counted by one while the other sells, all at once. */
const countsAtOnce = (makeStore: () => StoreShape) =>
  law(
    fc.array(fc.constantFrom("sells", "isCounted"), { minLength: 2, maxLength: 8 }),
    makeStore,
    Effect.fnUntraced(function* (verbs) {
      const one = yield* StockLedger
      const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
      const [sku] = skus
      const lines = [{ sku, quantity: 1 }]
      yield* one.receive({ commandId: "po", lines: [{ sku, quantity: 20 }] })
      yield* one.counts.open({ commandId: "open", countId, skus: [sku] })
      yield* Effect.forEach(
        verbs,
        (verb, i) => {
          const ledger = i % 2 === 0 ? one : other
          const commandId = `c${i}`
          return verb === "sells"
            ? Effect.asVoid(
                ledger.move({
                  commandId,
                  lines: [
                    {
                      ...lines[0]!,
                      from: { _tag: "Shelf", place: "main" },
                      to: { _tag: "Customer" },
                    },
                  ],
                }),
              )
            : Effect.asVoid(ledger.counts.enter({ commandId, countId, counter: commandId, lines }))
        },
        { concurrency: "unbounded" },
      )
      // Each of them found one unit, and the book had what had not been sold when it was entered.
      const [line] = Option.getOrThrow(yield* one.counts.find(countId)).lines
      const expected = line?.entries.map((entry) => entry.expected) ?? []
      assert.strictEqual(expected.length, verbs.filter((verb) => verb === "isCounted").length)
      const { entries } = yield* contents(yield* Store)
      let onHand = 20
      const told = entries.flatMap(({ type }) => {
        if (type === "Moved") onHand -= 1
        return type === "CountEntered" ? [onHand] : []
      })
      assert.deepStrictEqual(expected.toReversed(), told)
    }),
  )

const holds = holdsIn(40)

describe("the laws of counts over the ledger", { timeout: 30_000 }, () => {
  it("a count finds exactly what was lost, while receipts, holds and sales go on", async () => {
    await holds(findsTheLosses(Memory.make))
    await kills(findsTheLosses(standingStill))
    await kills(findsTheLosses(Memory.make, tellingAsOfNow))
  })

  it("what is repeated or refused changes nothing", async () => {
    await holds(repeatingAndRefusingChangeNothing(Memory.make))
    await kills(repeatingAndRefusingChangeNothing(forgettingReceipts))
    await kills(repeatingAndRefusingChangeNothing(writingRefusalsDown))
  })

  it("what is counted while another process sells is compared with one moment of the book", async () => {
    await holds(countsAtOnce(Memory.make))
    await kills(countsAtOnce(comparingNothing))
  })
})
