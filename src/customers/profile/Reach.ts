/**
 * Reach: how many customers of each channel can be written to, by a contact of their own to which
 * they said yes. Pure.
 *
 * @module
 */
import { Order } from "effect"

import * as Decimal from "../../kernel/Decimal.ts"

/** A customer, as far as reach is counted. */
export interface Reached {
  /** The channels through which they came. */
  readonly channels: Iterable<string>
  readonly isReachable: boolean
}

/** How many customers can be written to. */
export interface Share {
  readonly customers: number
  readonly reachable: number
  /**
   * What part of the customers that is, to four digits, half to even; absent where there are none.
   */
  readonly share?: Decimal.Decimal
}

/** How many customers of a channel can be written to. */
export interface ChannelReach extends Share {
  readonly channel: string
}

/** Reach of all channels; who came through two counts in both, and once in all. */
export interface Reach extends Share {
  /** By the names of channels. */
  readonly byChannel: ReadonlyArray<ChannelReach>
}

/** Nobody was counted. */
export const none: Reach = { customers: 0, reachable: 0, byChannel: [] }

/**
 * Reach after one more customer.
 *
 * @example
 * ```ts
 * import { Reach } from "entrepot/customers"
 *
 * const { byChannel } = [
 *   { channels: ["web", "tmall"], isReachable: true },
 *   { channels: ["tmall"], isReachable: false },
 * ].reduce(Reach.count, Reach.none)
 * for (const { channel, customers, reachable, share } of byChannel)
 *   console.log(channel, customers, reachable, share?.toFixed(2))
 * ```
 * ```text
 * tmall 2 1 0.50
 * web 1 1 1.00
 * ```
 */
export const count = (reach: Reach, { channels, isReachable }: Reached): Reach => {
  const add = ({ customers, reachable }: Share): Required<Share> => {
    const all = { customers: customers + 1, reachable: reachable + (isReachable ? 1 : 0) }
    return { ...all, share: shareOf(all) }
  }
  const known = new Map(reach.byChannel.map((one) => [one.channel, one]))
  for (const channel of new Set(channels)) {
    known.set(channel, { channel, ...add(known.get(channel) ?? none) })
  }
  return {
    ...add(reach),
    byChannel: [...known.values()].toSorted(Order.mapInput(Order.String, ({ channel }) => channel)),
  }
}

const shareOf = ({ customers, reachable }: Share): Decimal.Decimal =>
  Decimal.divide(Decimal.of(reachable), Decimal.of(customers), 4, "halfEven").quotient
