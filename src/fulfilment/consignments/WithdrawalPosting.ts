/**
 * Posting that units do not go: consignments that are cancelled, trimmed, or taken apart since their
 * order goes another way.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Order from "../../orders/Order.ts"
import type { OrderKey } from "../../orders/OrderCommand.ts"
import * as OrderPosting from "../../orders/OrderPosting.ts"
import { Orders } from "../../orders/OrderRecords.ts"
import type { OrderRefusal } from "../../orders/OrderRefusal.ts"
import * as WorkloadKeeping from "../../routing/WorkloadKeeping.ts"
import { Transaction } from "../../store/Transaction.ts"
import * as Parcel from "../parcels/Parcel.ts"
import type { ParcelRefusal } from "../parcels/ParcelRefusal.ts"
import * as ParcelTransition from "../parcels/ParcelTransition.ts"
import * as Stopping from "../parcels/Stopping.ts"
import { lineName } from "./Consignment.ts"
import { orderNameOf } from "./ConsignmentPosting.ts"
import * as Docket from "./Docket.ts"
import type { CarriedOrder, CarriedUnits } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import { type LineTorn, UnitsNotFree } from "./DocketRefusal.ts"
import * as HoldPosting from "./HoldPosting.ts"
import * as LinePosting from "./LinePosting.ts"

/** The answer: consignments that units were taken out of, those that were left, and the units. */
export const Withdrawn = Schema.Struct({
  consignments: Schema.Int,
  left: Schema.Int,
  units: Schema.Int,
})
/** The answer of what takes units out of consignments. */
export type Withdrawn = typeof Withdrawn.Type

/** Why units are not taken out of consignments. */
export type WithdrawalRefusal =
  | ParcelRefusal
  | UnitsNotFree
  | LineTorn
  | HoldPosting.HoldRefusal
  | OrderRefusal

/** Cancels a consignment: all its parcels stop, or none where one has left. */
export const cancel = Effect.fnUntraced(function* (
  command: HoldPosting.Header & { readonly consignmentId: string },
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const tx = yield* Transaction
  const docket = yield* DocketKeeping.read(tx, command.consignmentId)
  if (docket.cancelled) return nothing
  const { lines } = docket.consignment
  const program = takeOut(command, docket, lines)
  return (yield* LinePosting.following(command, docket.orders, program)).answer
})

/**
 * Takes units that orders of a consignment do not want any more out of all consignments of these
 * orders. Units in parcels are not touched (`UnitsNotFree`): those parcels have to be stopped first.
 */
export const trim = Effect.fnUntraced(function* (
  command: HoldPosting.Header & { readonly consignmentId: string },
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const tx = yield* Transaction
  const docket = yield* DocketKeeping.read(tx, command.consignmentId)
  const answers = yield* Effect.forEach(docket.orders, (order) =>
    LinePosting.following(command, [order], trimOrder(command, order)),
  )
  return sum(answers.map(({ answer }) => answer))
})

const trimOrder = Effect.fnUntraced(function* (
  command: HoldPosting.Header & { readonly consignmentId: string },
  { orderName, lines }: CarriedOrder,
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const tx = yield* Transaction
  const order = Option.getOrUndefined(yield* tx.get(Orders, orderName))
  const over = new Map(order?.lines.map((line) => [line.lineId, Order.overplanned(line)]))
  const open = new Map<string, { readonly sku: string; wanted: number; there: number }>()
  for (const { lineId, items } of lines)
    for (const { sku, quantity } of items) {
      const wanted = (over.get(lineId) ?? 0) * quantity
      open.set(lineName({ orderName, lineId, sku }), { sku, wanted, there: 0 })
    }
  const answers: Array<Withdrawn> = []
  for (const docket of yield* DocketKeeping.ofOrder(tx, orderName)) {
    if (docket.cancelled) continue
    const units = Docket.unpacked(docket).flatMap((line): ReadonlyArray<CarriedUnits> => {
      const item = open.get(lineName(line))
      const quantity = item === undefined ? 0 : Math.min(line.quantity, item.wanted - item.there)
      if (item !== undefined) item.there += quantity
      return quantity > 0 ? [{ ...line, quantity }] : []
    })
    answers.push(yield* takeOut(command, docket, units))
  }
  const short = [...open.values()].filter(({ wanted, there }) => there < wanted)
  return short.length > 0
    ? yield* new UnitsNotFree({ consignmentId: command.consignmentId, lines: short })
    : sum(answers)
})

/** A command about all consignments of an order. */
export interface AboutOrder extends HoldPosting.Header {
  readonly order: OrderKey
  /** What becomes of parcels that have left: all is refused, or they go on. */
  readonly gone?: "refuse" | "goOn" | undefined
}

/**
 * Accepts a buyer's cancellation: nothing of the order that is still here goes, and its lines are
 * cancelled. Where a parcel has left, everything is refused (`InterceptNeeded`), unless that one is to
 * go on.
 */
export const cancelOrder = Effect.fnUntraced(function* (
  command: AboutOrder,
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const { commandId, occurredAt, order } = command
  const tie = { ...order, orderName: orderNameOf(order) }
  const { answer } = yield* LinePosting.following(
    command,
    [tie],
    withdrawAll(command, tie.orderName, () => true),
  )
  yield* OrderPosting.post({ _tag: "AcceptCancellation", commandId, occurredAt, order })
  return answer
})

/**
 * Takes an order out of all consignments of which no parcel has a label, so that it can be routed
 * again. The answer says how many were left: their labels have to be given back first.
 */
export const reroute = Effect.fnUntraced(function* (
  command: Omit<AboutOrder, "gone">,
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const { order } = command
  const tie = { ...order, orderName: orderNameOf(order) }
  const isUnlabelled = ({ parcels }: Docket.Docket): boolean =>
    parcels.every(({ stage, label }) => stage === "stopped" || label === undefined)
  const program = withdrawAll(command, tie.orderName, isUnlabelled)
  const { answer } = yield* LinePosting.following(command, [tie], program)
  return answer
})

const withdrawAll = Effect.fnUntraced(function* (
  command: AboutOrder,
  orderName: string,
  isMeant: (docket: Docket.Docket) => boolean,
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const tx = yield* Transaction
  const dockets = (yield* DocketKeeping.ofOrder(tx, orderName)).filter(
    ({ cancelled, orders }) =>
      !cancelled && orders.some((carried) => carried.orderName === orderName),
  )
  const meant = dockets.filter(isMeant)
  const answers = yield* Effect.forEach(meant, (docket) => withdraw(command, docket, orderName))
  return { ...sum(answers), left: dockets.length - meant.length }
})

/** Stops the parcels that hold units of an order, and takes these units out. */
const withdraw = Effect.fnUntraced(function* (
  command: AboutOrder,
  docket: Docket.Docket,
  orderName: string,
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const tx = yield* Transaction
  const holding = docket.parcels.filter((parcel) =>
    Parcel.contents(parcel).some((line) => line.orderName === orderName),
  )
  const stopping =
    command.gone === "goOn"
      ? holding.filter((parcel) => ParcelTransition.may(parcel, "stopped"))
      : holding
  const stops = yield* Effect.fromResult(Stopping.stopped(docket, stopping))
  const stopped = yield* DocketKeeping.write(tx, docket, stops, command.occurredAt)
  const units = Docket.unpacked(stopped).filter((line) => line.orderName === orderName)
  return yield* takeOut(command, stopped, units)
})

/** Takes units that are in no parcel out of a consignment; where that is all of it, it is cancelled. */
const takeOut = Effect.fnUntraced(function* (
  header: HoldPosting.Header,
  docket: Docket.Docket,
  lines: ReadonlyArray<CarriedUnits>,
): Effect.fn.Return<Withdrawn, ParcelRefusal | HoldPosting.HoldRefusal, Transaction> {
  const tx = yield* Transaction
  const { consignmentId } = docket.consignment
  if (lines.length === 0) return nothing
  const isAll = Docket.linesWithout(docket.consignment, lines).length === 0
  const events: ReadonlyArray<Docket.Event> = isAll
    ? yield* Effect.fromResult(Stopping.cancelled(docket))
    : [{ _tag: "UnitsTrimmed", consignmentId, lines }]
  const units = lines.reduce((all, { quantity }) => all + quantity, 0)
  yield* HoldPosting.release(header, docket, lines)
  yield* WorkloadKeeping.giveBack(consignmentId, units, isAll)
  yield* DocketKeeping.write(tx, docket, events, header.occurredAt)
  return { consignments: 1, left: 0, units }
})

const nothing: Withdrawn = { consignments: 0, left: 0, units: 0 }

const sum = (answers: ReadonlyArray<Withdrawn>): Withdrawn =>
  answers.reduce(
    (all, { consignments, units }) => ({
      ...all,
      consignments: all.consignments + consignments,
      units: all.units + units,
    }),
    nothing,
  )
