/**
 * Whole rooms inside the host's own open transaction.
 *
 * @module
 */
import { Effect, Layer } from "effect"
import {
  type Journal,
  type Records,
  Store,
  storeServices,
  type StoreUnavailable,
  type Transactor,
} from "entrepot/store"
import type { ClientBase } from "pg"

import {
  type HostMustRetry,
  type HostTransactionUnfit,
  type JoinedOptions,
  joinedStore,
  orHostMustRetry,
} from "./joined.ts"

/** An answer that holds once the host commits, and never was where the host rolls back. */
export interface Provisional<A> {
  readonly provisional: A
}

/**
 * Runs commands on a connection whose transaction the host has opened, READ COMMITTED.
 *
 * They see what the host wrote and become durable with the host's own COMMIT. Nothing is cached
 * before or kept afterwards. `HostMustRetry` asks for the whole transaction to be rolled back and
 * begun again. Where one's own rows only have to commit together with ours, `alongside` is cheaper.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Postgres from "entrepot/adapters/stores/postgres"
 * import { StockLedger } from "entrepot/stock"
 * import { Client } from "pg"
 *
 * // Between the host's own BEGIN and COMMIT:
 * const hold = (client: Client, orderId: string) =>
 *   StockLedger.use((ledger) =>
 *     ledger.hold({
 *       commandId: orderId,
 *       holdId: orderId,
 *       lines: [{ sku: "MUG", quantity: 1 }],
 *     }),
 *   ).pipe(Effect.provide(StockLedger.layerOver), Postgres.joined(client))
 * const refused = Effect.runSync(Effect.flip(hold(new Client(), "order-1")))
 * console.log(refused._tag)
 * ```
 * ```text
 * HostTransactionUnfit
 * ```
 */
export const joined =
  (client: ClientBase, options: JoinedOptions = {}) =>
  <A, E, R>(
    commands: Effect.Effect<A, E, R>,
  ): Effect.Effect<
    Provisional<A>,
    E | StoreUnavailable | HostTransactionUnfit | HostMustRetry,
    Exclude<R, Store | Transactor | Records | Journal>
  > =>
    Effect.flatMap(joinedStore(client, options), (store) => {
      const services = Layer.provideMerge(storeServices, Layer.succeed(Store, store))
      // Of its own: a shared transactor would remember what the host may yet roll back.
      return Effect.provide(commands, services, { local: true })
    }).pipe(
      Effect.map((provisional) => ({ provisional })),
      orHostMustRetry,
    )
