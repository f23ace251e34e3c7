/**
 * What hosts ask of the ledger about an item on its channels. The stock that a decision needs is read
 * where it is posted.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { ChannelSettings, Sharing } from "./Allotment.ts"
import { Outcome, Places, Version } from "./ExposureCommand.ts"
import { Lines } from "./StockWarning.ts"

const item = { ...CommandHeader.fields, sku: Id.Sku }
/** The most places and pools that a request names: a sale reads the shelf at each. */
const mostPlaces = 100

const onChannel = { ...item, channel: Id.Id }

/**
 * A request about one item; see the command of the same name in {@link ExposureCommand}.
 *
 * - `Serve`: channels sell from these places; a pool stands for all of its places. From all where the
 *   item is, without `places`.
 * - `Watch`: warn of the item at these lines from now on.
 */
export const ExposureRequest = Schema.TaggedUnion({
  Configure: { ...onChannel, settings: ChannelSettings },
  Share: { ...item, sharing: Sharing },
  Serve: { ...item, places: Schema.optional(Places.check(Schema.isMaxLength(mostPlaces))) },
  Answer: { ...onChannel, version: Version, quantity: Quantity.Quantity, outcome: Outcome },
  Observe: { ...onChannel, quantity: Quantity.Quantity, asOf: Calendar.Instant },
  Repeat: onChannel,
  Settle: { ...onChannel, through: Version },
  Watch: { ...item, lines: Lines },
})
/** A request about one item. */
export type ExposureRequest = typeof ExposureRequest.Type
