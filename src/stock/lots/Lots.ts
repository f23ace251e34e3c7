/**
 * Lots as a part of the ledger: units that were made together and expire together.
 *
 * @module
 */
import { Array, Clock, Effect, Option, Schema, Stream } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { JournalError, JournalShape } from "../../store/Journal.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import { mainPlace } from "../StockCommand.ts"
import * as Lot from "./Lot.ts"
import * as LotAuditKeeping from "./LotAuditKeeping.ts"
import * as LotBook from "./LotBook.ts"
import { LotCommand } from "./LotCommand.ts"
import * as LotKeeping from "./LotKeeping.ts"
import * as LotPick from "./LotPick.ts"
import * as LotPosting from "./LotPosting.ts"
import {
  LotHolds,
  lotId,
  LotMovements,
  Lots,
  lotShelfId,
  LotShelves,
  Policies,
} from "./LotRecords.ts"
import type { LotRefusal } from "./LotRefusal.ts"
import * as LotTrace from "./LotTrace.ts"

/** A command of lots as a method. */
export type PostLots<Tag extends LotCommand["_tag"]> = CommandMethod<
  (typeof LotCommand.cases)[Tag],
  LotPosting.LotPosted,
  LotRefusal
>

/** A lot, and its units at every place where it ever was. */
export interface LotPlaces extends Lot.Lot {
  readonly shelves: ReadonlyArray<Lot.LotShelf>
}

/** Why a question about lots is not answered. */
export type LotsError = InputInvalid | RecordsError | TransactionError

/**
 * What can be done with items whose units are told apart by lot. The first receipt here makes an item
 * such a one; from then on its units move by these methods only, and by quantity no more.
 */
export interface LotsShape {
  /** Says what an item demands of its lots. */
  readonly setPolicy: PostLots<"SetPolicy">
  /** Takes units of lots from a supplier onto the shelf. */
  readonly receive: PostLots<"Receive">
  /** Picks units for an order and keeps them: all lines, or none and the refusal names each short line. */
  readonly hold: PostLots<"Hold">
  /** Keeps what is still held until another instant, or for good. */
  readonly extend: PostLots<"Extend">
  /** Frees held units: all that are open, or the lots given. */
  readonly release: PostLots<"Release">
  /** Hands held units to the customer, unless their lots were recalled or have expired since. */
  readonly ship: PostLots<"Ship">
  /** Takes units back from a customer into the lot that they were of. */
  readonly return: PostLots<"Return">
  /** Moves units to other places, on their way there, into quarantine, to the supplier or to scrap. */
  readonly move: PostLots<"Move">
  /** Writes down units that were found or lost. */
  readonly adjust: PostLots<"Adjust">
  /** Recalls a lot: nothing of it is held or shipped any more, wherever it is. */
  readonly block: PostLots<"Block">
  /** Lifts a recall. */
  readonly unblock: PostLots<"Unblock">
  /**
   * Units of an item by what can be done with them, at the main place unless said otherwise; now, or at
   * a later instant `at` (epoch milliseconds) as things stand.
   */
  readonly level: (
    sku: string,
    options?: { readonly place?: string; readonly at?: number },
  ) => Effect.Effect<Lot.LotLevel, LotsError>
  /** The lots of an item of which units are on the shelf of a place now, by their names. */
  readonly at: (place: string, sku: string) => Effect.Effect<ReadonlyArray<Lot.LotAt>, LotsError>
  /** A lot and where its units are, where it was ever received. */
  readonly of: (sku: string, lot: string) => Effect.Effect<Option.Option<LotPlaces>, LotsError>
  /** What an item demands of its lots. */
  readonly policy: (sku: string) => Effect.Effect<LotPick.LotPolicy, LotsError>
  /** The lots that were picked for an order, with what became of each line. */
  readonly findHold: (holdId: string) => Effect.Effect<Option.Option<LotBook.LotHold>, LotsError>
  /**
   * Everything that touched a lot, for a recall: orders, places and papers. It reads the journal of lots
   * from its beginning.
   */
  readonly touched: (
    sku: string,
    lot: string,
  ) => Effect.Effect<LotTrace.Trace, InputInvalid | JournalError>
  /** Folds the journal of lots and compares it with the records; see {@link LotAuditKeeping.Audit}. */
  readonly audit: () => Effect.Effect<
    LotAuditKeeping.Audit,
    JournalError | RecordsError | TransactionError
  >
}

/**
 * Makes the service over the services that it shares with the ledger, as `ledger.lots` does.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger } from "entrepot/stock"
 *
 * const program = Effect.gen(function* () {
 *   const { lots } = yield* StockLedger
 *   const milk = { sku: "MILK", quantity: 3 }
 *   const expires = { at: Date.UTC(2100, 0, 1) }
 *   yield* lots.receive({ commandId: "po-1", lines: [{ ...milk, lot: "A" }] })
 *   yield* lots.receive({ commandId: "po-2", lines: [{ ...milk, lot: "B", expires }] })
 *   yield* lots.hold({ commandId: "c-1", holdId: "order-1", lines: [{ sku: "MILK", quantity: 2 }] })
 *   yield* lots.block({ commandId: "c-2", sku: "MILK", lot: "A" })
 *   return yield* lots.level("MILK")
 * })
 * const layer = StockLedger.layer.pipe(Layer.provide(Memory.layer()))
 * const { held, blocked, available } = await Effect.runPromise(Effect.provide(program, layer))
 * console.log(held, blocked, available)
 * ```
 * ```text
 * 2 3 1
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): LotsShape => {
  const post = commandMethods(transactor, {
    service: "StockLedger.lots",
    cases: LotCommand.cases,
    answer: LotPosting.LotPosted,
    post: LotPosting.post,
  })
  return {
    setPolicy: post("setPolicy", "SetPolicy"),
    receive: post("receive", "Receive"),
    hold: post("hold", "Hold"),
    extend: post("extend", "Extend"),
    release: post("release", "Release"),
    ship: post("ship", "Ship"),
    return: post("return", "Return"),
    move: post("move", "Move"),
    adjust: post("adjust", "Adjust"),
    block: post("block", "Block"),
    unblock: post("unblock", "Unblock"),
    level: Effect.fnUntraced(function* (sku, { place = mainPlace, at } = {}) {
      const where = yield* decode.level({ sku, place, at })
      return yield* transactor.run(LotKeeping.levelNow(where, where.at))
    }),
    at: Effect.fnUntraced(function* (place, sku) {
      const where = yield* decode.at({ sku, place })
      const book = yield* transactor.run(LotKeeping.bookOf([where]))
      return LotBook.lotsAt(book, where).toSorted(LotPick.byName)
    }),
    of: Effect.fnUntraced(function* (sku, lot) {
      const under = yield* decode.of({ sku, lot })
      const shelves = yield* Stream.runCollect(
        records.all(LotShelves, { index: "byLot", under: [under.sku, under.lot] }),
      )
      return yield* transactor.run(placesOf(under, shelves.map(lotShelfId)))
    }),
    policy: Effect.fnUntraced(function* (sku) {
      yield* decode.policy({ sku })
      return Option.getOrElse(yield* records.get(Policies, sku), () => LotPick.anyLot(sku))
    }),
    findHold: (holdId) =>
      Effect.flatMap(decode.findHold({ holdId }), () => records.get(LotHolds, holdId)),
    touched: Effect.fnUntraced(function* (sku, lot) {
      const of = yield* decode.touched({ sku, lot })
      const movements = yield* journal.all(LotMovements).pipe(
        Stream.filter(({ fact }) => LotTrace.concerns(fact, of)),
        Stream.map(({ fact, position, occurredAt }) => ({ position, occurredAt, event: fact })),
        Stream.runCollect,
      )
      return LotTrace.touched(movements, of, yield* Clock.currentTimeMillis)
    }),
    audit: () => LotAuditKeeping.audit(transactor, records, journal),
  }
}

/** A lot as it is now, at these of its places. */
const placesOf = Effect.fnUntraced(function* (
  of: LotTrace.Of,
  ids: ReadonlyArray<string>,
): Effect.fn.Return<Option.Option<LotPlaces>, never, Transaction> {
  const tx = yield* Transaction
  const lot = yield* tx.get(Lots, lotId(of))
  const found = Array.getSomes(yield* tx.getAll(LotShelves, ids))
  const now = yield* tx.now
  const shelves = yield* Effect.forEach(found, (shelf) => LotKeeping.currently(tx, shelf, now))
  return Option.map(lot, (known) => ({ ...known, shelves }))
})

const Of = Schema.Struct({ sku: Id.Sku, lot: Lot.LotId })
const Where = Schema.Struct({ sku: Id.Sku, place: Id.PlaceId })
const At = Schema.Struct({ ...Where.fields, at: Schema.optional(Calendar.Instant) })
const decode = {
  level: Input.decoder("StockLedger.lots.level", At),
  at: Input.decoder("StockLedger.lots.at", Where),
  of: Input.decoder("StockLedger.lots.of", Of),
  policy: Input.decoder("StockLedger.lots.policy", Schema.Struct({ sku: Id.Sku })),
  findHold: Input.decoder("StockLedger.lots.findHold", Schema.Struct({ holdId: Id.Id })),
  touched: Input.decoder("StockLedger.lots.touched", Of),
}
