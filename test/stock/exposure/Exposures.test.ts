import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import {
  Allotment,
  type Exposures,
  ExposureRecords,
  StockLedger,
  type StockLedgerShape,
} from "entrepot/stock"
import { type Commit, Journal } from "entrepot/store"

import { watched as counting } from "../../store/watched.ts"
import { ledgerOver } from "../support/ledger.ts"

const sku = "MUG"
const lines = (quantity: number, place?: string) => [
  { sku, quantity, ...(place === undefined ? {} : { place }) },
]
const settingsOf = (some: Partial<Allotment.ChannelSettings> = {}) => ({
  ...Allotment.showAll,
  ...some,
})

/** Five mugs, all of them on eBay. */
const shop = (settings: Partial<Allotment.ChannelSettings> = {}) =>
  Effect.gen(function* () {
    const ledger = yield* StockLedger
    yield* ledger.receive({ commandId: "po-1", lines: lines(5) })
    yield* configure(ledger, "ebay", settings)
    return ledger
  })

const configure = (
  { exposure }: StockLedgerShape,
  channel: string,
  settings: Partial<Allotment.ChannelSettings> = {},
) =>
  exposure.configure({
    commandId: `configure-${channel}`,
    sku,
    channel,
    settings: settingsOf(settings),
  })

const sell = (ledger: StockLedgerShape, holdId: string, quantity: number, soldOn?: string) =>
  ledger.hold({
    commandId: `hold-${holdId}`,
    holdId,
    lines: lines(quantity),
    ...(soldOn === undefined ? {} : { soldOn }),
  })

let commands = 0
const answer = (
  { exposure }: StockLedgerShape,
  version: number,
  quantity: number,
  outcome: "accepted" | "rejected" | "unknown" = "accepted",
) =>
  exposure.answer({
    commandId: `answer-${(commands += 1)}`,
    sku,
    channel: "ebay",
    version,
    quantity,
    outcome,
  })

const sentences = ({ publishes }: Exposures.Outbox) =>
  publishes.map(({ fact }) => `${fact.channel} ${fact.version}: ${fact.quantity}`)

/** All publishes, also those that a newer one overtook. */
const published = Effect.gen(function* () {
  const journal = yield* Journal
  const facts = yield* Stream.runCollect(journal.all(ExposureRecords.ExposureHistory))
  return facts.flatMap(({ fact }) =>
    fact._tag === "Published" ? [`${fact.channel} ${fact.version}: ${fact.quantity}`] : [],
  )
})

const collectionsOf = (commits: ReadonlyArray<Commit>) =>
  new Set(commits.flatMap(({ touches }) => touches.map(({ key }) => key.collection)))
const writesOf = (commits: ReadonlyArray<Commit>) =>
  commits.flatMap(({ touches }) =>
    touches.flatMap(({ key, write }) => (write === undefined ? [] : [key.collection])),
  )

describe("an item on a channel", () => {
  it.effect("is published in the very commit of its sale", () => {
    const { store, seen, forget } = counting()
    return Effect.gen(function* () {
      const ledger = yield* shop()
      forget()
      yield* sell(ledger, "order-1", 2)
      const [commit, ...others] = seen.commits
      assert.lengthOf(others, 0)
      assert.deepStrictEqual(
        commit?.entries.map(({ stream, type, commandId }) => [stream, type, commandId]),
        [
          ["stock", "Held", "hold-order-1"],
          ["exposure", "Published", "hold-order-1"],
        ],
      )
      assert.deepStrictEqual(sentences(yield* ledger.exposure.outbox()), ["ebay 2: 3"])
    }).pipe(Effect.provide(ledgerOver(store)))
  })

  it.effect("is published neither where the sale is refused nor where it is repeated", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      yield* Effect.flip(sell(ledger, "order-1", 6))
      yield* sell(ledger, "order-2", 1)
      yield* sell(ledger, "order-2", 1)
      assert.deepStrictEqual(yield* published, ["ebay 1: 5", "ebay 2: 4"])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("is read and not written where a sale changes nothing that is shown", () => {
    const { store, seen, forget } = counting()
    return Effect.gen(function* () {
      const ledger = yield* shop({ quota: { _tag: "Units", units: 2 } })
      forget()
      yield* sell(ledger, "order-1", 2)
      assert.isTrue(collectionsOf(seen.commits).has("exposure"))
      assert.notInclude(writesOf(seen.commits), "exposure")
      yield* ledger.ship({ commandId: "ship", holdId: "order-1" })
      assert.notInclude(writesOf(seen.commits), "exposure")
      assert.deepStrictEqual(yield* published, ["ebay 1: 2"])
    }).pipe(Effect.provide(ledgerOver(store)))
  })

  it.effect("is published again to the channel that sold, which counted down by itself", () =>
    Effect.gen(function* () {
      const ledger = yield* shop({ quota: { _tag: "Units", units: 2 } })
      yield* sell(ledger, "order-1", 1, "ebay")
      yield* sell(ledger, "order-2", 1, "shop")
      assert.deepStrictEqual(yield* published, ["ebay 1: 2", "ebay 2: 2"])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("shows what there is where it is served from, and a pool is all of its places", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      yield* ledger.receive({ commandId: "po-2", lines: lines(2, "Rome") })
      yield* ledger.receive({ commandId: "po-3", lines: lines(1, "Oslo") })
      yield* ledger.declarePool({ commandId: "pool", pool: "EU", places: ["main", "Rome"] })
      yield* exposure.serve({ commandId: "serve-1", sku, places: ["Rome"] })
      yield* exposure.serve({ commandId: "serve-2", sku, places: ["EU"] })
      yield* ledger.hold({ commandId: "c-1", holdId: "order-1", lines: lines(6, "EU") })
      yield* exposure.serve({ commandId: "serve-3", sku, places: ["Rome"] })
      yield* exposure.serve({ commandId: "serve-4", sku })
      assert.deepStrictEqual(yield* published, [
        "ebay 1: 5",
        "ebay 2: 7",
        "ebay 3: 8",
        "ebay 4: 2",
        "ebay 5: 7",
        "ebay 6: 1",
        "ebay 7: 2",
      ])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("may show again what a hold kept, at the instant at which it ends", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      const expiresAt = 60_000
      const order = { commandId: "c-1", holdId: "order-1", lines: lines(2), expiresAt }
      yield* ledger.hold(order)
      yield* TestClock.setTime(expiresAt - 1)
      const early = yield* exposure.refresh(sku)
      assert.deepStrictEqual(early, { published: 0, raised: 0, changesAt: expiresAt })
      yield* TestClock.setTime(expiresAt)
      assert.deepStrictEqual(yield* exposure.refresh(sku), { published: 1, raised: 0 })
      assert.deepStrictEqual(yield* published, ["ebay 1: 5", "ebay 2: 3", "ebay 3: 5"])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("shows no units of lots that are blocked or expired", () =>
    Effect.gen(function* () {
      const { lots, exposure } = yield* StockLedger
      const channel = "ebay"
      const settings = settingsOf()
      yield* exposure.configure({ commandId: "c-0", sku, channel, settings })
      const of = (lot: string, quantity: number, at: number) => ({
        sku,
        lot,
        quantity,
        expires: { at },
      })
      const received = [of("A", 3, 50_000), of("B", 4, 90_000)] as const
      yield* lots.receive({ commandId: "c-1", lines: received })
      yield* lots.hold({ commandId: "c-2", holdId: "order-1", lines: lines(1) })
      yield* lots.block({ commandId: "c-3", sku, lot: "B" })
      yield* lots.unblock({ commandId: "c-4", sku, lot: "B" })
      const before = yield* exposure.refresh(sku)
      assert.deepStrictEqual(before, { published: 0, raised: 0, changesAt: 50_000 })
      yield* TestClock.setTime(50_000)
      yield* exposure.refresh(sku)
      assert.deepStrictEqual(yield* published, [
        "ebay 1: 0",
        "ebay 2: 7",
        "ebay 3: 6",
        "ebay 4: 2",
        "ebay 5: 6",
        "ebay 6: 4",
      ])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("explains what it is to show", () =>
    Effect.gen(function* () {
      const { exposure } = yield* shop({ buffer: 2 })
      const reason = Option.getOrThrow(yield* exposure.explain(sku, "ebay"))
      assert.strictEqual(reason.text, "ebay shows 3, bound by its buffer")
      assert.isTrue(Option.isNone(yield* exposure.explain(sku, "shop")))
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("an item on no channel", () => {
  it.effect("costs no read more than its sale", () => {
    const { store, seen, forget } = counting()
    return Effect.gen(function* () {
      const ledger = yield* shop()
      const cups = (quantity: number) => [{ sku: "CUP", quantity }]
      yield* ledger.receive({ commandId: "po-2", lines: cups(5) })
      yield* ledger.hold({ commandId: "c-1", holdId: "order-1", lines: cups(1) })
      const fresh = yield* Effect.provide(StockLedger, ledgerOver(store))
      yield* fresh.level("CUP")
      forget()
      yield* fresh.hold({ commandId: "c-2", holdId: "order-2", lines: cups(4) })
      const ours = ["exposure", "watch", "item"]
      const read = seen.reads.flat().map(({ collection }) => collection)
      for (const collection of ours) {
        assert.notInclude(read, collection)
        assert.isFalse(collectionsOf(seen.commits).has(collection))
      }
      assert.deepStrictEqual(writesOf(seen.commits).toSorted(), ["$receipt", "hold", "shelf"])
    }).pipe(Effect.provide(ledgerOver(store)))
  })

  it.effect("has nothing to tell", () =>
    Effect.gen(function* () {
      const { exposure } = yield* StockLedger
      assert.isTrue(Option.isNone(yield* exposure.find(sku)))
      assert.isTrue(Option.isNone(yield* exposure.drift(sku, "ebay")))
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 0)
      assert.deepStrictEqual(yield* exposure.refresh(sku), { published: 0, raised: 0 })
      assert.deepStrictEqual((yield* exposure.warnings()).values, [])
      const { publishes, end } = yield* exposure.outbox()
      assert.deepStrictEqual([publishes, end], [[], true])
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("an older quantity published last", () => {
  it.effect("counts as shown while it may land, and is overwritten once it has", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      yield* sell(ledger, "order-1", 3)
      yield* answer(ledger, 2, 2)
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 3)
      const { answer: late } = yield* answer(ledger, 1, 5)
      assert.deepStrictEqual(late, { event: "Accepted", published: 1, raised: 0 })
      const [known] = Option.getOrThrow(yield* exposure.find(sku)).channels
      assert.deepStrictEqual(known?.acknowledged, { version: 2, quantity: 2 })
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 3)
      yield* answer(ledger, 3, 2)
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 0)
      assert.deepStrictEqual(yield* published, ["ebay 1: 5", "ebay 2: 2", "ebay 3: 2"])
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("a publish whose answer never came", () => {
  it.effect("counts as shown until the sender vouches that it is over", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      yield* answer(ledger, 1, 5, "unknown")
      yield* sell(ledger, "order-1", 4)
      yield* answer(ledger, 2, 1)
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 4)
      const settle = { commandId: "settle", sku, channel: "ebay", through: 1 }
      const { answer: settled } = yield* exposure.settle(settle)
      assert.deepStrictEqual(settled, { event: "Settled", published: 1, raised: 0 })
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 4)
      yield* answer(ledger, 3, 1)
      assert.strictEqual(yield* exposure.worstCaseOversell(sku), 0)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("or was refused is repeated when that is put right", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      yield* answer(ledger, 1, 5, "rejected")
      yield* ledger.exposure.repeat({ commandId: "repeat", sku, channel: "ebay" })
      assert.deepStrictEqual(yield* published, ["ebay 1: 5", "ebay 2: 5"])
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("the outbox", () => {
  it.effect("has of each channel the newest publish of a page, and goes on from its cursor", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      yield* configure(ledger, "shop")
      yield* sell(ledger, "order-1", 1)
      const page = yield* exposure.outbox()
      assert.deepStrictEqual(sentences(page), ["ebay 2: 4", "shop 2: 4"])
      yield* exposure.share({ commandId: "share", sku, sharing: "exclusive" })
      const next = yield* exposure.outbox({ after: page.cursor })
      assert.deepStrictEqual(sentences(next), ["ebay 3: 2", "shop 3: 2"])
      const first = yield* exposure.outbox({ limit: 2 })
      assert.deepStrictEqual([sentences(first), first.end], [["ebay 1: 5"], false])
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("a watch", () => {
  const low = { low: { at: 2, rearmAt: 4 }, outOfStock: { rearmAt: 2 } }
  const watch = { commandId: "watch", sku, lines: low }

  it.effect("warns of an item that is on no channel, once, until it is armed again", () =>
    Effect.gen(function* () {
      const ledger = yield* StockLedger
      const { exposure } = ledger
      yield* ledger.receive({ commandId: "po-1", lines: lines(5) })
      const { answer: set } = yield* exposure.watch(watch)
      assert.deepStrictEqual(set, { event: "LinesSet", published: 0, raised: 0 })
      yield* sell(ledger, "order-1", 3)
      yield* sell(ledger, "order-2", 2)
      assert.deepStrictEqual((yield* exposure.warnings()).values, [
        { sku, kind: "Low", units: 2 },
        { sku, kind: "OutOfStock", units: 0 },
      ])
      yield* ledger.release({ commandId: "c-1", holdId: "order-1" })
      assert.deepStrictEqual((yield* exposure.warnings()).values, [{ sku, kind: "Low", units: 2 }])
      yield* ledger.release({ commandId: "c-2", holdId: "order-2" })
      assert.deepStrictEqual((yield* exposure.warnings()).values, [])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("warns at once of what is low already, and of new lines", () =>
    Effect.gen(function* () {
      const { exposure } = yield* shop()
      const higher = { ...low, low: { at: 5, rearmAt: 6 } }
      const { answer: set } = yield* exposure.watch({ ...watch, lines: higher })
      assert.deepStrictEqual(set, { event: "LinesSet", published: 0, raised: 1 })
      const again = yield* exposure.watch({ ...watch, commandId: "again", lines: higher })
      assert.deepStrictEqual(again.answer, { event: "None", published: 0, raised: 0 })
      const { outOfStock } = low
      yield* exposure.watch({ commandId: "less", sku, lines: { outOfStock } })
      assert.deepStrictEqual((yield* exposure.warnings()).values, [])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("warns of a channel that drifts from what it accepted", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      const drift = { at: 2, rearmAt: 0 }
      yield* exposure.watch({ ...watch, lines: { ...low, drift } })
      const observe = (asOf: number, quantity: number) =>
        exposure.observe({
          commandId: `look-${asOf}-${quantity}`,
          sku,
          channel: "ebay",
          quantity,
          asOf,
        })
      yield* observe(1, 9)
      assert.isTrue(Option.isNone(yield* exposure.drift(sku, "ebay")), "not accepted")
      yield* answer(ledger, 1, 5)
      yield* answer(ledger, 2, 5)
      const { answer: seen } = yield* observe(2, 3)
      assert.deepStrictEqual([seen.event, seen.raised], ["Observed", 1])
      assert.deepStrictEqual(yield* exposure.drift(sku, "ebay"), Option.some(-2))
      assert.strictEqual((yield* observe(3, 3)).answer.raised, 0, "stands already")
      assert.deepStrictEqual((yield* exposure.warnings()).values, [
        { sku, kind: "Drift", channel: "ebay", units: -2 },
      ])
      assert.strictEqual((yield* observe(2, 5)).answer.raised, 0, "older than the last")
      yield* observe(4, 5)
      assert.deepStrictEqual((yield* exposure.warnings()).values, [])
      yield* sell(ledger, "order-1", 1)
      assert.isTrue(Option.isNone(yield* exposure.drift(sku, "ebay")), "published since")
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("a request that cannot be", () => {
  it.effect("is refused with what is wrong", () =>
    Effect.gen(function* () {
      const ledger = yield* shop()
      const { exposure } = ledger
      const { message } = yield* Effect.flip(answer(ledger, 2, 5))
      assert.strictEqual(message, 'there was no publish 2 of 5 units of MUG to "ebay"')
      const unknown = yield* Effect.flip(
        exposure.repeat({ commandId: "c-1", sku, channel: "shop" }),
      )
      assert.strictEqual(unknown._tag, "UnknownChannel")
      yield* Effect.forEach(Array.from({ length: 99 }), (_, i) => configure(ledger, `${i}`))
      const full = yield* Effect.flip(configure(ledger, "one more"))
      assert.strictEqual(full._tag, "TooManyChannels")
      const odd = { commandId: "c-2", sku, places: [] }
      assert.strictEqual((yield* Effect.flip(exposure.serve(odd)))._tag, "InputInvalid")
      assert.strictEqual((yield* Effect.flip(exposure.find("")))._tag, "InputInvalid")
    }).pipe(Effect.provide(ledgerOver())),
  )
})
