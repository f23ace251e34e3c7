/**
 * A store in PostgreSQL, on `pg`: any number of processes over one database.
 *
 * @module
 */
import { hash } from "node:crypto"

import { Effect, Layer, type Scope } from "effect"
import {
  type Capabilities,
  defaultCapabilities,
  type HostWork,
  Sha256,
  Store,
  type StoreShape,
  type StoreUnavailable,
} from "entrepot/store"
import { Pool, type PoolClient } from "pg"

import { pooled } from "./postgres/session.ts"
import { statementsOver } from "./postgres/statements.ts"
import { storeOver } from "./postgres/store.ts"
import { migrate, openEpoch, tablesIn } from "./postgres/tables.ts"

export {
  HostMustRetry,
  HostTransactionUnfit,
  type JoinedOptions,
  joinedStore,
  orHostMustRetry,
} from "./postgres/joined.ts"
export { joined, type Provisional } from "./postgres/provisional.ts"

/** Settings of {@link make} and {@link layer}. */
export type Options = (UrlOptions | PoolOptions) & CommonOptions

/** The store makes a pool of its own, and closes it with its scope. */
export interface UrlOptions {
  /** Such as `postgres://user:password@host:5432/database`. */
  readonly url: string
}

/** The store borrows connections from the host's own pool, and never closes it. */
export interface PoolOptions {
  /**
   * A pool of `pg`. A commit holds one connection for its time. Connections through a pooler such
   * as PgBouncer must keep prepared statements.
   */
  readonly pool: Pool
}

/** What both ways to open have in common. */
export interface CommonOptions {
  /** The schema of the tables, made where it is missing; `entrepot` by default. */
  readonly schema?: string
  /**
   * The data was just restored from a backup: begins a new epoch, so that cursors made before are
   * refused. Say it once, at the first opening after the restore.
   */
  readonly restored?: boolean
  /** Deviations from what this store can do, such as `{ revise: false }` in a test. */
  readonly capabilities?: Partial<Capabilities>
}

/**
 * Opens a store, after bringing the tables to this release's format; any number of processes may
 * do so at once.
 *
 * Fails with `StoreUnavailable` where the database does not answer, is not in UTF-8, refuses to
 * make the tables, or was written by a release that this one cannot read. The views `records` and
 * `journal` in the schema give the same data in typed columns.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Postgres from "entrepot/adapters/stores/postgres"
 *
 * const program = Effect.gen(function* () {
 *   const store = yield* Postgres.make({ url: "postgres://nobody@127.0.0.1:1/none" })
 *   return yield* store.read("default", [{ collection: "shelf", id: "mug" }])
 * })
 * const error = await Effect.runPromise(Effect.flip(Effect.scoped(program)))
 * console.log(error._tag, "reason" in error && error.reason)
 * ```
 * ```text
 * StoreUnavailable gone
 * ```
 */
export const make = (options: Options): Effect.Effect<StoreShape, StoreUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const tables = yield* Effect.fromResult(tablesIn(options.schema ?? "entrepot"))
    const access = pooled("pool" in options ? options.pool : yield* openPool(options.url))
    const epoch = yield* access.use("open", (session) =>
      Effect.andThen(
        migrate(session, tables),
        openEpoch(session, tables, options.restored ?? false),
      ),
    )
    return storeOver({
      access,
      tables,
      statements: statementsOver(tables),
      capabilities: {
        ...defaultCapabilities,
        revise: true,
        joinsHost: true,
        ...options.capabilities,
      },
      epoch,
    })
  })

const openPool = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      // An idle connection that is lost needs no answer: the next use makes another.
      new Pool({
        connectionString: url,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      }).on("error", () => {}),
    ),
    (pool) => Effect.promise(() => pool.end()),
  )

/**
 * A layer with a store that is closed with it.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Postgres from "entrepot/adapters/stores/postgres"
 * import { Store } from "entrepot/store"
 * import { Pool } from "pg"
 *
 * const pool = new Pool({ host: "127.0.0.1", port: 1 })
 * const revises = Store.use((store) => Effect.succeed(store.capabilities.revise))
 * const live = Postgres.layer({ pool, schema: "back_office" })
 * const error = await Effect.runPromise(Effect.flip(Effect.provide(revises, live)))
 * console.log(error.reason)
 * ```
 * ```text
 * gone
 * ```
 */
export const layer = (options: Options): Layer.Layer<Store, StoreUnavailable> =>
  Layer.merge(
    Layer.effect(Store, make(options)),
    Layer.succeed(Sha256, (text) => hash("sha256", text, "hex")),
  )

/**
 * Work of the host that commits or rolls back together with our commit, in the same transaction.
 *
 * It runs after our locks are taken and before most of our writes, so it should be short. It leaves
 * the transaction open, and locks its own rows in an order of its own choice, the same everywhere.
 * It may run again where the commit is tried again; where it fails, the commit is refused
 * (`HostWorkFailed`).
 *
 * @example
 * ```ts
 * import * as Postgres from "entrepot/adapters/stores/postgres"
 *
 * const bookkeeping = Postgres.alongside(async (client) => {
 *   await client.query("INSERT INTO invoice (number) VALUES ($1)", ["2026-0001"])
 * })
 * console.log(bookkeeping.adapter)
 * ```
 * ```text
 * postgres
 * ```
 */
export const alongside = (run: (client: PoolClient) => Promise<void>): HostWork => ({
  adapter: "postgres",
  run,
})
