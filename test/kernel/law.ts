import { assert } from "@effect/vitest"
import fc from "fast-check"

/** Checks a law on many small worlds; a failure prints its seed. */
export const holds = <A>(law: fc.IProperty<A>, numRuns = 500): void => fc.assert(law, { numRuns })

/** A law counts once it fails for a mutant: an implementation broken on purpose. */
export const kills = <A>(law: fc.IProperty<A>): void => {
  // Nobody reads the smallest world in which a mutant dies.
  const { failed, errorInstance } = fc.check(law, { numRuns: 5_000, endOnFailure: true })
  diedByTheLaw(failed, errorInstance)
}

/** The same of laws that run effects, in fewer worlds, since each takes longer. */
export const holdsIn =
  (numRuns: number) =>
  <A>(law: fc.IAsyncProperty<A>): Promise<void> =>
    fc.assert(law, { numRuns })

/** {@link kills} for laws that run effects. */
export const killsAsync = async <A>(law: fc.IAsyncProperty<A>): Promise<void> => {
  const { failed, errorInstance } = await fc.check(law, { numRuns: 1_000, endOnFailure: true })
  diedByTheLaw(failed, errorInstance)
}

const diedByTheLaw = (failed: boolean, error: unknown): void => {
  assert.isTrue(failed, "the mutant lives")
  // Not by a crash of its own, nor for want of worlds.
  assert.isTrue(error instanceof Error && error.name === "AssertionError")
}
