/**
 * The order desk: takes in the orders of all channels, each document exactly once.
 *
 * @module
 */
import { Context, Effect, Layer, Option, Schema } from "effect"

import type { ChannelShape } from "../channels/Channel.ts"
import type { ChannelOrder } from "../channels/ChannelOrder.ts"
import type { Page } from "../channels/Page.ts"
import { type CommandMethod, commandMethods } from "../store/CommandMethod.ts"
import * as Input from "../store/Input.ts"
import { type PageOptions, Records, type RecordsError, type Values } from "../store/Records.ts"
import { storeServices } from "../store/services.ts"
import type { Store } from "../store/Store.ts"
import type { InputInvalid } from "../store/TransactionError.ts"
import { type CommandError, type Outcome, Transactor } from "../store/Transactor.ts"
import * as Listings from "./listings/Listings.ts"
import type { Order } from "./Order.ts"
import { keyOf, OrderCommand, type OrderKey, OrderPage } from "./OrderCommand.ts"
import * as OrderIngest from "./OrderIngest.ts"
import * as OrderPages from "./OrderPages.ts"
import * as OrderPosting from "./OrderPosting.ts"
import {
  accountId,
  Checkpoints,
  documentId,
  Documents,
  orderId,
  type OrderReason,
  Orders,
  type SeenDocument,
} from "./OrderRecords.ts"
import { Account, type DocumentRef, OrderRef, refFields, Revision } from "./OrderRef.ts"
import type { OrderRefusal } from "./OrderRefusal.ts"
import * as ReasonKeeping from "./ReasonKeeping.ts"
import * as ReceiptKeeping from "./ReceiptKeeping.ts"
import * as Reviews from "./review/Reviews.ts"

/** As much of a channel as the desk wants to know. */
export type Source = Pick<ChannelShape, "id" | "account" | "traits">

/** The name of an order; its kind is `order` unless said otherwise. */
export type OrderName = Omit<OrderRef, "kind"> & Partial<Pick<OrderRef, "kind">>

/** A command about an order. */
export type PostOrder<Tag extends OrderPosting.AboutOrder["_tag"]> = CommandMethod<
  (typeof OrderCommand.cases)[Tag],
  OrderPosting.Posted,
  OrderRefusal
>

/**
 * What the desk does. Input is decoded first (`InputInvalid` says what is wrong, and where), and
 * each command answers or refuses as a whole.
 */
export interface OrderDeskShape {
  /**
   * Takes in a page of a channel together with its checkpoint. It may come again, and from several
   * processes: each document counts once, and an older revision never overwrites a newer one. What
   * the channel itself rejected is not kept here.
   */
  readonly ingest: (
    source: Source,
    page: Page<ChannelOrder>,
  ) => Effect.Effect<Outcome<OrderIngest.Ingested>, CommandError>
  /** Where the next pull of an account begins; none before its first page. */
  readonly checkpoint: (
    account: Account,
  ) => Effect.Effect<Option.Option<string>, InputInvalid | RecordsError>
  /** Takes units off an order that are not wanted any more. */
  readonly cancelLines: PostOrder<"CancelLines">
  /** Writes down units of an order that came back. */
  readonly returnLines: PostOrder<"ReturnLines">
  /** Lets a held order go: a person says so, with the roles that its rules ask for. */
  readonly release: PostOrder<"Release">
  /** Lets an order go whatever the rules say; the reason is kept with it. */
  readonly override: PostOrder<"Override">
  /** Gives a held order to somebody. */
  readonly assign: PostOrder<"Assign">
  /** Cancels what has not left, as the buyer asked; what is planned has to be stopped first. */
  readonly acceptCancellation: PostOrder<"AcceptCancellation">
  /** Tells a buyer who asked to cancel that it goes on. */
  readonly refuseCancellation: PostOrder<"RefuseCancellation">
  /** Erases what the order, its documents and its labels say about persons, now and later. */
  readonly erase: PostOrder<"Erase">
  /** What the SKUs of channels are of our items. */
  readonly listings: Listings.ListingsShape
  /** The rules that look at orders, and the queues of those that wait for a person. */
  readonly review: Reviews.ReviewsShape
  /** An order by its name, where it was taken in; a whole order, such as one of a page, will do. */
  readonly find: (
    name: OrderName,
  ) => Effect.Effect<Option.Option<Order>, InputInvalid | RecordsError>
  /** A page of the orders of all channels, or of those that are wanted; see `OrderPages`. */
  readonly page: ReturnType<typeof OrderPages.page>
  /** A document as the channel sent it. */
  readonly findDocument: (
    ref: DocumentRef,
  ) => Effect.Effect<Option.Option<SeenDocument>, InputInvalid | RecordsError>
  /**
   * Why people gave commands about an order, whichever room took them, and why its buyer is on the
   * blacklist or was, by whatever mark the order bears or bore: the first before the others, as
   * long as that is kept. An entry of the journal has its reason here, under its command.
   */
  readonly reasons: (
    order: OrderKey,
  ) => Effect.Effect<ReadonlyArray<OrderReason>, InputInvalid | RecordsError>
  /** A page of an account's documents of which nothing came, the oldest first. */
  readonly parked: (
    account: Account,
    options?: PageOptions,
  ) => Effect.Effect<Values<SeenDocument>, InputInvalid | RecordsError>
}

/**
 * The service. Over any store it is the same.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Option } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { OrderDesk } from "entrepot/orders"
 *
 * const shop = {
 *   id: "webshop",
 *   account: "de",
 *   traits: { contract: { name: "none", version: "1" } },
 * }
 * const lines = [{ lineId: "1", sku: "MUG", quantity: 2, unitPrice: "9.50" }] as const
 * const value = { externalId: "7", kind: "order", placedAt: 0, currency: "EUR", lines } as const
 * const document = { externalId: "7", revision: "a", observedAt: 0, raw: {}, value }
 * const program = Effect.gen(function* () {
 *   const desk = yield* OrderDesk
 *   yield* desk.ingest(shop, { items: [document], rejected: [], checkpoint: "p1" })
 *   const again = yield* desk.ingest(shop, { items: [document], rejected: [], checkpoint: "p2" })
 *   const checkpoint = yield* desk.checkpoint({ channel: "webshop", account: "de" })
 *   return [again.answer.known, Option.getOrNull(checkpoint)]
 * })
 * const live = OrderDesk.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * [ 1, 'p2' ]
 * ```
 */
export class OrderDesk extends Context.Service<OrderDesk, OrderDeskShape>()(
  "entrepot/orders/OrderDesk",
) {
  /** The desk over given services, such as those that other rooms share. */
  static readonly layerOver: Layer.Layer<OrderDesk, never, Transactor | Records> = Layer.effect(
    OrderDesk,
    Effect.gen(function* () {
      const transactor = yield* Transactor
      const records = yield* Records
      const decodePage = Input.decoder<OrderPage, unknown>("OrderDesk.ingest", OrderPage)

      const ingest: OrderDeskShape["ingest"] = Effect.fnUntraced(function* (source, page) {
        const { id: channel, account, traits } = source
        const { items, checkpoint } = page
        const shows = traits.orders?.shows ?? "whole"
        const decoded = yield* decodePage({ channel, account, shows, items, checkpoint })
        const command = {
          commandId: OrderIngest.commandId(decoded),
          body: { channel, account, checkpoint },
          answer: OrderIngest.Ingested,
        }
        return yield* transactor.transact(
          command,
          Effect.map(OrderIngest.ingest(decoded), OrderIngest.count),
        )
      })

      const { Observe: _, ...cases } = OrderCommand.cases
      const post = commandMethods(ReceiptKeeping.over(transactor), {
        service: "OrderDesk",
        cases,
        answer: OrderPosting.Posted,
        post: (command) =>
          ReasonKeeping.kept(
            command,
            ReasonKeeping.ofOrder(command.order),
            OrderPosting.post(command),
          ),
      })

      return OrderDesk.of({
        ingest,
        checkpoint: Effect.fnUntraced(function* (account) {
          const id = accountId(yield* decodeAccount.checkpoint(account))
          return Option.map(yield* records.get(Checkpoints, id), ({ checkpoint }) => checkpoint)
        }),
        cancelLines: post("cancelLines", "CancelLines"),
        returnLines: post("returnLines", "ReturnLines"),
        release: post("release", "Release"),
        override: post("override", "Override"),
        assign: post("assign", "Assign"),
        acceptCancellation: post("acceptCancellation", "AcceptCancellation"),
        refuseCancellation: post("refuseCancellation", "RefuseCancellation"),
        erase: post("erase", "Erase"),
        listings: Listings.make(transactor, records),
        review: Reviews.make(transactor, records),
        find: Effect.fnUntraced(function* ({ kind = "order", ...name }) {
          const ref = yield* decodeOrder({ ...keyOf(name), kind })
          return yield* records.get(Orders, orderId(ref))
        }),
        page: OrderPages.page(records),
        reasons: ReasonKeeping.read(records),
        findDocument: Effect.fnUntraced(function* ({ kind, revision, ...name }) {
          const ref = yield* decodeDocument({ ...keyOf(name), kind, revision })
          return yield* records.get(Documents, documentId(ref))
        }),
        parked: Effect.fnUntraced(function* (of, options) {
          const { channel, account } = yield* decodeAccount.parked(of)
          return yield* records.page(
            Documents,
            { index: "parked", under: [channel, account] },
            options,
          )
        }),
      })
    }),
  )

  /** The desk with services of its own over a store. */
  static readonly layer: Layer.Layer<OrderDesk, never, Store> = OrderDesk.layerOver.pipe(
    Layer.provide(storeServices),
  )
}

const decodeAccount = {
  checkpoint: Input.decoder("OrderDesk.checkpoint", Account),
  parked: Input.decoder("OrderDesk.parked", Account),
}
const decodeOrder = Input.decoder("OrderDesk.find", OrderRef)
const decodeDocument = Input.decoder(
  "OrderDesk.findDocument",
  Schema.Struct({ ...refFields, revision: Revision }),
)
