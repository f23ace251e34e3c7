import { assert } from "@effect/vitest"
import fc from "fast-check"

/** Checks a law on many small worlds; a failure prints its seed. */
export const holds = <A>(law: fc.IProperty<A>): void => fc.assert(law, { numRuns: 500 })

/** A law counts once it fails for a mutant: an implementation broken on purpose. */
export const kills = <A>(law: fc.IProperty<A>): void => {
  const { failed, errorInstance } = fc.check(law, { numRuns: 5_000 })
  assert.isTrue(failed, "the mutant lives")
  // Not by a crash of its own, nor for want of worlds.
  assert.isTrue(errorInstance instanceof Error && errorInstance.name === "AssertionError")
}
