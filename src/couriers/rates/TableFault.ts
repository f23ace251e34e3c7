/**
 * What can be wrong with a rate table.
 *
 * @module
 */
import { Schema } from "effect"

const service = Schema.String
const zone = Schema.String
const overGrams = Schema.Int
const uptoGrams = Schema.Int

/** A fault of a table: what is wrong, and where. Weights are billed grams, the lower one excluded. */
export const TableFault = Schema.TaggedUnion({
  /** It does not have the shape of a table at all. */
  Malformed: { detail: Schema.String },
  /** These weights have no price. */
  WeightHole: { service, zone, overGrams, uptoGrams },
  /** These weights have two prices. */
  WeightOverlap: { service, zone, overGrams, uptoGrams },
  /** These areas have two zones; for areas without postcodes both have the rest of the country. */
  ZoneOverlap: { zones: Schema.Tuple([zone, zone]), country: Schema.String, area: Schema.String },
  /** Postcodes that begin like this are in no zone, and are not said to be left out. */
  PostcodeHole: { country: Schema.String, from: Schema.String },
  UnknownZone: { service, zone },
  /** The service has no price for the zone, and does not say that it does not go there. */
  ZoneUnpriced: { service, zone },
  Repeated: { what: Schema.Literals(["zone", "service", "rates"]), name: Schema.String },
  /** A limit is in another currency than the table. */
  LimitCurrency: { service, limit: Schema.Literals(["declaredValue", "collect"]) },
  NeverValid: { validFrom: Schema.String, validUntil: Schema.String },
})
/** A fault of a table. */
export type TableFault = typeof TableFault.Type

/** A fault as a few words. */
export const describe = (fault: TableFault): string => {
  switch (fault._tag) {
    case "Malformed":
      return fault.detail
    case "WeightHole":
    case "WeightOverlap": {
      const what = fault._tag === "WeightHole" ? "no price" : "two prices"
      return `service ${fault.service}, zone ${fault.zone}: ${what} over ${fault.overGrams} g up to ${fault.uptoGrams} g`
    }
    case "ZoneOverlap":
      return `${fault.country} ${fault.area} is in ${fault.zones[0]} and in ${fault.zones[1]}`
    case "PostcodeHole":
      return `${fault.country} ${fault.from}… is in no zone`
    case "UnknownZone":
      return `service ${fault.service}: there is no zone ${fault.zone}`
    case "ZoneUnpriced":
      return `service ${fault.service}: no price for zone ${fault.zone}`
    case "Repeated":
      return `${fault.what} ${fault.name} is given twice`
    case "LimitCurrency":
      return `service ${fault.service}: the limit ${fault.limit} is in another currency`
    case "NeverValid":
      return `valid from ${fault.validFrom}, but only until ${fault.validUntil}`
  }
}

/** The table cannot be used; every fault is named. */
export class RateTableInvalid extends Schema.TaggedError<RateTableInvalid>()("RateTableInvalid", {
  faults: Schema.NonEmptyArray(TableFault),
}) {
  override get message(): string {
    return `the rate table cannot be used: ${this.faults.map(describe).join("; ")}`
  }
}
