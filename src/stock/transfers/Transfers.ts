/**
 * Transfers between places, and places that others keep.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { type CommandInput, type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { JournalShape } from "../../store/Journal.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid } from "../../store/TransactionError.ts"
import type { CommandError, Outcome, TransactorShape } from "../../store/Transactor.ts"
import type { PostingError } from "../cards/CardPosting.ts"
import * as Cards from "../cards/Cards.ts"
import { shelfId } from "../StockRecords.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import { ObserveCommand, type ObservedShelf } from "./ObservedShelf.ts"
import type { Transfer } from "./Transfer.ts"
import { TransferCommand } from "./TransferCommand.ts"
import * as TransferPosting from "./TransferPosting.ts"
import { ObservedShelves, Transfers } from "./TransferRecords.ts"
import type { ObservationRefusal, TransferRefusal } from "./TransferRefusal.ts"

/** A command on a transfer as a method. */
export type PostTransfer<Tag extends TransferCommand["_tag"]> = CommandMethod<
  (typeof TransferCommand.cases)[Tag],
  TransferPosting.TransferPosted,
  TransferRefusal | StockRefusal
>

/** What can be done with transfers, and with places that others keep. */
export interface TransfersShape {
  /** Says which units are to go from one place to another; nothing moves yet. */
  readonly plan: PostTransfer<"Plan">
  /**
   * Takes units off the shelf, into transit to the destination: all that were planned, or the lines
   * given. Only what nobody holds can leave.
   */
  readonly dispatch: PostTransfer<"Dispatch">
  /** Takes units of a delivery onto the shelf of the destination; each document counts once. */
  readonly receive: PostTransfer<"Receive">
  /** Writes off units that were lost in transit. */
  readonly writeOff: PostTransfer<"WriteOff">
  /** Takes units that were written off onto the shelf of the destination, where they turned up. */
  readonly find: PostTransfer<"Find">
  /** Calls a transfer off, before anything left. */
  readonly cancel: PostTransfer<"Cancel">
  /** Ends a transfer of which nothing is in transit any more. */
  readonly close: PostTransfer<"Close">
  /** A transfer, with what became of each item. */
  readonly findTransfer: (
    transferId: string,
  ) => Effect.Effect<Option.Option<Transfer>, InputInvalid | RecordsError>
  /** A page of the transfers to a place that are not over yet. */
  readonly underway: (
    place: string,
    options?: PageOptions,
  ) => Effect.Effect<Values<Transfer>, InputInvalid | RecordsError>
  /**
   * Posts what the keeper of a place says was there: the difference from what the book had there at
   * the same instant, counting movements by when they occurred. Movements that are posted at the very
   * same time may count as posted after it. It first brings the stock cards up to date, which takes a
   * while if nobody ever has.
   */
  readonly observe: (
    input: CommandInput<typeof ObserveCommand>,
  ) => Effect.Effect<
    Outcome<TransferPosting.ObservationPosted>,
    ObservationRefusal | StockRefusal | CommandError | PostingError
  >
  /** What was seen last of an item at a place that others keep. */
  readonly observed: (
    sku: string,
    place: string,
  ) => Effect.Effect<Option.Option<ObservedShelf>, InputInvalid | RecordsError>
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
 *   const { receive, level, transfers } = yield* StockLedger
 *   const lines = [{ sku: "MUG", quantity: 5 }]
 *   const transferId = "t1"
 *   yield* receive({ commandId: "po-1", lines })
 *   yield* transfers.plan({ commandId: "1", transferId, from: "main", to: "shop", lines })
 *   yield* transfers.dispatch({ commandId: "2", transferId })
 *   const arrived = [{ sku: "MUG", quantity: 3 }]
 *   yield* transfers.receive({ commandId: "3", transferId, document: "note-1", lines: arrived })
 *   const { onHand, transit } = yield* level("MUG", "shop")
 *   return `${onHand} arrived, ${transit} in transit`
 * })
 * const live = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * 3 arrived, 2 in transit
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): TransfersShape => {
  const cards = Cards.make(transactor, records, journal)
  const post = commandMethods(transactor, {
    service: "StockLedger.transfers",
    cases: TransferCommand.cases,
    answer: TransferPosting.TransferPosted,
    post: TransferPosting.post,
  })

  const observe = (command: ObserveCommand, body: unknown): ReturnType<TransfersShape["observe"]> =>
    Effect.gen(function* () {
      // Read before the cards are kept: they have what it came to.
      const last = yield* transactor.run(
        Transaction.use((tx) => tx.get(ObservedShelves, shelfId(command))),
      )
      yield* cards.keep()
      return yield* transactor.transact(
        { ...command, body, answer: TransferPosting.ObservationPosted },
        TransferPosting.observe(command, Option.getOrUndefined(last)?.asOf),
      )
    }).pipe(Effect.catchTag("ObservationOvertaken", () => observe(command, body)))

  return {
    plan: post("plan", "Plan"),
    dispatch: post("dispatch", "Dispatch"),
    receive: post("receive", "Receive"),
    writeOff: post("writeOff", "WriteOff"),
    find: post("find", "Find"),
    cancel: post("cancel", "Cancel"),
    close: post("close", "Close"),
    findTransfer: (transferId) =>
      Effect.flatMap(decode.findTransfer({ transferId }), () => records.get(Transfers, transferId)),
    underway: (place, options) =>
      Effect.flatMap(decode.underway({ place }), () =>
        records.page(Transfers, { index: "underway", under: [place] }, options),
      ),
    observe: (input) => {
      const body = { _tag: "Observe", ...input }
      return Effect.flatMap(decode.observe(body), (command) => observe(command, body))
    },
    observed: (sku, place) =>
      Effect.flatMap(decode.observed({ sku, place }), (where) =>
        records.get(ObservedShelves, shelfId(where)),
      ),
  }
}

const decode = {
  findTransfer: Input.decoder(
    "StockLedger.transfers.findTransfer",
    Schema.Struct({ transferId: Id.Id }),
  ),
  underway: Input.decoder("StockLedger.transfers.underway", Schema.Struct({ place: Id.PlaceId })),
  observe: Input.decoder("StockLedger.transfers.observe", ObserveCommand),
  observed: Input.decoder(
    "StockLedger.transfers.observed",
    Schema.Struct({ sku: Id.Sku, place: Id.PlaceId }),
  ),
}
