/** What the command line asks for. */
import { parseArgs } from "node:util"

import { Result, Schema } from "effect"

/** How the program is called. */
export const usage = `Usage: node --conditions=@entrepot/source examples/smart-home/main.ts [options]

Plays one day of a company on four channels twice, by hand and through the library, and compares.

  --seed NUMBER     the day is drawn from it; 2026 unless said
  --orders NUMBER   how many orders the day has; 1000 unless said
  --json            print everything as one JSON object
  --help            print this`

/** What is to be done. */
export interface Options {
  readonly seed: number
  readonly orders: number
  readonly json: boolean
}

/** The command line makes no sense. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  message: Schema.String,
}) {}

const mostSeed = 4_294_967_295
const mostOrders = 10_000

/** Reads the command line; `undefined` where help is wanted. */
export const parse = (
  args: ReadonlyArray<string>,
): Result.Result<Options | undefined, UsageError> =>
  Result.gen(function* () {
    const given = yield* Result.try({
      try: () =>
        parseArgs({
          args: [...args],
          options: {
            seed: { type: "string", default: "2026" },
            orders: { type: "string", default: "1000" },
            json: { type: "boolean", default: false },
            help: { type: "boolean", default: false },
          },
        }).values,
      catch: (error) => refuse(error instanceof Error ? error.message : String(error)),
    })
    if (given.help) return undefined
    const seed = yield* whole("--seed", given.seed, 0, mostSeed)
    const orders = yield* whole("--orders", given.orders, 1, mostOrders)
    return { seed, orders, json: given.json }
  })

const refuse = (message: string): UsageError => new UsageError({ message })

const whole = (
  option: string,
  text: string,
  least: number,
  most: number,
): Result.Result<number, UsageError> => {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= least && value <= most
    ? Result.succeed(value)
    : Result.fail(refuse(`${option} wants a whole number from ${least} to ${most}, not "${text}"`))
}
