/**
 * Posting commands on the parcels of a consignment, together with what follows for stock, orders and
 * those outside.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as ReasonKeeping from "../../orders/ReasonKeeping.ts"
import { Transaction, type TransactionShape } from "../../store/Transaction.ts"
import * as ConsignmentPosting from "../consignments/ConsignmentPosting.ts"
import * as Docket from "../consignments/Docket.ts"
import * as DocketKeeping from "../consignments/DocketKeeping.ts"
import { LotNotHeld, type NotReady, type UnitsNotFree } from "../consignments/DocketRefusal.ts"
import * as HoldPosting from "../consignments/HoldPosting.ts"
import * as LinePosting from "../consignments/LinePosting.ts"
import * as WithdrawalPosting from "../consignments/WithdrawalPosting.ts"
import * as DispatchPosting from "../dispatch/DispatchPosting.ts"
import { packedUnitId, PackedUnits, Sites } from "../FulfilmentRecords.ts"
import * as Site from "../waves/Site.ts"
import * as Outbound from "./Outbound.ts"
import * as Parcel from "./Parcel.ts"
import type { ParcelCommand } from "./ParcelCommand.ts"
import * as ParcelDecision from "./ParcelDecision.ts"
import type { ParcelRefusal } from "./ParcelRefusal.ts"

/** The answer of a posted command: where the parcel is, and a consignment that it made of the rest. */
export const OutboundPosted = Schema.Struct({
  event: Schema.String,
  status: Schema.String,
  rest: Schema.optionalKey(Schema.String),
})
/** The answer of a posted command. */
export type OutboundPosted = typeof OutboundPosted.Type

/** A command on a consignment that was made. */
export type AboutOutbound = Exclude<ParcelCommand, { readonly _tag: "Begin" }>

/** Everything that a command on parcels is refused for. */
export type OutboundRefusal =
  | ParcelRefusal
  | NotReady
  | UnitsNotFree
  | LotNotHeld
  | WithdrawalPosting.WithdrawalRefusal

/**
 * Decides a command on the consignment that it names, and writes what follows.
 *
 * A dispatched parcel takes its units out of their holds and tells its orders, once; a cancelled
 * consignment frees them. What a partial shipment leaves behind stays held in a further consignment. A
 * labelled parcel that a courier was seen with has left, whether or not a manifest was closed.
 *
 * @example
 * ```ts
 * import { OutboundPosting } from "entrepot/fulfilment"
 *
 * const program = OutboundPosting.post({
 *   _tag: "Open",
 *   commandId: "1",
 *   consignmentId: "c1",
 *   parcelId: "p1",
 *   packagingGrams: 120,
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: AboutOutbound,
): Effect.fn.Return<OutboundPosted, OutboundRefusal, Transaction> {
  const tx = yield* Transaction
  if (command._tag === "Cancel") {
    const { consignments } = yield* WithdrawalPosting.cancel(command)
    return { event: consignments === 0 ? "None" : "Cancelled", status: "cancelled" }
  }
  const before = yield* DocketKeeping.read(tx, command.consignmentId)
  if (command._tag === "Pack") yield* lotIsHeld(tx, before, command)
  const view = yield* viewOf(tx, before, command)
  const events = yield* Effect.fromResult(ParcelDecision.decide(view, command))
  const { parcelId } = command
  const parcel = Outbound.parcel(before, parcelId)
  const [event] = events
  if (event === undefined)
    return { event: "None", status: parcel === undefined ? "none" : Parcel.status(parcel) }
  let after: Docket.Docket
  if (event._tag === "ParcelDispatched" && parcel !== undefined) {
    yield* DispatchPosting.ready(tx, before, parcel)
    after = yield* DispatchPosting.depart(command, before, parcel, event)
  } else if (event._tag === "ParcelTracked") {
    const writing = DocketKeeping.write(tx, before, events, command.occurredAt)
    after = (yield* LinePosting.following(command, before.orders, writing)).answer
    after = yield* collected(command, after, parcelId)
  } else after = yield* DocketKeeping.write(tx, before, events, command.occurredAt)
  const status = statusOf(after, parcelId)
  if (event._tag !== "ParcelClosed" || event.rest?._tag !== "PartialShipment")
    return { event: event._tag, status }
  const lines = Docket.unpacked(after)
  const further = yield* ConsignmentPosting.split(after, lines, command.occurredAt)
  return { event: event._tag, status, rest: further.consignment.consignmentId }
})

/** Posts a command, and keeps why it was given; of a partial shipment also why the rest goes later. */
export const postWithReason = (
  command: AboutOutbound,
): Effect.Effect<OutboundPosted, OutboundRefusal, Transaction> => {
  const rest = command._tag === "Close" ? command.rest : undefined
  const later = rest?._tag === "PartialShipment" ? rest.reason : undefined
  const reason = ReasonKeeping.joined(command.reason, later)
  return DocketKeeping.kept({ ...command, reason }, [command.consignmentId], post(command))
}

const statusOf = (docket: Docket.Docket, parcelId: string): string => {
  const parcel = Outbound.parcel(docket, parcelId)
  return parcel === undefined ? "none" : Parcel.status(parcel)
}

/** A labelled parcel that its courier has seen is gone, though nobody closed a manifest over it. */
const collected = Effect.fnUntraced(function* (
  header: HoldPosting.Header,
  docket: Docket.Docket,
  parcelId: string,
): Effect.fn.Return<Docket.Docket, DispatchPosting.DispatchRefusal, Transaction> {
  const parcel = Outbound.parcel(docket, parcelId)
  if (parcel?.stage !== "labelled" || parcel.label === undefined) return docket
  if (Parcel.status(parcel) === "labelled") return docket
  const { consignmentId } = docket.consignment
  const { trackingNumber: manifestId } = parcel.label
  const event = { _tag: "ParcelDispatched" as const, consignmentId, parcelId, manifestId }
  return yield* DispatchPosting.depart(header, docket, parcel, event)
})

const viewOf = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket.Docket,
  command: AboutOutbound,
): Effect.fn.Return<ParcelDecision.ParcelView> {
  const { consignmentId, place } = docket.consignment
  const site = Option.getOrUndefined(yield* tx.get(Sites, place))
  const packedElsewhere = new Map<string, string>()
  if (command._tag === "Pack" && command.scanned.serial !== undefined) {
    const unit = { sku: command.scanned.sku, serial: command.scanned.serial }
    const packed = Option.getOrUndefined(yield* tx.get(PackedUnits, packedUnitId(unit)))
    if (packed !== undefined && packed.consignmentId !== consignmentId)
      packedElsewhere.set(Parcel.unitName(unit), packed.parcelId)
  }
  return { outbound: docket, tolerance: site?.tolerance ?? Site.tolerance, packedElsewhere }
})

/** What was picked has to be of a lot that is held, where lots are told apart. */
const lotIsHeld = Effect.fnUntraced(function* (
  tx: TransactionShape,
  docket: Docket.Docket,
  { scanned: { sku, lot } }: Extract<ParcelCommand, { readonly _tag: "Pack" }>,
): Effect.fn.Return<void, LotNotHeld> {
  if (lot === undefined) return
  const lots = (yield* HoldPosting.kept(tx, docket)).flatMap((kept) =>
    kept.sku === sku && kept.lot !== undefined ? [kept.lot] : [],
  )
  if (lots.length === 0 || lots.includes(lot)) return
  const { consignmentId } = docket.consignment
  return yield* new LotNotHeld({ consignmentId, sku, lot, held: [...new Set(lots)] })
})
