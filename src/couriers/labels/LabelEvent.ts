/**
 * What happened to a label. Nothing here is personal.
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
const fault = Schema.String
const at = Calendar.Instant

/**
 * An event of a label.
 *
 * `Asked` tells that a request is about to leave: from then on nobody knows, until another event
 * tells. `Cleared` tells that nothing came of it, and nothing can. `SurplusSold` tells of a label
 * that was sold where another one, or none, was wanted; it is to be given back.
 */
export const LabelEvent = Schema.TaggedUnion({
  Wanted: { reference, courier: Id.Id, service: ServiceId },
  Asked: { reference, attempt: Quantity.PositiveQuantity, at },
  Sold: { reference, trackingNumber, price: Schema.optionalKey(Money.Money) },
  Refused: { reference, fault },
  Postponed: { reference, fault, notBefore: at },
  Doubted: { reference, fault, notBefore: at },
  Cleared: { reference },
  VoidWanted: { reference },
  Withdrawn: { reference },
  Voided: { reference, trackingNumber },
  VoidRefused: { reference, trackingNumber, fault },
  SurplusSold: { reference, trackingNumber },
  SurplusVoided: { reference, trackingNumber },
  SurplusKept: { reference, trackingNumber, fault },
  EraseWanted: { reference },
  Erased: { reference },
})
/** An event of a label. */
export type LabelEvent = typeof LabelEvent.Type
