/**
 * How far a channel has been told of a parcel that left. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { type ShipmentAnswer, ShipmentNotice } from "../../channels/ShipmentNotice.ts"
import * as Digest from "../../kernel/Digest.ts"
import * as Id from "../../kernel/Id.ts"
import type { OrderTold } from "./OrderTold.ts"

/** One fact for one channel: `waiting` and `unknown` are told again, with the same key. */
export const ToldShipment = Schema.Struct({
  channel: Id.Id,
  account: Id.Id,
  notice: ShipmentNotice,
  status: Schema.Literals(["waiting", "unknown", "pending", "accepted", "rejected"]),
  /** Why it was rejected, by the channel's own code. */
  code: Schema.optionalKey(Schema.String),
})
/** How far a channel has been told of a parcel that left. */
export type ToldShipment = typeof ToldShipment.Type

/** A fact that nobody was told yet. A parcel that left tells each of its orders once. */
export const of = ({
  order: { channel, account, externalId },
  consignmentId,
  parcelId,
  courier,
  service,
  trackingNumber,
  lines,
}: Extract<OrderTold, { readonly _tag: "ShipmentTold" }>): ToldShipment => {
  const key = Digest.sha256(JSON.stringify([channel, account, externalId, consignmentId, parcelId]))
  const notice = { key, externalId, courier, service, trackingNumber, lines }
  return { channel, account, notice, status: "waiting" }
}

/** Whether anything can still become of it. */
export const isOpen = ({ status }: ToldShipment): boolean =>
  status !== "accepted" && status !== "rejected"

/** After an answer; what is settled stays so, whatever comes late. */
export const answered = (told: ToldShipment, answer: ShipmentAnswer): ToldShipment => {
  if (!isOpen(told)) return told
  switch (answer._tag) {
    case "Accepted":
      return { ...told, status: "accepted" }
    case "Rejected":
      return { ...told, status: "rejected", code: answer.code }
    case "Pending":
      return { ...told, status: "pending" }
    case "Unknown":
      return { ...told, status: told.status === "pending" ? "pending" : "unknown" }
  }
}
