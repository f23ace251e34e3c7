/** Seeded orders over places of Europe: the same in every run. */
import { Money } from "entrepot/kernel"
import { type RouteRequest, Workdays } from "entrepot/routing"

/** Numbers from 0 to below 1, the same for one seed. Mulberry32 of T. Ettinger, public domain. */
export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What orders are drawn with. */
export interface World {
  readonly lines: number
  readonly places: number
  readonly maxParcels: number
  readonly goals: ReadonlyArray<RouteRequest.Goal>
}

const eur = (cents: number) => Money.fromMinor(cents, "EUR")
const at = Date.UTC(2026, 10, 23, 9)
const skus = 200

const bands: ReadonlyArray<RouteRequest.Band> = [
  [200, 1, 0, 10],
  [800, 2, 150, 25],
  [5_000, 4, 400, 60],
].map(([upToKilometres = 1, transitDays = 0, perParcel = 0, perKilogram = 0]) => ({
  name: `to ${upToKilometres} km`,
  upToKilometres,
  transitDays,
  perParcel: eur(perParcel),
  perKilogram: eur(perKilogram),
}))

/** So many orders; every place has about two of five items, and sometimes fewer than are wanted. */
export const orders = (
  count: number,
  { lines, places, maxParcels, goals }: World,
): ReadonlyArray<RouteRequest.RouteRequest> => {
  const next = random(20_261_122)
  const upTo = (most: number) => Math.floor(next() * (most + 1))
  const position = () => ({ latitude: 42 + next() * 13, longitude: -2 + next() * 22 })
  const sites = Array.from({ length: places }, (_, n) => ({
    place: `place-${n}`,
    kind: n % 4 === 3 ? ("thirdParty" as const) : ("ours" as const),
    priority: n % 3,
    position: position(),
    zone: n % 2 === 0 ? "Europe/Berlin" : "Europe/Lisbon",
    cutOffAt: at + (upTo(8) - 2) * 3_600_000,
    handlingDays: upTo(1),
    workdays: Workdays.mondayToFriday,
    perParcel: eur(300 + upTo(200)),
    perUnit: eur(10 + upTo(40)),
    stock: Array.from({ length: skus }, () => (next() < 0.4 ? upTo(8) : 0)),
  }))
  return Array.from({ length: count }, () => {
    const wanted = new Set<number>()
    while (wanted.size < lines) wanted.add(upTo(skus - 1))
    return {
      at,
      currency: "EUR",
      lines: [...wanted].map((sku, line) => ({
        lineId: `line-${line}`,
        sku: `SKU-${sku}`,
        quantity: 1 + upTo(3),
        weightGrams: 100 + upTo(1_900),
      })),
      places: sites.map(({ stock, ...site }) => ({
        ...site,
        stock: [...wanted].map((sku) => ({ sku: `SKU-${sku}`, free: stock[sku] ?? 0 })),
      })),
      destination: { country: "DE", position: position() },
      deliveryDays: { weekdays: [1, 2, 3, 4, 5, 6], closed: [] },
      bands,
      limits: { maxParcels, splitLines: true },
      goals,
    }
  })
}
