/**
 * The same data, opened once more: laws between two processes need two handles.
 *
 * @module
 */
import { Context } from "effect"

import type { StoreShape } from "../store/Store.ts"

/**
 * A second store over the data of `Store`.
 *
 * For a store in memory it is the same value, for a file a second connection, for a server a
 * second pool.
 *
 * @example
 * ```ts
 * import { Context } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Store } from "entrepot/store"
 * import { SecondStore } from "entrepot/testing"
 *
 * const store = Memory.make()
 * const both = Context.make(Store, store).pipe(Context.add(SecondStore, store))
 * ```
 */
export class SecondStore extends Context.Service<SecondStore, StoreShape>()(
  "entrepot/testing/SecondStore",
) {}
