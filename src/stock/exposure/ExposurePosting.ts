/**
 * Posting what channels show: requests of hosts, and what a change of stock comes to, each as a program
 * of a transaction.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as Exposure from "./Exposure.ts"
import * as ExposureBook from "./ExposureBook.ts"
import type { ExposureCommand } from "./ExposureCommand.ts"
import * as ExposureDecision from "./ExposureDecision.ts"
import type { ExposureEvent } from "./ExposureEvent.ts"
import * as ExposureKeeping from "./ExposureKeeping.ts"
import { ExposureHistory, Exposures } from "./ExposureRecords.ts"
import type { ExposureRefusal } from "./ExposureRefusal.ts"
import type { ExposureRequest } from "./ExposureRequest.ts"
import type { Reading } from "./StockWarning.ts"
import * as WarningPosting from "./WarningPosting.ts"

/**
 * The answer of a posted request: the first event, how many publishes entered the outbox, and how many
 * warnings were raised.
 */
export const ExposurePosted = Schema.Struct({
  event: Schema.Literals([
    "Configured",
    "SharingChanged",
    "PlacesChanged",
    "Published",
    "Accepted",
    "Rejected",
    "Deferred",
    "Observed",
    "Settled",
    "LinesSet",
    "None",
  ]),
  published: Schema.Int,
  raised: Schema.Int,
})
/** The answer of a posted request; `None` where nothing had to change. */
export type ExposurePosted = typeof ExposurePosted.Type

/**
 * What was told of an item's stock. `changesAt` (epoch milliseconds) is when there may be more or less
 * of it with nobody doing anything, since a hold ends or a lot expires; absent where none does.
 */
export interface Followed {
  readonly published: number
  readonly raised: number
  readonly changesAt?: number
}

/**
 * Tells channels and watches of an item what is available of it now. Stock postings do so by
 * themselves; whoever changes what is available by other means does it in the same transaction.
 *
 * It writes nothing where no quantity to show changes and no line is crossed. `soldOn` is the channel
 * that sold, which counted down by itself.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { ExposurePosting } from "entrepot/stock"
 *
 * const published = Effect.map(ExposurePosting.follow("MUG"), ({ published }) => published)
 * ```
 */
export const follow = Effect.fnUntraced(function* (
  sku: string,
  soldOn?: string,
): Effect.fn.Return<Followed, never, Transaction> {
  const tx = yield* Transaction
  const before = yield* exposureOf(tx, sku)
  const { available, ...changes } = yield* ExposureKeeping.sellable(sku, before.places)
  const ledgerVersion = Exposure.ledgerVersion(before) + 1
  const stock = { available, ledgerVersion, ...(soldOn === undefined ? {} : { soldOn }) }
  // A change of stock is refused by nobody.
  const events = yield* Effect.orDie(decided(before, { _tag: "Publish", ...stock }))
  yield* write(tx, before, events)
  const raised = yield* WarningPosting.warn(sku, [{ _tag: "Available", units: available }])
  return { published: publishesOf(events), raised, ...changes }
})

/**
 * Decides a request on the records it concerns, and writes what follows.
 *
 * It fails before it writes anything, so a program that catches the refusal may go on.
 *
 * @example
 * ```ts
 * import { Allotment, ExposurePosting } from "entrepot/stock"
 *
 * const program = ExposurePosting.post({
 *   _tag: "Configure",
 *   commandId: "c1",
 *   sku: "MUG",
 *   channel: "ebay",
 *   settings: Allotment.showAll,
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  request: ExposureRequest,
): Effect.fn.Return<ExposurePosted, ExposureRefusal, Transaction> {
  const tx = yield* Transaction
  const { sku } = request
  const before = yield* exposureOf(tx, sku)
  if (request._tag === "Watch") {
    const { available } = yield* ExposureKeeping.sellable(sku, before.places)
    return { published: 0, ...(yield* WarningPosting.watch(request, available)) }
  }
  const command = yield* commandOf(before, request)
  const events = yield* decided(before, command)
  if ("available" in command && events.length > 0) yield* ExposureKeeping.tie(sku)
  yield* write(tx, before, events, request.occurredAt)
  const raised = yield* WarningPosting.warn(sku, readings(before, command))
  return { event: events[0]?._tag ?? "None", published: publishesOf(events), raised }
})

const exposureOf = (tx: TransactionShape, sku: string): Effect.Effect<Exposure.Exposure> =>
  Effect.map(
    tx.get(Exposures, sku),
    Option.getOrElse(() => Exposure.empty(sku)),
  )

const decided = (before: Exposure.Exposure, command: ExposureCommand) =>
  Effect.fromResult(ExposureDecision.decide(before, command))

const publishesOf = (events: ReadonlyArray<ExposureEvent>): number =>
  events.filter(({ _tag }) => _tag === "Published").length

/** The request with the stock that it is decided on, where it is. */
const commandOf = Effect.fnUntraced(function* (
  before: Exposure.Exposure,
  request: Exclude<ExposureRequest, { readonly _tag: "Watch" }>,
): Effect.fn.Return<ExposureCommand, never, Transaction> {
  const ledgerVersion = Exposure.ledgerVersion(before) + 1
  switch (request._tag) {
    case "Configure":
    case "Share": {
      const { available } = yield* ExposureKeeping.sellable(before.sku, before.places)
      return { ...request, available, ledgerVersion }
    }
    case "Serve": {
      const served = request.places && (yield* ExposureKeeping.unpooled(request.places))
      const { available } = yield* ExposureKeeping.sellable(before.sku, served)
      const places = served === undefined ? {} : { places: served }
      return { _tag: "Serve", ...places, available, ledgerVersion }
    }
    default:
      return request
  }
})

/** What a watch is to know of a command: what is available, or how far a channel is off. */
const readings = (before: Exposure.Exposure, command: ExposureCommand): ReadonlyArray<Reading> => {
  if ("available" in command) return [{ _tag: "Available", units: command.available }]
  if (command._tag !== "Observe") return []
  const { channel, quantity, asOf } = command
  const known = Exposure.onChannel(before, channel)
  if (known === undefined || asOf < (known.observed?.asOf ?? asOf)) return []
  const units = Exposure.drift(known, quantity)
  return units === undefined ? [] : [{ _tag: "Drift", channel, units }]
}

const write = Effect.fnUntraced(function* (
  tx: TransactionShape,
  before: Exposure.Exposure,
  events: ReadonlyArray<ExposureEvent>,
  occurredAt?: number,
) {
  if (events.length === 0) return
  yield* tx.put(Exposures, events.reduce(ExposureBook.evolve, before))
  for (const event of events) yield* tx.append(ExposureHistory, event, { occurredAt })
})
