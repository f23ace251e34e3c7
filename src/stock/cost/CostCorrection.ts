/**
 * How a cost that comes late follows the units to where they went. Pure.
 *
 * @module
 */
import { HashMap, Result } from "effect"

import * as Allocation from "../../kernel/Allocation.ts"
import type { CurrencyMismatch, NotPosted } from "../../kernel/Money.ts"
import type * as CostBook from "./CostBook.ts"
import type { CommandOf } from "./CostCommand.ts"
import type { EventOf, Share } from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import { amountOf, eventOf, layerOf, notLoaded } from "./CostReading.ts"
import { CostBelowZero, type CostNotLoaded, type UnknownCostLayer } from "./CostRefusal.ts"

type Book = CostBook.CostBook
type Corrected = EventOf<"Corrected">
/** Who bears how much of an amount, in minor units. */
type Borne = Omit<
  Corrected,
  "_tag" | "scope" | "currency" | "document" | "source" | "layer" | "amount"
>

type Refused = CurrencyMismatch | NotPosted | UnknownCostLayer | CostBelowZero | CostNotLoaded

/**
 * Corrects what a layer cost: one event, whose shares sum to the amount, whatever happened since.
 *
 * Under FIFO and by serial each unit bears the change of its own cost, wherever it is; the sales bear
 * what no other does. Under moving average the amount is divided by quantity, by the largest
 * remainder, between what is on hand and what left since the layer came: each issue other than a
 * sale by its units, and the sales together. There, returned units count as those that left last;
 * a pool that was empty since has nothing of the layer; and the stock bears no more of a negative
 * amount than it is worth, the rest falls to what left.
 *
 * The work is one layer and the issues other than sales since it came, never the sales.
 */
export const correct = (
  book: Book,
  command: CommandOf<"Correct">,
): Result.Result<Corrected, Refused> =>
  Result.gen(function* () {
    const amount = yield* amountOf(book, command.amount)
    const layer = yield* layerOf(book, command.layer)
    const departures = yield* departuresSince(book, layer)
    const corrected = { ...layer, cost: layer.cost + amount }
    if (corrected.cost < 0n)
      return yield* Result.fail(
        new CostBelowZero({
          scope: book.head.scope,
          layer: layer.layer,
          cost: `${corrected.cost}`,
        }),
      )
    const borne =
      book.head.method === "MovingAverage"
        ? byQuantity(book.head, layer, amount, departures)
        : byUnit(layer, corrected, departures)
    return {
      _tag: "Corrected" as const,
      ...eventOf(book, command),
      source: command.source ?? "Supplier",
      layer: layer.layer,
      amount,
      ...borne,
      elsewhere: borne.elsewhere.filter((share) => share.amount !== 0n),
    }
  })

/** The issues other than sales since a layer came: all of them, or a request to load them. */
const departuresSince = (
  book: Book,
  { departuresBefore }: CostLayer.CostLayer,
): Result.Result<ReadonlyArray<CostBook.Issue>, CostNotLoaded> => {
  const wanted = book.head.departures - departuresBefore
  if (wanted === 0) return Result.succeed([])
  const found = HashMap.toValues(book.issues)
    .filter(({ departure = -1 }) => departure >= departuresBefore)
    .toSorted((a, b) => (a.departure ?? 0) - (b.departure ?? 0))
  return found.length === wanted
    ? Result.succeed(found)
    : Result.fail(notLoaded(book, { _tag: "Departures", from: departuresBefore }))
}

const byUnit = (
  layer: CostLayer.CostLayer,
  corrected: CostLayer.CostLayer,
  departures: ReadonlyArray<CostBook.Issue>,
): Borne => {
  const change = (runs: ReadonlyArray<CostLayer.Run>) =>
    CostLayer.costOfAll(corrected, runs) - CostLayer.costOfAll(layer, runs)
  const onHand = change(layer.onHand)
  const writtenDown = change(layer.writtenDown)
  const elsewhere = departures.flatMap((issue) =>
    issue.out.flatMap((part, at) =>
      part.layer === layer.layer ? [shareOf(issue, at, change([part]))] : [],
    ),
  )
  const others = elsewhere.reduce((sum, share) => sum + share.amount, onHand + writtenDown)
  return { onHand, writtenDown, sold: corrected.cost - layer.cost - others, elsewhere }
}

/** Each part of a transfer became a layer of its own. */
const shareOf = ({ issueId, destination }: CostBook.Issue, at: number, amount: bigint): Share => ({
  issueId,
  destination:
    destination._tag === "Transfer"
      ? { ...destination, layer: destination.layer + at }
      : destination,
  amount,
})

const byQuantity = (
  head: CostBook.Head,
  layer: CostLayer.CostLayer,
  amount: bigint,
  departures: ReadonlyArray<CostBook.Issue>,
): Borne => {
  const sold = Math.max(0, head.sold - layer.soldBefore)
  const others = departures.map(({ out }) => CostLayer.unitsOf(out))
  const gone = others.reduce((sum, units) => sum + units, sold)
  const there = layer.layer < head.head ? 0 : head.units
  const kept = there === 0 ? 0n : divided(amount, [there, gone])[0]
  const isWrittenDown = layer.layer < head.revaluation
  const onHand = isWrittenDown ? 0n : kept < -head.value ? -head.value : kept
  const writtenDown = isWrittenDown ? kept : 0n
  const [ofSales, ...ofOthers] = divided(amount - onHand - writtenDown, [sold, ...others])
  const elsewhere = departures.map((issue, at) => shareOf(issue, 0, ofOthers[at] ?? 0n))
  return { onHand, writtenDown, sold: ofSales, elsewhere }
}

/** All to the first where no weight is above zero. */
const divided = (
  amount: bigint,
  weights: readonly [number, ...ReadonlyArray<number>],
): readonly [bigint, ...ReadonlyArray<bigint>] => {
  const some = weights.some((weight) => weight > 0)
  const [first = 0n, ...rest] = Result.getOrThrow(Allocation.allocate(amount, some ? weights : [1]))
  return [first, ...rest]
}
