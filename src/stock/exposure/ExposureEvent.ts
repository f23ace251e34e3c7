/**
 * What happened to the exposure of an item. `Published` is what the outbox sends to the channel.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { ChannelSettings, Sharing } from "./Allotment.ts"
import { LedgerVersion, Places, Version } from "./ExposureCommand.ts"

const sku = Id.Sku
const channel = Id.Id
const quantity = Quantity.Quantity
const publish = { sku, channel, version: Version, quantity }

/**
 * An event of the exposure of an item.
 *
 * A publish is the absolute quantity to show, in units of the item; its version grows strictly for
 * each item and channel, so that whoever sends may skip all but the newest.
 */
export const ExposureEvent = Schema.TaggedUnion({
  Configured: { sku, channel, settings: ChannelSettings },
  SharingChanged: { sku, sharing: Sharing },
  PlacesChanged: { sku, places: Schema.optionalKey(Places) },
  Published: { ...publish, ledgerVersion: LedgerVersion },
  Accepted: publish,
  Rejected: publish,
  Deferred: { sku, channel, version: Version, status: Schema.Literals(["pending", "unknown"]) },
  Observed: { sku, channel, quantity, asOf: Calendar.Instant },
  Settled: { sku, channel, through: Version },
})
/** An event of the exposure of an item. */
export type ExposureEvent = typeof ExposureEvent.Type
