/**
 * The services that every room runs on, over one store.
 *
 * @module
 */
import { Layer } from "effect"

import { Journal } from "./Journal.ts"
import { Records } from "./Records.ts"
import type { Store } from "./Store.ts"
import { Transactor } from "./Transactor.ts"

/**
 * One transactor, its records and its journal. Layers are memoised by reference, so rooms that are
 * built together over this one share one transactor and its group commit.
 *
 * @example
 * ```ts
 * import { Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { storeServices } from "entrepot/store"
 *
 * const live = storeServices.pipe(Layer.provide(Memory.layer()))
 * ```
 */
export const storeServices: Layer.Layer<Transactor | Records | Journal, never, Store> =
  Layer.mergeAll(Records.layer, Journal.layer).pipe(Layer.provideMerge(Transactor.layer()))
