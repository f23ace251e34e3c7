/**
 * Stock cards: how much there was of an item at any instant, and every movement that led there.
 *
 * @module
 */
import { Effect, Option, Schema, Stream } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import type { QuantityOverflow } from "../../kernel/Quantity.ts"
import * as Input from "../../store/Input.ts"
import type { JournalShape } from "../../store/Journal.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import * as ShelfKeeping from "../ShelfKeeping.ts"
import * as StockBook from "../StockBook.ts"
import { mainPlace } from "../StockCommand.ts"
import type { StockEvent } from "../StockEvent.ts"
import { Movements, shelfId, Shelves } from "../StockRecords.ts"
import * as Card from "./Card.ts"
import * as CardAmounts from "./CardAmounts.ts"
import * as CardKeeping from "./CardKeeping.ts"
import * as CardPosting from "./CardPosting.ts"
import { pageId, Pages } from "./CardRecords.ts"
import * as StockCard from "./StockCard.ts"

/** An item at a place and an instant in epoch milliseconds, by one of the two times. */
export const AsOf = Schema.Struct({
  sku: Id.Sku,
  place: Schema.optional(Id.PlaceId),
  at: Calendar.Instant,
  axis: Card.Axis,
})
/** An item at a place and an instant. */
export type AsOf = typeof AsOf.Type

/** How much there was of an item at a place, in its units. */
export interface Balance extends StockCard.Counts {
  readonly sku: string
  readonly place: string
}

/** One movement of an item at a place: what it changed, and how much there was after it. */
export interface Movement extends Omit<Card.Row, "changes"> {
  readonly change: StockCard.Counts
  readonly balance: StockCard.Counts
}

/** Why a question about cards is not answered. */
export type CardsError = InputInvalid | QuantityOverflow | CardPosting.PostingError

/**
 * What can be asked of stock cards. They are made from the journal, by whoever asks: each question
 * first takes in what was posted since. A sale writes no card.
 */
export interface CardsShape {
  /**
   * How much there was of an item as of an instant, that instant included; nothing if unknown. `axis`
   * says which time is meant: `recordedAt`, what the ledger knew then, or `occurredAt`, what had
   * happened by then as far as is known now. As of one that nothing came after, units whose hold has
   * expired by then are free; before, holds end when the journal tells of it. By `occurredAt` counts
   * may be negative, where what left is known to be earlier than what came. Of a pool it is what is
   * held of it and assigned to no place.
   */
  readonly balance: (asOf: AsOf) => Effect.Effect<Balance, CardsError>
  /**
   * The movements of an item in the order of the journal, each with the balance after it; from and up
   * to instants of recording, both included, where they are given.
   */
  readonly movements: (
    sku: string,
    options?: { readonly place?: string; readonly from?: number; readonly to?: number },
  ) => Stream.Stream<Movement, CardsError>
  /**
   * Takes in what was posted since the last time, and returns how many entries of the journal that
   * were; `progress` is told on the way. A host may call it on a schedule, so that no question has to
   * take in much.
   */
  readonly keep: (options?: {
    readonly progress?: (entries: number) => void
  }) => Effect.Effect<number, CardPosting.PostingError>
}

/**
 * Makes the service over the services that it shares with the ledger.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger } from "entrepot/stock"
 *
 * const program = Effect.gen(function* () {
 *   const ledger = yield* StockLedger
 *   const lines = [{ sku: "MUG", quantity: 3 }]
 *   const occurredAt = Date.UTC(2020, 0, 31)
 *   yield* ledger.receive({ commandId: "po-1", occurredAt, lines })
 *   const onHandAt = (at: number, axis: "recordedAt" | "occurredAt") =>
 *     Effect.map(ledger.cards.balance({ sku: "MUG", at, axis }), ({ onHand }) => onHand)
 *   return [
 *     yield* onHandAt(occurredAt - 1, "occurredAt"),
 *     yield* onHandAt(occurredAt, "occurredAt"),
 *     yield* onHandAt(occurredAt, "recordedAt"),
 *   ]
 * })
 * const live = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * [ 0, 3, 0 ]
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): CardsShape => {
  const keep: CardsShape["keep"] = (options = {}) =>
    CardPosting.post({ transactor, records, journal }, source, options.progress)

  const balance: CardsShape["balance"] = Effect.fnUntraced(function* (input) {
    const { place = mainPlace, ...asOf } = yield* decode.balance(input)
    yield* keep()
    return yield* transactor.run(balanceAsOf({ ...asOf, place }))
  })

  const movements: CardsShape["movements"] = (sku, { place = mainPlace, ...options } = {}) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const where = yield* decode.movements({ sku, place, ...options })
        yield* keep()
        const card = StockCard.nameOf(where)
        const { from = -Number.MAX_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER } = where
        const opening = yield* transactor.run(CardKeeping.until(card, "recordedAt", from - 1))
        const { rows } = yield* transactor.run(CardKeeping.until(card, "recordedAt", to))
        return Stream.paginate({ row: opening.rows, amounts: opening.amounts }, (from) =>
          movementsFrom(records, card, from, rows),
        )
      }),
    )

  return { balance, movements, keep }
}

const source: CardPosting.Source<StockEvent> = { stream: Movements, rowsOf: StockCard.rowsOf }

const balanceAsOf = Effect.fnUntraced(function* ({
  sku,
  place,
  at,
  axis,
}: AsOf & { readonly place: string }): Effect.fn.Return<Balance, QuantityOverflow, Transaction> {
  const where = { sku, place }
  const { amounts, isLatest } = yield* CardKeeping.until(StockCard.nameOf(where), axis, at)
  const counts = yield* Effect.fromResult(StockCard.countsOf(amounts))
  const expired = isLatest ? yield* expiredBy(where, counts, at) : 0
  return { sku, place, ...StockCard.freed(counts, expired) }
})

/** Held units that are free by an instant, though the journal does not tell of it yet. */
const expiredBy = Effect.fnUntraced(function* (
  where: ShelfKeeping.Where,
  { onHand, held }: StockCard.Counts,
  at: number,
): Effect.fn.Return<number, never, Transaction> {
  const tx = yield* Transaction
  const shelf = Option.getOrUndefined(yield* tx.get(Shelves, shelfId(where)))
  // A shelf that differs was written since the card: then the instant is history by now.
  if (shelf === undefined || shelf.onHand !== onHand || shelf.held !== held) return 0
  return StockBook.expired(yield* ShelfKeeping.lookInside(tx, shelf, at, []), at)
})

/** Where a reader of a card is: which row comes next, and what came before it. */
interface Reading {
  readonly row: number
  readonly amounts: CardAmounts.CardAmounts
}

/** The movements of the page with the next row, up to but without row `end`, and where to go on. */
const movementsFrom = Effect.fnUntraced(function* (
  records: RecordsShape,
  card: Card.CardName,
  { row, amounts }: Reading,
  end: number,
): Effect.fn.Return<
  readonly [ReadonlyArray<Movement>, Option.Option<Reading>],
  RecordsError | QuantityOverflow
> {
  if (row >= end) return [[], Option.none()]
  const page = Card.pageOf(row)
  const found = Option.getOrThrow(yield* records.get(Pages, pageId({ card, page })))
  const first = page * Card.mostRows
  const movements: Array<Movement> = []
  let after = amounts
  for (const { changes, ...entry } of found.rows.slice(row - first, end - first)) {
    after = CardAmounts.sum([after, changes])
    const change = yield* Effect.fromResult(StockCard.countsOf(changes))
    const balance = yield* Effect.fromResult(StockCard.countsOf(after))
    movements.push({ ...entry, change, balance })
  }
  return [movements, Option.some({ row: row + movements.length, amounts: after })]
})

const decode = {
  balance: Input.decoder("StockLedger.cards.balance", AsOf),
  movements: Input.decoder(
    "StockLedger.cards.movements",
    Schema.Struct({
      sku: Id.Sku,
      place: Id.PlaceId,
      from: Schema.optional(Calendar.Instant),
      to: Schema.optional(Calendar.Instant),
    }),
  ),
}
