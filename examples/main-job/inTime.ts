/** Pages of several channels, each channel's in its own order, and all of them in that of time. */
import { Effect, type Scope, Stream } from "effect"
import type { ChannelError, ChannelOrder, Page } from "entrepot/channels"

import type { OrderChannel } from "./year.ts"

/** A channel, and where its pages go on. */
export interface Feed {
  readonly channel: OrderChannel
  readonly cursor: string | undefined
}

type OrderPage = Page<ChannelOrder.ChannelOrder>

/**
 * Does something with every page, one after the other: of the next pages of all channels the one
 * that begins first. A run that goes on from its checkpoints therefore goes on with the same page.
 */
export const forEachPage = <E, R>(
  feeds: ReadonlyArray<Feed>,
  work: (channel: OrderChannel, page: OrderPage) => Effect.Effect<void, E, R>,
): Effect.Effect<void, E | ChannelError, R> =>
  Effect.scoped(
    Effect.gen(function* () {
      const heads = yield* Effect.forEach(feeds, open)
      for (;;) {
        for (const head of heads) if (head.pages.length === 0) head.pages = yield* head.more
        const [next] = heads
          .filter(({ pages }) => pages.length > 0)
          .toSorted((left, right) => beginning(left.pages) - beginning(right.pages))
        const page = next?.pages[0]
        if (next === undefined || page === undefined) return
        next.pages = next.pages.slice(1)
        yield* work(next.channel, page)
      }
    }),
  )

/** The pages of a channel that were pulled and not used yet. */
interface Head {
  readonly channel: OrderChannel
  /** The pages that follow; none at the end, which may be asked again. */
  readonly more: Effect.Effect<ReadonlyArray<OrderPage>, ChannelError>
  pages: ReadonlyArray<OrderPage>
}

const open = ({ channel, cursor }: Feed): Effect.Effect<Head, never, Scope.Scope> =>
  Effect.map(Stream.toPull(channel.orders.pull(cursor)), (pull) => ({
    channel,
    more: Effect.catchTag(pull, "Done", () => Effect.succeed([])),
    pages: [],
  }))

/** A page without documents is in nobody's way. */
const beginning = ([page]: ReadonlyArray<OrderPage>): number =>
  page?.items[0]?.value.placedAt ?? Number.NEGATIVE_INFINITY
