import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"
import * as RateTable from "entrepot/adapters/couriers/rateTable"
import * as Memory from "entrepot/adapters/stores/memory"
import { Courier, type CourierShape } from "entrepot/couriers"
import { Transactor } from "entrepot/store"
import { courierLaws, Law } from "entrepot/testing"
import { afterAll } from "vitest"

import { shipmentOf, tableJson } from "../../couriers/support/given.ts"

const options = {
  id: "post",
  table: tableJson(),
  numbers: { service: "CP", country: "DE", first: 0, last: 99_999_999 },
}
const samples = {
  service: "parcel",
  taken: shipmentOf(),
  refused: shipmentOf({}, { weightGrams: 60_000 }),
}
const laws = courierLaws(samples)
const transactor = Transactor.layer().pipe(Layer.provide(Memory.layer()))

describe("the laws of the courier, over the rate-table courier", () => {
  const runtime = ManagedRuntime.make(RateTable.layer(options).pipe(Layer.provide(transactor)))
  afterAll(() => runtime.dispose())
  for (const law of laws) it(law.name, () => runtime.runPromise(law.check))
})

/** What is broken about the courier, law by law. */
const mutants: Record<string, (courier: RateTable.RateTableCourier) => Partial<CourierShape>> = {
  "a parcel that is taken has a price, and the same one each time": ({ quote }) => ({
    quote: (request) => Effect.map(quote(request), (quotes) => [...quotes, ...quotes]),
  }),
  "a parcel that is not taken has neither price nor label, and the reasons are named": ({
    quote,
  }) => ({
    quote: (request) => Effect.orElseSucceed(quote(request), () => []),
  }),
  "each reference has a tracking number of its own": ({ label }) => ({
    label: (request) =>
      Effect.map(label(request), (sold) => ({ ...sold, trackingNumber: "CP000000005DE" })),
  }),
  "a reference that is asked for again, also at the same time, has one label": ({ label }) => {
    let asked = 0
    return {
      label: (request) =>
        Effect.map(label(request), (sold) => ({ ...sold, trackingNumber: `T${asked++}` })),
    }
  },
  "a reference never stands for two labels": ({ label }) => ({
    label: (request) => label({ ...request, shipment: samples.taken }),
  }),
  "what was sold is found by its reference, and nothing else is": () => ({
    find: () => Effect.succeed({ _tag: "None" }),
  }),
  "a label that is given back is void, for good, and may be given back again": () => ({
    void: () => Effect.void,
  }),
  "what was never sold cannot be given back": ({ void: giveBack }) => ({
    void: (number) => Effect.ignore(giveBack(number)),
  }),
  "a parcel that was just sold is known, and one that was not has no events": () => ({
    track: (trackingNumber) =>
      Effect.succeed([{ trackingNumber, at: 0, code: "x", status: "announced" }]),
  }),
  "what is erased is not shown again nor sold anew, and may be erased again": () => ({
    erase: () => Effect.void,
  }),
}

describe("the laws of the courier", () => {
  it("have a mutant each, and no other", () => {
    assert.deepStrictEqual(Object.keys(mutants).toSorted(), laws.map(({ name }) => name).toSorted())
  })

  for (const law of laws)
    it(`find it out where this is broken: ${law.name}`, async () => {
      const program = Effect.gen(function* () {
        const courier = yield* RateTable.make(options)
        const broken = { ...courier, ...mutants[law.name]?.(courier) }
        return yield* Effect.provideService(Law.runAll([law]), Courier, broken)
      })
      const [verdict] = await Effect.runPromise(
        Effect.provide(program, transactor, { local: true }),
      )
      assert.strictEqual(verdict?.outcome, "broken", JSON.stringify(verdict))
    })
})
