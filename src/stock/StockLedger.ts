/**
 * The stock ledger: one stock for all channels, which cannot be oversold.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Option, Schema, Stream } from "effect"

import * as Id from "../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../store/CommandMethod.ts"
import * as Input from "../store/Input.ts"
import { Journal, type JournalError } from "../store/Journal.ts"
import { Records, type RecordsError, type Values } from "../store/Records.ts"
import { storeServices } from "../store/services.ts"
import type { Store } from "../store/Store.ts"
import type { InputInvalid, TransactionError } from "../store/TransactionError.ts"
import { Transactor } from "../store/Transactor.ts"
import * as Cards from "./cards/Cards.ts"
import * as Costs from "./cost/Costs.ts"
import * as Counts from "./counts/Counts.ts"
import * as Exposures from "./exposure/Exposures.ts"
import * as Kits from "./kits/Kits.ts"
import * as LevelKeeping from "./LevelKeeping.ts"
import * as Lots from "./lots/Lots.ts"
import { type PoolRefused, PlaceCommand } from "./Place.ts"
import * as PlacePosting from "./PlacePosting.ts"
import * as Pool from "./Pool.ts"
import * as Promises from "./promises/Promises.ts"
import * as Serials from "./serials/Serials.ts"
import * as ShelfKeeping from "./ShelfKeeping.ts"
import * as StockAudit from "./StockAudit.ts"
import * as StockBook from "./StockBook.ts"
import { mainPlace, StockCommand } from "./StockCommand.ts"
import { type Level, toLevel } from "./StockLevel.ts"
import * as StockPosting from "./StockPosting.ts"
import { Holds, Items, shelfId, Shelves } from "./StockRecords.ts"
import type { StockRefusal } from "./StockRefusal.ts"
import * as Transfers from "./transfers/Transfers.ts"

/** A command of the ledger as a method. */
export type PostStock<Tag extends StockCommand["_tag"]> = CommandMethod<
  (typeof StockCommand.cases)[Tag],
  StockPosting.Posted,
  StockRefusal
>

/**
 * What the ledger does. Each command is decoded first (`InputInvalid` says what is wrong, and
 * where), runs exactly once for its `commandId`, and answers or refuses as a whole.
 */
export interface StockLedgerShape {
  /** Takes units from a supplier onto the shelf. */
  readonly receive: PostStock<"Receive">
  /** Keeps units for an order: all lines, or none and the refusal names each short line. */
  readonly hold: PostStock<"Hold">
  /** Keeps what is still held until another instant, or for good. */
  readonly extend: PostStock<"Extend">
  /** Frees held units: all that are open, or the lines given. */
  readonly release: PostStock<"Release">
  /** Hands held units to the customer: all that are open, or the lines given. */
  readonly ship: PostStock<"Ship">
  /** Takes units back from a customer onto the shelf. */
  readonly return: PostStock<"Return">
  /** Writes down units that were found or lost. */
  readonly adjust: PostStock<"Adjust">
  /** Moves units between accounts: into quarantine and out again, onto the bench, to scrap. */
  readonly move: PostStock<"Move">
  /** Gives units that are held of a pool the place that is to ship them. */
  readonly assign: PostStock<"Assign">
  /** Lets orders hold units of several places together, before it is known which of them ships. */
  readonly declarePool: CommandMethod<
    typeof PlaceCommand.cases.DeclarePool,
    PlacePosting.PlacePosted,
    PoolRefused
  >
  /**
   * How much there is of an item, at the main place unless said otherwise; zero if unknown. Of a pool
   * it is what its places have together.
   */
  readonly level: (
    sku: string,
    place?: string,
  ) => Effect.Effect<Level, InputInvalid | RecordsError | TransactionError>
  /** The levels of all items, by place and item; or of all at one place. */
  readonly levels: (options?: {
    readonly place?: string
  }) => Stream.Stream<Level, InputInvalid | RecordsError | TransactionError>
  /** The levels of an item at every place where it ever was, in the order of its coming there. */
  readonly levelsOf: (
    sku: string,
  ) => Effect.Effect<ReadonlyArray<Level>, InputInvalid | RecordsError | TransactionError>
  /** A hold, with what became of each line. */
  readonly findHold: (
    holdId: string,
  ) => Effect.Effect<Option.Option<StockBook.Hold>, InputInvalid | RecordsError>
  /**
   * A page of the holds that keep units of an item, at the main place unless said otherwise: who holds
   * it, and until when. Those that have expired are left out, so a page may be short.
   */
  readonly holdsOf: (
    sku: string,
    options?: {
      readonly place?: string
      readonly cursor?: string | undefined
      readonly limit?: number
    },
  ) => Effect.Effect<Values<StockBook.Hold>, InputInvalid | RecordsError>
  /** How much there was of an item as of any instant, and the movements that led there. */
  readonly cards: Cards.CardsShape
  /** What stock costs: kept with every posting on shelves, corrected by what comes late. */
  readonly cost: Costs.CostsShape
  /** Cycle counts: items of a place are counted while work goes on. */
  readonly counts: Counts.CountsShape
  /** What channels show of items, the outbox of what they are to show, and warnings. */
  readonly exposure: Exposures.ExposuresShape
  /** Items that are sold as one and consist of others, whose stock they share. */
  readonly kits: Kits.KitsShape
  /** Items whose units are told apart by lot: picked by expiry, recalled, traced. */
  readonly lots: Lots.LotsShape
  /** Promises against what is coming, which become holds when it arrives. */
  readonly promises: Promises.PromisesShape
  /** Units that are told apart by serial number: their life, their scans and their history. */
  readonly serials: Serials.SerialsShape
  /** Transfers between places, and places that others keep. */
  readonly transfers: Transfers.TransfersShape
  /** Folds the journal and compares it with the records; see {@link StockAudit.Audit}. */
  readonly audit: () => Effect.Effect<StockAudit.Audit, RecordsError | JournalError>
}

/**
 * The service. Over any store it is the same.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger } from "entrepot/stock"
 *
 * const program = Effect.gen(function* () {
 *   const ledger = yield* StockLedger
 *   yield* ledger.receive({ commandId: "po-1", lines: [{ sku: "MUG", quantity: 3 }] })
 *   yield* ledger.hold({
 *     commandId: "c-1",
 *     holdId: "order-1",
 *     lines: [{ sku: "MUG", quantity: 2 }],
 *   })
 *   return yield* ledger.level("MUG")
 * })
 * const level = await Effect.runPromise(
 *   program.pipe(Effect.provide(StockLedger.layer.pipe(Layer.provide(Memory.layer())))),
 * )
 * console.log(level.onHand, level.held, level.available)
 * ```
 * ```text
 * 3 2 1
 * ```
 */
export class StockLedger extends Context.Service<StockLedger, StockLedgerShape>()(
  "entrepot/stock/StockLedger",
) {
  /** The ledger over given services, such as those that other rooms share. */
  static readonly layerOver: Layer.Layer<StockLedger, never, Transactor | Records | Journal> =
    Layer.effect(
      StockLedger,
      Effect.gen(function* () {
        const transactor = yield* Transactor
        const records = yield* Records
        const journal = yield* Journal

        const post = commandMethods(transactor, {
          service: "StockLedger",
          cases: StockCommand.cases,
          answer: StockPosting.Posted,
          post: (command) => StockPosting.post(command),
        })

        const levelOf = (shelf: StockBook.Shelf) =>
          shelf.expiring === undefined && shelf.ties?.tracked !== "lots" && !Pool.isPool(shelf)
            ? Effect.succeed(toLevel(shelf))
            : transactor.run(LevelKeeping.levelNow(shelf))
        const levelAt = (where: ShelfKeeping.Where) =>
          Effect.flatMap(records.get(Shelves, shelfId(where)), (shelf) =>
            // What is no shelf may be a pool.
            Option.match(shelf, {
              onNone: () => transactor.run(LevelKeeping.levelNow(where)),
              onSome: levelOf,
            }),
          )
        const declare = commandMethods(transactor, {
          service: "StockLedger",
          cases: PlaceCommand.cases,
          answer: PlacePosting.PlacePosted,
          post: PlacePosting.post,
        })

        return StockLedger.of({
          receive: post("receive", "Receive"),
          hold: post("hold", "Hold"),
          extend: post("extend", "Extend"),
          release: post("release", "Release"),
          ship: post("ship", "Ship"),
          return: post("return", "Return"),
          adjust: post("adjust", "Adjust"),
          move: post("move", "Move"),
          assign: post("assign", "Assign"),
          declarePool: declare("declarePool", "DeclarePool"),
          level: (sku, place = mainPlace) => Effect.flatMap(decodeWhere({ sku, place }), levelAt),
          levels: ({ place } = {}) =>
            place === undefined
              ? Stream.mapEffect(records.all(Shelves), levelOf)
              : Stream.unwrap(
                  Effect.map(decodePlace({ place }), () =>
                    Stream.mapEffect(records.all(Shelves, { under: [place] }), levelOf),
                  ),
                ),
          levelsOf: Effect.fnUntraced(function* (sku) {
            yield* decodeSku({ sku })
            const item = Option.getOrUndefined(yield* records.get(Items, sku))
            return yield* Effect.forEach(item?.places ?? [], (place) => levelAt({ sku, place }))
          }),
          findHold: (holdId) =>
            Effect.flatMap(decodeHoldId({ holdId }), () => records.get(Holds, holdId)),
          holdsOf: Effect.fnUntraced(function* (sku, { place = mainPlace, ...options } = {}) {
            const where = yield* decodeHoldsOf({ sku, place })
            const under = [where.place, where.sku]
            const page = yield* records.page(Holds, { index: "byShelf", under }, options)
            const now = yield* Clock.currentTimeMillis
            return {
              ...page,
              values: page.values.filter((hold) => !StockBook.hasExpired(hold, now)),
            }
          }),
          cards: Cards.make(transactor, records, journal),
          cost: Costs.make(transactor, records, journal),
          counts: Counts.make(transactor, records, journal),
          exposure: Exposures.make(transactor, records, journal),
          kits: Kits.make(transactor, records),
          lots: Lots.make(transactor, records, journal),
          promises: Promises.make(transactor, records),
          serials: Serials.make(transactor, records, journal),
          transfers: Transfers.make(transactor, records, journal),
          audit: () => StockAudit.audit(journal, records),
        })
      }),
    )

  /** The ledger with services of its own over a store. */
  static readonly layer: Layer.Layer<StockLedger, never, Store> = StockLedger.layerOver.pipe(
    Layer.provide(storeServices),
  )
}

const Where = Schema.Struct({ sku: Id.Sku, place: Id.PlaceId })
const decodeWhere = Input.decoder("StockLedger.level", Where)
const decodePlace = Input.decoder("StockLedger.levels", Schema.Struct({ place: Id.PlaceId }))
const decodeSku = Input.decoder("StockLedger.levelsOf", Schema.Struct({ sku: Id.Sku }))
const decodeHoldsOf = Input.decoder("StockLedger.holdsOf", Where)
const decodeHoldId = Input.decoder("StockLedger.findHold", Schema.Struct({ holdId: Id.Id }))
