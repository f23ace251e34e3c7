/**
 * The packing table and the door: parcels from the first scan until their courier is done with them.
 *
 * @module
 */
import { Clock, Effect, type Option, Result, Schema, Stream } from "effect"

import type { CourierError } from "../../couriers/CourierError.ts"
import type { Waybill } from "../../couriers/CourierLabel.ts"
import type { DeskError, LabelDeskShape } from "../../couriers/LabelDesk.ts"
import type { Step } from "../../couriers/labels/Label.ts"
import { TrackingEvent } from "../../couriers/Tracking.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as ReceiptKeeping from "../../orders/ReceiptKeeping.ts"
import * as ScanKeeping from "../../stock/scans/ScanKeeping.ts"
import type { ScanUnknown, ScanUnreadable } from "../../stock/scans/ScanRefusal.ts"
import { type CommandInput, type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { CommandError, Outcome, TransactorShape } from "../../store/Transactor.ts"
import * as Consignments from "../consignments/Consignments.ts"
import * as DocketKeeping from "../consignments/DocketKeeping.ts"
import * as DispatchList from "../dispatch/DispatchList.ts"
import * as Manifest from "../dispatch/Manifest.ts"
import * as ManifestPosting from "../dispatch/ManifestPosting.ts"
import type { ManifestRefusal } from "../dispatch/ManifestRefusal.ts"
import * as TrackingPosting from "../dispatch/TrackingPosting.ts"
import { Dockets, Manifests } from "../FulfilmentRecords.ts"
import * as OutboundPosting from "./OutboundPosting.ts"
import { ParcelCommand } from "./ParcelCommand.ts"
import * as ParcelLabelPosting from "./ParcelLabelPosting.ts"

/** A command on a parcel as a method. */
export type PostParcel<Tag extends OutboundPosting.AboutOutbound["_tag"]> = CommandMethod<
  (typeof ParcelCommand.cases)[Tag],
  OutboundPosting.OutboundPosted,
  OutboundPosting.OutboundRefusal
>

/** A barcode that was scanned over an open parcel. */
export const Scan = Schema.Struct({
  ...CommandHeader.fields,
  consignmentId: Id.Id,
  parcelId: Id.Id,
  scanId: Id.Id,
  text: Schema.NonEmptyString,
})

/** Closes a manifest. */
export const CloseManifest = Schema.TaggedStruct("CloseManifest", Manifest.CloseManifest.fields)

/** What a courier tells of parcels. */
export const CourierTells = Schema.Struct({ courier: Id.Id, events: Schema.Array(TrackingEvent) })
/** The same, of events that nobody has read yet: each is read by itself. */
const UnreadTells = Schema.Struct({ courier: Id.Id, events: Schema.Array(Schema.Unknown) })

/** How far the label of a parcel has come. */
export interface ParcelLabel {
  /** Where the parcel is; `stopped` where somebody was faster, and the label is given back. */
  readonly status: string
  readonly trackingNumber?: string
  /** What is printed, once the label was sold. */
  readonly waybill?: Waybill
  /** What is left to do about the label; ask again after a wait. */
  readonly next: Step
  /** What the courier failed with just now. */
  readonly error?: CourierError
}

/** What became of what a courier told: an event that is refused is named, and the others count. */
export interface TrackedEvents {
  readonly moved: number
  readonly known: number
  /** Of labels that are not known here yet. */
  readonly early: number
  readonly refused: ReadonlyArray<{
    /** Which of the events, from 0. */
    readonly at: number
    /** Of one that could be read. */
    readonly trackingNumber?: string
    readonly refusal: OutboundPosting.OutboundRefusal | InputInvalid
  }>
}

/** What can be done with parcels. */
export interface PackingTableShape {
  /** Takes a box. */
  readonly open: PostParcel<"Open">
  /** Puts units into a box; a scan counts once, by its id. */
  readonly pack: PostParcel<"Pack">
  /** The same of a barcode, by the codes that the stock room knows. */
  readonly scan: (
    scan: CommandInput<typeof Scan>,
  ) => Effect.Effect<
    Outcome<OutboundPosting.OutboundPosted>,
    OutboundPosting.OutboundRefusal | ScanUnknown | ScanUnreadable | CommandError | RecordsError
  >
  /** Closes a box; of a partial shipment the rest stays held, in a further consignment. */
  readonly close: PostParcel<"Close">
  /** Weighs a closed box; one whose weight is off is held. */
  readonly weigh: PostParcel<"Weigh">
  /** Somebody takes the weight of a held parcel on themselves. */
  readonly overrideWeight: PostParcel<"OverrideWeight">
  /** Stops a parcel; its units can be packed again, and a label is given back. */
  readonly stop: PostParcel<"Stop">
  /** Somebody has seen to a stopped parcel that its courier has: what replaces it may go. */
  readonly clearStray: PostParcel<"ClearStray">
  /** Has the courier bring a parcel back. */
  readonly intercept: PostParcel<"Intercept">
  /** Cancels a consignment: all its parcels stop, its units are free, and its lines are unplanned. */
  readonly cancel: PostParcel<"Cancel">
  /**
   * Buys the label of a parcel, where all orders in it may leave, and answers what is to be printed.
   * It may be asked again at any time and never buys two.
   */
  readonly label: (
    wanted: typeof ParcelLabelPosting.WantedLabel.Encoded,
  ) => Effect.Effect<
    ParcelLabel,
    ParcelLabelPosting.WantRefusal | OutboundPosting.OutboundRefusal | DeskError | RecordsError
  >
  /** What goes to the couriers from a place, what missed its cut-off, and what went though stopped. */
  readonly dispatchList: (
    place: string,
  ) => Effect.Effect<DispatchList.DispatchList, InputInvalid | RecordsError>
  /** Closes a manifest: all of its parcels leave, or none. */
  readonly closeManifest: CommandMethod<
    typeof CloseManifest,
    ManifestPosting.ManifestPosted,
    ManifestRefusal | OutboundPosting.OutboundRefusal
  >
  /** A manifest that was closed. */
  readonly findManifest: (
    manifestId: string,
  ) => Effect.Effect<Option.Option<Manifest.Manifest>, InputInvalid | RecordsError>
  /** Takes in what a courier tells, in any order and as often as it tells it. */
  readonly track: (
    told: typeof CourierTells.Encoded,
  ) => Effect.Effect<TrackedEvents, InputInvalid | TransactionError>
}

/** Makes the methods over the services that they share with the rest. */
export const make = (
  transactor: TransactorShape,
  records: RecordsShape,
  labels: LabelDeskShape,
): PackingTableShape => {
  const service = "Fulfilment"
  const { Begin: _, ...cases } = ParcelCommand.cases
  const answer = OutboundPosting.OutboundPosted
  const discreet = ReceiptKeeping.over(transactor, new Set(["Close"]))
  const posted = OutboundPosting.postWithReason
  const post = commandMethods(discreet, { service, cases, answer, post: posted })
  const manifest = commandMethods(discreet, {
    service,
    cases: { CloseManifest },
    answer: ManifestPosting.ManifestPosted,
    post: (command) => {
      const ids = command.parcels.map(({ consignmentId }) => consignmentId)
      return DocketKeeping.kept(command, ids, ManifestPosting.close(command))
    },
  })

  return {
    open: post("open", "Open"),
    pack: post("pack", "Pack"),
    scan: Effect.fnUntraced(function* (input) {
      const { text, ...header } = yield* decode.scan(input)
      const { sku, serial, lot, count } = yield* ScanKeeping.identify(records, text)
      const command = { _tag: "Pack" as const, ...header, scanned: { sku, serial, lot, count } }
      return yield* discreet.transact(
        { ...header, body: { _tag: "Scan", ...input }, answer },
        posted(command),
      )
    }),
    close: post("close", "Close"),
    weigh: post("weigh", "Weigh"),
    overrideWeight: post("overrideWeight", "OverrideWeight"),
    stop: post("stop", "Stop"),
    clearStray: post("clearStray", "ClearStray"),
    intercept: post("intercept", "Intercept"),
    cancel: post("cancel", "Cancel"),
    label: Effect.fnUntraced(function* (input) {
      const wish = yield* transactor.run(ParcelLabelPosting.want(yield* decode.label(input)))
      const { label, next, error } = yield* labels.advance(wish.reference)
      const { trackingNumber } = label
      const failed = error === undefined ? {} : { error }
      if (label.status !== "sold" || trackingNumber === undefined)
        return { status: label.status, next, ...failed }
      const { status } = yield* transactor.run(ParcelLabelPosting.add(wish, trackingNumber))
      const waybill = yield* labels.waybill(wish.reference)
      const printed = waybill._tag === "Some" ? { waybill: waybill.value } : {}
      return { status, trackingNumber, ...printed, next, ...failed }
    }),
    dispatchList: Effect.fnUntraced(function* (input) {
      const place = yield* decode.dispatchList(input)
      const waiting = yield* Consignments.allOf(records, place, "waiting")
      const working = yield* Consignments.allOf(records, place, "working")
      const stray = yield* Stream.runCollect(
        records.all(Dockets, { index: "byStray", under: [place] }),
      )
      const now = yield* Clock.currentTimeMillis
      const dockets = [...waiting, ...working, ...stray]
      const once = new Map(dockets.map((docket) => [docket.consignment.consignmentId, docket]))
      return DispatchList.of(once.values(), place, now)
    }),
    closeManifest: manifest("closeManifest", "CloseManifest"),
    findManifest: (input) =>
      Effect.flatMap(decode.findManifest(input), (id) => records.get(Manifests, id)),
    track: Effect.fnUntraced(function* (input) {
      const { courier, events } = yield* decode.track(input)
      const became = { moved: 0, known: 0, early: 0 }
      const refused: Array<TrackedEvents["refused"][number]> = []
      for (const [at, unread] of events.entries()) {
        const read = yield* Effect.result(decode.event(unread))
        if (Result.isFailure(read)) {
          refused.push({ at, refusal: read.failure })
          continue
        }
        const event = read.success
        const { trackingNumber } = event
        const program = Effect.mapError(TrackingPosting.track(courier, event), (refusal) => ({
          _tag: "Refused" as const,
          refusal,
        }))
        // Caught outside of its transaction, which a refusal leaves as it was.
        const told = yield* Effect.catchTag(transactor.run(program), "Refused", ({ refusal }) => {
          refused.push({ at, trackingNumber, refusal })
          return Effect.undefined
        })
        if (told !== undefined) became[told] += 1
      }
      return { ...became, refused }
    }),
  }
}

const decode = {
  scan: Input.decoder("Fulfilment.scan", Scan),
  label: Input.decoder("Fulfilment.label", ParcelLabelPosting.WantedLabel),
  dispatchList: Input.decoder("Fulfilment.dispatchList", Id.PlaceId),
  findManifest: Input.decoder("Fulfilment.findManifest", Id.Id),
  track: Input.decoder("Fulfilment.track", UnreadTells),
  event: Input.decoder("Fulfilment.track", TrackingEvent),
}
