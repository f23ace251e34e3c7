/**
 * What a rate table leaves open or says twice: found when it is read, not when a parcel waits. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import type { Limits } from "../Eligibility.ts"
import * as Postcodes from "./Postcodes.ts"
import { RateTable, type TableService, type ZoneRates } from "./RateTable.ts"
import { RateTableInvalid, type TableFault } from "./TableFault.ts"

/**
 * All faults of a table, none where every parcel within the limits has exactly one price at every
 * place that the table names.
 */
export const check = (table: RateTable): ReadonlyArray<TableFault> => {
  const zones = table.zones.map(({ zone }) => zone)
  const { validFrom, validUntil } = table
  return [
    ...(validFrom <= validUntil ? [] : [{ _tag: "NeverValid", validFrom, validUntil } as const]),
    ...repeated("zone", zones),
    ...repeated(
      "service",
      table.services.map(({ service }) => service),
    ),
    ...zoneFaults(table),
    ...table.services.flatMap((service) => serviceFaults(table, service, new Set(zones))),
  ]
}

/**
 * Reads a table from JSON; refused where it has any fault.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { RateTableCheck } from "entrepot/couriers"
 *
 * const step = (overGrams: number, uptoGrams: number, price: string) => ({ overGrams, uptoGrams, price })
 * const table = RateTableCheck.parse({
 *   id: "post-2026",
 *   currency: "EUR",
 *   rounding: "halfUp",
 *   validFrom: "2026-01-01",
 *   validUntil: "2026-12-31",
 *   origins: [{ country: "DE" }],
 *   zones: [{ zone: "home", areas: [{ country: "DE" }] }],
 *   notServed: [],
 *   services: [
 *     {
 *       service: "parcel",
 *       limits: { weightGrams: 31_500, batteries: ["UN3481"], deliversTo: ["Door"] },
 *       billedStepGrams: 1,
 *       limitBilledGrams: 31_500,
 *       rates: [{ zone: "home", steps: [step(0, 2_000, "4.99"), step(5_000, 31_500, "9.99")] }],
 *       surcharges: [],
 *     },
 *   ],
 * })
 * console.log(Result.isFailure(table) && table.failure.message)
 * ```
 * ```text
 * the rate table cannot be used: service parcel, zone home: no price over 2000 g up to 5000 g
 * ```
 */
export const parse = (json: unknown): Result.Result<RateTable, RateTableInvalid> => {
  const decoded = decode(json)
  if (Result.isFailure(decoded)) return refused([malformed(decoded.failure.message)])
  const [first, ...rest] = check(decoded.success)
  return first === undefined ? Result.succeed(decoded.success) : refused([first, ...rest])
}

const decode = Schema.decodeUnknownResult(RateTable, { errors: "all", onExcessProperty: "error" })

const refused = (faults: readonly [TableFault, ...ReadonlyArray<TableFault>]) =>
  Result.fail(new RateTableInvalid({ faults }))

const malformed = (detail: string): TableFault => ({ _tag: "Malformed", detail })

const repeated = (
  what: "zone" | "service" | "rates",
  names: ReadonlyArray<string>,
): ReadonlyArray<TableFault> =>
  Array.from(new Set(names.filter((name, at) => names.indexOf(name) < at)), (name) => ({
    _tag: "Repeated",
    what,
    name,
  }))

/** A piece of a country and whose it is; without a range it is the rest of the country. */
interface Piece {
  readonly zone: string
  readonly range: Postcodes.PostcodeRange | undefined
}

const piecesOf = (table: RateTable): ReadonlyMap<string, ReadonlyArray<Piece>> => {
  const pieces = new Map<string, Array<Piece>>()
  const leftOut = { zone: "notServed", areas: table.notServed }
  for (const { zone, areas } of [...table.zones, leftOut])
    for (const { country, postcodes } of areas) {
      const ofCountry = pieces.get(country) ?? []
      pieces.set(country, ofCountry)
      for (const range of postcodes ?? [undefined]) ofCountry.push({ zone, range })
    }
  return pieces
}

const zoneFaults = (table: RateTable): ReadonlyArray<TableFault> =>
  Array.from(piecesOf(table)).flatMap(([country, pieces]): ReadonlyArray<TableFault> => {
    const overlaps = pieces.flatMap((one, at) =>
      pieces.slice(at + 1).flatMap((other): ReadonlyArray<TableFault> => {
        const area = common(one.range, other.range)
        return area === undefined
          ? []
          : [{ _tag: "ZoneOverlap", zones: [one.zone, other.zone], country, area }]
      }),
    )
    const ranges = pieces.flatMap(({ range }) => (range === undefined ? [] : [range]))
    const open = ranges.length < pieces.length ? [] : Postcodes.holes(ranges)
    return [...overlaps, ...open.map((from) => ({ _tag: "PostcodeHole", country, from }) as const)]
  })

/** Where two pieces meet, for people; nothing where they do not. */
const common = (
  one: Postcodes.PostcodeRange | undefined,
  other: Postcodes.PostcodeRange | undefined,
): string | undefined => {
  if (one === undefined && other === undefined) return "(the rest)"
  if (one === undefined || other === undefined || !Postcodes.overlap(one, other)) return undefined
  return `${one.from > other.from ? one.from : other.from}…`
}

const serviceFaults = (
  table: RateTable,
  { service, rates, without = [], limits, limitBilledGrams }: TableService,
  zones: ReadonlySet<string>,
): ReadonlyArray<TableFault> => {
  const named = [...rates.map(({ zone }) => zone), ...without]
  return [
    ...repeated("rates", named),
    ...named
      .filter((zone) => !zones.has(zone))
      .map((zone) => ({ _tag: "UnknownZone", service, zone }) as const),
    ...Array.from(zones)
      .filter((zone) => !named.includes(zone))
      .map((zone) => ({ _tag: "ZoneUnpriced", service, zone }) as const),
    ...rates.flatMap((of) => weightFaults(service, of, limitBilledGrams)),
    ...currencyFaults(table, service, limits),
  ]
}

/** Steps have to follow one another from nothing to the limit. */
const weightFaults = (
  service: string,
  { zone, steps, beyond }: ZoneRates,
  limitGrams: number,
): ReadonlyArray<TableFault> => {
  const faults: Array<TableFault> = []
  const found = (_tag: "WeightHole" | "WeightOverlap", overGrams: number, uptoGrams: number) =>
    faults.push({ _tag, service, zone, overGrams, uptoGrams })
  let end = 0
  const sorted = steps.toSorted((one, other) => one.overGrams - other.overGrams)
  for (const { overGrams, uptoGrams } of sorted) {
    if (overGrams > end) found("WeightHole", end, overGrams)
    if (overGrams < end) found("WeightOverlap", overGrams, Math.min(end, uptoGrams))
    // A step that ends where it begins has no weight at all.
    if (uptoGrams <= overGrams) found("WeightHole", uptoGrams, overGrams)
    end = Math.max(end, uptoGrams)
  }
  const last = beyond?.overGrams ?? limitGrams
  if (last > end) found("WeightHole", end, last)
  if (beyond !== undefined && last < end) found("WeightOverlap", last, end)
  return faults
}

const currencyFaults = (
  { currency }: RateTable,
  service: string,
  limits: Limits,
): ReadonlyArray<TableFault> =>
  (["declaredValue", "collect"] as const).flatMap((limit): ReadonlyArray<TableFault> => {
    const money = limits[limit]
    return money === undefined || money.currency === currency
      ? []
      : [{ _tag: "LimitCurrency", service, limit }]
  })
