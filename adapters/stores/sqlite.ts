/**
 * A store in one SQLite file, on `node:sqlite`: one machine, any number of processes.
 *
 * @module
 */
import { hash } from "node:crypto"
import { DatabaseSync } from "node:sqlite"

import { type Duration, Effect, Layer, Result, type Scope } from "effect"
import {
  type Capabilities,
  defaultCapabilities,
  type HostWork,
  Sha256,
  Store,
  type StoreShape,
  StoreUnavailable,
} from "entrepot/store"

import { commitNow } from "./sqlite/commit.ts"
import { journalPage, queryPage, readRecords } from "./sqlite/pages.ts"
import { prepareStatements } from "./sqlite/statements.ts"
import { assertDurable, configure, migrate, openEpoch } from "./sqlite/tables.ts"
import { type Attempt, attempting } from "./sqlite/transaction.ts"

/** Settings of {@link make} and {@link layer}. */
export type Options = (PathOptions | DatabaseOptions) & CommonOptions

/** The store opens the file, and closes it with its scope. */
export interface PathOptions {
  /**
   * The path of the database file, made where it is missing (its folder is not), or `:memory:` for
   * a database that is gone with the scope.
   *
   * The connection uses WAL, `synchronous = FULL` and a page cache of at most 64 MB.
   */
  readonly path: string
}

/** The store works on the host's own connection, and never closes it. */
export interface DatabaseOptions {
  /**
   * An open database, with text in UTF-8 and `synchronous` at FULL or above; other settings stay
   * what the host made them. Its `timeout` is how long a commit may block the event loop while
   * another process writes; 0, the default of Node, is best.
   *
   * One connection is one session: while the host's own transaction is open on it, a commit waits
   * for at most `busyTimeout`. Rather give the store a connection of its own.
   */
  readonly database: DatabaseSync
}

/** What both ways to open have in common. */
export interface CommonOptions {
  /**
   * The data was just restored from a backup: begins a new epoch, so that cursors made before are
   * refused. Say it once, at the first opening after the restore.
   */
  readonly restored?: boolean
  /**
   * How long to wait while another process writes, without blocking the event loop, before the
   * answer is `StoreUnavailable` with the reason `busy`; 10 seconds by default.
   */
  readonly busyTimeout?: Duration.Input
  /** Deviations from what this store can do, such as `{ revise: false }` in a test. */
  readonly capabilities?: Partial<Capabilities>
}

/**
 * Opens a store, after bringing the tables to this release's format.
 *
 * Fails with `StoreUnavailable` where the file cannot be opened, is no database, has settings that
 * break a promise of the port, or was written by a release that this one cannot read.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Sqlite from "entrepot/adapters/stores/sqlite"
 *
 * const program = Effect.gen(function* () {
 *   const store = yield* Sqlite.make({ path: ":memory:" })
 *   return yield* store.read("default", [{ collection: "shelf", id: "mug" }])
 * })
 * const [found] = await Effect.runPromise(Effect.scoped(program))
 * console.log(found?.record)
 * ```
 * ```text
 * undefined
 * ```
 */
export const make = (options: Options): Effect.Effect<StoreShape, StoreUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const attempt = attempting(options.busyTimeout ?? "10 seconds")
    const capabilities: Capabilities = {
      ...defaultCapabilities,
      revise: true,
      joinsHost: true,
      ...options.capabilities,
    }

    const database = "database" in options ? options.database : yield* open(options.path, attempt)
    yield* attempt("open", () => assertDurable(database))
    yield* attempt("open", () => migrate(database))
    const epoch = yield* attempt("open", () => openEpoch(database, options.restored ?? false))
    const statements = yield* attempt("open", () => Result.succeed(prepareStatements(database)))
    const connection = { database, capabilities, epoch, statements }

    return {
      capabilities,
      epoch,
      read: (namespace, keys) => attempt("read", () => readRecords(connection, namespace, keys)),
      commit: (namespace, commit, revise) =>
        attempt("commit", () => commitNow(connection, namespace, commit, revise)),
      query: (namespace, range) => attempt("query", () => queryPage(connection, namespace, range)),
      journal: (namespace, range) =>
        attempt("journal", () => journalPage(connection, namespace, range)),
    }
  })

const open = (path: string, attempt: Attempt) =>
  Effect.acquireRelease(
    attempt("open", () => Result.succeed(new DatabaseSync(path))),
    (database) => Effect.sync(() => database.close()),
  ).pipe(
    Effect.tap((database) => attempt("open", () => configure(database))),
    Effect.mapError(
      ({ operation, reason, outcome, detail }) =>
        new StoreUnavailable({ operation, reason, outcome, detail: `${path}: ${detail}` }),
    ),
  )

/**
 * A layer with a store that is closed with it.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Sqlite from "entrepot/adapters/stores/sqlite"
 * import { Store } from "entrepot/store"
 *
 * const revises = Store.use((store) => Effect.succeed(store.capabilities.revise))
 * const live = Sqlite.layer({ path: ":memory:" })
 * console.log(await Effect.runPromise(revises.pipe(Effect.provide(live))))
 * ```
 * ```text
 * true
 * ```
 */
export const layer = (options: Options): Layer.Layer<Store, StoreUnavailable> =>
  Layer.merge(
    Layer.effect(Store, make(options)),
    Layer.succeed(Sha256, (text) => hash("sha256", text, "hex")),
  )

/**
 * Work of the host that commits or rolls back together with our commit, on the same connection.
 *
 * It runs after our expectations were checked. It is synchronous, leaves the transaction open, and
 * may run again where the database was busy; what it throws refuses the commit (`HostWorkFailed`).
 *
 * @example
 * ```ts
 * import * as Sqlite from "entrepot/adapters/stores/sqlite"
 *
 * const bookkeeping = Sqlite.alongside((database) => {
 *   database.prepare("INSERT INTO invoice (number) VALUES (?)").run("2026-0001")
 * })
 * console.log(bookkeeping.adapter)
 * ```
 * ```text
 * sqlite
 * ```
 */
export const alongside = (run: (database: DatabaseSync) => void): HostWork => ({
  adapter: "sqlite",
  run,
})
