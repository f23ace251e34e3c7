/**
 * How many units each channel is to show of an item, from what is available. Pure, and it says why.
 *
 * @module
 */
import { Result, Schema } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import * as Reason from "../../kernel/Reason.ts"

/** A whole, in hundredths of a percent. */
const whole = 10_000

/** The most that a channel may show: units, or a share of what is available in basis points. */
export const Quota = Schema.TaggedUnion({
  Units: { units: Quantity.Quantity },
  Share: { basisPoints: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: whole })) },
})
/** The most that a channel may show. */
export type Quota = typeof Quota.Type

/**
 * What a channel may show of an item, in units of the item.
 *
 * - `sells`: a channel that does not sell shows zero.
 * - `buffer`: what is kept back for sales that the channel has not told yet.
 * - `minimum`: less than this is shown as zero.
 * - `quota`: the most to show; without it, all.
 * - `landing`: `inOrder` only where the channel or its sender makes sure that an older publish never
 *   overwrites a newer one; else `anyOrder`, which stays right when publishes overtake each other.
 */
export const ChannelSettings = Schema.Struct({
  sells: Schema.Boolean,
  buffer: Quantity.Quantity,
  minimum: Quantity.Quantity,
  quota: Schema.optionalKey(Quota),
  landing: Schema.Literals(["anyOrder", "inOrder"]),
})
/** What a channel may show of an item. */
export type ChannelSettings = typeof ChannelSettings.Type

/** A channel that shows whatever is available. */
export const showAll: ChannelSettings = {
  sells: true,
  buffer: 0,
  minimum: 0,
  landing: "anyOrder",
}

/** A channel and what it may show. */
export const Ask = Schema.Struct({ channel: Id.Id, settings: ChannelSettings })
/** A channel and what it may show. */
export type Ask = typeof Ask.Type

/**
 * Whether channels show the same units or units of their own.
 *
 * - `shared`: each channel may show the whole, less its buffer and within its quota. The same unit
 *   is on sale everywhere, so the sum may be more than there is.
 * - `exclusive`: what is available is divided, and no unit is shown twice. Quotas in units come
 *   first; where they are too many, all are cut in proportion. Shares divide what those leave, and
 *   what shares leave is divided evenly among channels without a quota.
 */
export const Sharing = Schema.Literals(["shared", "exclusive"])
/** Whether channels show the same units or units of their own. */
export type Sharing = typeof Sharing.Type

/** What a quantity came from: the one limit that decided it. */
export type Bound = "Closed" | "Available" | "Buffer" | "Quota" | "Minimum"

/** Units that a channel is to show, and the limit that bound them. */
export interface Allotted {
  readonly channel: string
  readonly quantity: number
  /** Units that its quota comes to now, or its part where parts are exclusive; none without. */
  readonly cap: number | undefined
  readonly bound: Bound
}

/**
 * The units that each channel is to show, in the order of the channels: what is available less the
 * buffer, at most the quota or the exclusive part, and zero where that is below the minimum.
 *
 * Parts are divided by {@link Allocation.allocate}; a share of a shared whole is rounded to the
 * nearest unit, half a unit up.
 *
 * @example
 * ```ts
 * import { Allotment } from "entrepot/stock"
 *
 * const asks = ["amazon", "ebay", "shop"].map((channel) => ({
 *   channel,
 *   settings: Allotment.showAll,
 * }))
 * const show = (sharing: Allotment.Sharing) =>
 *   Allotment.allot(10, sharing, asks).map(({ channel, quantity }) => `${channel} ${quantity}`)
 * console.log(show("shared").join(", "))
 * console.log(show("exclusive").join(", "))
 * ```
 * ```text
 * amazon 10, ebay 10, shop 10
 * amazon 4, ebay 3, shop 3
 * ```
 */
export const allot = (
  available: Quantity.Quantity,
  sharing: Sharing,
  asks: ReadonlyArray<Ask>,
): ReadonlyArray<Allotted> => {
  const caps = sharing === "shared" ? quotas(available, asks) : parts(available, asks)
  return asks.map((ask, at) => within(available, ask, caps[at]))
}

const within = (
  available: number,
  { channel, settings }: Ask,
  cap: number | undefined,
): Allotted => {
  const { sells, buffer, minimum } = settings
  if (!sells) return { channel, quantity: 0, cap, bound: "Closed" }
  const free = Math.max(0, available - buffer)
  const capped = cap !== undefined && cap < free
  const quantity = capped ? cap : free
  if (quantity > 0 && quantity < minimum) return { channel, quantity: 0, cap, bound: "Minimum" }
  return {
    channel,
    quantity,
    cap,
    bound: capped ? "Quota" : free < available ? "Buffer" : "Available",
  }
}

const quotas = (available: number, asks: ReadonlyArray<Ask>): ReadonlyArray<number | undefined> =>
  asks.map(({ settings: { quota } }) => {
    if (quota === undefined) return undefined
    if (quota._tag === "Units") return quota.units
    return divide(available, [quota.basisPoints, whole - quota.basisPoints])[0]
  })

/** Parts that no two channels share: dedicated units, then shares, then the rest. */
const parts = (available: number, asks: ReadonlyArray<Ask>): ReadonlyArray<number> => {
  const open = asks.map(({ settings }) => (settings.sells ? settings : undefined))
  const units = open.map((settings) =>
    settings?.quota?._tag === "Units" ? settings.quota.units : 0,
  )
  const shares = open.map((settings) =>
    settings?.quota?._tag === "Share" ? settings.quota.basisPoints : 0,
  )
  const others = open.map((settings) =>
    settings !== undefined && settings.quota === undefined ? 1 : 0,
  )
  const dedicated = fits(units, available) ? units : divide(available, units)
  const left = available - total(dedicated)
  const undivided = Math.max(0, whole - total(shares))
  const shared = divide(left, [...shares, undivided]).slice(0, asks.length)
  const rest = divide(left - total(shared), others)
  return asks.map((_, at) => (dedicated[at] ?? 0) + (shared[at] ?? 0) + (rest[at] ?? 0))
}

const total = (units: ReadonlyArray<number>): number => units.reduce((sum, more) => sum + more, 0)

const fits = (units: ReadonlyArray<number>, available: number): boolean =>
  Result.match(Quantity.sum(units), {
    onFailure: () => false,
    onSuccess: (sum) => sum <= available,
  })

/** Where nobody has a weight, nobody gets anything. */
const divide = (units: number, weights: ReadonlyArray<number>): ReadonlyArray<number> =>
  weights.every((weight) => weight === 0)
    ? weights
    : Result.getOrThrow(Allocation.allocate(units, weights))

/**
 * Why a channel is to show what it is to show: the inputs, and the limit that bound.
 *
 * @example
 * ```ts
 * import { Reason } from "entrepot/kernel"
 * import { Allotment } from "entrepot/stock"
 *
 * const settings = { ...Allotment.showAll, buffer: 2 }
 * const [shown] = Allotment.allot(5, "shared", [{ channel: "ebay", settings }])
 * if (shown !== undefined) console.log(Reason.render(Allotment.explain(5, "shared", settings, shown)))
 * ```
 * ```text
 * ebay shows 3, bound by its buffer. Rule: allotment, version 1. From: sharing = shared, availableUnits = 5, sells = true, bufferUnits = 2, minimumUnits = 0, bound = Buffer.
 * ```
 */
export const explain = (
  available: Quantity.Quantity,
  sharing: Sharing,
  { sells, buffer, minimum }: ChannelSettings,
  { channel, quantity, cap, bound }: Allotted,
): Reason.Reason =>
  Reason.of("allotment", `${channel} shows ${quantity}, ${because[bound]}`, {
    inputs: [
      { name: "sharing", value: sharing },
      { name: "availableUnits", value: available },
      { name: "sells", value: sells },
      { name: "bufferUnits", value: buffer },
      ...(cap === undefined ? [] : [{ name: "capUnits", value: cap }]),
      { name: "minimumUnits", value: minimum },
      { name: "bound", value: bound },
    ],
  })

const because: Record<Bound, string> = {
  Closed: "since it does not sell",
  Available: "all that is available",
  Buffer: "bound by its buffer",
  Quota: "bound by its quota",
  Minimum: "since less than its minimum is left",
}
