/**
 * The decisions on the exposure of an item: what to publish, and what an answer comes to. Pure.
 *
 * @module
 */
import { Equal, Result } from "effect"

import * as Allotment from "./Allotment.ts"
import * as Exposure from "./Exposure.ts"
import * as ExposureBook from "./ExposureBook.ts"
import type { ExposureCommand, Outcome } from "./ExposureCommand.ts"
import type { ExposureEvent } from "./ExposureEvent.ts"
import {
  type ExposureRefusal,
  NeverPublished,
  TooManyChannels,
  UnknownChannel,
} from "./ExposureRefusal.ts"

/** The most channels of one item: a sale reads them all. */
const mostChannels = 100

/** What a decision comes to. */
export type Decision = Result.Result<ReadonlyArray<ExposureEvent>, ExposureRefusal>

type Item = Exposure.Exposure
type OnChannel = Exposure.ChannelExposure
type Asked<Tag extends ExposureCommand["_tag"]> = Extract<ExposureCommand, { readonly _tag: Tag }>
type Stock = Omit<Asked<"Publish">, "_tag">

/**
 * Decides a command on the exposure of an item.
 *
 * A quantity is published when it differs from the newest one that was, or when the channel may go
 * on showing another one. Stock older than a publish, an answer to a publish whose fate is known and
 * an observation older than the last one tell nothing.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Allotment, Exposure, ExposureBook, ExposureDecision } from "entrepot/stock"
 *
 * const configured = ExposureDecision.decide(Exposure.empty("MUG"), {
 *   _tag: "Configure",
 *   channel: "ebay",
 *   settings: Allotment.showAll,
 *   available: 5,
 *   ledgerVersion: 1,
 * })
 * const exposure = Result.getOrThrow(configured).reduce(
 *   ExposureBook.evolve,
 *   Exposure.empty("MUG"),
 * )
 * const sold = ExposureDecision.decide(exposure, {
 *   _tag: "Publish",
 *   available: 3,
 *   ledgerVersion: 2,
 * })
 * for (const event of Result.getOrThrow(sold))
 *   if (event._tag === "Published") console.log(event.channel, event.version, event.quantity)
 * console.log(Exposure.worstCaseOversell(exposure, 3))
 * ```
 * ```text
 * ebay 2 3
 * 2
 * ```
 */
export const decide = (exposure: Item, command: ExposureCommand): Decision => {
  switch (command._tag) {
    case "Publish":
      return Result.succeed(publishes(exposure, command))
    case "Share": {
      const { sharing } = command
      return Result.succeed(
        sharing === exposure.sharing
          ? publishes(exposure, command)
          : changed(exposure, { _tag: "SharingChanged", sku: exposure.sku, sharing }, command),
      )
    }
    case "Serve": {
      const { places } = command
      return Result.succeed(
        Equal.equals(places, exposure.places)
          ? publishes(exposure, command)
          : changed(
              exposure,
              {
                _tag: "PlacesChanged",
                sku: exposure.sku,
                ...(places === undefined ? {} : { places }),
              },
              command,
            ),
      )
    }
    case "Configure": {
      const { channel, settings } = command
      const known = Exposure.onChannel(exposure, channel)
      if (known === undefined && exposure.channels.length >= mostChannels)
        return Result.fail(new TooManyChannels({ sku: exposure.sku, channel, most: mostChannels }))
      return Result.succeed(
        known !== undefined && Equal.equals(known.settings, settings)
          ? publishes(exposure, command)
          : changed(
              exposure,
              { _tag: "Configured", sku: exposure.sku, channel, settings },
              command,
            ),
      )
    }
    case "Answer":
      return onChannel(exposure, command, (known) => answered(exposure, known, command))
    case "Observe":
      return onChannel(exposure, command, (known) =>
        Result.succeed(observed(exposure, known, command)),
      )
    case "Repeat":
      return onChannel(exposure, command, (known) => Result.succeed(again(exposure, known)))
    case "Settle":
      return onChannel(exposure, command, (known) => settled(exposure, known, command))
  }
}

const onChannel = (
  exposure: Item,
  { channel }: { readonly channel: string },
  decision: (known: OnChannel) => Decision,
): Decision => {
  const known = Exposure.onChannel(exposure, channel)
  return known === undefined
    ? Result.fail(new UnknownChannel({ sku: exposure.sku, channel }))
    : decision(known)
}

/** What to publish, given what is available: one event for each channel that is to show another. */
const publishes = (
  { sku, sharing, channels }: Item,
  { available, ledgerVersion, soldOn }: Stock,
): ReadonlyArray<ExposureEvent> =>
  Allotment.allot(available, sharing, channels).flatMap(({ channel, quantity }, at) => {
    const newest = channels[at]?.published
    if (newest !== undefined) {
      const sold = channel === soldOn && newest.ledgerVersion < ledgerVersion
      if (newest.ledgerVersion > ledgerVersion || (newest.quantity === quantity && !sold)) return []
    }
    const version = (newest?.version ?? 0) + 1
    return [{ _tag: "Published", sku, channel, version, quantity, ledgerVersion }]
  })

const changed = (
  exposure: Item,
  event: ExposureEvent,
  stock: Stock,
): ReadonlyArray<ExposureEvent> => [
  event,
  ...publishes(ExposureBook.evolve(exposure, event), stock),
]

/** The newest quantity once more, which surely lands after all that has landed. */
const again = ({ sku }: Item, { channel, published }: OnChannel): ReadonlyArray<ExposureEvent> =>
  published === undefined
    ? []
    : [{ _tag: "Published", sku, channel, ...published, version: published.version + 1 }]

/** The event, and the newest quantity again where the channel may now show another one for good. */
const corrected = (
  exposure: Item,
  { channel }: OnChannel,
  event: ExposureEvent,
): ReadonlyArray<ExposureEvent> => {
  const after = Exposure.onChannel(ExposureBook.evolve(exposure, event), channel)
  return after !== undefined && Exposure.isAstray(after)
    ? [event, ...again(exposure, after)]
    : [event]
}

/** An answer may say more than the one before it, never less. */
const rank: Record<Outcome | "sent", number> = {
  sent: 0,
  pending: 1,
  unknown: 2,
  rejected: 3,
  accepted: 3,
}

const answered = (
  exposure: Item,
  known: OnChannel,
  { channel, version, quantity, outcome }: Asked<"Answer">,
): Decision => {
  const { sku } = exposure
  const way = known.onTheirWay.find(({ from, to }) => from <= version && version <= to)
  const single = way?.from === way?.to
  if (
    version > (known.published?.version ?? 0) ||
    (way !== undefined && single && quantity !== way.most)
  )
    return Result.fail(new NeverPublished({ sku, channel, version, quantity }))
  // Among publishes that are counted together, what is more than the most of them was answered before.
  if (way === undefined || quantity > way.most) return Result.succeed([])
  if (outcome === "accepted")
    return Result.succeed(
      corrected(exposure, known, { _tag: "Accepted", sku, channel, version, quantity }),
    )
  // Of publishes that are counted together, one less changes nothing.
  if (!single || rank[outcome] <= rank[way.status]) return Result.succeed([])
  return Result.succeed([
    outcome === "rejected"
      ? { _tag: "Rejected", sku, channel, version, quantity }
      : { _tag: "Deferred", sku, channel, version, status: outcome },
  ])
}

const observed = (
  exposure: Item,
  known: OnChannel,
  { channel, quantity, asOf }: Asked<"Observe">,
): ReadonlyArray<ExposureEvent> => {
  const { observed: last, published } = known
  if (last !== undefined && asOf < last.asOf) return []
  const isNews = last?.quantity !== quantity || last.version !== (published?.version ?? 0)
  if (!isNews && Exposure.isCovered(known, quantity)) return []
  return corrected(exposure, known, {
    _tag: "Observed",
    sku: exposure.sku,
    channel,
    quantity,
    asOf,
  })
}

const settled = (
  exposure: Item,
  known: OnChannel,
  { channel, through }: Asked<"Settle">,
): Decision => {
  const { sku } = exposure
  if (through > (known.published?.version ?? 0))
    return Result.fail(new NeverPublished({ sku, channel, version: through }))
  return Result.succeed(
    known.onTheirWay.some(({ to }) => to <= through)
      ? corrected(exposure, known, { _tag: "Settled", sku, channel, through })
      : [],
  )
}
