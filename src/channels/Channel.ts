/**
 * The port to a marketplace, a shop system or a file: observed facts come in, what was sent goes back.
 *
 * A capability that a channel lacks is an absent member, here and in its traits.
 *
 * @module
 */
import { Context, type Effect, type Stream } from "effect"

import type { ChannelError } from "./ChannelError.ts"
import type { ChannelOrder } from "./ChannelOrder.ts"
import type { Page } from "./Page.ts"
import type { ShipmentAnswer, ShipmentNotice } from "./ShipmentNotice.ts"

/** How a channel lets facts be pulled, as data. */
export interface PullTraits {
  /** What the cursor stands on. */
  readonly cursor: "eventLog" | "updatedSince" | "pageToken" | "offsetWindow" | "position"
  /** The order in time in which facts come. */
  readonly order: "ascending" | "descending" | "none"
  /** How far back a pull must begin again so that it misses nothing, in milliseconds. */
  readonly overlapMillis: number
  /**
   * Whether a fact shows its thing as a whole, or may show a part: then lines that it does not name
   * stay as they were.
   */
  readonly shows: "whole" | "part"
}

/** How a channel lets itself be told of shipments, as data. */
export interface ShipmentTraits {
  /** How many it takes in one call. */
  readonly atOnce: number
  /** Whether a notice whose key came before changes nothing and is answered as the first time. */
  readonly oncePerKey: boolean
}

/** What a channel can do, as data. */
export interface ChannelTraits {
  /** The contract that the adapter was written against. */
  readonly contract: { readonly name: string; readonly version: string }
  readonly orders?: PullTraits
  readonly shipments?: ShipmentTraits
}

/** The order documents of a channel. */
export interface OrderFeed {
  /**
   * The pages behind a cursor, or all. At least once: a fact may come again. The last page of a
   * source that ends is followed by the end of the stream.
   */
  readonly pull: (cursor?: string) => Stream.Stream<Page<ChannelOrder>, ChannelError>
}

/** Where a channel is told what was sent of its orders. */
export interface ShipmentDesk {
  /**
   * Tells of shipments, and answers for each by its key; one without an answer counts as unknown. Where
   * it fails as a whole, nobody knows what became of any of them.
   */
  readonly tell: (
    notices: ReadonlyArray<ShipmentNotice>,
  ) => Effect.Effect<ReadonlyArray<ShipmentAnswer>, ChannelError>
}

/** One open account at a channel. */
export interface ChannelShape {
  /** Which channel, such as `csv`. */
  readonly id: string
  /** Whose account at it; facts of two accounts are never the same fact. */
  readonly account: string
  readonly traits: ChannelTraits
  readonly orders?: OrderFeed
  readonly shipments?: ShipmentDesk
}

/**
 * The service: provided by an adapter such as `entrepot/adapters/channels/csv`.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Stream } from "effect"
 * import { Channel } from "entrepot/channels"
 *
 * const quiet = Layer.succeed(Channel, {
 *   id: "quiet",
 *   account: "shop",
 *   traits: { contract: { name: "none", version: "1" } },
 * })
 * const orders = Channel.use(({ orders }) =>
 *   Stream.runCount(orders === undefined ? Stream.empty : orders.pull()),
 * )
 * console.log(await Effect.runPromise(orders.pipe(Effect.provide(quiet))))
 * ```
 * ```text
 * 0
 * ```
 */
export class Channel extends Context.Service<Channel, ChannelShape>()(
  "entrepot/channels/Channel",
) {}
