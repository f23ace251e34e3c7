/** Shops that sell two items on two channels over the ledger, and hear of them in any order. */
import { Effect, Option, Schema, Stream } from "effect"
import {
  Allotment,
  Exposure,
  type ExposureCommand,
  type ExposureEvent,
  ExposurePosting,
  ExposureRecords,
  type ExposureRequest,
  PlacePosting,
  type StockCommand,
  StockPosting,
} from "entrepot/stock"
import { Journal, type JournalEntry, Records, type Transaction, Transactor } from "entrepot/store"
import fc from "fast-check"

import { hold, receive } from "../../support/given.ts"
import { commandOf } from "../../support/worlds.ts"
import { settingsOf } from "./channels.ts"

export const skus = ["mug", "toString"] as const
const channels = ["shop", "__proto__"] as const
const places = ["main", "__proto__"] as const
const pool = "EU"

type Event = ExposureEvent.ExposureEvent
export type Publish = Extract<Event, { readonly _tag: "Published" }>

/** `back` says how many publishes ago the one was that is answered. */
interface Told {
  readonly _tag: "Told"
  readonly sku: string
  readonly channel: string
  readonly back: number
  readonly outcome: ExposureCommand.Outcome
}
export type Step =
  | { readonly _tag: "Stock"; readonly command: StockCommand.StockCommand }
  | { readonly _tag: "Request"; readonly request: ExposureRequest.ExposureRequest }
  | Told

const commandId = "c"
const sku = fc.constantFrom(...skus)
const onChannel = fc.record({ sku, channel: fc.constantFrom(...channels) })
const lines: StockCommand.Line = { sku: "mug", quantity: 1 }

const stock = (command: StockCommand.StockCommand): Step => ({ _tag: "Stock", command })
const request = (request: ExposureRequest.ExposureRequest): Step => ({ _tag: "Request", request })

const held = fc
  .record({
    holdId: fc.constantFrom("order-1", "order-2", "constructor"),
    sku,
    quantity: fc.integer({ min: 1, max: 3 }),
    place: fc.constantFrom(undefined, "__proto__", pool),
    soldOn: fc.constantFrom(undefined, ...channels),
  })
  .map(({ holdId, soldOn, ...line }) => stock({ ...hold(holdId, { ...lines, ...line }), soldOn }))

const configured = fc
  .tuple(onChannel, settingsOf)
  .map(([of, settings]) => request({ _tag: "Configure", commandId, ...of, settings }))

/** What channels say and are asked for; `most` is the oldest publish that is answered. */
const toldOf = (most: number): fc.Arbitrary<Step> =>
  fc
    .tuple(
      onChannel,
      fc.nat({ max: most }),
      fc.constantFrom("accepted", "accepted", "rejected", "pending", "unknown"),
    )
    .map(([of, back, outcome]) => ({ _tag: "Told", ...of, back, outcome }))

const asked: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(sku, fc.constantFrom("shared" as const, "exclusive" as const))
    .map(([sku, sharing]) => request({ _tag: "Share", commandId, sku, sharing })),
  fc
    .tuple(sku, fc.constantFrom(undefined, ["main"], ["__proto__"], [pool]))
    .map(([sku, places]) => request({ _tag: "Serve", commandId, sku, places })),
  fc
    .tuple(onChannel, fc.nat({ max: 5 }), fc.nat({ max: 5 }))
    .map(([of, quantity, asOf]) => request({ _tag: "Observe", commandId, ...of, quantity, asOf })),
  onChannel.map((of) => request({ _tag: "Repeat", commandId, ...of })),
  onChannel.map((of) => request({ _tag: "Settle", commandId, ...of, through: 1 })),
)

const stockOf = commandOf({ skus }).map(stock)

/** A shop that has something to begin with, on a channel. */
const historyOf = (step: fc.Arbitrary<Step>): fc.Arbitrary<ReadonlyArray<Step>> =>
  fc
    .tuple(configured, fc.array(step, { maxLength: 10 }))
    .map(([first, steps]) => [
      stock(receive({ sku: "mug", quantity: 5 }, { sku: "toString", quantity: 2 })),
      first,
      ...steps,
    ])

/** Anything that can happen. */
export const histories = historyOf(
  fc.oneof(
    { arbitrary: held, weight: 3 },
    { arbitrary: stockOf, weight: 4 },
    { arbitrary: configured, weight: 2 },
    { arbitrary: toldOf(2), weight: 2 },
    { arbitrary: asked, weight: 2 },
  ),
)

/** Sales and answers alone. */
export const sales = historyOf(
  fc.oneof(
    { arbitrary: held, weight: 2 },
    { arbitrary: stockOf, weight: 2 },
    { arbitrary: toldOf(3), weight: 4 },
  ),
)

const transact = <A extends Schema.Json, E>(
  commandId: string,
  body: unknown,
  program: Effect.Effect<A, E, Transaction>,
) =>
  Transactor.use((transactor) =>
    transactor.transact({ commandId, body, answer: Schema.Json }, program),
  )

/** Orders may hold units of both places together. */
export const pooled = transact(
  "pool",
  {},
  PlacePosting.post({ _tag: "DeclarePool", commandId: "pool", pool, places: [...places] }),
)

/** Everything that channels of an item were told and said. */
export const told = Effect.flatMap(Journal, (journal) =>
  Stream.runCollect(journal.all(ExposureRecords.ExposureHistory)),
)

export const isPublish = (entry: JournalEntry<Event>): entry is JournalEntry<Publish> =>
  entry.fact._tag === "Published"

/** Takes a step; what is refused has no answer. */
export const take = Effect.fnUntraced(function* (step: Step, commandId: string) {
  if (step._tag === "Stock") {
    const command = { ...step.command, commandId }
    return yield* Effect.option(transact(commandId, command, StockPosting.post(command)))
  }
  const found = step._tag === "Told" ? yield* answerTo(step) : Option.some(step.request)
  if (Option.isNone(found)) return Option.none()
  const request = { ...found.value, commandId }
  return yield* Effect.option(transact(commandId, request, ExposurePosting.post(request)))
})

const answerTo = Effect.fnUntraced(function* ({ sku, channel, back, outcome }: Told) {
  const publishes = (yield* told)
    .filter(isPublish)
    .map(({ fact }) => fact)
    .filter((fact) => fact.sku === sku && fact.channel === channel)
  const publish = publishes.at(-1 - back)
  if (publish === undefined) return Option.none()
  const { version, quantity } = publish
  const answer = { sku, channel, version, quantity, outcome }
  return Option.some<ExposureRequest.ExposureRequest>({ _tag: "Answer", commandId, ...answer })
})

/** The item on its channels, as the record has it. */
export const exposureOf = (sku: string) =>
  Records.use((records) =>
    Effect.map(
      records.get(ExposureRecords.Exposures, sku),
      Option.getOrElse(() => Exposure.empty(sku)),
    ),
  )

/** What can be sold of an item: as many units as can be held one by one, which then are not. */
export const sellable = Effect.fnUntraced(function* (
  sku: string,
  served: ReadonlyArray<string> = places,
) {
  const sold = Effect.gen(function* () {
    let units = 0
    for (const place of served)
      for (;;) {
        const one = StockPosting.post(hold(`try-${units}`, { sku, quantity: 1, place }))
        if (Option.isNone(yield* Effect.option(one))) break
        units += 1
      }
    return yield* Effect.fail(units)
  })
  return yield* Transactor.use((transactor) => Effect.flip(transactor.run(sold))).pipe(
    Effect.flatMap((units) =>
      typeof units === "number" ? Effect.succeed(units) : Effect.die(units),
    ),
  )
})

/** What each channel of an item is to show, by its name. */
export const due = Effect.fnUntraced(function* (sku: string) {
  const { sharing, channels, places } = yield* exposureOf(sku)
  if (channels.length === 0) return new Map<string, number>()
  const allotted = Allotment.allot(yield* sellable(sku, places), sharing, channels)
  return new Map(allotted.map(({ channel, quantity }) => [channel, quantity]))
})
