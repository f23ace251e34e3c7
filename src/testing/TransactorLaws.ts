/**
 * The laws of the transactor: a store on which they hold can carry every room.
 *
 * Each works in a fresh namespace of its own, so they may run on a database that is in use.
 *
 * @module
 */
import type { Store } from "../store/Store.ts"
import type { Law } from "./Law.ts"
import type { SecondStore } from "./SecondStore.ts"
import { batchLaws } from "./transactorLaws/batches.ts"
import { clockLaws } from "./transactorLaws/clocks.ts"
import { contentionLaws } from "./transactorLaws/contention.ts"
import { journalLaws } from "./transactorLaws/journals.ts"
import { modelLaws } from "./transactorLaws/model.ts"
import { namespaceLaws } from "./transactorLaws/namespaces.ts"
import { outageLaws } from "./transactorLaws/outages.ts"
import { receiptLaws } from "./transactorLaws/receipts.ts"
import { schemaLaws } from "./transactorLaws/schemas.ts"
import { setLaws } from "./transactorLaws/sets.ts"
import { validationLaws } from "./transactorLaws/validation.ts"

/**
 * All laws of the transactor over a `Store` and a {@link SecondStore} of the same data: each handle
 * gets a transactor of its own, as two processes would have.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 * import { SecondStore, transactorLaws } from "entrepot/testing"
 *
 * const store = Memory.make()
 * for (const law of transactorLaws.slice(0, 2))
 *   await law.check.pipe(
 *     Effect.provideService(Store, store),
 *     Effect.provideService(SecondStore, store),
 *     Effect.runPromise,
 *   )
 * ```
 */
export const transactorLaws: ReadonlyArray<Law<Store | SecondStore>> = [
  ...receiptLaws,
  ...contentionLaws,
  ...validationLaws,
  ...outageLaws,
  ...setLaws,
  ...schemaLaws,
  ...clockLaws,
  ...batchLaws,
  ...journalLaws,
  ...namespaceLaws,
  ...modelLaws,
]
