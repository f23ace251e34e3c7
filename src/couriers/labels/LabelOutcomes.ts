/**
 * What the answers of a courier say about a label. Pure.
 *
 * @module
 */
import { type CourierError, outcomeOf } from "../CourierError.ts"
import type { CourierLabel, LabelFound } from "../CourierLabel.ts"
import type { LabelOutcome } from "./LabelCommand.ts"

/** A label that was sold, without what is printed. */
export const ofLabel = ({ trackingNumber, price }: CourierLabel): LabelOutcome => ({
  _tag: "Sold",
  trackingNumber,
  ...(price === undefined ? {} : { price }),
})

/** What looking it up says; `lookedAt` (epoch milliseconds) is when that began. */
export const ofFound = (found: LabelFound, lookedAt: number): LabelOutcome => {
  switch (found._tag) {
    case "None":
      return { _tag: "Absent", lookedAt }
    case "Sold":
      return ofLabel(found.label)
    case "Voided":
      return { _tag: "FoundVoid", trackingNumber: found.trackingNumber }
  }
}

/** What is kept of an error: the words of a courier may be personal, its codes are not. */
export const faultOf = (error: CourierError): string =>
  error._tag === "Rejected" ? `Rejected ${error.code}` : error._tag

/** What a failed request says. */
export const ofError = (error: CourierError): LabelOutcome => {
  const fault = faultOf(error)
  switch (outcomeOf(error)) {
    case "refused":
      return { _tag: "Refused", fault }
    case "nothing": {
      const retryAfterMillis = error._tag === "RateLimited" ? error.retryAfterMillis : undefined
      return {
        _tag: "NothingDone",
        fault,
        ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }),
      }
    }
    case "unknown":
      return { _tag: "Unknown", fault }
  }
}
