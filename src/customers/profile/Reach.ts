/**
 * Reach: how many customers of each channel can be written to, by a contact of their own to which they
 * said yes. Pure.
 *
 * @module
 */

/** A customer, as far as reach is counted. */
export interface Reached {
  /** The channels through which they came. */
  readonly channels: Iterable<string>
  readonly isReachable: boolean
}

/** How many customers of a channel can be written to. */
export interface ChannelReach {
  readonly channel: string
  readonly customers: number
  readonly reachable: number
}

/** Reach of all channels; who came through two counts in both, and once in all. */
export interface Reach {
  readonly customers: number
  readonly reachable: number
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
 * const { reachable, byChannel } = [
 *   { channels: ["web", "tmall"], isReachable: true },
 *   { channels: ["tmall"], isReachable: false },
 * ].reduce(Reach.count, Reach.none)
 * console.log(reachable, byChannel)
 * ```
 * ```text
 * 1 [
 *   { channel: 'tmall', customers: 2, reachable: 1 },
 *   { channel: 'web', customers: 1, reachable: 1 }
 * ]
 * ```
 */
export const count = (reach: Reach, { channels, isReachable }: Reached): Reach => {
  const more = isReachable ? 1 : 0
  const known = new Map(reach.byChannel.map((one) => [one.channel, one]))
  for (const channel of new Set(channels)) {
    const { customers = 0, reachable = 0 } = known.get(channel) ?? {}
    known.set(channel, { channel, customers: customers + 1, reachable: reachable + more })
  }
  return {
    customers: reach.customers + 1,
    reachable: reach.reachable + more,
    byChannel: [...known.values()].toSorted((a, b) => (a.channel < b.channel ? -1 : 1)),
  }
}
