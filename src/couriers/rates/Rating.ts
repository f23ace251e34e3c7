/**
 * The price of a parcel by a rate table: zone, billed weight, carriage and surcharges. Pure.
 *
 * @module
 */
import { Array as Arr, Result } from "effect"

import * as Decimal from "../../kernel/Decimal.ts"
import * as Money from "../../kernel/Money.ts"
import * as Reason from "../../kernel/Reason.ts"
import { type Ineligible, judge } from "../Eligibility.ts"
import { lengthPlusGirthMm, type Parcel, sidesMm, volumeMm3 } from "../Parcel.ts"
import type { Charge, Quote } from "../Quote.ts"
import { type Area as Place, areaOf, type Shipment } from "../Shipment.ts"
import * as Postcodes from "./Postcodes.ts"
import type { RateTable, Surcharge, TableService, ZoneRates } from "./RateTable.ts"

/** What a parcel weighs for its price, in grams. */
export interface BilledWeight {
  /** By volume; zero where volume does not count. */
  readonly volumetricGrams: number
  /** The greater of the weight and the volume, rounded up to a whole step. */
  readonly billedGrams: number
}

/** What is begun counts as whole. */
const begun = (amount: number, per: number): number => Math.ceil(amount / per)

/**
 * The weight that is paid for: the volumetric weight is length x width x height / divisor, as IATA
 * and the parcel couriers have it, rounded up to a whole gram.
 *
 * @example
 * ```ts
 * import { Rating } from "entrepot/couriers"
 *
 * const parcel = { weightGrams: 900, lengthMm: 300, widthMm: 200, heightMm: 100 }
 * console.log(Rating.billedWeight(parcel, { mm3PerGram: 5_000, billedStepGrams: 500 }))
 * ```
 * ```text
 * { volumetricGrams: 1200, billedGrams: 1500 }
 * ```
 */
export const billedWeight = (
  parcel: Pick<Parcel, "weightGrams" | "lengthMm" | "widthMm" | "heightMm">,
  { mm3PerGram, billedStepGrams }: Pick<TableService, "mm3PerGram" | "billedStepGrams">,
): BilledWeight => {
  const volumetricGrams = mm3PerGram === undefined ? 0 : begun(volumeMm3(parcel), mm3PerGram)
  const grams = Math.max(parcel.weightGrams, volumetricGrams)
  return { volumetricGrams, billedGrams: begun(grams, billedStepGrams) * billedStepGrams }
}

/** Every reason why there is no price. */
export type Reasons = readonly [Ineligible, ...ReadonlyArray<Ineligible>]

/**
 * The price of a shipment by one service of a table.
 *
 * Charges are exact, and each is rounded to whole minor units by the rounding of the table; the price
 * is their sum. The reason names the edition of the table, the zone and the weights: whoever looks
 * them up there comes to the same charges.
 */
export const quote = (
  courier: string,
  table: RateTable,
  service: TableService,
  shipment: Shipment,
): Result.Result<Quote, Reasons> => {
  const { parcel } = shipment
  const place = areaOf(shipment.to)
  const { volumetricGrams, billedGrams } = billedWeight(parcel, service)
  const zone = zoneOf(table, service, place)
  const [first, ...rest] = [
    ...outside(table, shipment),
    ...judge(service.limits, shipment),
    ...(billedGrams > service.limitBilledGrams
      ? [{ _tag: "TooBulky", billedGrams, limitGrams: service.limitBilledGrams } as const]
      : []),
    ...(zone === undefined ? [notServed("to", place)] : []),
  ]
  if (first !== undefined) return Result.fail([first, ...rest])
  const carriage = zone && carriageOf(zone, billedGrams)
  // Only a table that nobody checked leaves a weight without a price.
  if (zone === undefined || carriage === undefined) return Result.fail([notServed("to", place)])
  const charges = chargesOf(table, service, shipment, carriage)
  const [base] = charges
  return Result.succeed({
    courier,
    service: service.service,
    price: sumOf(table, charges),
    charges: [base, ...charges.slice(1)],
    ...(zone.transitDays === undefined ? {} : { transitDays: zone.transitDays }),
    reason: Reason.of("rateTable", `${billedGrams} g to zone ${zone.zone}`, {
      inputs: [
        { name: "table", value: table.id },
        { name: "service", value: service.service },
        { name: "zone", value: zone.zone },
        { name: "weightGrams", value: parcel.weightGrams },
        { name: "volumetricGrams", value: volumetricGrams },
        { name: "billedGrams", value: billedGrams },
        ...charges.map(({ name, amount }) => ({ name, value: Money.format(amount) })),
      ],
    }),
  })
}

/** The prices of all services of a table that take the shipment, or why none does. */
export const quotes = (
  courier: string,
  table: RateTable,
  shipment: Shipment,
  only?: string,
): Result.Result<ReadonlyArray<Quote>, Reasons> => {
  const services = table.services.filter(({ service }) => only === undefined || service === only)
  const rated = services.map((service) => quote(courier, table, service, shipment))
  const found = rated.filter(Result.isSuccess).map(({ success }) => success)
  if (found.length > 0) return Result.succeed(found)
  const [first, ...rest] = rated.filter(Result.isFailure).flatMap(({ failure }) => failure)
  return first === undefined
    ? Result.fail([{ _tag: "UnknownService", service: only ?? "" }])
    : Result.fail(Arr.dedupe(Arr.make(first, ...rest)))
}

const notServed = (end: "from" | "to", { country, postcode }: Place): Ineligible => ({
  _tag: "NotServed",
  end,
  country,
  ...(postcode === undefined ? {} : { postcode }),
})

const outside = (
  { validFrom, validUntil, origins }: RateTable,
  { shipOn, from }: Shipment,
): ReadonlyArray<Ineligible> => [
  ...(shipOn < validFrom || shipOn > validUntil
    ? [{ _tag: "NotValid", shipOn, from: validFrom, until: validUntil } as const]
    : []),
  ...(Postcodes.groupOf([{ areas: origins }], from) === undefined ? [notServed("from", from)] : []),
]

const zoneOf = (table: RateTable, service: TableService, place: Place): ZoneRates | undefined => {
  const leftOut = { zone: undefined, areas: table.notServed }
  const found = Postcodes.groupOf([...table.zones, leftOut], place)?.zone
  return service.rates.find(({ zone }) => zone === found)
}

const carriageOf = (
  { steps, beyond }: ZoneRates,
  billedGrams: number,
): Decimal.Decimal | undefined => {
  const step = steps.find(
    ({ overGrams, uptoGrams }) => overGrams < billedGrams && billedGrams <= uptoGrams,
  )
  if (step !== undefined) return step.price
  if (beyond === undefined || billedGrams <= beyond.overGrams) return undefined
  const last = steps.find(({ uptoGrams }) => uptoGrams === beyond.overGrams)
  const more = begun(billedGrams - beyond.overGrams, beyond.perGrams)
  return last && Decimal.plus(last.price, Decimal.times(beyond.price, Decimal.of(more)))
}

const sumOf = ({ currency }: RateTable, charges: ReadonlyArray<Charge>): Money.Money =>
  Money.of(
    charges.reduce((sum, { amount }) => Decimal.plus(sum, amount.amount), Decimal.zero),
    currency,
  )

const chargesOf = (
  table: RateTable,
  { surcharges }: TableService,
  shipment: Shipment,
  carriage: Decimal.Decimal,
): readonly [Charge, ...ReadonlyArray<Charge>] => {
  const posted = (name: string, amount: Decimal.Decimal): Charge => ({
    name,
    amount: Money.post(Money.of(amount, table.currency), table.rounding).posted,
  })
  const first = posted("carriage", carriage)
  const charges: [Charge, ...Array<Charge>] = [first]
  for (const surcharge of surcharges) {
    const subtotal = sumOf(table, charges).amount
    const amount = surchargeOf(surcharge, shipment, { carriage: first.amount.amount, subtotal })
    if (amount !== undefined) charges.push(posted(surcharge.name, amount))
  }
  return charges
}

const percentOf = (amount: Decimal.Decimal, percent: Decimal.Decimal): Decimal.Decimal =>
  Decimal.shift(Decimal.times(amount, percent), -2)

const surchargeOf = (
  surcharge: Surcharge,
  { parcel, to, collect }: Shipment,
  before: { readonly carriage: Decimal.Decimal; readonly subtotal: Decimal.Decimal },
): Decimal.Decimal | undefined => {
  switch (surcharge._tag) {
    case "Percent":
      return percentOf(before[surcharge.of], surcharge.percent)
    case "Remote":
      return Postcodes.groupOf([surcharge], areaOf(to)) && surcharge.amount
    case "Collection":
      return (
        collect &&
        Decimal.plus(surcharge.amount, percentOf(collect.amount, surcharge.percent ?? Decimal.zero))
      )
    case "Oversize": {
      const isOver = (size: number, limit = Infinity) => size > limit
      return isOver(sidesMm(parcel)[0], surcharge.overLengthMm) ||
        isOver(lengthPlusGirthMm(parcel), surcharge.overLengthPlusGirthMm) ||
        isOver(parcel.weightGrams, surcharge.overGrams)
        ? surcharge.amount
        : undefined
    }
    case "LithiumBattery":
      return surcharge.batteries.includes(parcel.battery) ? surcharge.amount : undefined
  }
}
