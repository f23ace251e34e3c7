/**
 * What can be asked of customers.
 *
 * @module
 */
import { Schema, Struct } from "effect"

import { Country } from "../kernel/Address.ts"
import * as Calendar from "../kernel/Calendar.ts"
import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"
import { OrderKey } from "../orders/OrderCommand.ts"
import { ShortId } from "../orders/OrderRef.ts"
import { Identifier } from "./evidence/Identifier.ts"
import { LinkageModel } from "./linkage/LinkageModel.ts"
import { Statement } from "./profile/Consent.ts"
import { Trait } from "./profile/Kept.ts"
import { Moment } from "./profile/Moment.ts"
import { PersonalPolicy } from "./profile/PersonalPolicy.ts"
import { IdentityCommand } from "./resolution/IdentityCommand.ts"
import { TradeEvent } from "./trade/TradeEvent.ts"

const header = CommandHeader.fields

/** A person answers for these, so they say who it is. */
const answered = { ...header, actor: Id.Id }

/**
 * A command about customers. Its `reason` is free text and may name anybody: it is kept with all
 * records of the customers that the command touched, and erased with any of them; that of an
 * `Erase` is not kept at all.
 *
 * - `Observe`: a source tells of a person: an order, a sign-up, a card. Of several words on one
 *   record the one of the latest `observedAt` counts, whichever came first; the earliest says since
 *   when it is known; one that lies more than a day ahead is refused. A record is of one channel and one order for good. Its `recordId` is
 *   in the journal for ever, so it must hold nothing personal, such as a phone number.
 * - `ObserveOrder`: the same of an order that the desk took in, or of a credit note of its own id.
 * - `Withdraw`: a source says that a record never was, such as a test order: it goes with its
 *   consents, its moments and the decisions about it. What was told of the whole customer stays
 *   with the records that are left: consents told while it was not their only one, and moments told
 *   under its id while that was the customer's.
 * - `Merge`, `KeepApart`, `Split`, `TakeBack`: somebody decides by hand who is who.
 * - `TellConsent`: a customer said what they may be written to for; it counts of all the records
 *   that they have then. `customerId` names the record with which the word came: if a wrong merge
 *   is taken back it stays with that one. Whatever sources tell of them later, a no stays with
 *   each. Once that one is withdrawn, a no stays with each of the others, and a yes with the senior
 *   of them.
 * - `TellMoment`: what a person looked at, joined or asked; once for each event id, and another
 *   moment of that id is refused. What went with a record that was withdrawn is refused under its
 *   id.
 * - `TellTrade`: what the order desk does not know, such as a refund. Ids such as `orders-12` and
 *   `costs-12` are refused: our journals give them.
 * - `SetPolicy`: what a channel lets us keep, of what comes from now on; upkeep brings it to what
 *   is held here. Where it leaves nothing in clear of who a record of an order is, the order desk
 *   forgets it too as soon as it is sent or over.
 * - `Refit`: another model is in force; `settle` then asks it about all records.
 * - `Erase`: all that is personal of a customer is to go, and that of their orders.
 */
export const CustomerCommand = Schema.TaggedUnion({
  Observe: {
    ...header,
    recordId: Id.Id,
    channel: ShortId,
    observedAt: Calendar.Instant,
    country: Schema.optionalKey(Country),
    identifiers: Schema.Array(Identifier),
    portrait: Schema.optionalKey(Schema.Array(Trait)),
    order: Schema.optionalKey(OrderKey),
  },
  ObserveOrder: { ...header, order: OrderKey },
  Withdraw: { ...answered, recordId: Id.Id, reason: Schema.NonEmptyString },
  Merge: Struct.omit(IdentityCommand.cases.Merge.fields, ["_tag"]),
  KeepApart: Struct.omit(IdentityCommand.cases.KeepApart.fields, ["_tag"]),
  Split: Struct.omit(IdentityCommand.cases.Split.fields, ["_tag"]),
  TakeBack: Struct.omit(IdentityCommand.cases.TakeBack.fields, ["_tag"]),
  TellConsent: { ...header, customerId: Id.Id, statement: Statement },
  TellMoment: { ...header, recordId: Id.Id, moment: Moment },
  TellTrade: { ...header, event: TradeEvent },
  SetPolicy: { ...answered, policy: PersonalPolicy },
  Refit: { ...answered, model: LinkageModel },
  Erase: { ...answered, customerId: Id.Id },
})
/** A command about customers. */
export type CustomerCommand = typeof CustomerCommand.Type
