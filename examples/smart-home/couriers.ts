/** The couriers: two by their price lists, and the labels that one channel prints itself. */
import { Effect } from "effect"
import * as RateTableCourier from "entrepot/adapters/couriers/rateTable"
import { channelCourier, type CourierShape } from "entrepot/couriers"

/** Whose labels AliExpress wants on its parcels. */
export const channelLabels = { channel: "aliexpress", courier: "ae-labels", service: "line" }

interface Service {
  readonly service: string
  readonly days: { readonly near: number; readonly far: number }
  /** Up to 500 grams, one kilogram, five and thirty. */
  readonly near: readonly [string, string, string, string]
  readonly far: readonly [string, string, string, string]
  readonly lithium: "taken" | "refused"
  readonly collects: boolean
}

const upto = [500, 1_000, 5_000, 30_000] as const

/** The east is near to New Jersey, the west to California; the list has one zone for each half. */
const tableOf = (id: string, { service, days, near, far, lithium, collects }: Service) => {
  const steps = (prices: readonly string[]) =>
    upto.map((uptoGrams, at) => ({
      overGrams: at === 0 ? 0 : upto[at - 1],
      uptoGrams,
      price: prices[at],
    }))
  const usd = (amount: string) => ({ currency: "USD", amount })
  return {
    id: `${id}-2026`,
    currency: "USD",
    rounding: "halfUp",
    validFrom: "2026-01-01",
    validUntil: "2026-12-31",
    origins: [{ country: "US" }],
    zones: [
      { zone: "east", areas: [{ country: "US", postcodes: [{ from: "0", to: "4" }] }] },
      { zone: "west", areas: [{ country: "US" }] },
    ],
    notServed: [],
    services: [
      {
        service,
        limits: {
          weightGrams: 30_000,
          batteries: lithium === "taken" ? ["UN3481"] : [],
          deliversTo: ["Door"],
          ...(collects ? { collect: usd("400.00") } : {}),
        },
        rates: [
          { zone: "east", steps: steps(near), transitDays: days.near },
          { zone: "west", steps: steps(far), transitDays: days.far },
        ],
        billedStepGrams: 100,
        limitBilledGrams: 30_000,
        surcharges: [
          { _tag: "Percent", name: "fuel", percent: "8.5", of: "carriage" },
          ...(lithium === "taken"
            ? [
                {
                  _tag: "LithiumBattery",
                  name: "lithium",
                  amount: "0.90",
                  batteries: ["UN3481"],
                },
              ]
            : []),
          ...(collects ? [{ _tag: "Collection", name: "collection", amount: "3.50" }] : []),
        ],
      },
    ],
  }
}

const economy: Service = {
  service: "economy",
  days: { near: 4, far: 6 },
  near: ["3.90", "4.80", "8.60", "19.00"],
  far: ["4.40", "5.60", "10.20", "24.00"],
  lithium: "refused",
  collects: false,
}

const ground: Service = {
  service: "ground",
  days: { near: 2, far: 4 },
  near: ["4.60", "5.70", "9.80", "22.00"],
  far: ["5.10", "6.40", "11.90", "27.00"],
  lithium: "taken",
  collects: true,
}

/** A channel that prints labels: what it sold it knows again by our reference. */
const channelPrints = (): CourierShape => {
  const sold = new Map<string, string>()
  return channelCourier({
    id: channelLabels.courier,
    traits: {
      contract: { name: "drawn channel", version: "1" },
      labelsOnce: true,
      settlesMillis: 0,
    },
    label: ({ reference, service }) =>
      Effect.sync(() => {
        const trackingNumber = sold.get(reference) ?? `AE${String(10_000_000 + sold.size)}US`
        sold.set(reference, trackingNumber)
        const base64 = Buffer.from(`label ${trackingNumber}`).toString("base64")
        return { reference, service, trackingNumber, waybill: { mediaType: "text/plain", base64 } }
      }),
  })
}

const numbers = (service: string) => ({ service, country: "US", first: 1, last: 99_999 })

/** All of them, over the store of the run. */
export const make = Effect.gen(function* () {
  const byList = yield* Effect.all([
    RateTableCourier.make({ id: "post", table: tableOf("post", economy), numbers: numbers("CP") }),
    RateTableCourier.make({ id: "vans", table: tableOf("vans", ground), numbers: numbers("CV") }),
  ])
  return [...byList, channelPrints()]
})
