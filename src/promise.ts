/**
 * The same services for hosts that speak promises.
 *
 * Nothing here is written by hand for a service: types are mapped, and methods are wrapped in a
 * loop. Rejections are the errors themselves, with their class and their `_tag`.
 *
 * @module
 */
import { Context, Effect, Layer, ManagedRuntime, Option, Stream } from "effect"

import { Couriers, type CouriersShape } from "./couriers/Courier.ts"
import { Customers } from "./customers/Customers.ts"
import { Segments } from "./customers/segments/Segments.ts"
import * as Settings from "./customers/segments/Settings.ts"
import { Fulfilment } from "./fulfilment/Fulfilment.ts"
import { OrderDesk } from "./orders/OrderDesk.ts"
import { Router } from "./routing/Router.ts"
import { StockLedger } from "./stock/StockLedger.ts"
import { Namespace } from "./store/Namespace.ts"
import type { Store } from "./store/Store.ts"

/** What a promise brings of an effect's answer: a value that may be missing is `undefined`. */
export type Answer<A> = A extends Option.Option<infer B> ? B | undefined : A

/**
 * A method that answers with a promise, or with an async iterable where it was a stream. Methods that
 * a service groups stay grouped.
 */
export type PromisedMethod<F> = F extends (...args: infer Args) => Effect.Effect<infer A, unknown>
  ? (...args: Args) => Promise<Answer<A>>
  : F extends (...args: infer Args) => Stream.Stream<infer A, unknown>
    ? (...args: Args) => AsyncIterable<A>
    : F extends (...args: never) => unknown
      ? F
      : F extends object
        ? Promised<F>
        : F

/** A service whose methods speak promises. */
export type Promised<S> = { readonly [K in keyof S]: PromisedMethod<S[K]> }

/** The services of the rooms, by the names that the façade gives them. */
export interface Rooms {
  readonly stock: typeof StockLedger
  readonly orders: typeof OrderDesk
  readonly customers: typeof Customers
  readonly segments: typeof Segments
  readonly router: typeof Router
  readonly fulfilment: typeof Fulfilment
}

const rooms: Rooms = {
  stock: StockLedger,
  orders: OrderDesk,
  customers: Customers,
  segments: Segments,
  router: Router,
  fulfilment: Fulfilment,
}

/** What the façade calls its rooms. */
export type RoomNames = keyof Rooms
type Services = Context.Service.Identifier<Rooms[RoomNames]>

/** Each room with promises. */
export type PromisedRooms = {
  readonly [K in RoomNames]: Promised<Context.Service.Shape<Rooms[K]>>
}

/** All rooms over one store, until it is closed. */
export interface Entrepot extends PromisedRooms, AsyncDisposable {
  /** The same rooms for another tenant of the store. */
  readonly tenant: (namespace: string) => Entrepot
  /** Waits for what was submitted, then closes the store. */
  readonly close: () => Promise<void>
}

/** Settings of {@link open}. */
export interface Options {
  /** The tenant: `"default"` unless said otherwise. */
  readonly namespace?: string
  /** Who carries parcels; the router needs at least one. */
  readonly couriers?: CouriersShape["couriers"]
  /** How long the parcels of a service from a place took: what the choice of a courier relies on. */
  readonly historyOf?: NonNullable<CouriersShape["historyOf"]>
  /**
   * How segments read amounts and new products, and from when on; in EUR unless said otherwise. A function
   * is asked at each look, so that a rate may be added while the shop is open.
   */
  readonly segments?: Settings.Settings | (() => Settings.Settings | Promise<Settings.Settings>)
}

/**
 * Opens a back office over a store; rejects with the store's error where it cannot be opened.
 *
 * @example
 * ```ts
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { open } from "entrepot/promise"
 *
 * await using shop = await open(Memory.layer())
 * await shop.stock.receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity: 3 }] })
 * console.log((await shop.stock.level("MUG")).available)
 * ```
 * ```text
 * 3
 * ```
 */
export const open = async <E>(
  store: Layer.Layer<Store, E>,
  options: Options = {},
): Promise<Entrepot> => {
  const { couriers = [], historyOf, segments = Settings.always({ currency: "EUR" }) } = options
  const settings =
    typeof segments === "function"
      ? Effect.promise(async () => segments())
      : Effect.succeed(segments)
  const host: CouriersShape = { couriers, ...(historyOf && { historyOf }) }
  const layer = Layer.mergeAll(
    StockLedger.layer,
    OrderDesk.layer,
    Customers.layer,
    Segments.layer(settings),
    Router.layer,
    Fulfilment.layer,
  ).pipe(Layer.provide(Layer.succeed(Couriers, host)), Layer.provide(store))
  const runtime = ManagedRuntime.make(layer)
  const services = await runtime.context()
  return facade(services, () => runtime.dispose(), options.namespace ?? "default")
}

const facade = (
  services: Context.Context<Services>,
  close: () => Promise<void>,
  namespace: string,
): Entrepot => {
  const faces = Object.entries<Context.Key<Services, object>>({ ...rooms }).map(([name, room]) => [
    name,
    promised(Context.get(services, room), namespace),
  ])
  return {
    // The loop gives each room the type that the mapped type says.
    ...(Object.fromEntries(faces) as PromisedRooms),
    tenant: (other) => facade(services, close, other),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * Wraps every method of a service.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { promised } from "entrepot/promise"
 *
 * const clock = promised({ hour: () => Effect.succeed(12) })
 * console.log(await clock.hour())
 * ```
 * ```text
 * 12
 * ```
 */
export const promised = <S extends object>(service: S, namespace = "default"): Promised<S> => {
  const wrapped = new Map<string, unknown>()
  for (const [name, member] of Object.entries(service))
    wrapped.set(name, wrappedMember(member, namespace))
  // The loop gives each method the type that the mapped type says.
  return Object.fromEntries(wrapped) as Promised<S>
}

const wrappedMember = (member: unknown, namespace: string): unknown => {
  if (typeof member === "function")
    return wrap((...args) => Reflect.apply(member, undefined, args), namespace)
  return typeof member === "object" && member !== null ? promised(member, namespace) : member
}

const wrap =
  (method: (...args: ReadonlyArray<unknown>) => unknown, namespace: string) =>
  (...args: ReadonlyArray<unknown>): unknown => {
    const answer = method(...args)
    if (Stream.isStream(answer))
      return Stream.toAsyncIterable(
        Stream.provideService(answer as Stream.Stream<unknown>, Namespace, namespace),
      )
    if (!Effect.isEffect(answer)) return answer
    const effect = Effect.provideService(answer as Effect.Effect<unknown>, Namespace, namespace)
    return Effect.runPromise(
      Effect.map(effect, (value) =>
        Option.isOption(value) ? Option.getOrUndefined(value) : value,
      ),
    )
  }
