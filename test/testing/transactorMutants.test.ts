import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Store, type StoreShape } from "entrepot/store"
import { Law, SecondStore, transactorLaws, TransactorUnderTest } from "entrepot/testing"

import type { Make } from "./transactorFaults.ts"
import { mutants } from "./transactorMutants.ts"

// Waiting for what never comes is the slow part, and a seed decides whether a mutant is met.
const verdict = (law: (typeof transactorLaws)[number], store: StoreShape, transactor: Make) =>
  Law.runAll([law]).pipe(
    Effect.provideService(Store, store),
    Effect.provideService(SecondStore, store),
    Effect.provideService(TransactorUnderTest, transactor),
    Effect.provideService(Law.Seed, 1),
    Effect.provideService(Law.Patience, 1_000),
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
    const found = await verdict(law, mutant.make(), mutant.transactor)
    assert.strictEqual(found?.outcome, "broken", JSON.stringify(found))
  })
}
