/**
 * Exporting what other rooms hold of somebody's orders, and of somebody as a buyer.
 *
 * @module
 */
import { Effect, type Schema } from "effect"

import { LabelRequests, Labels, LabelWaybills } from "../../couriers/labels/LabelRecords.ts"
import type { Docket } from "../../fulfilment/consignments/Docket.ts"
import { ConsignmentsOfOrders, Dockets } from "../../fulfilment/FulfilmentRecords.ts"
import type { OrderKey } from "../../orders/OrderCommand.ts"
import {
  documentId,
  Documents,
  orderId,
  OrderReasons,
  Orders,
  Personals,
} from "../../orders/OrderRecords.ts"
import type { Contact } from "../../orders/review/BuyerMarks.ts"
import * as MarkKeeping from "../../orders/review/MarkKeeping.ts"
import { Blacklist, Buyers } from "../../orders/review/ReviewRecords.ts"
import { OrderRoutes, routeId, UnroutedOrders } from "../../routing/RoutingRecords.ts"
import type { RecordsError, RecordsShape } from "../../store/Records.ts"
import * as LookupKeeping from "./LookupKeeping.ts"

type Exported = Effect.Effect<Readonly<Record<string, Schema.Json>>, RecordsError>

/**
 * What lies in the store of some orders of one person, whom the desk also knows by some contacts. A
 * consignment that carries orders of others too is named, and its docket left out.
 */
export const of =
  (records: RecordsShape) =>
  (orders: ReadonlyArray<OrderKey>, contacts: ReadonlyArray<Contact>): Exported =>
    Effect.gen(function* () {
      const { each, under } = LookupKeeping.make(records)
      const refs = orders.flatMap(MarkKeeping.refsOf)
      const ids = refs.map(orderId)
      const routed = orders.map(routeId)
      const personal = yield* each(Personals, ids)
      const documents = personal.flatMap(({ revisions, ...ref }) =>
        revisions.map((revision) => documentId({ ...ref, revision })),
      )
      const labels = personal.flatMap((one) => one.labels ?? [])
      const own = new Set(ids)
      const carriedBy = yield* each(ConsignmentsOfOrders, own)
      const consignments = carriedBy.flatMap(({ consignmentIds }) => consignmentIds)
      const dockets = yield* each(Dockets, consignments)
      const ofOrders = yield* Effect.forEach(orders, (order) => MarkKeeping.ofOrder(records, order))
      const marks = [...ofOrders.flat(), ...(yield* MarkKeeping.ofContacts(records, contacts))]
      const reasons = yield* under(OrderReasons, "byOrder", [...ids, ...marks])
      // Others may have a door or a phone with them.
      const buyers = (yield* each(Buyers, marks)).map((buyer) => ({
        ...buyer,
        orders: buyer.orders.filter(({ order }) => own.has(order)),
      }))
      return {
        orders: (yield* each(Orders, ids)).map(Orders.encode),
        orderReasons: reasons.map(OrderReasons.encode),
        blacklist: (yield* each(Blacklist, marks)).map(Blacklist.encode),
        buyers: buyers.map(Buyers.encode),
        personal: personal.map(Personals.encode),
        documents: (yield* each(Documents, documents)).map(Documents.encode),
        routes: (yield* each(OrderRoutes, routed)).map(OrderRoutes.encode),
        unrouted: (yield* each(UnroutedOrders, routed)).map(UnroutedOrders.encode),
        consignments: carriedBy.map(ConsignmentsOfOrders.encode),
        dockets: dockets.filter((one) => isOf(one, own)).map(Dockets.encode),
        labels: (yield* each(LabelRequests, labels)).map(LabelRequests.encode),
        labelStates: (yield* each(Labels, labels)).map(Labels.encode),
        waybills: (yield* each(LabelWaybills, labels)).map(LabelWaybills.encode),
      }
    })

/** Whether a docket tells of these orders only. */
const isOf = ({ consignment, orders, parcels }: Docket, own: ReadonlySet<string>): boolean =>
  [
    ...consignment.lines,
    ...orders,
    ...parcels.flatMap(({ scans }) => scans.flatMap(({ lines }) => lines)),
  ].every((one) => own.has(one.orderName))
