/**
 * What changes the exposure of an item: its stock, settings, and what its channels answer and show.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { ChannelSettings, Sharing } from "./Allotment.ts"

/** The number of a publish of an item to a channel, from 1. */
export const Version = Schema.Int.check(Schema.isGreaterThan(0)).annotate({ title: "Version" })
/** The number of a publish, as a plain number. */
export type Version = typeof Version.Type

/** A version of the item's stock that only grows, such as that of its record. */
export const LedgerVersion = Quantity.Quantity.annotate({ title: "LedgerVersion" })
/** A version of the item's stock, as a plain number. */
export type LedgerVersion = typeof LedgerVersion.Type

/** The places that the channels of an item sell from. */
export const Places = Schema.Array(Id.PlaceId).check(Schema.isMinLength(1))
/** The places that the channels of an item sell from. */
export type Places = typeof Places.Type

/** What can be sold of the item now, over all places that its channels sell from. */
const stock = { available: Quantity.Quantity, ledgerVersion: LedgerVersion }
const channel = Id.Id

/** What a channel said to a publish; only the first two are known fates. */
export const Outcome = Schema.Literals(["accepted", "rejected", "pending", "unknown"])
/** What a channel said to a publish. */
export type Outcome = typeof Outcome.Type

/**
 * A command on the exposure of one item. Units are those of the item.
 *
 * - `Configure`: a channel may show this of the item from now on.
 * - `Share`: channels show the same units, or units of their own.
 * - `Serve`: channels sell from these places, or from all where the item is; `available` is what is
 *   there.
 * - `Publish`: the stock changed; to be decided in the transaction that changes it, so that what it
 *   publishes enters the outbox there. `soldOn` is the channel that sold: it counted down by itself,
 *   so the quantity is published to it even where it is the same.
 * - `Answer`: a channel answered a publish of this version and quantity.
 * - `Observe`: a channel showed this quantity at an instant by the channel's clock.
 * - `Repeat`: publish the newest quantity again, such as after a rejection that was put right.
 * - `Settle`: the sender vouches that no publish up to this version is on its way any more; each may
 *   have landed or not. Needed where answers were lost for good.
 */
export const ExposureCommand = Schema.TaggedUnion({
  Configure: { channel, settings: ChannelSettings, ...stock },
  Share: { sharing: Sharing, ...stock },
  Serve: { places: Schema.optionalKey(Places), ...stock },
  Publish: { ...stock, soldOn: Schema.optionalKey(channel) },
  Answer: { channel, version: Version, quantity: Quantity.Quantity, outcome: Outcome },
  Observe: { channel, quantity: Quantity.Quantity, asOf: Calendar.Instant },
  Repeat: { channel },
  Settle: { channel, through: Version },
})
/** A command on the exposure of one item. */
export type ExposureCommand = typeof ExposureCommand.Type
