import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import {
  type ChannelShape,
  ChannelUnavailable,
  type ShipmentAnswer,
  type ShipmentNotice,
} from "entrepot/channels"
import { FulfilmentRecords, ShipmentPosting } from "entrepot/fulfilment"
import { Records } from "entrepot/store"

import { restored } from "../support/restored.ts"
import {
  account,
  closed,
  consigned,
  labelled,
  orderOf,
  packed,
  part,
  stocked,
  taken,
  warehouseOver,
} from "./support/warehouse.ts"

type Mishap = "well" | "failed" | "lost" | "died" | "silent" | "pending" | "rejected" | "garbage"

/** A channel that shows each key once, and whose calls go as told. */
class Market {
  readonly shown = new Map<string, ShipmentNotice>()
  readonly calls: Array<ReadonlyArray<string>> = []
  script: Array<Mishap> = []
  readonly shape: ChannelShape = {
    id: account.channel,
    account: account.account,
    traits: {
      contract: { name: "test", version: "1" },
      shipments: { atOnce: 2, oncePerKey: true },
    },
    shipments: { tell: (notices) => Effect.suspend(() => this.answer(notices)) },
  }

  answer(notices: ReadonlyArray<ShipmentNotice>) {
    const mishap = this.script.shift() ?? "well"
    const down = { channel: "csv", where: "api", reason: "failed", detail: "reset" } as const
    this.calls.push(notices.map(({ externalId }) => externalId))
    if (mishap === "failed") return Effect.fail(new ChannelUnavailable(down))
    const reject = mishap === "rejected"
    if (!reject) for (const notice of notices) this.shown.set(notice.key, notice)
    if (mishap === "lost") return Effect.fail(new ChannelUnavailable(down))
    if (mishap === "died") return Effect.die("of it")
    const answers = notices.map(({ key }): ShipmentAnswer => {
      if (reject) return { _tag: "Rejected", key, code: "E1" }
      return { _tag: mishap === "pending" ? "Pending" : "Accepted", key }
    })
    if (mishap === "silent") return Effect.succeed(answers.slice(1))
    // As an adapter might that is not written in TypeScript.
    return Effect.succeed(mishap === "garbage" ? ([{}] as unknown as typeof answers) : answers)
  }
}

/** Parcels of orders have left. */
const left = (...orders: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* stocked
    yield* taken(...orders.map((order) => orderOf(order)))
    for (const order of orders) {
      yield* consigned({ id: `c${order}`, parts: [part(order, "1", "MUG", 2)] })
      yield* packed(`c${order}`, "p", [{ sku: "MUG", count: 2 }])
      yield* labelled(`c${order}`, "p")
      yield* closed(`m${order}`, [`c${order}`, "p"])
    }
  })

const kept = Records.use((records) =>
  Effect.map(Stream.runCollect(records.all(FulfilmentRecords.ToldShipments)), (told) =>
    told.map(({ notice, status }) => `${notice.externalId} ${status}`),
  ),
)

describe("a channel", () => {
  it.effect("is told of each parcel of its orders that left, and no more once it took it", () => {
    const market = new Market()
    return Effect.gen(function* () {
      yield* left("7", "8", "9")
      assert.strictEqual((yield* ShipmentPosting.follow(market.shape)).accepted, 3)
      assert.deepStrictEqual(
        market.calls.map(({ length }) => length),
        [2, 1],
      )
      const [first] = market.shown.values()
      const sent = { courier: "post", service: "parcel", trackingNumber: "T1" }
      const lines = [{ lineId: "1", quantity: 2 }]
      assert.deepInclude(first, { externalId: "7", ...sent, lines })
      yield* ShipmentPosting.follow(market.shape)
      assert.lengthOf(market.calls, 2)
    }).pipe(Effect.provide(warehouseOver()))
  })

  it.effect("of another account, or that cannot be told, is told nothing", () => {
    const market = new Market()
    const { shipments: _, ...deaf } = market.shape
    return Effect.gen(function* () {
      yield* left("7")
      for (const shape of [deaf, { ...market.shape, account: "other" }])
        assert.deepInclude(yield* ShipmentPosting.follow(shape), { accepted: 0, open: 0 })
      assert.lengthOf(market.calls, 0)
    }).pipe(Effect.provide(warehouseOver()))
  })

  const mishaps: ReadonlyArray<Mishap> = ["failed", "lost", "died", "silent", "pending", "garbage"]
  for (const mishap of mishaps)
    it.effect(`whose call ends as "${mishap}" is told again, and shows it once`, () => {
      const market = new Market()
      const store = Memory.make()
      market.script = [mishap]
      return Effect.gen(function* () {
        const one = Effect.gen(function* () {
          yield* left("7", "8")
          return yield* ShipmentPosting.follow(market.shape)
        })
        const { open, errors } = yield* Effect.provide(one, warehouseOver(store))
        assert.isAtLeast(open, 1)
        assert.strictEqual(errors.length, ["failed", "lost", "died"].includes(mishap) ? 1 : 0)
        // Another process, after a crash.
        const other = Effect.andThen(ShipmentPosting.follow(market.shape), kept)
        const after = yield* Effect.provide(other, warehouseOver(store))
        assert.deepStrictEqual(after.toSorted(), ["7 accepted", "8 accepted"])
        assert.strictEqual(market.shown.size, 2)
      })
    })

  it.effect("is told nothing again after a restore, when it follows from the beginning", () => {
    const market = new Market()
    const memory = Memory.make()
    const store = restored(memory)
    return Effect.gen(function* () {
      const before = Effect.andThen(left("7"), ShipmentPosting.follow(market.shape))
      yield* Effect.provide(before, warehouseOver(memory))
      const twice = Effect.repeat(ShipmentPosting.follow(market.shape), { times: 1 })
      yield* Effect.provide(twice, warehouseOver(store))
      assert.deepStrictEqual([market.calls.length, store.refused()], [1, 1])
    })
  })

  it.effect("that rejects it is not told again, and a person is", () => {
    const market = new Market()
    market.script = ["rejected"]
    return Effect.gen(function* () {
      yield* left("7")
      const { rejected } = yield* ShipmentPosting.follow(market.shape)
      assert.deepStrictEqual(
        rejected.map(({ notice, code }) => [notice.externalId, code]),
        [["7", "E1"]],
      )
      yield* ShipmentPosting.follow(market.shape)
      assert.lengthOf(market.calls, 1)
      assert.deepStrictEqual(yield* kept, ["7 rejected"])
    }).pipe(Effect.provide(warehouseOver()))
  })
})
