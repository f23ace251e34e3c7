import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as RateTable from "entrepot/adapters/couriers/rateTable"
import * as Memory from "entrepot/adapters/stores/memory"
import { Rejected, S10, Tracking } from "entrepot/couriers"
import { Store, Transactor } from "entrepot/store"

import { ada, eur, requestOf, shipmentOf, tableJson } from "../../couriers/support/given.ts"

const numbers = { service: "CP", country: "DE", first: 7, last: 8 }
const options = { id: "post", table: tableJson(), numbers }
const live = () => Transactor.layer().pipe(Layer.provide(Memory.layer()))

const given = <A, E>(
  body: (courier: RateTable.RateTableCourier) => Effect.Effect<A, E, Transactor>,
) => Effect.provide(Effect.flatMap(RateTable.make(options), body), live(), { local: true })

const rejected = (operation: "label" | "void" | "track" | "find", code: string, detail: string) =>
  new Rejected({ courier: "post", operation, code, detail })

const textOf = ({ base64 }: { readonly base64: string }) =>
  Buffer.from(base64, "base64").toString("utf8")

describe("the rate-table courier", () => {
  it.effect("prints a plain document, from which nothing breaks out", () =>
    given(
      Effect.fnUntraced(function* ({ label }) {
        const address = { ...ada, name: "Ada\nTO        Eve" }
        const shipment = shipmentOf({ to: { _tag: "Door", address }, collect: eur("40.00") })
        const { waybill, trackingNumber } = yield* label(requestOf("p1", shipment))
        assert.strictEqual(trackingNumber, S10.format({ ...numbers, serial: 7 }))
        assert.strictEqual(
          textOf(waybill),
          `COURIER   post parcel
NUMBER    ${trackingNumber}
REFERENCE p1
SHIPPED   2026-11-23

FROM      Entrepot
          Dock 1
          10115 Berlin
          DE

TO        Ada TO        Eve
          Elm St 5
          53111 Bonn
          DE

PARCEL    2000 g, 300 x 200 x 100 mm
CONTENTS  Mugs
COLLECT   40.00 EUR
PRICE     8.60 EUR (2000 g to zone home)
`,
        )
      }),
    ),
  )

  it.effect("says so when its numbers are used up, and what was sold stays sold", () =>
    given(
      Effect.fnUntraced(function* ({ label }) {
        yield* label(requestOf("p1"))
        yield* label(requestOf("p2"))
        const refused = yield* Effect.flip(label(requestOf("p3")))
        const detail = "all numbers up to 8 are used"
        assert.deepStrictEqual(refused, rejected("label", "exhausted", detail))
        assert.strictEqual((yield* label(requestOf("p1"))).reference, "p1")
      }),
    ),
  )

  it.effect("tells of a parcel what was scanned, late, again, or without a meaning", () =>
    given(
      Effect.fnUntraced(function* ({ label, scan, track, void: giveBack }) {
        const { trackingNumber } = yield* label(requestOf("p1"))
        yield* scan({ trackingNumber, at: 9_000, code: "delivered" })
        yield* scan({ trackingNumber, at: 5_000, code: "collected", place: "Berlin" })
        yield* scan({ trackingNumber, at: 9_000, code: "delivered" })
        yield* scan({ trackingNumber, at: 6_000, code: "wet" })
        const events = yield* track(trackingNumber)
        assert.deepStrictEqual(
          events.map(({ code }) => code),
          ["announced", "collected", "wet", "delivered"],
        )
        assert.strictEqual(Tracking.statusOf({ events }), "delivered")
        const refused = yield* Effect.flip(giveBack(trackingNumber))
        assert.deepStrictEqual(refused, rejected("void", "collected", "the parcel is on its way"))
        const unknown = yield* Effect.flip(scan({ trackingNumber: "T", at: 0, code: "collected" }))
        assert.deepStrictEqual(unknown, rejected("track", "unknown", "there is no parcel T"))
      }),
    ),
  )

  it.effect("erases what is personal, and sells nothing for it again", () =>
    given(
      Effect.fnUntraced(function* ({ label, erase, find }) {
        yield* label(requestOf("p1"))
        yield* erase("p1")
        const refused = yield* Effect.flip(label(requestOf("p1")))
        assert.deepStrictEqual(refused, rejected("label", "erased", "it was erased"))
        assert.strictEqual((yield* Effect.flip(find("p1")))._tag, "Rejected")
      }),
    ),
  )

  it.effect("prints no label without a name or a street", () =>
    given(
      Effect.fnUntraced(function* ({ label }) {
        const address = { lines: [], city: "Bonn", country: "DE", postcode: "53111" }
        const shipment = shipmentOf({ to: { _tag: "Door", address } })
        const refused = yield* Effect.flip(label(requestOf("p1", shipment)))
        const detail = "post does not carry it: the address to lacks a name, a street"
        assert.strictEqual(refused.message, detail)
      }),
    ),
  )

  it.effect("is refused with a table that has holes, or numbers that make no sense", () =>
    Effect.gen(function* () {
      const backwards = { ...options, numbers: { ...numbers, last: 1 } }
      const refused = yield* Effect.flip(RateTable.make(backwards))
      assert.include(refused.message, "the last number stands before the first")
      const holes = { ...options, table: { ...tableJson(), validFrom: "2027-01-01" } }
      assert.strictEqual((yield* Effect.flip(RateTable.make(holes)))._tag, "RateTableInvalid")
    }).pipe(Effect.provide(live(), { local: true })),
  )

  it.effect("knows what it sold after a crash, as another process does", () =>
    Effect.gen(function* () {
      const store = Memory.make()
      const opened = <A, E>(body: (courier: RateTable.RateTableCourier) => Effect.Effect<A, E>) =>
        Effect.flatMap(RateTable.make(options), body).pipe(
          Effect.provide(
            Transactor.layer().pipe(Layer.provide(Layer.succeed(Store, store)), Layer.fresh),
          ),
        )
      const sold = yield* opened(({ label }) => label(requestOf("p1")))
      assert.deepStrictEqual(yield* opened(({ label }) => label(requestOf("p1"))), sold)
    }),
  )
})
