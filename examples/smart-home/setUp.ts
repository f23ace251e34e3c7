/** What the office is told before the day begins: listings, rules, places, items, stock and lines. */
import { Effect } from "effect"
import { AuditRules, OrderDesk } from "entrepot/orders"
import { type Profile, Router, Workdays } from "entrepot/routing"
import { Allotment, Gtin, StockLedger } from "entrepot/stock"

import { channelLabels } from "./couriers.ts"
import { type Day, isForgotten, places } from "./day.ts"
import { items, offers, shops } from "./goods.ts"

const usd = (amount: string) => ({ currency: "USD" as const, amount })
const everyDay = { weekdays: [1, 2, 3, 4, 5, 6, 7], closed: [] }

type Encoded<S extends { readonly Encoded: unknown }> = S["Encoded"]

/** Where each place is, and until when it begins an order on the same day. */
export const profiles: ReadonlyArray<Encoded<typeof Profile.PlaceProfile>> = [
  {
    place: places.own,
    kind: "ours",
    priority: 0,
    position: { latitude: 40.73, longitude: -74.17 },
    zone: "America/New_York",
    handlingDays: 0,
    workdays: Workdays.mondayToFriday,
    perParcel: usd("0.60"),
    perUnit: usd("0.10"),
    cutOff: "17:00",
    collection: "19:00",
    sender: { company: "XYZ Smart Home", lines: ["1 Dock Road"], city: "Newark", country: "US" },
  },
  {
    place: places.thirdParty,
    kind: "thirdParty",
    priority: 1,
    position: { latitude: 34.05, longitude: -117.6 },
    zone: "America/Los_Angeles",
    handlingDays: 0,
    workdays: Workdays.mondayToFriday,
    perParcel: usd("1.90"),
    perUnit: usd("0.25"),
    cutOff: "14:00",
    collection: "16:00",
    sender: {
      company: "Bay Storage",
      lines: ["9 Mission Boulevard"],
      city: "Ontario",
      country: "US",
    },
  },
]

/** Where postcodes lie, by their first digit. */
const centres = [
  ["0", 42.4, -71.1],
  ["1", 40.5, -74.5],
  ["2", 37.5, -78.5],
  ["3", 30.5, -82.5],
  ["4", 40, -84],
  ["5", 44, -93],
  ["6", 41.5, -89],
  ["7", 32, -97],
  ["8", 37, -108],
  ["9", 39, -120],
] as const

const policy: Encoded<typeof Profile.RoutingPolicy> = {
  currency: "USD",
  goals: ["parcels", "cost", "promised"],
  maxParcels: 2,
  splitLines: true,
  bands: [
    {
      name: "near",
      upToKilometres: 1_000,
      transitDays: 2,
      perParcel: usd("3.60"),
      perKilogram: usd("0.90"),
    },
    { name: "far", transitDays: 4, perParcel: usd("4.30"), perKilogram: usd("1.30") },
  ],
  centres: centres.map(([postcodePrefix, latitude, longitude]) => ({
    country: "US",
    postcodePrefix,
    position: { latitude, longitude },
  })),
  deliveryDays: everyDay,
  zone: "America/New_York",
  packagingGrams: 120,
  box: { lengthMm: 300, widthMm: 220, heightMm: 120 },
  percent: 95,
  minimumParcels: 30,
  channelLabels: [channelLabels],
}

/** The shipped rules, with limits of this shop. */
const limits: AuditRules.Limits = { ...AuditRules.defaults, currency: "USD" }

/** The listings that the office knows of: our own site calls everything as we do. */
const mapListings = Effect.gen(function* () {
  const desk = yield* OrderDesk
  for (const shop of shops)
    for (const offer of offers) {
      const [only, ...more] = offer.of
      const isAlike = more.length === 0 && only.quantity === 1 && only.sku === offer.sku
      if (isForgotten(shop, offer) || (shop.id === "site" && isAlike)) continue
      const { id: channel, account, nameOf } = shop
      const sku = nameOf(offer.sku)
      const commandId = `map ${channel} ${sku}`
      yield* desk.listings.map({ commandId, channel, account, sku, of: offer.of })
    }
  const site = { channel: "site", account: "us" }
  yield* desk.listings.nameAlike({ commandId: "site", ...site, same: true })
})

/** The barcode of an item, of a range of numbers for demonstrations. */
export const gtinOf = (sku: string): string => {
  const digits = `0950600${String(items.findIndex((item) => item.sku === sku)).padStart(6, "0")}`
  return `${digits}${Gtin.checkDigit(digits)}`
}

const serialsInCommand = 500

/** The serial number of the unit of an item that was received so many units after the first. */
export const serialOf = (sku: string, at: number): string =>
  `${sku.slice(0, 10)}-${String(at).padStart(6, "0")}`

const receive = Effect.fnUntraced(function* ({ openings }: Day) {
  const ledger = yield* StockLedger
  const serialised = new Set(items.filter(({ isSerialised }) => isSerialised).map(({ sku }) => sku))
  const lines = openings
    .filter(({ sku }) => !serialised.has(sku))
    .flatMap(({ sku, own, thirdParty }) => [
      { sku, place: places.own, quantity: own },
      { sku, place: places.thirdParty, quantity: thirdParty },
    ])
  yield* ledger.receive({
    commandId: "opening",
    lines: lines.filter(({ quantity }) => quantity > 0),
  })
  for (const { sku, own } of openings.filter(({ sku }) => serialised.has(sku)))
    for (let from = 0; from < own; from += serialsInCommand) {
      const count = Math.min(serialsInCommand, own - from)
      const units = Array.from({ length: count }, (_, at) => ({
        sku,
        serial: serialOf(sku, from + at),
        place: places.own,
      }))
      yield* ledger.serials.receive({ commandId: `opening ${sku} ${from}`, lines: units })
    }
})

/** Units that channels do not show, for sales that they have not told yet. */
export const channelBuffer = 2

/** Lets all channels show all of it but a small rest, and warns where the goods get low. */
const expose = Effect.fnUntraced(function* ({ openings }: Day) {
  const { exposure } = yield* StockLedger
  const settings = { ...Allotment.showAll, buffer: channelBuffer }
  for (const { sku, lines } of openings) {
    for (const { id: channel } of shops)
      yield* exposure.configure({ commandId: `show ${sku} ${channel}`, sku, channel, settings })
    const low = { at: lines.warnAt, rearmAt: lines.level }
    const watch = { low, outOfStock: { rearmAt: lines.warnAt } }
    yield* exposure.watch({ commandId: `watch ${sku}`, sku, lines: watch })
  }
})

/** Tells everything that the day needs. */
export const setUp = Effect.fnUntraced(function* (day: Day) {
  const desk = yield* OrderDesk
  const router = yield* Router
  yield* mapListings
  yield* desk.review.publish({ commandId: "rules", ruleSet: AuditRules.make(limits) })
  for (const text of day.blacklist) {
    const because = "a stolen card, last year"
    yield* desk.review.blacklist({ commandId: `bad ${text}`, by: "phone", text, because })
  }
  yield* router.setPolicy({ commandId: "policy", policy })
  for (const profile of profiles)
    yield* router.setPlace({ commandId: `place ${profile.place}`, profile })
  for (const { sku, weightGrams, hasLithium } of items) {
    const battery = hasLithium ? "UN3481" : "none"
    yield* router.setItem({ commandId: `item ${sku}`, item: { sku, weightGrams, battery } })
  }
  const { serials } = yield* StockLedger
  for (const { sku } of items)
    yield* serials.registerGtin({ commandId: `gtin ${sku}`, gtin: gtinOf(sku), sku })
  yield* receive(day)
  yield* expose(day)
})
