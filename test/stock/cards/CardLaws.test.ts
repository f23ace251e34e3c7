import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Card,
  CardRecords,
  type Cards,
  type StockCommand,
  StockLedger,
  StockPosting,
} from "entrepot/stock"
import {
  type Journal,
  type JournalEntry,
  type JournalShape,
  type Records,
  Store,
  type StoreShape,
  Transactor,
} from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import { miswriting } from "../support/brokenStores.ts"
import { holdUntil, line } from "../support/given.ts"
import { ledgerOver } from "../support/ledger.ts"
import { commandOf, historyOf, holdIds, skus } from "../support/worlds.ts"
import { balanceOf, cardsBy, dropCards, told } from "./support/cards.ts"

type Services = StockLedger | Transactor | Records | Journal | Store

interface Step {
  /** In milliseconds after the step before. */
  readonly later: number
  /** Undefined for now; it may have happened before steps that are recorded already. */
  readonly occurredAt: number | undefined
  readonly command: StockCommand.StockCommand
  /** Whether cards are kept before it. */
  readonly keeps: boolean
}

const instant = fc.integer({ min: 0, max: 9_000 })
const command = fc.oneof(
  { arbitrary: commandOf(), weight: 3 },
  fc
    .tuple(instant, fc.constantFrom(...holdIds), fc.constantFrom(...skus))
    .map(([until, holdId, sku]) => holdUntil(until, holdId, line(sku, 1))),
)
const step: fc.Arbitrary<Step> = fc.record({
  later: fc.constantFrom(0, 1, 999, 1_000, 2_500),
  occurredAt: fc.option(instant, { nil: undefined }),
  command,
  keeps: fc.boolean(),
})
const worlds = fc
  .tuple(historyOf(), fc.array(step, { minLength: 1, maxLength: 10 }))
  .map(([[first], steps]): ReadonlyArray<Step> => {
    const opening = { later: 0, occurredAt: undefined, keeps: false }
    return first === undefined ? steps : [{ ...opening, command: first }, ...steps]
  })

/** What cards are made over; a mutant replaces one part. */
interface Room {
  readonly store: () => StoreShape
  readonly journal: (journal: JournalShape) => JournalShape
}
const room: Room = { store: Memory.make, journal: (journal) => journal }

/** A law of cards over a fresh store, for every history of a small world. */
const law = (
  { store }: Room,
  check: (steps: ReadonlyArray<Step>) => Effect.Effect<void, unknown, Services>,
) =>
  fc.asyncProperty(worlds, (steps) =>
    check(steps).pipe(
      Effect.provide(ledgerOver(store())),
      Effect.provide(TestClock.layer()),
      Effect.runPromise,
    ),
  )

const holds = holdsIn(30)

/** Sends the commands in time, whatever is refused, and keeps cards now and then. */
const play = Effect.fnUntraced(function* ({ journal }: Room, steps: ReadonlyArray<Step>) {
  const cards = yield* cardsBy(journal)
  const transactor = yield* Transactor
  for (const { later, occurredAt, command, keeps } of steps) {
    yield* TestClock.adjust(later)
    if (keeps) yield* cards.keep()
    yield* Effect.result(transactor.run(StockPosting.post({ ...command, occurredAt })))
  }
  return cards
})

/**
 * The cards tell what the journal does at the instants at which anything changes, and just before
 * them: at every one, or at each second, third, … of them.
 */
const agree = Effect.fnUntraced(function* (cards: Cards.CardsShape, each = 1) {
  const all = yield* told
  const instants = all.entries.flatMap(({ recordedAt, occurredAt }) => [recordedAt, occurredAt])
  const expiries = all.holds.flatMap(({ expiresAt }) => expiresAt ?? [])
  const near = [...instants, ...expiries].flatMap((at) => [at - 1, at])
  const asked = Array.from(new Set(near)).filter((_, i) => i % each === 0)
  for (const { sku, place } of all.shelves)
    for (const axis of Card.Axis.literals)
      for (const at of asked)
        assert.deepStrictEqual(
          yield* cards.balance({ sku, place, axis, at }),
          balanceOf(all, { sku, place }, axis, at),
          `by ${axis} at ${at}`,
        )
})

// --- mutants -------------------------------------------------------------------------------------

const reading = (
  change: <A extends { readonly _tag: string }>(
    entries: ReadonlyArray<JournalEntry<A>>,
  ) => ReadonlyArray<JournalEntry<A>>,
): Room => ({
  ...room,
  journal: (journal) => ({
    ...journal,
    page: (stream, options) =>
      Effect.map(journal.page(stream, options), (page) => ({
        ...page,
        entries: change(page.entries),
      })),
  }),
})

const passingOverReleases = reading((entries) =>
  entries.filter(({ fact }) => fact._tag !== "Released" && fact._tag !== "Expired"),
)

const takingTheLateForOnTime = reading((entries) =>
  entries.map((entry) => ({ ...entry, occurredAt: entry.recordedAt })),
)

/** Cards that do not know which entries they have. */
const forgettingPositions: Room = {
  ...room,
  store: miswriting(CardRecords.Heads, (head) => ({ ...head, position: 0 })),
}

// --- laws ----------------------------------------------------------------------------------------

const tellsWhatTheJournalTold = (room: Room) =>
  law(
    room,
    Effect.fnUntraced(function* (steps) {
      yield* agree(yield* play(room, steps))
    }),
  )

const tellsTheLevelNow = (room: Room) =>
  law(
    room,
    Effect.fnUntraced(function* (steps) {
      const cards = yield* play(room, steps)
      const ledger = yield* StockLedger
      const { shelves } = yield* told
      for (const later of [0, 1_000, 10_000]) {
        yield* TestClock.adjust(later)
        const at = yield* Clock.currentTimeMillis
        for (const { sku, place } of shelves) {
          const { blocked, expired, shortDated, ...level } = yield* ledger.level(sku, place)
          assert.deepStrictEqual([blocked, expired, shortDated], [0, 0, 0])
          assert.deepInclude(yield* cards.balance({ sku, place, axis: "recordedAt", at }), level)
        }
      }
    }),
  )

const countsNothingTwice = (room: Room) =>
  law(
    room,
    Effect.fnUntraced(function* (steps) {
      const one = yield* play(
        room,
        steps.map((step) => ({ ...step, keeps: false })),
      )
      const other = yield* Effect.provide(cardsBy(room.journal), ledgerOver(yield* Store))
      const { entries } = yield* told
      const taken = yield* Effect.all([one.keep(), other.keep()], { concurrency: "unbounded" })
      assert.strictEqual(taken[0] + taken[1], entries.length)
      assert.deepStrictEqual([yield* one.keep(), yield* other.keep()], [0, 0])
      yield* agree(other, 5)
    }),
  )

const rebuilds = (room: Room, withBookmark = true) =>
  law(
    room,
    Effect.fnUntraced(function* (steps) {
      const cards = yield* play(room, steps)
      yield* cards.keep()
      const store = yield* Store
      yield* dropCards(store, withBookmark)
      yield* agree(yield* Effect.provide(cardsBy(room.journal), ledgerOver(store)), 5)
    }),
  )

describe("the laws of stock cards", { timeout: 30_000 }, () => {
  it("as of any instant, by either time, they tell what the journal told until then", async () => {
    await holds(tellsWhatTheJournalTold(room))
    await kills(tellsWhatTheJournalTold(takingTheLateForOnTime))
  })

  it("as of now they tell the level of the ledger, for every shelf", async () => {
    await holds(tellsTheLevelNow(room))
    await kills(tellsTheLevelNow(passingOverReleases))
  })

  it("kept twice, or by two processes at once, they count nothing twice", async () => {
    await holds(countsNothingTwice(room))
    const comparing = () => Memory.make({ capabilities: { revise: false } })
    await holds(countsNothingTwice({ ...room, store: comparing }))
    await kills(countsNothingTwice(forgettingPositions))
  })

  it("dropped and kept again they tell the same", async () => {
    await holds(rebuilds(room))
    await kills(rebuilds(room, false))
  })
})
