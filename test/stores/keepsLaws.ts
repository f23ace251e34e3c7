/** One case per law of the store, its name as title. */
import { it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"
import { Store } from "entrepot/store"
import { SecondStore, storeLaws } from "entrepot/testing"
import { afterAll } from "vitest"

/** Both services from two openings of the same data. */
export const openedTwice = <E, R>(
  one: Layer.Layer<Store, E, R>,
  other: Layer.Layer<Store, E, R>,
): Layer.Layer<Store | SecondStore, E, R> =>
  Layer.merge(one, Layer.effect(SecondStore, Store.use(Effect.succeed)).pipe(Layer.provide(other)))

/** Checks every law over one pair of stores, which is closed at the end. */
export const keepsLaws = <E>(stores: Layer.Layer<Store | SecondStore, E>): void => {
  const runtime = ManagedRuntime.make(stores)
  afterAll(() => runtime.dispose())
  for (const law of storeLaws)
    it(law.name, { timeout: 30_000 }, () => runtime.runPromise(law.check))
}
