/** A clock that stands at the moment of the day that is played, until it is set to a later one. */
import { Clock, Effect } from "effect"

/** The clock, and how to set it (epoch milliseconds). */
export interface DayClock {
  readonly clock: Clock.Clock
  readonly set: (now: number) => void
}

/** Makes a clock. Pauses, such as those before a retry, are as long as ever. */
export const make = (begin: number): Effect.Effect<DayClock> =>
  Effect.map(Clock.clockWith(Effect.succeed), (real) => {
    let now = begin
    const nanos = () => BigInt(now) * 1_000_000n
    return {
      clock: {
        currentTimeMillisUnsafe: () => now,
        currentTimeMillis: Effect.sync(() => now),
        currentTimeNanosUnsafe: nanos,
        currentTimeNanos: Effect.sync(nanos),
        monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: real.monotonicTimeNanos,
        sleep: (duration) => real.sleep(duration),
      },
      set: (later) => {
        now = later
      },
    }
  })
