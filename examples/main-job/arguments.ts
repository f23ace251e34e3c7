/** What the command line asks for. */
import { parseArgs } from "node:util"

import { Result, Schema } from "effect"
import { Column } from "entrepot/adapters/channels/csv"
import { Currency } from "entrepot/kernel"

/** How the program is called. */
export const usage = `Usage: npm start -- [options]

Takes in the orders of a year, buys, holds, ships and takes back, and says what came of it.
Without a file it draws a small year of a shop on four channels.

  --orders FILE     order lines as CSV, plain or gzip
  --columns LIST    names of columns that are not recognised, such as order=Bill,sku=Article;
                    of: order, sku, quantity, at, price, customer, market, description
  --currency CODE   the currency of the file's prices by ISO 4217; GBP unless said
  --store STORE     where to keep everything: memory, sqlite:PATH or postgres:URL. A run that was
                    stopped goes on where it stood. Unless said: memory for the drawn year, and
                    for a file a SQLite file that is removed at the end
  --json            print the summary as one JSON object
  --help            print this`

/** Where records are kept. */
export type StoreChoice =
  | { readonly _tag: "Memory" }
  | { readonly _tag: "Temporary" }
  | { readonly _tag: "Sqlite"; readonly path: string }
  | { readonly _tag: "Postgres"; readonly url: string }

/** A file of order lines, and how to read it. */
export interface OrderFile {
  readonly path: string
  readonly columns: { readonly [C in Column]?: string }
  readonly currency: Currency.Currency
}

/** What is to be done. */
export interface Options {
  /** Absent for the drawn year. */
  readonly orders: OrderFile | undefined
  readonly store: StoreChoice
  readonly json: boolean
}

/** The command line makes no sense. */
export class UsageError extends Schema.TaggedError<UsageError>()("UsageError", {
  message: Schema.String,
}) {}

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
            orders: { type: "string" },
            columns: { type: "string" },
            currency: { type: "string" },
            store: { type: "string" },
            json: { type: "boolean", default: false },
            help: { type: "boolean", default: false },
          },
        }).values,
      catch: (error) => refuse(error instanceof Error ? error.message : String(error)),
    })
    if (given.help) return undefined
    if (given.orders === undefined) {
      for (const name of ["columns", "currency"] as const)
        if (given[name] !== undefined)
          return yield* Result.fail(refuse(`--${name} is about a file, but there is no --orders`))
      const store = yield* parseStore(given.store ?? "memory")
      return { orders: undefined, store, json: given.json }
    }
    if (given.orders === "") return yield* Result.fail(refuse("--orders wants the path of a file"))
    const currency = yield* Currency.parse(given.currency ?? "GBP").pipe(
      Result.mapError(({ message }) => refuse(`--currency: ${message}`)),
    )
    const columns = yield* parseColumns(given.columns)
    const store = given.store === undefined ? temporary : yield* parseStore(given.store)
    return { orders: { path: given.orders, columns, currency }, store, json: given.json }
  })

const refuse = (message: string): UsageError => new UsageError({ message })

const temporary: StoreChoice = { _tag: "Temporary" }

const parseStore = (text: string): Result.Result<StoreChoice, UsageError> => {
  if (text === "memory") return Result.succeed({ _tag: "Memory" })
  const [kind, where] = cut(text, ":")
  if (kind === "sqlite" && where !== "") return Result.succeed({ _tag: "Sqlite", path: where })
  if (kind === "postgres" && where !== "")
    // Both postgres:postgres://host/db and the bare URL are understood.
    return Result.succeed({ _tag: "Postgres", url: where.startsWith("//") ? text : where })
  return Result.fail(
    refuse(`--store wants memory, sqlite:PATH or postgres:URL, not ${JSON.stringify(text)}`),
  )
}

const parseColumns = (
  text: string | undefined,
): Result.Result<{ readonly [C in Column]?: string }, UsageError> => {
  const found: { [C in Column]?: string } = {}
  for (const pair of text?.split(",") ?? []) {
    const [name, header] = cut(pair, "=")
    const column = Column.literals.find((known) => known === name.trim())
    if (column === undefined || header === "")
      return Result.fail(
        refuse(`--columns wants pairs such as order=Bill, not ${JSON.stringify(pair)}`),
      )
    if (found[column] !== undefined) return Result.fail(refuse(`--columns has ${column} twice`))
    found[column] = header
  }
  return Result.succeed(found)
}

const cut = (text: string, at: string): readonly [before: string, after: string] => {
  const place = text.indexOf(at)
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + at.length)]
}
