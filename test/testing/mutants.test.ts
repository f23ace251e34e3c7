import { assert, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Store, type StoreShape } from "entrepot/store"
import { Law, SecondStore, storeLaws } from "entrepot/testing"

import { mutants } from "./mutants.ts"

const opened = (store: StoreShape) =>
  Context.make(Store, store).pipe(Context.add(SecondStore, store))

it("has a mutant for every law, and no other", () => {
  const names = storeLaws.map(({ name }) => name)
  assert.deepStrictEqual([...mutants.keys()].toSorted(), names.toSorted())
})

// Waiting for what never comes is the slow part; the seed is one whose worlds meet every mutant.
for (const law of storeLaws) {
  const mutant = mutants.get(law.name)
  it(`"${law.name}" finds out a store that ${mutant?.deed}`, async () => {
    assert.isDefined(mutant)
    const [verdict] = await Law.runAll([law]).pipe(
      Effect.provideContext(opened(mutant.make())),
      Effect.provideService(Law.Seed, 1),
      Effect.provideService(Law.Patience, 300),
      Effect.runPromise,
    )
    assert.strictEqual(verdict?.outcome, "broken", JSON.stringify(verdict))
  })
}

it("all laws hold for the store that the mutants were made from", { timeout: 30_000 }, async () => {
  const verdicts = await Law.runAll(storeLaws).pipe(
    Effect.provideContext(opened(Memory.make())),
    Effect.runPromise,
  )
  assert.deepStrictEqual(
    verdicts.filter(({ outcome }) => outcome !== "holds"),
    [],
  )
})
