/**
 * Serial numbers over the ledger: the life of each unit, its scans, and its history.
 *
 * @module
 */
import { Effect, Option, Schema, Stream } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { JournalError, JournalShape } from "../../store/Journal.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { CommandError, Outcome, TransactorShape } from "../../store/Transactor.ts"
import type { ScanTrail } from "../scans/ScanBook.ts"
import { CodeCommand } from "../scans/ScanCode.ts"
import type { ScanRefused } from "../scans/ScanDecision.ts"
import * as ScanKeeping from "../scans/ScanKeeping.ts"
import type { Identified } from "../scans/ScanLookup.ts"
import * as ScanPosting from "../scans/ScanPosting.ts"
import { Trails } from "../scans/ScanRecords.ts"
import type {
  CheckDigitWrong,
  ScanCharacterInvalid,
  ScanUnknown,
  ScanUnreadable,
} from "../scans/ScanRefusal.ts"
import { SerialScan } from "../scans/SerialScan.ts"
import { StockCommand } from "../StockCommand.ts"
import * as StockPosting from "../StockPosting.ts"
import type { StockRefusal } from "../StockRefusal.ts"
import { placeOf, type SerialAccount } from "./SerialAccount.ts"
import type { SerialAudit } from "./SerialAudit.ts"
import type { SerialUnit } from "./SerialBook.ts"
import { SerialCommand, SerialRef } from "./SerialCommand.ts"
import * as SerialHistory from "./SerialHistory.ts"
import * as SerialKeeping from "./SerialKeeping.ts"
import * as SerialPosting from "./SerialPosting.ts"
import { UnitMovements, Units } from "./SerialRecords.ts"
import type { SerialRefusal } from "./SerialRefusal.ts"

/** A command on units as a method. */
export type PostSerials<Tag extends SerialCommand["_tag"]> = CommandMethod<
  (typeof SerialCommand.cases)[Tag],
  SerialPosting.SerialPosted,
  SerialRefusal | StockRefusal
>

/** A command on codes as a method. */
export type PostCode<Tag extends CodeCommand["_tag"]> = CommandMethod<
  (typeof CodeCommand.cases)[Tag],
  ScanPosting.CodePosted,
  CheckDigitWrong | ScanCharacterInvalid
>

/**
 * What the ledger does with units that have a serial number. Each command moves all its units or none,
 * and posts on the shelves in the same transaction; the first receipt of a new item decides that it is
 * kept so. See {@link SerialCommand} for what each command means.
 */
export interface SerialsShape {
  /** Takes units from a supplier onto the shelf. */
  readonly receive: PostSerials<"Receive">
  /** Sends units back to the supplier. */
  readonly sendBack: PostSerials<"SendBack">
  /** Sends units to another place, where {@link SerialsShape.transferIn} takes them in. */
  readonly transferOut: PostSerials<"TransferOut">
  /** Takes units in that were sent from another place. */
  readonly transferIn: PostSerials<"TransferIn">
  /** Keeps units for an order, or gives them to an order that holds a quantity. */
  readonly hold: PostSerials<"Hold">
  /** Keeps what is still held of a hold of units until another instant, or for good. */
  readonly extend: CommandMethod<
    typeof StockCommand.cases.Extend,
    StockPosting.Posted,
    StockRefusal
  >
  /** Frees held units. */
  readonly release: PostSerials<"Release">
  /** Hands units to the customer. */
  readonly ship: PostSerials<"Ship">
  /** Takes units back from a customer onto the shelf. */
  readonly return: PostSerials<"Return">
  /** Takes units off sale, also as they come back from a customer. */
  readonly quarantine: PostSerials<"Quarantine">
  /** Puts units on sale again. */
  readonly clear: PostSerials<"Clear">
  /** Puts units on the bench, ours or a customer's. */
  readonly repairIn: PostSerials<"RepairIn">
  /** Gives units back from the bench to where they came from. */
  readonly repairOut: PostSerials<"RepairOut">
  /** Takes a customer's unit back and hands out another for it. */
  readonly replace: PostSerials<"Replace">
  /** Writes units off that are there. */
  readonly scrap: PostSerials<"Scrap">
  /** Writes units off that are missed. */
  readonly lose: PostSerials<"Lose">
  /** Takes units onto the shelf that were missed. */
  readonly find: PostSerials<"Find">
  /** Notes that units were seen where they are believed to be. */
  readonly count: PostSerials<"Count">
  /**
   * Takes a scan of a unit, in any order and any number of times; see {@link ScanPosting.post}. A scan
   * of the same device and number that says something else is a `ScanConflict`.
   */
  readonly scan: (
    scan: SerialScan,
  ) => Effect.Effect<Outcome<ScanPosting.ScanTaken>, ScanRefused | CommandError>
  /** Says of which item a GTIN is. */
  readonly registerGtin: PostCode<"RegisterGtin">
  /** Says of which item, or of which unit, a text of one's own is. */
  readonly registerCode: PostCode<"RegisterCode">
  /**
   * Finds out what a text from a scanner is of: a code of one's own, a GTIN, or GS1 elements with
   * serial, lot and date. A date of two digits is seen from the present year.
   */
  readonly identify: (
    text: string,
  ) => Effect.Effect<Identified, ScanUnreadable | ScanUnknown | InputInvalid | RecordsError>
  /** A unit and where it is now; one whose hold has ended is on the shelf. */
  readonly unit: (
    sku: string,
    serial: string,
  ) => Effect.Effect<Option.Option<SerialUnit>, InputInvalid | TransactionError>
  /** Every movement of a unit, in order, with document, place and actor: its provenance. */
  readonly history: (
    sku: string,
    serial: string,
  ) => Effect.Effect<ReadonlyArray<SerialHistory.SerialMovement>, InputInvalid | RecordsError>
  /**
   * Where a unit was at an instant in epoch milliseconds, by when it was recorded or by when it
   * happened outside; see {@link SerialHistory.whereAsOf}.
   */
  readonly whereAsOf: (
    sku: string,
    serial: string,
    instant: number,
    axis: "recordedAt" | "occurredAt",
  ) => Effect.Effect<SerialAccount, InputInvalid | RecordsError>
  /** All units at a place, or those of one item: on the shelf, held, in quarantine or on the bench. */
  readonly at: (
    place: string,
    options?: { readonly sku?: string },
  ) => Stream.Stream<SerialUnit, InputInvalid | RecordsError | TransactionError>
  /** The units that are kept for a hold. */
  readonly heldFor: (
    holdId: string,
  ) => Stream.Stream<SerialUnit, InputInvalid | RecordsError | TransactionError>
  /** The units that are underway in a transfer. */
  readonly inTransfer: (
    transferId: string,
  ) => Stream.Stream<SerialUnit, InputInvalid | RecordsError | TransactionError>
  /** A page of units with scans that wait for an earlier one, the oldest first: what to look at. */
  readonly waiting: (options?: PageOptions) => Effect.Effect<Values<ScanTrail>, RecordsError>
  /** Folds the journal of units and compares it with their records and with the shelves. */
  readonly audit: () => Effect.Effect<SerialAudit, RecordsError | JournalError>
}

const service = "StockLedger.serials"

/**
 * The serial numbers of a ledger, over the services that it runs on; a `StockLedger` has them as its
 * `serials`.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { StockLedger } from "entrepot/stock"
 *
 * const lines = [{ sku: "PHONE", serial: "A1" }] as const
 * const program = Effect.gen(function* () {
 *   const { serials, level } = yield* StockLedger
 *   yield* serials.receive({ commandId: "1", document: "po-1", actor: "ann", lines })
 *   yield* serials.hold({ commandId: "2", holdId: "order-7", actor: "bob", lines })
 *   yield* serials.ship({ commandId: "3", holdId: "order-7", actor: "bob", lines })
 *   yield* serials.return({ commandId: "4", document: "rma-1", actor: "cy", lines })
 *   for (const { event, document, place, actor } of yield* serials.history("PHONE", "A1"))
 *     console.log(event, document, place, actor)
 *   console.log((yield* level("PHONE")).available)
 * })
 * await Effect.runPromise(
 *   program.pipe(Effect.provide(StockLedger.layer.pipe(Layer.provide(Memory.layer())))),
 * )
 * ```
 * ```text
 * Received po-1 main ann
 * Held undefined main bob
 * Shipped undefined main bob
 * Returned rma-1 main cy
 * 1
 * ```
 */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  journal: JournalShape,
): SerialsShape => {
  const post = commandMethods(transactor, {
    service,
    cases: SerialCommand.cases,
    answer: SerialPosting.SerialPosted,
    post: SerialPosting.post,
  })
  const register = commandMethods(transactor, {
    service,
    cases: CodeCommand.cases,
    answer: ScanPosting.CodePosted,
    post: ScanPosting.registerCode,
  })
  const postQuantities = commandMethods(transactor, {
    service,
    cases: StockCommand.cases,
    answer: StockPosting.Posted,
    post: (command) => StockPosting.post(command, "serials"),
  })

  /** Units of an index as they are now: where their holds have ended they are free. */
  const current = (units: Stream.Stream<SerialUnit, RecordsError>) =>
    Stream.mapEffect(units, (unit) =>
      unit.where._tag === "Held"
        ? Effect.map(
            transactor.run(SerialKeeping.unitNow(unit)),
            Option.getOrElse(() => unit),
          )
        : Effect.succeed(unit),
    )
  const bound = (kind: "hold" | "transfer", id: string) =>
    records.all(Units, { index: "byBond", under: [kind, id] })
  const history = (ref: SerialRef) =>
    Stream.runCollect(records.all(UnitMovements, { under: [ref.sku, ref.serial] }))

  return {
    receive: post("receive", "Receive"),
    sendBack: post("sendBack", "SendBack"),
    transferOut: post("transferOut", "TransferOut"),
    transferIn: post("transferIn", "TransferIn"),
    hold: post("hold", "Hold"),
    extend: postQuantities("extend", "Extend"),
    release: post("release", "Release"),
    ship: post("ship", "Ship"),
    return: post("return", "Return"),
    quarantine: post("quarantine", "Quarantine"),
    clear: post("clear", "Clear"),
    repairIn: post("repairIn", "RepairIn"),
    repairOut: post("repairOut", "RepairOut"),
    replace: post("replace", "Replace"),
    scrap: post("scrap", "Scrap"),
    lose: post("lose", "Lose"),
    find: post("find", "Find"),
    count: post("count", "Count"),
    scan: (scan) => Effect.flatMap(decode.scan(scan), ScanKeeping.takeBy(transactor)),
    registerGtin: register("registerGtin", "RegisterGtin"),
    registerCode: register("registerCode", "RegisterCode"),
    identify: (text) =>
      Effect.flatMap(decode.identify({ text }), () => ScanKeeping.identify(records, text)),
    unit: Effect.fnUntraced(function* (sku, serial) {
      return yield* transactor.run(SerialKeeping.unitNow(yield* decode.unit({ sku, serial })))
    }),
    history: (sku, serial) => Effect.flatMap(decode.history({ sku, serial }), history),
    whereAsOf: Effect.fnUntraced(function* (sku, serial, instant, axis) {
      yield* decode.whereAsOf({ sku, serial, instant, axis })
      return SerialHistory.whereAsOf(yield* history({ sku, serial }), instant, axis)
    }),
    at: (place, { sku } = {}) =>
      Stream.unwrap(
        Effect.map(decode.at(sku === undefined ? { place } : { place, sku }), () =>
          current(
            records.all(Units, {
              index: "byPlace",
              under: sku === undefined ? [place] : [place, sku],
            }),
          ).pipe(Stream.filter(({ where }) => placeOf(where) === place)),
        ),
      ),
    heldFor: (holdId) =>
      Stream.unwrap(
        Effect.map(decode.heldFor({ holdId }), () =>
          current(bound("hold", holdId)).pipe(
            Stream.filter(({ where }) => where._tag === "Held" && where.holdId === holdId),
          ),
        ),
      ),
    inTransfer: (transferId) =>
      Stream.unwrap(
        Effect.map(decode.inTransfer({ transferId }), () => bound("transfer", transferId)),
      ),
    waiting: (options) => records.page(Trails, { index: "waiting" }, options),
    audit: () => SerialKeeping.audit(journal, records),
  }
}

const decode = {
  scan: Input.decoder(`${service}.scan`, SerialScan),
  identify: Input.decoder(`${service}.identify`, Schema.Struct({ text: Schema.String })),
  unit: Input.decoder(`${service}.unit`, SerialRef),
  history: Input.decoder(`${service}.history`, SerialRef),
  whereAsOf: Input.decoder(
    `${service}.whereAsOf`,
    Schema.Struct({
      ...SerialRef.fields,
      instant: Calendar.Instant,
      axis: Schema.Literals(["recordedAt", "occurredAt"]),
    }),
  ),
  at: Input.decoder(
    `${service}.at`,
    Schema.Struct({ place: Id.PlaceId, sku: Schema.optionalKey(Id.Sku) }),
  ),
  heldFor: Input.decoder(`${service}.heldFor`, Schema.Struct({ holdId: Id.Id })),
  inTransfer: Input.decoder(`${service}.inTransfer`, Schema.Struct({ transferId: Id.Id })),
}
