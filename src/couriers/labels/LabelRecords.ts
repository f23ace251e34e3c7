/**
 * How labels lie in the store: their lives as records, what is personal about them apart from those,
 * and what the journal tells.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Collection from "../../store/Collection.ts"
import * as JournalStream from "../../store/JournalStream.ts"
import { Waybill } from "../CourierLabel.ts"
import { LabelRequest } from "../Shipment.ts"
import { Label } from "./Label.ts"
import { LabelEvent } from "./LabelEvent.ts"

/** Whether anything is left to do about a label. */
const isOpen = ({ status, unwanted, surplus, erasing }: Label): boolean =>
  erasing === true ||
  status === "wanted" ||
  status === "asked" ||
  (status === "sold" && unwanted) ||
  surplus.some(({ fault }) => fault === undefined)

/** One record for each label; `open` finds those with something left to do, the soonest first. */
export const Labels: Collection.Collection<Label, "open" | "byTrackingNumber"> = Collection.make({
  name: "label",
  schema: Label,
  id: ({ reference }) => reference,
  indexes: {
    open: {
      entries: (label) => (isOpen(label) ? [[label.notBefore ?? 0, label.reference]] : []),
    },
    byTrackingNumber: {
      entries: ({ trackingNumber, reference }) =>
        trackingNumber === undefined ? [] : [[trackingNumber, reference]],
    },
  },
})

/** What was asked for, with its addresses: personal, and erased on its own. */
export const LabelRequests: Collection.Collection<LabelRequest> = Collection.make({
  name: "label-request",
  schema: LabelRequest,
  id: ({ reference }) => reference,
})

/** What is printed for a label: personal, and erased on its own. */
export const LabelWaybill = Schema.Struct({ reference: Id.Id, waybill: Waybill })
/** What is printed for a label. */
export type LabelWaybill = typeof LabelWaybill.Type

/** One record for each label that was sold. */
export const LabelWaybills: Collection.Collection<LabelWaybill> = Collection.make({
  name: "label-waybill",
  schema: LabelWaybill,
  id: ({ reference }) => reference,
})

/** The journal of labels: references and tracking numbers, and nothing personal. */
export const LabelHistory: JournalStream.JournalStream<LabelEvent> = JournalStream.make({
  name: "label",
  schema: LabelEvent,
})
