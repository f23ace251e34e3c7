import { assert } from "@effect/vitest"
import fc from "fast-check"

/** Checks a law on many small worlds; a failure prints its seed. */
export const holds = <A>(law: fc.IProperty<A>, numRuns = 500): void => fc.assert(law, { numRuns })

/** A law counts once it fails for a mutant: an implementation broken on purpose. */
export const kills = <A>(law: fc.IProperty<A>): void => {
  assert.isTrue(fc.check(byItsLaw(law), untilDead).failed, "the mutant lives")
}

/** The same of laws that run effects, in fewer worlds, since each takes longer. */
export const holdsIn =
  (numRuns: number) =>
  <A>(law: fc.IAsyncProperty<A>): Promise<void> =>
    fc.assert(law, { numRuns })

/** {@link kills} for laws that run effects. */
export const killsAsync = async <A>(law: fc.IAsyncProperty<A>): Promise<void> => {
  const { failed } = await fc.check(byItsLaw(law), untilDead)
  assert.isTrue(failed, "the mutant lives")
}

/**
 * Nobody reads the smallest world in which a mutant dies, and one that lives is given up by the
 * clock: a count of worlds that is too small for a rare death makes a test fail by chance.
 */
const untilDead = { numRuns: 1_000_000, endOnFailure: true, interruptAfterTimeLimit: 20_000 }

type Failure = fc.PreconditionFailure | fc.PropertyFailure | null

/** Fails only where the law does: a world in which the mutant crashes of itself shows nothing. */
const byItsLaw = <A, P extends fc.IRawProperty<A>>(law: P): P => {
  const orNothing = (failure: Failure): Failure =>
    failure !== null && "error" in failure && !isOfLaw(failure.error) ? null : failure
  return Object.assign(Object.create(law), {
    run: (world: A) => {
      const outcome = law.run(world)
      return outcome instanceof Promise ? outcome.then(orNothing) : orNothing(outcome)
    },
  })
}

const isOfLaw = (error: unknown): boolean =>
  error instanceof Error && error.name === "AssertionError"
