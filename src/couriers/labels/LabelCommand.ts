/**
 * What can be asked of a label, and what can be told of it.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as Money from "../../kernel/Money.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { ServiceId } from "../Shipment.ts"

const reference = Id.Id
const trackingNumber = Id.Id
/** The tag of the courier's error: its words may be personal. */
const fault = Schema.NonEmptyString
const retryAfterMillis = Schema.optionalKey(Quantity.Quantity)

/** What the courier answered to a request for a label, as far as it is known. */
export const LabelOutcome = Schema.TaggedUnion({
  /** It sold this one. */
  Sold: { trackingNumber, price: Schema.optionalKey(Money.Money) },
  /** It sold none, and will not. */
  Refused: { fault },
  /** It sold none this time. */
  NothingDone: { fault, retryAfterMillis },
  /** Nobody knows. */
  Unknown: { fault },
  /** It was looked up at this instant, and there was none. */
  Absent: { lookedAt: Calendar.Instant },
  /** It sold this one, which is void by now. */
  FoundVoid: { trackingNumber },
})
/** What the courier answered to a request for a label. */
export type LabelOutcome = typeof LabelOutcome.Type

/** What the courier answered when a label was given back. */
export const VoidOutcome = Schema.TaggedUnion({
  Voided: {},
  Refused: { fault },
})
/** What the courier answered when a label was given back. */
export type VoidOutcome = typeof VoidOutcome.Type

/**
 * A command on a label.
 *
 * - `Want`: this label is to be bought.
 * - `Ask`: the courier is about to be asked for it. Written before the request leaves.
 * - `Tell`: what came of the request of that number, from 1.
 * - `Void`: nobody needs it any more.
 * - `TellVoid`: what came of giving it back.
 * - `Erase`: the courier is to erase what it keeps about persons.
 * - `TellErased`: it did, or keeps nothing.
 */
export const LabelCommand = Schema.TaggedUnion({
  Want: { reference, courier: Id.Id, service: ServiceId },
  Ask: { reference },
  Tell: { reference, attempt: Quantity.PositiveQuantity, outcome: LabelOutcome },
  Void: { reference },
  TellVoid: { reference, trackingNumber, outcome: VoidOutcome },
  Erase: { reference },
  TellErased: { reference },
})
/** A command on a label. */
export type LabelCommand = typeof LabelCommand.Type
