/**
 * Why a command about customers is refused.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import type { PolicyRefusal } from "./profile/PersonalPolicy.ts"
import type { IdentityRefusal } from "./resolution/IdentityRefusal.ts"

/** Nobody has this id, and nobody ever had. */
export class UnknownCustomer extends Schema.TaggedError<UnknownCustomer>()("UnknownCustomer", {
  customerId: Schema.String,
}) {
  override get message(): string {
    return `there is no customer ${JSON.stringify(this.customerId)}`
  }
}

/** An order of this id was not taken in, or what it says about persons was erased. */
export class OrderTellsNobody extends Schema.TaggedError<OrderTellsNobody>()("OrderTellsNobody", {
  order: Schema.String,
}) {
  override get message(): string {
    return `order ${this.order} tells of nobody: it is not known, or it was erased`
  }
}

/** The record was erased: its source may not fill it again. */
export class RecordErased extends Schema.TaggedError<RecordErased>()("RecordErased", {
  recordId: Schema.String,
}) {
  override get message(): string {
    return `record ${JSON.stringify(this.recordId)} was erased`
  }
}

/** The record was told with another order: it is of one for good, unless it is withdrawn. */
export class RecordOfOtherOrder extends Schema.TaggedError<RecordOfOtherOrder>()(
  "RecordOfOtherOrder",
  { recordId: Schema.String },
) {
  override get message(): string {
    return `record ${JSON.stringify(this.recordId)} was told with another order`
  }
}

/** The record was told by another channel: its id is one channel's for good, unless it is withdrawn. */
export class RecordOfOtherChannel extends Schema.TaggedError<RecordOfOtherChannel>()(
  "RecordOfOtherChannel",
  { recordId: Schema.String, channel: Schema.String },
) {
  override get message(): string {
    return `record ${JSON.stringify(this.recordId)} was told by another channel, ${JSON.stringify(this.channel)}`
  }
}

/**
 * The word is of tomorrow or later, as where seconds are told for milliseconds or a clock is wrong: it
 * would count as the newest for as long, and be kept so much longer.
 */
export class ObservedAhead extends Schema.TaggedError<ObservedAhead>()("ObservedAhead", {
  recordId: Schema.String,
  observedAt: Calendar.Instant,
  now: Calendar.Instant,
}) {
  override get message(): string {
    const [told, now] = [this.observedAt, this.now].map((at) => new Date(at).toISOString())
    return `record ${JSON.stringify(this.recordId)} was observed at ${told}, but it is ${now}`
  }
}

/** Another event of this id was told before. */
export class EventReused extends Schema.TaggedError<EventReused>()("EventReused", {
  eventId: Schema.String,
}) {
  override get message(): string {
    return `event ${JSON.stringify(this.eventId)} said something else before`
  }
}

/** The statement names a means by which nobody can be written to: what was meant would never count. */
export class MeansUnknown extends Schema.TaggedError<MeansUnknown>()("MeansUnknown", {
  statementId: Schema.String,
  means: Schema.String,
  known: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const statement = `statement ${JSON.stringify(this.statementId)}`
    return `${statement} names the means ${JSON.stringify(this.means)}; there are ${this.known.join(", ")}`
  }
}

/** The event has an id of those that journals give, which no host may use. */
export class EventIdReserved extends Schema.TaggedError<EventIdReserved>()("EventIdReserved", {
  eventId: Schema.String,
}) {
  override get message(): string {
    return `event id ${JSON.stringify(this.eventId)} is one of those that our journals give`
  }
}

/** A model that is put has the version of one that was put before, and is another one. */
export class ModelReused extends Schema.TaggedError<ModelReused>()("ModelReused", {
  version: Schema.String,
}) {
  override get message(): string {
    return `another model of version ${JSON.stringify(this.version)} was put before`
  }
}

/** Everything that is refused of customers. */
export type CustomerRefusal =
  | UnknownCustomer
  | OrderTellsNobody
  | RecordErased
  | RecordOfOtherOrder
  | RecordOfOtherChannel
  | ObservedAhead
  | EventReused
  | MeansUnknown
  | EventIdReserved
  | ModelReused
  | PolicyRefusal
  | IdentityRefusal
