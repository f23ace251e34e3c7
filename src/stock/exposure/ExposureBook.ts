/**
 * What the events of an item's exposure come to. Pure.
 *
 * @module
 */
import {
  type ChannelExposure,
  type Exposure,
  isCovered,
  onChannel,
  type OnItsWay,
  type Trace,
} from "./Exposure.ts"
import type { ExposureEvent } from "./ExposureEvent.ts"

/** The exposure after an event. Total: whatever was decided can be told. */
export const evolve = (exposure: Exposure, event: ExposureEvent): Exposure => {
  switch (event._tag) {
    case "SharingChanged":
      return { ...exposure, sharing: event.sharing }
    case "PlacesChanged":
      return serving(exposure, event)
    case "Configured": {
      const { channel, settings } = event
      return onChannel(exposure, channel) === undefined
        ? {
            ...exposure,
            channels: [...exposure.channels, { channel, settings, onTheirWay: [], traces: [] }],
          }
        : on(exposure, channel, (known) => ({ ...known, settings }))
    }
    case "Published":
      return on(exposure, event.channel, (known) => publish(known, event))
    case "Accepted":
      return on(exposure, event.channel, (known) => accept(known, event))
    case "Rejected":
      return on(exposure, event.channel, (known) => ({
        ...known,
        onTheirWay: without(known, event.version),
        ...(event.version === known.published?.version ? { refused: event.version } : {}),
      }))
    case "Deferred":
      return on(exposure, event.channel, (known) => ({
        ...known,
        onTheirWay: known.onTheirWay.map((way) =>
          isOnly(way, event.version) ? { ...way, status: event.status } : way,
        ),
      }))
    case "Observed":
      return on(exposure, event.channel, (known) => observe(known, event))
    case "Settled":
      return on(exposure, event.channel, (known) => settle(known, event))
  }
}

/** The item as it is sold from these places, or from all. */
export const serving = (
  { places: _, ...exposure }: Exposure,
  { places }: Pick<Exposure, "places">,
): Exposure => (places === undefined ? exposure : { ...exposure, places })

type Told<Tag extends ExposureEvent["_tag"]> = Extract<ExposureEvent, { readonly _tag: Tag }>

const on = (
  exposure: Exposure,
  channel: string,
  change: (known: ChannelExposure) => ChannelExposure,
): Exposure => ({
  ...exposure,
  channels: exposure.channels.map((known) => (known.channel === channel ? change(known) : known)),
})

const publish = (
  { refused: _, ...known }: ChannelExposure,
  { version, quantity, ledgerVersion }: Told<"Published">,
): ChannelExposure => ({
  ...known,
  published: { version, quantity, ledgerVersion },
  onTheirWay: atMost(
    [...known.onTheirWay, { from: version, to: version, most: quantity, status: "sent" }],
    (one, next) => ({
      from: one.from,
      to: next.to,
      most: Math.max(one.most, next.most),
      status: "unknown",
    }),
  ),
})

const accept = (
  known: ChannelExposure,
  { version, quantity }: Told<"Accepted">,
): ChannelExposure => {
  const inOrder = known.settings.landing === "inOrder"
  const newer = (known.acknowledged?.version ?? 0) < version
  return {
    ...known,
    ...(newer ? { acknowledged: { version, quantity } } : {}),
    onTheirWay: without(known, version).filter(({ to }) => !inOrder || to > version),
    traces: traced(
      known.traces.filter(({ until }) => until >= version),
      {
        most: quantity,
        // Where publishes can overtake, all that had been published by now may have landed before.
        until: inOrder ? version : newestOf(known),
        differs: quantity !== known.published?.quantity,
      },
    ),
  }
}

const observe = (
  known: ChannelExposure,
  { quantity, asOf }: Told<"Observed">,
): ChannelExposure => ({
  ...known,
  observed: { quantity, asOf, version: newestOf(known) },
  traces: isCovered(known, quantity)
    ? known.traces
    : traced(known.traces, {
        most: quantity,
        until: newestOf(known),
        // Less than was asked for is what a channel shows that sells.
        differs: quantity > (known.published?.quantity ?? 0),
      }),
})

const settle = (known: ChannelExposure, { through }: Told<"Settled">): ChannelExposure => ({
  ...known,
  onTheirWay: known.onTheirWay.filter(({ to }) => to > through),
  traces: known.onTheirWay
    .filter(({ to }) => to <= through)
    .reduce(
      (traces, { most }) => traced(traces, { most, until: newestOf(known), differs: true }),
      known.traces,
    ),
})

const newestOf = ({ published }: ChannelExposure): number => published?.version ?? 0

const isOnly = ({ from, to }: OnItsWay, version: number): boolean =>
  from === version && to === version

const without = ({ onTheirWay }: ChannelExposure, version: number): ReadonlyArray<OnItsWay> =>
  onTheirWay.filter((way) => !isOnly(way, version))

/** Traces by what ends them, one for each. */
const traced = (traces: ReadonlyArray<Trace>, trace: Trace): ReadonlyArray<Trace> => {
  const alike = traces.filter(({ until }) => until === trace.until)
  const others = traces.filter(({ until }) => until !== trace.until)
  return atMost(
    [...others, alike.reduce(together, trace)].toSorted((one, other) => one.until - other.until),
    together,
  )
}

const together = (one: Trace, other: Trace): Trace => ({
  most: Math.max(one.most, other.most),
  until: Math.max(one.until, other.until),
  differs: one.differs || other.differs,
})

/** So many are told apart for each channel; older ones are counted together, at their greatest. */
const limit = 8

const atMost = <A>(list: ReadonlyArray<A>, merge: (one: A, next: A) => A): ReadonlyArray<A> => {
  const [one, next, ...rest] = list
  return list.length > limit && one !== undefined && next !== undefined
    ? [merge(one, next), ...rest]
    : list
}
