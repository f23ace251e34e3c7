/**
 * A store inside the host's own open transaction: what it commits is the host's to commit.
 *
 * @module
 */
import { Effect, Schema, Semaphore } from "effect"
import {
  type Capabilities,
  defaultCapabilities,
  type StoreShape,
  StoreUnavailable,
} from "entrepot/store"
import type { ClientBase } from "pg"

import {
  type Access,
  asUnavailable,
  type Frame,
  hostMustRetry,
  run,
  type Session,
} from "./session.ts"
import { statementsOver } from "./statements.ts"
import { storeOver } from "./store.ts"
import { openEpoch, tablesIn } from "./tables.ts"

/** The host's transaction cannot carry a commit of ours, as it is; nothing was written. */
export class HostTransactionUnfit extends Schema.TaggedError<HostTransactionUnfit>()(
  "HostTransactionUnfit",
  { detail: Schema.String },
) {
  override get message(): string {
    return `the host's transaction cannot be joined: ${this.detail}`
  }
}

/**
 * The host's transaction lost a race or would deadlock: roll all of it back and begin it again.
 *
 * PostgreSQL's codes 40001 and 40P01.
 */
export class HostMustRetry extends Schema.TaggedError<HostMustRetry>()("HostMustRetry", {
  detail: Schema.String,
}) {
  override get message(): string {
    return `the host's transaction must be rolled back and tried again: ${this.detail}`
  }
}

/**
 * Tells {@link HostMustRetry} from what else makes a joined store unavailable.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Postgres from "entrepot/adapters/stores/postgres"
 * import { StoreUnavailable } from "entrepot/store"
 *
 * const lost = new StoreUnavailable({
 *   operation: "commit",
 *   reason: "busy",
 *   outcome: "nothing",
 *   detail: "host must retry: deadlock detected",
 * })
 * const error = Effect.runSync(Effect.flip(Postgres.orHostMustRetry(Effect.fail(lost))))
 * console.log(error._tag)
 * ```
 * ```text
 * HostMustRetry
 * ```
 */
export const orHostMustRetry = <A, E, R>(
  self: Effect.Effect<A, E | StoreUnavailable, R>,
): Effect.Effect<A, E | StoreUnavailable | HostMustRetry, R> =>
  Effect.mapError(self, (error) =>
    error instanceof StoreUnavailable && error.detail.startsWith(hostMustRetry)
      ? new HostMustRetry({ detail: error.detail })
      : error,
  )

/** Settings of {@link joinedStore}. */
export interface JoinedOptions {
  /** The schema of the tables; `entrepot` by default. A store was opened on it before. */
  readonly schema?: string
  /** Deviations from what this store can do, such as `{ revise: false }` in a test. */
  readonly capabilities?: Partial<Capabilities>
}

/**
 * A store on a connection whose transaction is open and READ COMMITTED.
 *
 * Each commit is a savepoint: it is durable when the host commits, and gone when the host rolls
 * back. Until then it holds its rows, and readers of the journal stop short of its position; so end
 * the transaction soon. The store is of use until then, and the connection is not the host's while
 * an operation runs.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Postgres from "entrepot/adapters/stores/postgres"
 * import { Client } from "pg"
 *
 * // Between the host's own BEGIN and COMMIT:
 * const shelf = (client: Client) =>
 *   Effect.gen(function* () {
 *     const store = yield* Postgres.joinedStore(client)
 *     return yield* store.read("default", [{ collection: "shelf", id: "mug" }])
 *   })
 * const refused = Effect.runSync(Effect.flip(shelf(new Client())))
 * console.log(refused.message)
 * ```
 * ```text
 * the host's transaction cannot be joined: no transaction is open
 * ```
 */
export const joinedStore = (
  client: ClientBase,
  options: JoinedOptions = {},
): Effect.Effect<StoreShape, StoreUnavailable | HostTransactionUnfit> =>
  Effect.gen(function* () {
    const tables = yield* Effect.fromResult(tablesIn(options.schema ?? "entrepot"))
    const access = joinedBy(client)
    const epoch = yield* access.use("open", (session) =>
      Effect.andThen(assertFit(session), openEpoch(session, tables, false)),
    )
    return storeOver({
      access,
      tables,
      statements: statementsOver(tables),
      capabilities: { ...defaultCapabilities, revise: true, ...options.capabilities },
      epoch,
    })
  })

// One operation at a time, to its end: they share one connection and one savepoint.
const joinedBy = (client: ClientBase): Access => {
  const semaphore = Semaphore.makeUnsafe(1)
  return {
    use: (operation, body) =>
      Effect.uninterruptible(
        semaphore.withPermit(asUnavailable(operation)(body({ client, broken: false }))),
      ),
    frame: savepoint,
  }
}

const savepoint: Frame = {
  begin: { text: "SAVEPOINT entrepot" },
  commit: { text: "RELEASE SAVEPOINT entrepot" },
  rollback: { text: "ROLLBACK TO SAVEPOINT entrepot; RELEASE SAVEPOINT entrepot" },
  ours: false,
}

const assertFit = Effect.fnUntraced(function* (session: Session) {
  const status = session.client.getTransactionStatus()
  if (status !== "T")
    return yield* unfit(status === "E" ? "it has failed" : "no transaction is open")
  const [row] = yield* run<{ readonly isolation: string }>(session, {
    text: "SELECT current_setting('transaction_isolation') AS isolation",
  })
  if (row?.isolation !== "read committed")
    return yield* unfit(`its isolation is ${row?.isolation}, not read committed`)
})

const unfit = (detail: string) => new HostTransactionUnfit({ detail })
