/**
 * The router: from which places an order leaves, and by which courier; held and consigned at once.
 *
 * @module
 */
import { Context, Effect, Layer, Option, Schema } from "effect"

import { Couriers } from "../couriers/Courier.ts"
import * as Digest from "../kernel/Digest.ts"
import * as Id from "../kernel/Id.ts"
import * as Quantity from "../kernel/Quantity.ts"
import type { Order } from "../orders/Order.ts"
import { OrderKey } from "../orders/OrderCommand.ts"
import { Orders } from "../orders/OrderRecords.ts"
import { type CommandInput, type CommandMethod, commandMethods } from "../store/CommandMethod.ts"
import * as Input from "../store/Input.ts"
import { type PageOptions, Records, type RecordsError, type Values } from "../store/Records.ts"
import { storeServices } from "../store/services.ts"
import type { Store } from "../store/Store.ts"
import type { InputInvalid, TransactionError } from "../store/TransactionError.ts"
import { type CommandError, type Outcome, Transactor } from "../store/Transactor.ts"
import type { ItemProfile, PlaceProfile, RoutingPolicy } from "./Profile.ts"
import * as ProfilePosting from "./ProfilePosting.ts"
import * as RouteAttempt from "./RouteAttempt.ts"
import type { RoutePosted } from "./RoutePosting.ts"
import { ProfileCommand, type RouteOrder } from "./RoutingCommand.ts"
import {
  ItemProfiles,
  type OrderRoute,
  OrderRoutes,
  PlaceProfiles,
  Policies,
  policyId,
  routeId,
  type UnroutedOrder,
  UnroutedOrders,
} from "./RoutingRecords.ts"
import type { RoutingRefusal } from "./RoutingRefusal.ts"
import * as UnroutedKeeping from "./UnroutedKeeping.ts"

/** A command on profiles as a method. */
export type PostProfile<Tag extends ProfileCommand["_tag"]> = CommandMethod<
  (typeof ProfileCommand.cases)[Tag],
  ProfilePosting.ProfilePosted,
  ProfilePosting.ProfileRefusal
>

/** What became of the released orders that were looked at. */
export interface RoutedOrders {
  readonly routed: ReadonlyArray<{
    readonly order: OrderKey
    readonly answer: RoutePosted
  }>
  readonly refused: ReadonlyArray<{ readonly order: OrderKey; readonly refusal: RoutingRefusal }>
  /** Orders that were left alone: refused before, since when nothing changed, or erased. */
  readonly unchanged: number
}

/** What the router does. Input is decoded first: `InputInvalid` says what is wrong, and where. */
export interface RouterShape {
  /** Serves orders from a place from now on, as its profile says. */
  readonly setPlace: PostProfile<"SetPlace">
  /** Serves no more orders from a place. */
  readonly dropPlace: PostProfile<"DropPlace">
  /** Says what couriers need to know of an item. */
  readonly setItem: PostProfile<"SetItem">
  /** Says what a good route is. */
  readonly setPolicy: PostProfile<"SetPolicy">
  /**
   * Routes what nobody has planned yet of a released order: all of it, or nothing. Its units are held,
   * its consignments written and its lines planned in one transaction, on what there is at that moment;
   * where others took units meanwhile it routes again.
   */
  readonly route: (
    input: CommandInput<typeof RouteOrder>,
  ) => Effect.Effect<Outcome<RoutePosted>, RoutingRefusal | CommandError>
  /**
   * Routes released orders, the most urgent first, at most so many (100 unless said). One that has no
   * route is kept with the reason, and left alone until something changes.
   */
  readonly routeReleased: (options?: {
    readonly limit?: number
  }) => Effect.Effect<RoutedOrders, CommandError | RecordsError>
  /** The last route of an order: why these places and couriers, and what each other came to. */
  readonly explain: (
    order: OrderKey,
  ) => Effect.Effect<Option.Option<OrderRoute>, InputInvalid | RecordsError>
  /**
   * A page of the orders without a route, those that wait longest first. Those that wait for none any
   * more leave the list.
   */
  readonly unrouted: (
    options?: PageOptions,
  ) => Effect.Effect<Values<UnroutedOrder>, RecordsError | TransactionError>
  /** A page of the places that orders are served from. */
  readonly places: (options?: PageOptions) => Effect.Effect<Values<PlaceProfile>, RecordsError>
  /** What couriers need to know of an item, where it was said. */
  readonly findItem: (
    sku: string,
  ) => Effect.Effect<Option.Option<ItemProfile>, InputInvalid | RecordsError>
  /** What a good route is, where it was said. */
  readonly policy: () => Effect.Effect<Option.Option<RoutingPolicy>, RecordsError>
}

/**
 * The service, for the host's {@link Couriers}. Over any store it is the same.
 *
 * @example
 * ```ts
 * import { Effect, Layer, Option } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Router } from "entrepot/routing"
 *
 * const program = Effect.gen(function* () {
 *   const router = yield* Router
 *   yield* router.setItem({ commandId: "1", item: { sku: "MUG", weightGrams: 350 } })
 *   const order = { channel: "csv", account: "shop", externalId: "7" }
 *   const refusal = yield* Effect.flip(router.route({ commandId: "2", order }))
 *   const mug = yield* router.findItem("MUG")
 *   return [Option.getOrNull(mug)?.weightGrams, refusal._tag]
 * })
 * const live = Router.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * [ 350, 'UnknownOrder' ]
 * ```
 */
export class Router extends Context.Service<Router, RouterShape>()("entrepot/routing/Router") {
  /** The router over given services, such as those that other rooms share. */
  static readonly layerOver: Layer.Layer<Router, never, Transactor | Records> = Layer.effect(
    Router,
    Effect.gen(function* () {
      const transactor = yield* Transactor
      const records = yield* Records

      const profile = commandMethods(transactor, {
        service: "Router",
        cases: ProfileCommand.cases,
        answer: ProfilePosting.ProfilePosted,
        post: ProfilePosting.post,
      })

      const tried = RouteAttempt.make(transactor, yield* Couriers)

      /** Tries a released order, unless nothing changed since it was refused. */
      const triedReleased = Effect.fnUntraced(function* (order: OrderKey) {
        const { facts, isLeft } = yield* transactor.run(UnroutedKeeping.standing(order))
        if (isLeft) return undefined
        const known = Option.getOrUndefined(yield* records.get(OrderRoutes, routeId(order)))
        // Who else tries the same at the same time is answered the same.
        const name = Digest.canonicalJson(["routeReleased", order, known?.times ?? 0])
        return yield* tried({ commandId: Digest.sha256(name), order }).pipe(
          Effect.map(({ answer }) => ({ order, answer })),
          Effect.catchTag("Refused", ({ refusal }) =>
            Effect.as(transactor.run(UnroutedKeeping.note(order, facts, refusal)), {
              order,
              refusal,
            }),
          ),
        )
      })

      const routeReleased: RouterShape["routeReleased"] = Effect.fnUntraced(function* (
        options = {},
      ) {
        const { limit = 100 } = yield* decode.routeReleased(options)
        const routed: Array<Item<RoutedOrders["routed"]>> = []
        const refused: Array<Item<RoutedOrders["refused"]>> = []
        let unchanged = 0
        const released = { index: "byStage", under: ["released"] } as const
        let cursor: string | undefined
        do {
          const page: Values<Order> = yield* records.page(Orders, released, { cursor, limit })
          for (const { channel, account, externalId } of page.values) {
            if (routed.length + refused.length >= limit) return { routed, refused, unchanged }
            const found = yield* triedReleased({ channel, account, externalId })
            if (found === undefined) unchanged += 1
            else if ("answer" in found) routed.push(found)
            else refused.push(found)
          }
          cursor = page.cursor
        } while (cursor !== undefined)
        return { routed, refused, unchanged }
      })

      return Router.of({
        setPlace: profile("setPlace", "SetPlace"),
        dropPlace: profile("dropPlace", "DropPlace"),
        setItem: profile("setItem", "SetItem"),
        setPolicy: profile("setPolicy", "SetPolicy"),
        route: (input) =>
          Effect.catchTag(tried(input), "Refused", ({ refusal }) => Effect.fail(refusal)),
        routeReleased,
        explain: Effect.fnUntraced(function* (order) {
          return yield* records.get(OrderRoutes, routeId(yield* decode.explain(order)))
        }),
        unrouted: Effect.fnUntraced(function* (options) {
          while (true) {
            const page = yield* records.page(UnroutedOrders, { index: "bySince" }, options)
            if ((yield* transactor.run(UnroutedKeeping.tidy(page.values))) === 0) return page
          }
        }),
        places: (options) => records.page(PlaceProfiles, {}, options),
        findItem: Effect.fnUntraced(function* (sku) {
          return yield* records.get(ItemProfiles, yield* decode.findItem(sku))
        }),
        policy: () => records.get(Policies, policyId),
      })
    }),
  )

  /** The router with services of its own over a store. */
  static readonly layer: Layer.Layer<Router, never, Store> = Router.layerOver.pipe(
    Layer.provide(storeServices),
  )
}

type Item<List extends ReadonlyArray<unknown>> = List[number]

const decode = {
  routeReleased: Input.decoder(
    "Router.routeReleased",
    Schema.Struct({ limit: Schema.optional(Quantity.PositiveQuantity) }),
  ),
  explain: Input.decoder("Router.explain", OrderKey),
  findItem: Input.decoder("Router.findItem", Id.Sku),
}
