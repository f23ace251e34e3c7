/** Selling labels in the store: each once for its reference, each with a number of its own. */
import { Effect, Equal, Option, Schema } from "effect"
import {
  type CourierLabel,
  type Operation,
  type Quote,
  type RateTable,
  type Rejected,
  S10,
  Shipment,
  Tracking,
} from "entrepot/couriers"
import { Key, Transaction } from "entrepot/store"

import {
  type NumberRange,
  Numbers,
  Papers,
  Parcels,
  type SoldLabel,
  SoldLabels,
} from "./records.ts"
import { waybillOf } from "./waybill.ts"

/** What the courier was made with, checked. */
export interface Settings {
  readonly id: string
  readonly table: RateTable.RateTable
  readonly numbers: NumberRange
  readonly codes: ReadonlyMap<string, Tracking.Status>
}

const encodeRequest = Schema.encodeSync(Shipment.LabelRequest)

/** The programs of a courier. */
export const selling = (
  { id, numbers, codes }: Settings,
  rejected: (operation: Operation, code: string, detail: string) => Rejected,
) => {
  const idOf = (name: string) => Key.join([id, name])

  const labelOf = Effect.fnUntraced(function* (operation: Operation, sold: SoldLabel) {
    const tx = yield* Transaction
    const paper = yield* tx.get(Papers, idOf(sold.reference))
    if (Option.isNone(paper)) return yield* rejected(operation, "erased", "it was erased")
    const { reference, service, trackingNumber, price } = sold
    const { request } = paper.value
    const waybill = waybillOf(sold, paper.value)
    const label: CourierLabel.CourierLabel = { reference, service, trackingNumber, price, waybill }
    return { label, request }
  })

  const parcelOf = Effect.fnUntraced(function* (operation: Operation, trackingNumber: string) {
    const tx = yield* Transaction
    const parcel = yield* tx.get(Parcels, idOf(trackingNumber))
    return Option.isSome(parcel)
      ? parcel.value
      : yield* rejected(operation, "unknown", `there is no parcel ${trackingNumber}`)
  })

  const again = Effect.fnUntraced(function* (sold: SoldLabel, request: Shipment.LabelRequest) {
    const { isVoid } = yield* parcelOf("label", sold.trackingNumber)
    if (isVoid) return yield* rejected("label", "void", "it was sold, and is void")
    const { label, request: before } = yield* labelOf("label", sold)
    return Equal.equals(encodeRequest(before), encodeRequest(request))
      ? label
      : yield* rejected("label", "used", "the reference stands for another label")
  })

  const sell = Effect.fnUntraced(function* (request: Shipment.LabelRequest, quote: Quote.Quote) {
    const tx = yield* Transaction
    const { reference, service } = request
    const before = yield* tx.get(SoldLabels, idOf(reference))
    if (Option.isSome(before)) return yield* again(before.value, request)
    const known = Option.getOrUndefined(yield* tx.get(Numbers, id))
    const serial = Math.max(numbers.first, known?.next ?? 0)
    if (serial > numbers.last)
      return yield* rejected("label", "exhausted", `all numbers up to ${numbers.last} are used`)
    const trackingNumber = S10.format({ ...numbers, serial })
    const code = announced(codes)
    const event = Tracking.canonical(codes, { trackingNumber, at: yield* tx.now, code })
    const sold = { courier: id, reference, service, trackingNumber, price: quote.price }
    yield* tx.put(Numbers, { courier: id, next: serial + 1 })
    yield* tx.put(SoldLabels, sold)
    yield* tx.put(Papers, { courier: id, request, pricedBy: quote.reason.text })
    yield* tx.put(Parcels, { courier: id, trackingNumber, isVoid: false, events: [event] })
    return (yield* labelOf("label", sold)).label
  })

  return { labelOf, parcelOf, sell }
}

/** The code by which this courier says that it knows of a parcel. */
const announced = (codes: ReadonlyMap<string, Tracking.Status>): string =>
  Array.from(codes).find(([, status]) => status === "announced")?.[0] ?? "announced"
