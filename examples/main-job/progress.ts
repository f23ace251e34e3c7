/** How far the run has come, on standard error. */
import { Presets, SingleBar } from "cli-progress"
import { Effect, type Scope } from "effect"

/** Shows how far the run has come: from 0 to 1. */
export type Show = (share: number, text: string) => void

/** A bar where somebody looks at a terminal, else a line for each tenth. */
export const open: Effect.Effect<Show, never, Scope.Scope> = Effect.suspend(() =>
  process.stderr.isTTY ? bar : Effect.succeed(lines()),
)

const bar = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => {
      const format = "{bar} {percentage} % | {text}"
      const single = new SingleBar({ format, stream: process.stderr }, Presets.shades_classic)
      single.start(1, 0, { text: "" })
      return single
    }),
    (single) => Effect.sync(() => single.stop()),
  ),
  (single): Show =>
    (share, text) =>
      single.update(share, { text }),
)

const lines = (): Show => {
  let shown = 0
  return (share, text) => {
    const tenths = Math.floor(share * 10)
    if (tenths <= shown) return
    shown = tenths
    process.stderr.write(`${tenths * 10} % | ${text}\n`)
  }
}
