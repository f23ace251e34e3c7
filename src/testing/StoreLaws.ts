/**
 * The laws of the store: an adapter is finished when they hold.
 *
 * Each works in a fresh namespace of its own, so they may run on a database that is in use; what
 * they write there stays.
 *
 * @module
 */
import type { Store } from "../store/Store.ts"
import type { Law } from "./Law.ts"
import type { SecondStore } from "./SecondStore.ts"
import { commitLaws } from "./storeLaws/commits.ts"
import { conflictLaws } from "./storeLaws/conflicts.ts"
import { contentLaws } from "./storeLaws/contents.ts"
import { journalLaws } from "./storeLaws/journals.ts"
import { modelLaws } from "./storeLaws/model.ts"
import { namespaceLaws } from "./storeLaws/namespaces.ts"
import { queryLaws } from "./storeLaws/queries.ts"
import { revisionLaws } from "./storeLaws/revisions.ts"

/**
 * All laws of the port `Store`, to be run over it and a {@link SecondStore} of the same data.
 *
 * What a store says of itself in its capabilities is taken into account: without revise the laws
 * of revise hold, and an eventual index is waited for.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 * import { SecondStore, storeLaws } from "entrepot/testing"
 *
 * const store = Memory.make()
 * for (const law of storeLaws.slice(0, 2))
 *   await law.check.pipe(
 *     Effect.provideService(Store, store),
 *     Effect.provideService(SecondStore, store),
 *     Effect.runPromise,
 *   )
 * ```
 */
export const storeLaws: ReadonlyArray<Law<Store | SecondStore>> = [
  ...commitLaws,
  ...conflictLaws,
  ...revisionLaws,
  ...contentLaws,
  ...queryLaws,
  ...namespaceLaws,
  ...journalLaws,
  ...modelLaws,
]
