/** Requests as sentences: these lines, from these places. */
import { Money } from "entrepot/kernel"
import { type RouteRequest, Workdays } from "entrepot/routing"

export type Request = RouteRequest.RouteRequest

export const eur = (amount: string | number): Money.Money => Money.of(amount, "EUR")

/** A Monday, nine o'clock in UTC. */
export const monday = Date.UTC(2026, 10, 23, 9)
export const hour = 3_600_000

export const line = (
  sku: string,
  quantity: number,
  more: Partial<RouteRequest.RouteLine> = {},
): RouteRequest.RouteLine => ({ lineId: `line ${sku}`, sku, quantity, weightGrams: 500, ...more })

/** A place that has these units. */
export const place = (
  name: string,
  stock: Readonly<Record<string, number>>,
  more: Partial<RouteRequest.RoutePlace> = {},
): RouteRequest.RoutePlace => ({
  place: name,
  kind: "ours",
  priority: 0,
  zone: "Europe/Berlin",
  cutOffAt: monday + 5 * hour,
  handlingDays: 0,
  workdays: Workdays.mondayToFriday,
  perParcel: eur(4),
  perUnit: eur("0.10"),
  stock: Object.entries(stock).map(([sku, free]) => ({ sku, free })),
  ...more,
})

export const band: RouteRequest.Band = {
  name: "near",
  upToKilometres: 1_000,
  transitDays: 1,
  perParcel: eur(0),
  perKilogram: eur(0),
}

/** From each place it is 100 km to Germany. */
export const request = (
  lines: Request["lines"],
  places: Request["places"],
  {
    limits,
    ...more
  }: Partial<Omit<Request, "limits">> & { limits?: Partial<Request["limits"]> } = {},
): Request => ({
  at: monday,
  currency: "EUR",
  lines,
  places,
  destination: { country: "DE" },
  deliveryDays: Workdays.mondayToFriday,
  bands: [band],
  distances: places.map(({ place }) => ({ place, country: "DE", kilometres: 100 })),
  goals: ["parcels", "cost"],
  ...more,
  limits: { maxParcels: 3, splitLines: true, ...limits },
})
