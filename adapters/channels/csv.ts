/**
 * A file of order lines as a channel: CSV, plain or gzip, read as a stream.
 *
 * Every line of the file is told: in a document, or as a refusal with its number. Lines that stand
 * together under one order id make one document of each kind among them; lines that come under it
 * later are a further revision, which names only those.
 *
 * @module
 */
import { Clock, Effect, Layer, Stream } from "effect"
import {
  Channel,
  type ChannelError,
  type ChannelShape,
  ContractDrift,
  isChannelError,
  type OrderFeed,
} from "entrepot/channels"

import * as Checkpoints from "./csv/checkpoints.ts"
import { type ColumnsUnrecognised, recognise } from "./csv/columns.ts"
import { documentPages } from "./csv/documents.ts"
import { lineReader } from "./csv/lines.ts"
import * as Settings from "./csv/options.ts"
import { type Fields, rows } from "./csv/rows.ts"
import { bytesFrom, inspect, type Source, textStart } from "./csv/Source.ts"

export { Column, ColumnsUnrecognised } from "./csv/columns.ts"
export { LineFault, LineRefused } from "./csv/lines.ts"
export { type Options, OptionsRefused } from "./csv/options.ts"

/** Why a file cannot be opened as a channel. */
export type OpenError = Settings.OptionsRefused | ColumnsUnrecognised | ChannelError

/** A channel that is sure to have orders. */
export interface OrderFile extends ChannelShape {
  readonly orders: OrderFeed
}

// A page ends with the order that reaches the first, and even within an order at the second.
const pageLines = { lines: 10_000, mostLines: 50_000 }

/**
 * Opens a file: looks at it and reads its header. Nothing stays open; each pull reads anew.
 *
 * Fails with `ColumnsUnrecognised` where the header lacks what an order line needs, with
 * `ChannelUnavailable` where the file cannot be read, with `ContractDrift` where it is no CSV, and
 * with `OptionsRefused`. A pull fails with `SourceChanged` where the file or its reading is no longer
 * that of the cursor.
 *
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs"
 *
 * import { Effect, Stream } from "effect"
 * import * as Csv from "entrepot/adapters/channels/csv"
 *
 * writeFileSync("orders.csv", "order,sku,qty,date,price\n1,MUG,2,2026-01-05 09:30,9.50\n1,CUP,two\n")
 * const program = Effect.gen(function* () {
 *   const { orders } = yield* Csv.make({ path: "orders.csv", currency: "EUR" })
 *   for (const { items, rejected } of yield* Stream.runCollect(orders.pull())) {
 *     for (const { value } of items) console.log(value.kind, value.externalId, value.lines.length)
 *     for (const refused of rejected) console.log(refused.message)
 *   }
 * })
 * await Effect.runPromise(program)
 * ```
 * ```text
 * order 1 1
 * line 3: fields: wanted 5 fields, but there are 3
 * ```
 */
export const make = (options: Settings.Options): Effect.Effect<OrderFile, OpenError> =>
  Effect.gen(function* () {
    const settings = yield* Effect.fromResult(Settings.parse(options))
    const { channel, path, columns, delimiter, currency } = settings
    const opened = yield* attempt(() => inspect(channel, path))
    const { fields: header, next: start } = yield* attempt(() => headerOf(opened, delimiter))
    const positions = yield* Effect.fromResult(recognise(path, header, columns))
    const reading = Settings.readingOf(settings, header, positions)
    const edition = {
      channel,
      path,
      content: opened.fingerprint,
      settings: Settings.fingerprintOf(reading, settings),
    }

    const pull = Effect.fnUntraced(function* (cursor: string | undefined) {
      const source = yield* attempt(() => inspect(channel, path))
      yield* Effect.fromResult(
        Checkpoints.check({ ...edition, content: source.fingerprint }, edition),
      )
      const from =
        cursor === undefined ? start : yield* Effect.fromResult(Checkpoints.decode(edition, cursor))
      const clock = yield* Clock.Clock

      const bytes = bytesFrom(source, from.offset)
      const pages = documentPages(rows(bytes, from, delimiter), from, lineReader(reading), {
        header,
        currency,
        settings: edition.settings,
        now: () => clock.currentTimeMillisUnsafe(),
        page: { orders: settings.pageOrders, ...pageLines },
      })
      return Stream.fromAsyncIterable(pages, (error) => error).pipe(
        Stream.catch((error) => Stream.fromEffect(failure(error))),
        Stream.map(({ items, rejected, end }) => ({
          items,
          rejected,
          checkpoint: Checkpoints.encode(edition, end),
          progress: { done: bytes.bytesRead(), total: source.size, unit: "bytes" },
        })),
      )
    })

    return {
      id: channel,
      account: settings.account,
      traits: {
        contract: { name: "order-line CSV", version: "1" },
        orders: { cursor: "position", order: "none", overlapMillis: 0, shows: "part" },
      },
      orders: { pull: (cursor) => Stream.unwrap(pull(cursor)) },
    }
  })

/**
 * A layer with the channel of a file; see {@link make}.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import * as Csv from "entrepot/adapters/channels/csv"
 * import { Channel } from "entrepot/channels"
 *
 * const account = Channel.use(({ account }) => Effect.succeed(account))
 * const live = Csv.layer({ path: "missing.csv" })
 * const failed = Effect.flip(account.pipe(Effect.provide(live)))
 * console.log((await Effect.runPromise(failed)).message)
 * ```
 * ```text
 * missing.csv: there is no such file
 * ```
 */
export const layer = (options: Settings.Options): Layer.Layer<Channel, OpenError> =>
  Layer.effect(Channel, make(options))

/** What fails otherwise than channels do is a defect. */
const failure = (error: unknown): Effect.Effect<never, ChannelError> =>
  isChannelError(error) ? Effect.fail(error) : Effect.die(error)

const attempt = <A>(run: () => Promise<A>): Effect.Effect<A, ChannelError> =>
  Effect.tryPromise({ try: run, catch: (error) => error }).pipe(Effect.catch(failure))

const headerOf = async (source: Source, delimiter: string): Promise<Fields> => {
  const drift = (line: number, detail: string) =>
    new ContractDrift({
      channel: source.channel,
      where: `${source.path}, line ${line}`,
      detail: `this is no CSV file in UTF-8: ${detail}`,
    })
  const start = { offset: await textStart(source), line: 1 }
  for await (const [row] of rows(bytesFrom(source, start.offset), start, delimiter)) {
    if (row === undefined) continue
    if (row._tag === "Broken") throw drift(row.place.line, row.detail)
    if (row.fields.some((name) => /[\0\uFFFD]/.test(name)))
      throw drift(row.place.line, "its header is no text")
    return row
  }
  throw drift(1, "it is empty")
}
