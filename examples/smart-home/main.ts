/**
 * A smart-home company that sold on Amazon alone, and then on eBay, AliExpress and a site of its own:
 * one day of 1,000 orders by hand, and the same day through the library, off-line.
 *
 *     node --conditions=@entrepot/source examples/smart-home/main.ts
 *
 * See `arguments.ts` for how to call it, and `touches.ts` for what is assumed.
 */
import { Effect, Result } from "effect"

import * as Progress from "../main-job/progress.ts"
import { parse, usage } from "./arguments.ts"
import * as ByDesk from "./byDesk.ts"
import * as ByHand from "./byHand.ts"
import { compare } from "./comparison.ts"
import * as Day from "./day.ts"
import { render } from "./report.ts"
import { slipsOf } from "./touches.ts"

const main = async (): Promise<number> => {
  const options = parse(process.argv.slice(2))
  if (Result.isFailure(options)) {
    process.stderr.write(`${options.failure.message}\n\n${usage}\n`)
    return 2
  }
  if (options.success === undefined) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const { seed, orders, json } = options.success
  const day = Day.draw(seed, orders)
  const slips = slipsOf(seed)
  const play = Effect.flatMap(Progress.open, (show) => ByDesk.work(day, slips, show))
  const after = await Effect.runPromise(Effect.scoped(play))
  const comparison = compare(day, ByHand.work(day, slips), after)
  process.stdout.write(`${json ? JSON.stringify(comparison) : render(comparison)}\n`)
  return 0
}

process.exitCode = await main()
