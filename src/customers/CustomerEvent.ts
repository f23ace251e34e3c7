/**
 * What happened to customers. No event holds anything personal: the journal is for ever.
 *
 * @module
 */
import { Schema, Struct } from "effect"

import * as Id from "../kernel/Id.ts"
import { OrderKey } from "../orders/OrderCommand.ts"
import { ShortId } from "../orders/OrderRef.ts"
import { Statement } from "./profile/Consent.ts"
import { PersonalPolicy } from "./profile/PersonalPolicy.ts"
import { IdentityEvent } from "./resolution/IdentityCommand.ts"
import { CustomerChange } from "./resolution/Regrouping.ts"
import { TradeEvent } from "./trade/TradeEvent.ts"

const recordIds = Schema.Array(Id.Id)

/**
 * An event of customers.
 *
 * - `Observed`: a source told of a person, first or again.
 * - `Withdrawn`: a record is gone as if it had never come.
 * - `EdgeMade`, `EdgeTakenBack`: somebody decided by hand who is who, or took that back; or the house wrote
 *   down what words came to before they went.
 * - `Regrouped`: what this did to customers.
 * - `ConsentTold`: somebody said what they may be written to for; with which record the word came, and the
 *   records that were one customer then.
 * - `MomentTold`: they looked at, joined or asked something.
 * - `TradeTold`: a host told of trade that the order desk does not know, such as a refund.
 * - `TradeHeard`: the order desk, fulfilment or the stock ledger told news of the trade of orders.
 * - `PolicySet`, `ModelPut`: rules of the room from then on.
 * - `Erased`, `Lapsed`: what was personal is gone, all of it or what had outlived its time.
 */
export const CustomerEvent = Schema.TaggedUnion({
  Observed: { recordId: Id.Id, channel: ShortId, order: Schema.optionalKey(OrderKey) },
  Withdrawn: { recordId: Id.Id, actor: Id.Id, order: Schema.optionalKey(OrderKey) },
  EdgeMade: Struct.omit(IdentityEvent.cases.EdgeMade.fields, ["_tag"]),
  EdgeTakenBack: Struct.omit(IdentityEvent.cases.EdgeTakenBack.fields, ["_tag"]),
  Regrouped: { changes: Schema.Array(CustomerChange) },
  ConsentTold: { recordId: Id.Id, recordIds, statement: Statement },
  MomentTold: { recordId: Id.Id, eventId: Id.Id, kind: Schema.String },
  TradeTold: { event: TradeEvent },
  TradeHeard: { orders: Schema.Array(OrderKey) },
  PolicySet: { policy: PersonalPolicy },
  ModelPut: { version: Schema.String },
  Erased: { customer: Id.Id, recordIds },
  Lapsed: { recordIds },
})
/** An event of customers. */
export type CustomerEvent = typeof CustomerEvent.Type
