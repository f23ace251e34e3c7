/**
 * Why a command on a transfer, or an observation of a place that others keep, is refused.
 *
 * @module
 */
import { Schema } from "effect"

import type { QuantityOverflow } from "../../kernel/Quantity.ts"

const transferId = Schema.String

/** There is no transfer of this id. */
export class UnknownTransfer extends Schema.TaggedError<UnknownTransfer>()("UnknownTransfer", {
  transferId,
}) {
  override get message(): string {
    return `there is no transfer ${JSON.stringify(this.transferId)}`
  }
}

/** There is a transfer of this id already. */
export class TransferExists extends Schema.TaggedError<TransferExists>()("TransferExists", {
  transferId,
}) {
  override get message(): string {
    return `transfer ${JSON.stringify(this.transferId)} exists already`
  }
}

/** A transfer goes from a place to another one. */
export class SamePlace extends Schema.TaggedError<SamePlace>()("SamePlace", {
  transferId,
  place: Schema.String,
}) {
  override get message(): string {
    return `transfer ${JSON.stringify(this.transferId)} goes from ${this.place} to the same place`
  }
}

/** The transfer is not in a state in which this can be done. */
export class TransferNotReady extends Schema.TaggedError<TransferNotReady>()("TransferNotReady", {
  transferId,
  wanted: Schema.String,
  status: Schema.String,
}) {
  override get message(): string {
    return `cannot ${this.wanted} transfer ${JSON.stringify(this.transferId)}: it is ${this.status}`
  }
}

/** A line that wants more than there is: units planned, in transit, or written off. */
export const TransferExcess = Schema.Struct({
  sku: Schema.String,
  wanted: Schema.Int,
  open: Schema.Int,
})
/** A line that wants more than there is. */
export type TransferExcess = typeof TransferExcess.Type

/**
 * More is to be dispatched than was planned, received or written off than is in transit, or found
 * than was written off. Every line at fault is named, and nothing was moved.
 */
export class TransferExceeded extends Schema.TaggedError<TransferExceeded>()("TransferExceeded", {
  transferId,
  lines: Schema.Array(TransferExcess),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, wanted, open }) => `${sku}: ${wanted} wanted, ${open} open`,
    )
    return `transfer ${JSON.stringify(this.transferId)}: ${lines.join("; ")}`
  }
}

/** The transfer cannot be closed: these units are neither received nor written off. */
export class StillInTransit extends Schema.TaggedError<StillInTransit>()("StillInTransit", {
  transferId,
  lines: Schema.Array(Schema.Struct({ sku: Schema.String, inTransit: Schema.Int })),
}) {
  override get message(): string {
    const lines = this.lines.map(({ sku, inTransit }) => `${inTransit} ${sku}`)
    return `transfer ${JSON.stringify(this.transferId)} has in transit: ${lines.join(", ")}`
  }
}

/** A document of this name was posted before and said something else. */
export class DocumentReused extends Schema.TaggedError<DocumentReused>()("DocumentReused", {
  transferId,
  document: Schema.String,
}) {
  override get message(): string {
    const transfer = JSON.stringify(this.transferId)
    return `document ${JSON.stringify(this.document)} of transfer ${transfer} said something else before`
  }
}

/** Everything that a transfer refuses. */
export type TransferRefusal =
  | UnknownTransfer
  | TransferExists
  | SamePlace
  | TransferNotReady
  | TransferExceeded
  | StillInTransit
  | DocumentReused
  | QuantityOverflow

/** What was seen there is older than what was posted; instants in epoch milliseconds. */
export class LateObservation extends Schema.TaggedError<LateObservation>()("LateObservation", {
  sku: Schema.String,
  place: Schema.String,
  asOf: Schema.Int,
  postedAsOf: Schema.Int,
}) {
  override get message(): string {
    return `${this.sku} at ${this.place}: seen at ${this.asOf}, posted as of ${this.postedAsOf}`
  }
}

/** A revision was posted before with another quantity (units). */
export class RevisionReused extends Schema.TaggedError<RevisionReused>()("RevisionReused", {
  sku: Schema.String,
  place: Schema.String,
  revision: Schema.String,
  quantity: Schema.Int,
  posted: Schema.Int,
}) {
  override get message(): string {
    const revision = JSON.stringify(this.revision)
    return `${this.sku} at ${this.place}: revision ${revision} said ${this.posted}, now ${this.quantity}`
  }
}

/**
 * Another observation of the shelf was posted while what the book had was looked up. Nothing was
 * posted: look it up again.
 */
export class ObservationOvertaken extends Schema.TaggedError<ObservationOvertaken>()(
  "ObservationOvertaken",
  { sku: Schema.String, place: Schema.String },
) {
  override get message(): string {
    return `${this.sku} at ${this.place}: another observation was posted meanwhile`
  }
}

/** Everything that an observation is refused for. */
export type ObservationRefusal = LateObservation | RevisionReused | QuantityOverflow
