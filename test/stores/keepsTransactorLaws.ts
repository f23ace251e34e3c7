/** One case per law of the transactor, its name as title. */
import { it } from "@effect/vitest"
import { type Layer, ManagedRuntime } from "effect"
import type { Store } from "entrepot/store"
import { type SecondStore, transactorLaws } from "entrepot/testing"
import { afterAll } from "vitest"

/** Checks every law over one pair of stores, which is closed at the end. */
export const keepsTransactorLaws = <E>(stores: Layer.Layer<Store | SecondStore, E>): void => {
  const runtime = ManagedRuntime.make(stores)
  afterAll(() => runtime.dispose())
  for (const law of transactorLaws)
    it(law.name, { timeout: 30_000 }, () => runtime.runPromise(law.check))
}
