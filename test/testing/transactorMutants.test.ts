import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "entrepot/adapters/stores/memory"
import { Store, type StoreShape, Transactor } from "entrepot/store"
import { Law, SecondStore, transactorLaws, TransactorUnderTest } from "entrepot/testing"

import type { Make } from "./transactorFaults.ts"
import { mutants } from "./transactorMutants.ts"

const verdict = (
  law: (typeof transactorLaws)[number],
  store: StoreShape,
  transactor: Make,
  patience: number,
) =>
  Law.runAll([law]).pipe(
    Effect.provideService(Store, store),
    Effect.provideService(SecondStore, store),
    Effect.provideService(TransactorUnderTest, transactor),
    Effect.provideService(Law.Seed, 1),
    Effect.provideService(Law.Patience, patience),
    Effect.map(([only]) => only),
    Effect.runPromise,
  )

it("has a mutant for every law, and no other", () => {
  const names = transactorLaws.map(({ name }) => name)
  assert.deepStrictEqual([...mutants.keys()].toSorted(), names.toSorted())
})

for (const law of transactorLaws) {
  const mutant = mutants.get(law.name)
  it(`"${law.name}" finds out one that ${mutant?.deed}`, async () => {
    assert.isDefined(mutant)
    // Waiting for what never comes is the slow part.
    const found = await verdict(law, mutant.make(), mutant.transactor, 1_000)
    assert.strictEqual(found?.outcome, "broken", JSON.stringify(found))
  })
}

it("all laws hold for the store and the transactor that the mutants were made from", async () => {
  const store = Memory.make()
  for (const law of transactorLaws)
    assert.deepStrictEqual(await verdict(law, store, Transactor.layer, 10_000), {
      law: law.name,
      outcome: "holds",
    })
}, 30_000)
