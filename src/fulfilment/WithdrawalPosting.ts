/**
 * Posting that units do not go: consignments that are cancelled, trimmed, or taken apart since their
 * order goes another way.
 *
 * @module
 */
import { Effect, Option, Schema } from "effect"

import * as Order from "../orders/Order.ts"
import type { OrderKey } from "../orders/OrderCommand.ts"
import * as OrderPosting from "../orders/OrderPosting.ts"
import { Orders } from "../orders/OrderRecords.ts"
import type { OrderRefusal } from "../orders/OrderRefusal.ts"
import { Transaction } from "../store/Transaction.ts"
import { orderNameOf } from "./ConsignmentPosting.ts"
import * as Docket from "./Docket.ts"
import type { CarriedUnits } from "./DocketEvent.ts"
import * as DocketKeeping from "./DocketKeeping.ts"
import { type LineTorn, UnitsNotFree } from "./DocketRefusal.ts"
import * as HoldPosting from "./HoldPosting.ts"
import * as LinePosting from "./LinePosting.ts"
import * as Parcel from "./Parcel.ts"
import type { InterceptNeeded, ParcelRefusal } from "./ParcelRefusal.ts"
import * as ParcelTransition from "./ParcelTransition.ts"
import * as Stopping from "./Stopping.ts"

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
  if (docket.cancelled) return { consignments: 0, left: 0, units: 0 }
  const { lines } = docket.consignment
  const { answer: units } = yield* LinePosting.following(
    command,
    docket.orders,
    takeOut(command, docket, lines),
  )
  return { consignments: 1, left: 0, units }
})

/**
 * Takes units that orders of a consignment do not want any more out of all consignments of these
 * orders. Units in parcels are not touched: those parcels have to be stopped first.
 */
export const trim = Effect.fnUntraced(function* (
  command: HoldPosting.Header & { readonly consignmentId: string },
): Effect.fn.Return<Withdrawn, WithdrawalRefusal, Transaction> {
  const tx = yield* Transaction
  const { consignmentId } = command
  const docket = yield* DocketKeeping.read(tx, consignmentId)
  let answer: Withdrawn = { consignments: 0, left: 0, units: 0 }
  for (const order of docket.orders) {
    const program = Effect.gen(function* () {
      const known = Option.getOrUndefined(yield* tx.get(Orders, order.orderName))
      const open = new Map<string, number>()
      for (const line of known?.lines ?? [])
        for (const { sku, quantity } of itemsOf(order, line.lineId))
          open.set(nameOf(line.lineId, sku), Order.overplanned(line) * quantity)
      for (const each of yield* inTurn(tx, docket, order.orderName)) {
        const lines = Docket.unpacked(each).flatMap((line): ReadonlyArray<CarriedUnits> => {
          const name = nameOf(line.lineId, line.sku)
          const wanted = line.orderName === order.orderName ? (open.get(name) ?? 0) : 0
          const quantity = Math.min(line.quantity, wanted)
          open.set(name, wanted - quantity)
          return quantity > 0 ? [{ ...line, quantity }] : []
        })
        if (lines.length === 0) continue
        const units = yield* takeOut(command, each, lines)
        answer = { ...answer, consignments: answer.consignments + 1, units: answer.units + units }
      }
      return open
    })
    yield* LinePosting.following(command, [order], program)
  }
  return answer
})
