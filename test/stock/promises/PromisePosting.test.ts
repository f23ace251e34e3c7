import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  PromiseKeeping,
  PromisePosting,
  PromiseRecords,
  StockLedger,
  StockPosting,
} from "entrepot/stock"
import { Records, type StoreShape, Transaction, Transactor } from "entrepot/store"

import { ledgerOver } from "../support/ledger.ts"

const sku = "MUG"
const day = (number: number): number => number * 86_400_000

/** Commands of one item, each with an id of its own. */
const shop = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const { promises } = ledger
  let count = 0
  const header = () => ({ commandId: `c-${(count += 1)}`, sku })
  return {
    ...ledger,
    expect: (inboundId: string, quantity: number, due = day(10)) =>
      promises.expect({ ...header(), inboundId, quantity, due }),
    postpone: (inboundId: string, due: number) =>
      promises.postpone({ ...header(), inboundId, due }),
    cut: (inboundId: string, quantity: number) =>
      promises.cut({ ...header(), inboundId, quantity }),
    promise: (promiseId: string, quantity: number) =>
      promises.promise({ ...header(), promiseId, quantity }),
    cancel: (promiseId: string) => promises.cancel({ ...header(), promiseId }),
    arrive: (inboundId: string, quantity: number) =>
      promises.arrive({ ...header(), inboundId, quantity }),
    take: (holdId: string, quantity: number) =>
      ledger.hold({ commandId: header().commandId, holdId, lines: [{ sku, quantity }] }),
    found: (promiseId: string) => Effect.map(promises.find(promiseId), Option.getOrThrow),
    waiting: Effect.map(Stream.runCollect(promises.queue(sku)), (queue) =>
      queue.map(({ promiseId }) => promiseId),
    ),
  }
})

describe("promises over the ledger", () => {
  it.effect("preorders of 5 and 3 on 6 that are coming, cut to 4, of which 4 arrive", () =>
    Effect.gen(function* () {
      const { expect, promise, cut, arrive, found, level, waiting, audit } = yield* shop
      yield* expect("po-1", 6)
      assert.strictEqual((yield* promise("order-1", 3)).answer.due, day(10))
      // Three are left, and no promise is made against air.
      const refusal = yield* Effect.flip(promise("order-2", 5))
      assert.deepInclude(refusal, { _tag: "PromiseShort", wanted: 5, promisable: 3 })
      yield* promise("order-3", 3)
      const { answer } = yield* cut("po-1", 2)
      assert.deepStrictEqual([answer.event, answer.promises], ["InboundCut", 1])
      assert.strictEqual((yield* found("order-3")).broken, 3)
      assert.deepStrictEqual(yield* waiting, ["order-1"])
      assert.strictEqual((yield* level(sku)).expected, 4)
      const arrived = yield* arrive("po-1", 4)
      assert.deepStrictEqual([arrived.answer.promises, arrived.answer.free], [1, 1])
      const { onHand, held, available, expected } = yield* level(sku)
      assert.deepStrictEqual([onHand, held, available, expected], [4, 3, 1, 0])
      assert.isTrue((yield* audit()).ok)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a promise is kept in parts by holds of its own, whoever uses their names", () =>
    Effect.gen(function* () {
      const { expect, promise, arrive, take, receive, found, ship, level } = yield* shop
      yield* receive({ commandId: "po-0", lines: [{ sku, quantity: 2 }] })
      yield* take("order-2", 1)
      yield* take("order-1/2", 1)
      yield* expect("po-1", 9)
      yield* promise("order-1", 4)
      yield* promise("order-2", 1)
      yield* arrive("po-1", 1)
      yield* arrive("po-1", 1)
      yield* arrive("po-1", 3)
      assert.deepStrictEqual((yield* found("order-1")).holds, ["order-1", "order-1/3", "order-1/4"])
      assert.deepStrictEqual((yield* found("order-2")).holds, ["order-2/2"])
      for (const holdId of ["order-1", "order-1/3", "order-1/4", "order-2/2"])
        yield* ship({ commandId: `ship ${holdId}`, holdId })
      assert.deepStrictEqual((yield* level(sku)).onHand, 2)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect(
    "what arrives for a promise is available to nobody else, however many ask at once",
    () =>
      Effect.gen(function* () {
        const { expect, promise, arrive, take, level } = yield* shop
        yield* expect("po-1", 5)
        yield* promise("order-1", 4)
        const orders = Array.from({ length: 20 }, (_, at) => Effect.option(take(`late-${at}`, 1)))
        const [taken] = yield* Effect.all(
          [Effect.all(orders, { concurrency: "unbounded" }), arrive("po-1", 5)],
          { concurrency: "unbounded" },
        )
        const after = yield* Effect.all(orders, { concurrency: "unbounded" })
        assert.isAtMost([...taken, ...after].filter(Option.isSome).length, 1)
        const { held, onHand } = yield* level(sku)
        assert.deepStrictEqual([held, onHand], [5, 5])
      }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("more arrive than were expected, and others that wait are served by them", () =>
    Effect.gen(function* () {
      const { expect, promise, arrive, level, promises, waiting } = yield* shop
      yield* expect("po-1", 2)
      yield* expect("po-2", 3, day(20))
      yield* promise("order-1", 2)
      yield* promise("order-2", 3)
      yield* arrive("po-1", 4)
      const { onHand, held, expected } = yield* level(sku)
      assert.deepStrictEqual([onHand, held, expected], [4, 4, 3])
      assert.deepStrictEqual(yield* waiting, ["order-2"])
      assert.deepStrictEqual(yield* promises.inbounds(sku), [
        { inboundId: "po-2", due: day(20), open: 3, promised: 1 },
      ])
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("what is coming next and promised to nobody yet is known", () =>
    Effect.gen(function* () {
      const { expect, promise } = yield* shop
      const { run } = yield* Transactor
      const next = run(
        Effect.flatMap(Transaction, (tx) => PromiseKeeping.nextInbound(tx, { sku, place: "main" })),
      )
      assert.isUndefined(yield* next)
      yield* expect("po-1", 2)
      yield* expect("po-2", 3, day(20))
      assert.deepStrictEqual(yield* next, { due: day(10), units: 2 })
      yield* promise("order-1", 3)
      assert.deepStrictEqual(yield* next, { due: day(20), units: 2 })
      yield* promise("order-2", 2)
      assert.isUndefined(yield* next)
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("promises are told new dates, in steps, and telling again goes the same way", () =>
    Effect.gen(function* () {
      const { expect, promise, postpone, promises, found } = yield* shop
      yield* expect("po-1", 50)
      for (let at = 0; at < 25; at++) yield* promise(`order-${at}`, 2)
      yield* postpone("po-1", day(30))
      const telling = { commandId: "tell", sku, most: 10 }
      assert.deepStrictEqual(yield* promises.tell(telling), { promises: 25 })
      assert.strictEqual((yield* found("order-24")).due, day(30))
      assert.deepStrictEqual(yield* promises.tell(telling), { promises: 25 })
      assert.deepStrictEqual(yield* promises.tell({ ...telling, commandId: "more" }), {
        promises: 0,
      })
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("units that are overdue are not promised before they have another date", () =>
    Effect.gen(function* () {
      const { expect, promise, postpone } = yield* shop
      yield* expect("po-1", 5)
      yield* TestClock.setTime(day(10) + 1)
      assert.strictEqual((yield* Effect.flip(promise("order-1", 1)))._tag, "InboundOverdue")
      yield* postpone("po-1", day(11))
      assert.strictEqual((yield* promise("order-1", 1)).answer.due, day(11))
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("a promise of another item is neither made again nor cancelled as one of this", () =>
    Effect.gen(function* () {
      const { expect, promise, cancel, promises } = yield* shop
      const cup = { sku: "CUP", inboundId: "po-1", quantity: 1, due: day(1) }
      yield* promises.expect({ commandId: "cups", ...cup })
      yield* promises.promise({ commandId: "cup", sku: "CUP", promiseId: "order-1", quantity: 1 })
      yield* expect("po-1", 5)
      assert.strictEqual((yield* Effect.flip(promise("order-1", 1)))._tag, "PromiseExists")
      assert.strictEqual((yield* Effect.flip(cancel("order-1")))._tag, "UnknownPromise")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("units that are told apart, and units of a pool, are not expected here", () =>
    Effect.gen(function* () {
      const { expect, promises, declarePool } = yield* shop
      const { run } = yield* Transactor
      const receive = { _tag: "Receive", commandId: "lots", lines: [{ sku, quantity: 1 }] } as const
      yield* run(StockPosting.post(receive, "lots"))
      assert.strictEqual((yield* Effect.flip(expect("po-1", 5)))._tag, "UnitsTracked")
      yield* declarePool({ commandId: "pool", pool: "EU", places: ["main"] })
      const inbound = { inboundId: "po-1", sku: "CUP", quantity: 1, due: day(1), place: "EU" }
      const refusal = yield* Effect.flip(promises.expect({ commandId: "e-1", ...inbound }))
      assert.strictEqual(refusal._tag, "PlaceIsPool")
    }).pipe(Effect.provide(ledgerOver())),
  )

  it.effect("bad input is refused at the door", () =>
    Effect.gen(function* () {
      const { expect, promise, promises } = yield* shop
      yield* expect("po-1", 5)
      assert.strictEqual((yield* promise("x".repeat(183), 1)).answer.event, "Promised")
      for (const fault of [promise("x".repeat(184), 1), promise("order-1", 0)])
        assert.strictEqual((yield* Effect.flip(fault))._tag, "InputInvalid")
      for (const telling of [
        { commandId: "x".repeat(184), sku },
        { commandId: "tell", sku, most: 1_001 },
      ])
        assert.strictEqual((yield* Effect.flip(promises.tell(telling)))._tag, "InputInvalid")
      assert.deepStrictEqual(yield* promises.inbounds("nothing"), [])
      assert.deepStrictEqual(yield* Stream.runCollect(promises.queue("nothing")), [])
      assert.isTrue(Option.isNone(yield* promises.find("nobody")))
    }).pipe(Effect.provide(ledgerOver())),
  )
})

describe("a long queue", () => {
  const many = 300
  const { Pages } = PromiseRecords
  const pages = Effect.flatMap(Records, (records) =>
    Effect.map(Stream.runCollect(records.all(Pages, { index: "byTurn" })), (all) =>
      all.map(({ page }) => page),
    ),
  )
  const crowd = Effect.gen(function* () {
    const all = yield* shop
    yield* all.expect("po-1", many)
    for (let at = 0; at < many; at++) yield* all.promise(`order-${at}`, 1)
    return all
  })

  it.effect("is read no further than a decision needs, whoever has left it", () => {
    const memory = Memory.make()
    let read = 0
    const counting: StoreShape = {
      ...memory,
      read: (namespace, keys, options) => {
        read += keys.length
        return memory.read(namespace, keys, options)
      },
    }
    /** What a ledger reads that has read nothing before. */
    const readsOf = Effect.fnUntraced(function* (
      command: Parameters<typeof PromisePosting.post>[0],
    ) {
      const undone = Effect.andThen(PromisePosting.post(command), Effect.fail("undone" as const))
      const fresh = Effect.provide(
        Effect.flatMap(Transactor, ({ run }) => Effect.flip(run(undone))),
        ledgerOver(counting),
      )
      read = 0
      assert.strictEqual(yield* fresh, "undone")
      return read
    })
    return Effect.gen(function* () {
      const { cancel, postpone } = yield* crowd
      // A page here and there is left, between pages that are gone.
      for (let at = 20; at < many - 20; at++) if (at % 100 > 3) yield* cancel(`order-${at}`)
      const asked = { commandId: "probe", sku }
      const arrive = { _tag: "Arrive", ...asked, inboundId: "po-1", quantity: 2 } as const
      const cut = { _tag: "Cut", ...asked, inboundId: "po-1", quantity: many - 45 } as const
      assert.isAtMost(yield* readsOf(arrive), 40)
      assert.isAtMost(yield* readsOf(cut), 60)
      yield* postpone("po-1", day(20))
      const { run } = yield* Transactor
      yield* run(PromisePosting.post({ _tag: "Tell", ...asked, most: 40 }))
      assert.isAtMost(yield* readsOf({ _tag: "Tell", ...asked, most: 2 }), 40)
    }).pipe(Effect.provide(ledgerOver(memory)))
  })

  it.effect(
    "keeps the page where telling stopped, though nobody waits there, until it goes on",
    () =>
      Effect.gen(function* () {
        const { cancel, postpone, promises } = yield* crowd
        const { run } = yield* Transactor
        yield* postpone("po-1", day(20))
        yield* run(PromisePosting.post({ _tag: "Tell", commandId: "once", sku, most: 20 }))
        for (let at = 16; at < 48; at++) yield* cancel(`order-${at}`)
        assert.deepStrictEqual((yield* pages).slice(0, 3), ["order-0", "order-16", "order-48"])
        assert.deepStrictEqual(yield* promises.tell({ commandId: "tell", sku }), { promises: 252 })
        assert.deepStrictEqual((yield* pages).slice(0, 3), ["order-0", "order-48", "order-64"])
      }).pipe(Effect.provide(ledgerOver())),
  )
})
