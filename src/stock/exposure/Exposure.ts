/**
 * What each channel may be showing of an item: published, on its way, acknowledged. Pure.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { ChannelSettings, Sharing } from "./Allotment.ts"
import { LedgerVersion, Places, Version } from "./ExposureCommand.ts"

/**
 * Publishes whose fate is not known, from one version to another; mostly a single one. `most` is
 * the greatest quantity (units) among them.
 */
export const OnItsWay = Schema.Struct({
  from: Version,
  to: Version,
  most: Quantity.Quantity,
  status: Schema.Literals(["sent", "pending", "unknown"]),
})
/** Publishes whose fate is not known. */
export type OnItsWay = typeof OnItsWay.Type

/**
 * What landed at the channel, or was seen there, and may still be what it shows: at most `most`
 * units. Only a publish above version `until` surely came later. `differs` says that it may be
 * something else than the newest publish of its time asked for.
 */
export const Trace = Schema.Struct({
  most: Quantity.Quantity,
  until: Quantity.Quantity,
  differs: Schema.Boolean,
})
/** What may still be what a channel shows. */
export type Trace = typeof Trace.Type

/**
 * An item on a channel.
 *
 * `published` is the newest quantity that was decided, `acknowledged` the newest that the channel
 * accepted, `refused` the version of a newest publish that it rejected, `observed` the last quantity
 * that it was seen to show, and the newest version that had been published by then (0 for none).
 */
export const ChannelExposure = Schema.Struct({
  channel: Id.Id,
  settings: ChannelSettings,
  published: Schema.optionalKey(
    Schema.Struct({
      version: Version,
      quantity: Quantity.Quantity,
      ledgerVersion: LedgerVersion,
    }),
  ),
  onTheirWay: Schema.Array(OnItsWay),
  acknowledged: Schema.optionalKey(
    Schema.Struct({ version: Version, quantity: Quantity.Quantity }),
  ),
  refused: Schema.optionalKey(Version),
  traces: Schema.Array(Trace),
  observed: Schema.optionalKey(
    Schema.Struct({
      quantity: Quantity.Quantity,
      asOf: Calendar.Instant,
      version: Quantity.Quantity,
    }),
  ),
})
/** An item on a channel. */
export type ChannelExposure = typeof ChannelExposure.Type

/**
 * An item on all its channels: one record for each item, since a change of its stock has to look at
 * every channel. A sale that changes no quantity to show reads it and writes nothing. `places` are
 * those that channels sell from; all where the item is, if absent.
 */
export const Exposure = Schema.Struct({
  sku: Id.Sku,
  sharing: Sharing,
  places: Schema.optionalKey(Places),
  channels: Schema.Array(ChannelExposure),
})
/** An item on all its channels. */
export type Exposure = typeof Exposure.Type

/**
 * An item that is on no channel yet; its channels will show the same units.
 *
 * @example
 * ```ts
 * import { Exposure } from "entrepot/stock"
 *
 * console.log(Exposure.empty("MUG").sharing)
 * ```
 * ```text
 * shared
 * ```
 */
export const empty = (sku: string): Exposure => ({ sku, sharing: "shared", channels: [] })

/** The item on a channel, where it was ever configured. */
export const onChannel = ({ channels }: Exposure, channel: string): ChannelExposure | undefined =>
  channels.find((known) => known.channel === channel)

/**
 * The newest version of the item's stock that any channel was told of; 0 where none was.
 *
 * @example
 * ```ts
 * import { Exposure } from "entrepot/stock"
 *
 * console.log(Exposure.ledgerVersion(Exposure.empty("MUG")))
 * ```
 * ```text
 * 0
 * ```
 */
export const ledgerVersion = ({ channels }: Exposure): LedgerVersion =>
  Math.max(0, ...channels.map(({ published }) => published?.ledgerVersion ?? 0))

/**
 * The most that a channel may be showing now, in units: what it acknowledged, what may have landed
 * after that, and everything published that is not known to be refused. It counts what the channel
 * advertises; units that it sold and has not told yet are what a buffer is for.
 *
 * @example
 * ```ts
 * import { Exposure, ExposureBook } from "entrepot/stock"
 *
 * const published = { _tag: "Published", sku: "MUG", channel: "ebay", ledgerVersion: 1 } as const
 * const exposure = [
 *   { ...published, version: 1, quantity: 5 },
 *   { ...published, version: 2, quantity: 3 },
 * ].reduce(ExposureBook.evolve, Exposure.empty("MUG"))
 * console.log(Exposure.worstCaseOversell(exposure, 3))
 * ```
 * ```text
 * 0
 * ```
 */
export const exposed = ({ traces, onTheirWay }: ChannelExposure): number =>
  Math.max(0, ...traces.map(({ most }) => most), ...onTheirWay.map(({ most }) => most))

/**
 * How many units more than there are could be sold before any channel hears of it: all that the
 * channels may be showing, less what is available. Where that is beyond counting it is the most that
 * can be counted.
 */
export const worstCaseOversell = (
  { channels }: Exposure,
  available: Quantity.Quantity,
): Quantity.Quantity =>
  Result.match(Quantity.sum([...channels.map(exposed), -available]), {
    onFailure: () => Number.MAX_SAFE_INTEGER,
    onSuccess: (units) => Math.max(0, units),
  })

/**
 * Units that the channel was seen to show beyond the newest publish, which it accepted; negative
 * where it shows less, as after sales that it has not told yet. Nothing where that publish has not
 * been accepted, since the channel may not have heard of it.
 */
export const drift = (
  { published, acknowledged }: ChannelExposure,
  shown: Quantity.Quantity,
): Quantity.QuantityDelta | undefined =>
  published !== undefined && acknowledged?.version === published.version
    ? shown - published.quantity
    : undefined

/** The {@link drift} that was last seen; nothing where something was published since. */
export const lastDrift = (known: ChannelExposure): Quantity.QuantityDelta | undefined =>
  known.observed !== undefined && known.observed.version === known.published?.version
    ? drift(known, known.observed.quantity)
    : undefined

/**
 * Whether the channel may go on showing something else than the newest publish, which has ended its
 * way: an older one landed after it, or somebody wrote there.
 */
export const isAstray = ({ published, refused, onTheirWay, traces }: ChannelExposure): boolean =>
  published !== undefined &&
  refused === undefined &&
  onTheirWay.every(({ to }) => to < published.version) &&
  traces.some(({ differs, until }) => differs && until >= published.version)

/** Whether what was seen is no more than what is known to be there. */
export const isCovered = (
  { published, traces }: ChannelExposure,
  shown: Quantity.Quantity,
): boolean => traces.some(({ most, until }) => most >= shown && until >= (published?.version ?? 0))
