/**
 * What must agree within a request before it can be routed. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import {
  BandsUnordered,
  CostRefused,
  NamedTwice,
  RequestEmpty,
  type RouteRefusal,
  WeightRefused,
} from "./RouteRefusal.ts"
import { gramsFault, type RouteRequest } from "./RouteRequest.ts"

/** The first name that comes twice. */
const twice = (names: ReadonlyArray<string>): string | undefined => {
  if (new Set(names).size === names.length) return undefined
  return names.find((name, at) => names.indexOf(name) < at)
}

/** The first fault of a request, or nothing: names, weights, bands and currencies. */
export const faultOf = (request: RouteRequest): RouteRefusal | undefined => {
  for (const what of ["lines", "goals", "bands"] as const)
    if (request[what].length === 0) return new RequestEmpty({ what })
  return nameFault(request) ?? lineFault(request) ?? bandFault(request) ?? costFault(request)
}

const nameFault = ({ lines, places, goals, bands }: RouteRequest): NamedTwice | undefined => {
  const named = [
    ["line", lines.map(({ lineId }) => lineId)],
    ["place", places.map(({ place }) => place)],
    ["goal", goals],
    ["band", bands.map(({ name }) => name)],
  ] as const
  for (const [what, names] of named) {
    const name = twice(names)
    if (name !== undefined) return new NamedTwice({ what, name })
  }
  for (const { place, stock } of places) {
    const name = twice(stock.map(({ sku }) => sku))
    if (name !== undefined) return new NamedTwice({ what: "item", name, place })
    for (const { lots = [] } of stock) {
      const lot = twice(lots.map((each) => each.lot))
      if (lot !== undefined) return new NamedTwice({ what: "lot", name: lot, place })
    }
  }
  return undefined
}

const lineFault = ({
  lines,
}: RouteRequest): WeightRefused | Quantity.QuantityOverflow | undefined => {
  const weights = new Map<string, number>()
  for (const { lineId, sku, weightGrams } of lines) {
    const fault = gramsFault(weightGrams)
    if (fault !== undefined) return new WeightRefused({ lineId, because: fault })
    const other = weights.get(sku) ?? weightGrams
    weights.set(sku, weightGrams)
    if (other === weightGrams) continue
    const because = `the weight of ${sku} on its other line, ${other} grams, but it is ${weightGrams}`
    return new WeightRefused({ lineId, because })
  }
  const units = Quantity.sum(lines.map(({ quantity }) => quantity))
  if (Result.isFailure(units)) return units.failure
  const heavy = lines.find(
    ({ weightGrams }) => !Number.isSafeInteger(units.success * Math.max(1, weightGrams)),
  )
  if (heavy === undefined) return undefined
  const because = `a weight that can be added up ${units.success} times, but it is ${heavy.weightGrams}`
  return new WeightRefused({ lineId: heavy.lineId, because })
}

const bandFault = ({ bands }: RouteRequest): BandsUnordered | undefined => {
  let reach = 0
  for (const { name, upToKilometres = Infinity } of bands) {
    if (upToKilometres <= reach) return new BandsUnordered({ band: name })
    reach = upToKilometres
  }
  return undefined
}

const costFault = ({ currency, places, bands }: RouteRequest): CostRefused | undefined => {
  const fault = (of: string, name: string, what: string, money: Money.Money) =>
    money.currency === currency && !money.amount.isNegative()
      ? undefined
      : new CostRefused({
          where: `${of} ${JSON.stringify(name)}, ${what}`,
          given: Money.format(money),
          wanted: `zero or more ${currency}`,
        })
  for (const { place, perParcel, perUnit } of places) {
    const found =
      fault("place", place, "perParcel", perParcel) ?? fault("place", place, "perUnit", perUnit)
    if (found !== undefined) return found
  }
  for (const { name, perParcel, perKilogram } of bands) {
    const found =
      fault("band", name, "perParcel", perParcel) ?? fault("band", name, "perKilogram", perKilogram)
    if (found !== undefined) return found
  }
  return undefined
}
