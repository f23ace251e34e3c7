/**
 * Why there is no pick list.
 *
 * @module
 */
import { Schema } from "effect"

/** Shelves, or the depot, are where the layout has nothing. */
export class OffTheMap extends Schema.TaggedError<OffTheMap>()("OffTheMap", {
  /** As aisle-bay-level. */
  locations: Schema.Array(Schema.String),
  depotAisle: Schema.Int,
  aisles: Schema.Int,
  bays: Schema.Int,
}) {
  override get message(): string {
    const { locations, depotAisle, aisles, bays } = this
    const what = locations.length > 0 ? locations.join(", ") : `the depot at aisle ${depotAisle}`
    return `${what}: there are ${aisles} aisles of ${bays} bays`
  }
}

/** Shelves hold less than the wave wants; every such item is named. */
export class PickShort extends Schema.TaggedError<PickShort>()("PickShort", {
  lines: Schema.Array(
    Schema.Struct({ sku: Schema.String, wanted: Schema.Int, shelved: Schema.Int }),
  ),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, wanted, shelved }) => `${sku}: ${wanted} wanted, ${shelved} on the shelves`,
    )
    return lines.join("; ")
  }
}

/** Everything that a pick list is refused for. */
export type PickRefusal = OffTheMap | PickShort
