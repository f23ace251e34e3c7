import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, HashMap, Option, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  Kit,
  KitHold,
  KitKeeping,
  KitOrder,
  KitPosting,
  KitRecords,
  StockBook,
  StockLedger,
  type StockLedgerShape,
  StockRecords,
} from "entrepot/stock"
import {
  Journal,
  Receipt,
  Records,
  Store,
  type StoreShape,
  Transaction,
  Transactor,
} from "entrepot/store"
import fc from "fast-check"

import { holdsIn, killsAsync as kills } from "../../kernel/law.ts"
import {
  comparingNothing,
  changing,
  forgetting,
  forgettingReceipts,
  losingEntries,
  writingRefusalsDown,
} from "../support/brokenStores.ts"
import { ledgerOver } from "../support/ledger.ts"
import { contentsOf } from "../support/ledger.ts"
import { histories, named, places, pool, pooled, send, skus, type Step } from "./support/shop.ts"

type Services = StockLedger | Transactor | Records | Journal | Store
type History = ReadonlyArray<Step>

const holds = holdsIn(40)
const sound = Memory.make

const lawOf = (
  makeStore: () => StoreShape,
  steps: fc.Arbitrary<History>,
  check: (history: History) => Effect.Effect<void, unknown, Services>,
) =>
  fc.asyncProperty(steps, fc.boolean(), (history, isPooled) =>
    Effect.runPromise(
      Effect.provide(
        isPooled ? Effect.andThen(pooled, check(history)) : check(history),
        ledgerOver(makeStore()),
      ),
    ),
  )

const playOut = Effect.fnUntraced(function* (history: History) {
  const ledger = yield* StockLedger
  for (const step of history) yield* Effect.ignore(send(ledger, step))
})

const { Definitions, KitHolds, KitHistory } = KitRecords
const { Holds, Items, Shelves } = StockRecords

/** Everything that the shop has written. */
const contents = contentsOf(Shelves, Items, Holds, KitHolds, Definitions, Receipt.Receipts)

const shelves = Effect.gen(function* () {
  const { all } = yield* Records
  const found = yield* Stream.runCollect(all(Shelves))
  return HashMap.fromIterable(found.map((shelf) => [StockBook.shelfName(shelf), shelf]))
})

// --- mutants -------------------------------------------------------------------------------------

/** Forgets what was released or taken apart again. */
const keepingShelves = (...types: ReadonlyArray<string>) =>
  changing((commit) => ({
    ...commit,
    touches: commit.entries.some(({ type }) => types.includes(type))
      ? commit.touches.filter(({ key }) => key.collection !== Shelves.name)
      : commit.touches,
  }))

type Available = (
  ledger: StockLedgerShape,
  sku: string,
  place: string,
) => Effect.Effect<number, unknown, Services>

const available: Available = ({ kits }, sku, place) =>
  Effect.map(kits.available(sku, { place }), (found) => found.available)

/** Looks at the shelves of the place, and not at what is held of its pool. */
const forgettingPools: Available = Effect.fnUntraced(function* (ledger, sku, place) {
  if (place === pool) return yield* available(ledger, sku, place)
  const { run } = yield* Transactor
  const kits = yield* run(Effect.flatMap(Transaction, (tx) => KitKeeping.kitsOf(tx, [sku])))
  const levels = yield* Effect.forEach(skus, (item) => ledger.level(item, place))
  const units = new Map(levels.map((level) => [level.sku, level.available]))
  return KitOrder.available(kits, sku, (item) => units.get(item) ?? 0).available
})

/** Opens one level of a kit. */
const shallow: Available = Effect.fnUntraced(function* (ledger, sku, place) {
  const kit = Option.getOrUndefined(yield* ledger.kits.kit(sku))
  if (kit === undefined || kit.stocked) return yield* available(ledger, sku, place)
  const each = yield* Effect.forEach(kit.components, (component) =>
    Effect.map(available(ledger, component.sku, place), (units) =>
      Math.floor(units / component.quantity),
    ),
  )
  return Math.min(...each)
})

// --- laws ----------------------------------------------------------------------------------------

/** So many units as are available can be held, and not one more: of every item, wherever. */
const availabilityIsExact = (found: Available) =>
  lawOf(
    sound,
    histories,
    Effect.fnUntraced(function* (history) {
      yield* playOut(history)
      const ledger = yield* StockLedger
      const { run } = yield* Transactor
      // A program that fails has written nothing.
      const canHold = (sku: string, place: string, quantity: number) =>
        KitPosting.post({
          _tag: "Hold",
          commandId: "probe",
          holdId: "probe",
          lines: [{ sku, place, quantity }],
        }).pipe(
          Effect.andThen(Effect.fail("undone" as const)),
          run,
          Effect.flip,
          Effect.map((failure) => failure === "undone"),
        )
      for (const sku of skus)
        for (const place of [...places, pool]) {
          const units = yield* found(ledger, sku, place)
          if (units > 0) assert.isTrue(yield* canHold(sku, place, units), "as many as available")
          assert.isFalse(yield* canHold(sku, place, units + 1), "one more")
        }
    }),
  )

/** The journal of kits tells their records, and what they hold is what the ledger holds for them. */
const agrees = (makeStore: () => StoreShape) =>
  lawOf(makeStore, histories, (history) => Effect.andThen(playOut(history), agreesNow))

const agreesNow = Effect.gen(function* () {
  const ledger = yield* StockLedger
  const { all } = yield* Journal
  const records = yield* Records
  let kits = Kit.none
  let held = HashMap.empty<string, KitHold.KitHold>()
  for (const { fact } of yield* Stream.runCollect(all(KitHistory)))
    switch (fact._tag) {
      case "KitDefined": {
        const { sku, components, stocked } = fact
        kits = HashMap.set(kits, sku, { sku, components, stocked })
        break
      }
      case "Assembled":
      case "Disassembled":
        break
      default: {
        const { holdId } = fact
        const known = Option.getOrUndefined(HashMap.get(held, holdId))
        held = HashMap.set(held, holdId, KitHold.evolve(known, fact))
      }
    }
  const kept = yield* Stream.runCollect(records.all(KitHolds))
  const defined = yield* Stream.runCollect(records.all(Definitions))
  const holdsKept = HashMap.fromIterable(kept.map((hold) => [hold.holdId, hold]))
  assert.isTrue(Equal.equals(holdsKept, held), "holds")
  assert.isTrue(
    Equal.equals(HashMap.fromIterable(defined.map((kit) => [kit.sku, kit])), kits),
    "definitions",
  )
  const ledgers = yield* Stream.runCollect(records.all(Holds))
  assert.sameMembers(
    ledgers.filter(({ keeper }) => keeper === "kits").map(({ holdId }) => holdId),
    kept.map(({ holdId }) => holdId),
  )
  for (const hold of kept) {
    const units = hold.lines.map((line, at) => ({ line: at, quantity: KitHold.open(line) }))
    const open = Option.getOrThrow(yield* ledger.findHold(hold.holdId)).lines
    assert.sameDeepMembers(
      KitHold.moved(hold, units).filter(({ quantity }) => quantity > 0),
      open
        .map((line) => ({ sku: line.sku, place: line.place, quantity: StockBook.open(line) }))
        .filter(({ quantity }) => quantity > 0),
    )
  }
  assert.isTrue((yield* ledger.audit()).ok, "audit")
})

/** What is held and released, or assembled and taken apart again, leaves shelves as they were. */
const thereAndBackIsNothing = (makeStore: () => StoreShape) =>
  lawOf(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      yield* playOut(history)
      const { kits } = yield* StockLedger
      const before = yield* shelves
      const units = (after: typeof before) =>
        HashMap.filter(after, ({ onHand }) => onHand > 0).pipe(
          HashMap.map(({ onHand, held }) => [onHand, held]),
        )
      for (const sku of skus)
        for (const place of [...places, pool]) {
          const holdId = `new ${place} ${sku}`
          const lines = [{ sku, place, quantity: 1 }]
          const held = yield* Effect.option(kits.hold({ commandId: holdId, holdId, lines }))
          if (Option.isSome(held)) yield* kits.release({ commandId: `end ${holdId}`, holdId })
          const asked = { sku, place, quantity: 1 }
          const made = yield* Effect.option(kits.assemble({ commandId: `m ${holdId}`, ...asked }))
          if (Option.isSome(made)) yield* kits.disassemble({ commandId: `d ${holdId}`, ...asked })
        }
      const after = yield* shelves
      assert.isTrue(Equal.equals(units(after), units(before)))
    }),
  )

const repeatingChangesNothing = (makeStore: () => StoreShape) =>
  lawOf(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      const sent: Array<readonly [Step, unknown]> = []
      for (const step of history) {
        const outcome = yield* Effect.option(send(ledger, step))
        if (Option.isSome(outcome)) sent.push([step, { ...outcome.value, repeated: true }])
      }
      const store = yield* Store
      const before = yield* contents(store)
      const restarted = yield* Effect.provide(StockLedger, ledgerOver(store))
      for (const [step, outcome] of sent.toReversed())
        assert.deepStrictEqual(yield* Effect.option(send(restarted, step)), Option.some(outcome))
      assert.deepStrictEqual(yield* contents(store), before)
    }),
  )

const refusingChangesNothing = (makeStore: () => StoreShape) =>
  lawOf(
    makeStore,
    histories,
    Effect.fnUntraced(function* (history) {
      const ledger = yield* StockLedger
      const store = yield* Store
      for (const step of history) {
        const before = yield* contents(store)
        if (Option.isNone(yield* Effect.option(send(ledger, step))))
          assert.deepStrictEqual(yield* contents(store), before)
      }
    }),
  )

/** Sends all at once, to two ledgers over one store. */
const together = Effect.fnUntraced(function* (history: History) {
  const one = yield* StockLedger
  const other = yield* Effect.provide(StockLedger, ledgerOver(yield* Store))
  yield* Effect.forEach(
    history,
    (step, at) => Effect.exit(send(at % 2 === 0 ? one : other, step)),
    { concurrency: "unbounded", discard: true },
  )
})

const agreesAtOnce = (makeStore: () => StoreShape) =>
  lawOf(makeStore, histories, (history) => Effect.andThen(together(history), agreesNow))

/** No kit contains itself, whoever defines which others meanwhile. */
const noCycles = (makeStore: () => StoreShape) =>
  lawOf(
    makeStore,
    fc.array(cyclicOf, { maxLength: 6 }),
    Effect.fnUntraced(function* (history) {
      yield* together(history.map((step, at) => named(step, `d-${at}`)))
      const records = yield* Records
      const defined = yield* Stream.runCollect(records.all(Definitions))
      const kits = HashMap.fromIterable(defined.map((kit) => [kit.sku, kit]))
      for (const { sku } of defined) assert.isFalse(reaches(kits, sku), `${sku} contains itself`)
    }),
  )
/** Floods from an item, and looks whether it comes back. */
const reaches = (kits: Kit.Kits, start: string): boolean => {
  const found = new Set<string>()
  const frontier = [start]
  for (const sku of frontier)
    for (const component of Option.getOrUndefined(HashMap.get(kits, sku))?.components ?? []) {
      if (found.has(component.sku)) continue
      found.add(component.sku)
      frontier.push(component.sku)
    }
  return found.has(start)
}
const cyclic = ["A", "toString", "C"] as const
const cyclicOf = fc
  .record({ sku: fc.constantFrom(...cyclic), component: fc.constantFrom(...cyclic) })
  .map(({ sku, component }): Step => ({
    of: "kits",
    command: {
      _tag: "Define",
      commandId: "c",
      sku,
      components: [{ sku: component, quantity: 1 }],
      stocked: false,
    },
  }))

describe("the laws of kits over the ledger", { timeout: 60_000 }, () => {
  it("as many kits as are available can be held, and not one more, at a place or of a pool", async () => {
    await holdsIn(20)(availabilityIsExact(available))
    await kills(availabilityIsExact(forgettingPools))
    await kills(availabilityIsExact(shallow))
  })

  it("what orders hold of kits is what the ledger holds for them, and the journal tells it", async () => {
    await holds(agrees(sound))
    await kills(agrees(forgetting(KitHolds)))
    await kills(agrees(losingEntries(["KitsReleased", "KitsShipped"])))
    await kills(agrees(losingEntries(["Moved"])))
  })

  it("held and released, or assembled and taken apart, is nothing", async () => {
    await holds(thereAndBackIsNothing(sound))
    await kills(thereAndBackIsNothing(keepingShelves("KitsReleased")))
    await kills(thereAndBackIsNothing(keepingShelves("Disassembled")))
  })

  it("a history that is repeated changes nothing, and is answered as the first time", async () => {
    await holds(repeatingChangesNothing(sound))
    await kills(repeatingChangesNothing(forgettingReceipts))
  })

  it("a refusal changes nothing", async () => {
    await holds(refusingChangesNothing(sound))
    await kills(refusingChangesNothing(writingRefusalsDown))
  })

  it("commands that come at once, to two ledgers over one store, sell no component twice", async () => {
    await holds(agreesAtOnce(sound))
    await holds(agreesAtOnce(() => Memory.make({ capabilities: { revise: false } })))
    await kills(agreesAtOnce(comparingNothing))
  })

  it("no two definitions that come at once close a cycle", async () => {
    await holds(noCycles(sound))
    await kills(noCycles(comparingNothing))
  })
})
