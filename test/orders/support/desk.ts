/** The desk over a store, and a channel to feed it. */
import { Effect, Layer, Stream } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import type { ChannelOrder, Page } from "entrepot/channels"
import { OrderDesk, OrderRecords, type Source } from "entrepot/orders"
import { Journal, Store, type StoreShape, storeServices } from "entrepot/store"

import type { Shows } from "./worlds.ts"

/**
 * The desk and the services that it runs on. Each is a fresh one: it knows of another over the same
 * store what the store knows, as another process would.
 */
export const deskOver = (store: StoreShape = Memory.make()) =>
  OrderDesk.layerOver.pipe(
    Layer.provideMerge(storeServices),
    Layer.provideMerge(Layer.succeed(Store, store)),
    Layer.fresh,
  )

export const sourceThatShows = (shows: Shows): Source => ({
  id: "csv",
  account: "shop",
  traits: {
    contract: { name: "test", version: "1" },
    orders: { cursor: "position", order: "none", overlapMillis: 0, shows },
  },
})

type OrderPage = Page<ChannelOrder.ChannelOrder>

export const pageOf = (checkpoint: string, ...items: OrderPage["items"]): OrderPage => ({
  items,
  rejected: [],
  checkpoint,
})

/** The order document 7, of two mugs and a cup, with changes. */
export const document = (
  revision: string,
  change: Partial<ChannelOrder.ChannelOrder> = {},
): OrderPage["items"][number] => {
  const value: ChannelOrder.ChannelOrder = {
    externalId: "7",
    kind: "order",
    placedAt: 1_000,
    customerRef: "ada",
    currency: "EUR",
    lines: [
      { lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" },
      { lineId: "2", sku: "CUP", quantity: 1, unitPrice: "4.20" },
    ],
    ...change,
  }
  return {
    externalId: value.externalId,
    revision,
    observedAt: 2_000,
    raw: { gift: "for Ada's birthday" },
    value,
  }
}

/** All events of the room. */
export const history = Effect.flatMap(Journal, (journal) =>
  Effect.map(Stream.runCollect(journal.all(OrderRecords.History)), (entries) =>
    entries.map(({ fact }) => fact),
  ),
)
