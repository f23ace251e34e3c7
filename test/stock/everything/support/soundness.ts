/** What must be true of a ledger and its store, whatever was sent to it. */
import { assert } from "@effect/vitest"
import { Cause, Clock, Effect, Exit, Option, Schema, Stream, Struct } from "effect"
import {
  Allotment,
  CostRecords,
  ExposureRecords,
  StockAccount,
  StockEvent,
  type StockLedgerShape,
  StockRecords,
  Transfer,
  TransferRecords,
} from "entrepot/stock"
import { Journal, Records } from "entrepot/store"

import { places, pool, skus, watched } from "./words.ts"

/** Every refusal is a value that says what it is and can be sent to somebody. */
export const isTyped = (what: string, exit: Exit.Exit<unknown, unknown>): void => {
  if (Exit.isSuccess(exit)) return
  for (const reason of exit.cause.reasons) {
    if (!Cause.isFailReason(reason)) assert.fail(`${what} died: ${Cause.pretty(exit.cause)}`)
    const error: unknown = reason.error
    if (!(error instanceof Error) || !("_tag" in error)) assert.fail(`${what}: ${String(error)}`)
    assert.isNotEmpty(error.message, what)
    if (!Schema.isSchema(error.constructor)) assert.fail(`${what}: ${error.name} has no schema`)
    const encode = Schema.encodeUnknownSync(error.constructor as Schema.Encoder<unknown>)
    assert.doesNotThrow(() => JSON.stringify(encode(error)), what)
  }
}

/** The audits of all rooms. */
export const isAudited = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  assert.deepStrictEqual((yield* ledger.audit()).differences, [], "audit of stock")
  assert.deepStrictEqual((yield* ledger.serials.audit()).differences, [], "audit of serials")
  assert.isTrue((yield* ledger.lots.audit()).ok, "audit of lots")
  assert.deepStrictEqual((yield* ledger.cost.audit()).differences, [], "audit of costs")
})

/** Nothing is sold that is not there: at no place, of no pool. */
export const isCovered = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  for (const sku of skus)
    for (const place of [...places, pool]) {
      const counts = Struct.omit(yield* ledger.level(sku, place), ["sku", "place"])
      for (const [count, units] of Object.entries(counts))
        assert.isTrue(
          Number.isSafeInteger(units) && units >= 0,
          `${count} of ${sku} at ${place}: ${units}`,
        )
    }
  for (const sku of ["SET", "BOX"])
    assert.isAtLeast((yield* ledger.kits.available(sku)).available, 0, sku)
})

/** At every position of the journal no account of a place, and no pool, was below zero. */
export const isConserved = Effect.gen(function* () {
  const journal = yield* Journal
  const balances = new Map<string, number>()
  const pools = new Map<string, number>()
  for (const { fact, position } of yield* Stream.runCollect(journal.all(StockRecords.Movements))) {
    for (const { sku, quantity, from, to } of StockEvent.legs(fact))
      for (const [account, units] of [
        [from, -quantity],
        [to, quantity],
      ] as const) {
        if (!("place" in account)) continue
        const name = `${sku} ${StockAccount.describe(account)}`
        balances.set(name, (balances.get(name) ?? 0) + units)
        if (account._tag === "Shelf" && account.place !== "depot")
          pools.set(sku, (pools.get(sku) ?? 0) + units)
      }
    for (const [name, units] of balances)
      if (!name.endsWith(`on the shelf at ${pool}`))
        assert.isAtLeast(units, 0, `${name} at ${position}`)
    for (const [sku, units] of pools)
      assert.isAtLeast(units, 0, `${sku} of the pool at ${position}`)
  }
})

/** What is in transit is what transfers have underway; what is expected, what deliveries have open. */
export const isUnderway = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  const records = yield* Records
  const transfers = yield* Stream.runCollect(records.all(TransferRecords.Transfers))
  for (const sku of ["MUG", "TEA", "CUP"])
    for (const place of places) {
      const { transit, expected } = yield* ledger.level(sku, place)
      const underway = transfers
        .filter(({ to }) => to === place)
        .flatMap(({ items }) => items)
        .filter((item) => item.sku === sku)
        .reduce((sum, item) => sum + Transfer.inTransit(item), 0)
      assert.strictEqual(transit, underway, `in transit of ${sku} to ${place}`)
      const inbounds = yield* ledger.promises.inbounds(sku, place)
      const coming = inbounds.reduce((sum, { open }) => sum + open, 0)
      assert.strictEqual(expected, coming, `expected of ${sku} at ${place}`)
    }
})

/** The layers of each scope make up its value. */
export const isValued = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  const records = yield* Records
  for (const head of yield* Stream.runCollect(records.all(CostRecords.Heads))) {
    assert.isTrue(head.value >= 0n, `the value of ${head.scope}`)
    if (head.units === 0) assert.strictEqual(head.value, 0n, `the value of no ${head.scope}`)
    if (head.method === "MovingAverage") continue
    const { values } = yield* ledger.cost.layers(head.scope, { limit: 500 })
    const sum = values.reduce((sum, { value }) => sum + Number(value.amount.toString()) * 100, 0)
    assert.strictEqual(Math.round(sum), Number(head.value), `the layers of ${head.scope}`)
    const units = values.reduce((sum, { onHand }) => sum + onHand, 0)
    assert.strictEqual(units, head.units, `the units of ${head.scope}`)
  }
})

/** What channels are to show is what they are allotted of what is available. */
export const isShown = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  const records = yield* Records
  for (const sku of watched) {
    const exposure = Option.getOrUndefined(yield* records.get(ExposureRecords.Exposures, sku))
    if (exposure === undefined) continue
    let units = 0
    let ofPool = 0
    for (const place of exposure.places ?? places) {
      const { available } = yield* ledger.level(sku, place)
      if (place === "depot") units += available
      else ofPool += available
    }
    const gate = Option.getOrUndefined(
      yield* records.get(StockRecords.Shelves, StockRecords.shelfId({ sku, place: pool })),
    )
    if (gate?.ties?.places !== undefined) {
      const { onHand, held } = yield* ledger.level(sku, pool)
      ofPool = Math.min(ofPool, onHand - held)
    }
    const shown = Allotment.allot(units + ofPool, exposure.sharing, exposure.channels)
    for (const { channel, published } of exposure.channels)
      assert.strictEqual(
        published?.quantity,
        shown.find((allotted) => allotted.channel === channel)?.quantity,
        `${sku} on ${channel}: ${units} + ${ofPool}`,
      )
  }
})

/** The cards, asked for now, say what the levels say. */
export const isOnCards = Effect.fnUntraced(function* (ledger: StockLedgerShape) {
  const at = yield* Clock.currentTimeMillis
  for (const sku of skus)
    for (const place of places) {
      const { onHand, held, expected, transit, quarantine, repair } = yield* ledger.level(
        sku,
        place,
      )
      const level = { onHand, held, expected, transit, quarantine, repair }
      for (const axis of ["recordedAt", "occurredAt"] as const) {
        const card = yield* ledger.cards.balance({ sku, place, at, axis })
        for (const [count, units] of Object.entries(level))
          assert.strictEqual(
            Object.entries(card).find(([name]) => name === count)?.[1],
            units,
            `${count} of ${sku} at ${place} by ${axis}`,
          )
      }
    }
})
