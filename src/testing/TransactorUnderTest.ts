/**
 * The transactor that the laws put to the test.
 *
 * @module
 */
import { Context, type Layer } from "effect"

import type { Store } from "../store/Store.ts"
import { type Options, Transactor } from "../store/Transactor.ts"

/**
 * How the transactor laws make a transactor over a store: `Transactor.layer` unless provided.
 *
 * A host that wraps the transactor (to measure, to retry, to authorise) provides its own layer and
 * learns whether the promises still hold.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Transactor } from "entrepot/store"
 * import { TransactorUnderTest, transactorLaws } from "entrepot/testing"
 *
 * const small = () => Transactor.layer({ cacheRecords: 10 })
 * const checks = transactorLaws.map(({ check }) =>
 *   Effect.provideService(check, TransactorUnderTest, small),
 * )
 * ```
 */
export const TransactorUnderTest: Context.Reference<
  (options?: Options) => Layer.Layer<Transactor, never, Store>
> = Context.Reference<(options?: Options) => Layer.Layer<Transactor, never, Store>>(
  "entrepot/testing/TransactorUnderTest",
  { defaultValue: () => Transactor.layer },
)
