/**
 * How what became of customers lies in the store, and why: changes name records only, reasons are personal
 * and can be erased.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Id from "../kernel/Id.ts"
import * as Collection from "../store/Collection.ts"
import { CustomerChange } from "./resolution/Regrouping.ts"

const instant = Calendar.Instant

const ReasonFields = Schema.Struct({
  commandId: Id.Id,
  command: Schema.String,
  recordIds: Schema.Array(Id.Id),
  /** The decision by hand that it made, or took back. */
  edgeId: Schema.optionalKey(Id.Id),
  at: instant,
  text: Schema.String,
})
/** Why somebody gave a command: free text, and so personal. */
export type KeptReason = typeof ReasonFields.Type
/** One record for each command that gave a reason; it goes when any of its records is erased. */
export const Reasons: Collection.Collection<KeptReason, "byRecord" | "byEdge"> = Collection.make({
  name: "customer-reason",
  schema: ReasonFields,
  id: ({ commandId }) => commandId,
  indexes: {
    byRecord: {
      entries: ({ recordIds, commandId }) =>
        Array.from(new Set(recordIds), (id) => [id, commandId]),
      guard: 1,
    },
    byEdge: {
      entries: ({ edgeId, at, commandId }) =>
        edgeId === undefined ? [] : [[edgeId, at, commandId]],
      guard: 1,
    },
  },
})

const ChangeFields = Schema.Struct({
  changeId: Id.Id,
  /** Higher than that of every earlier change that names one of its customers. */
  number: Schema.Int,
  at: instant,
  commandId: Id.Id,
  actor: Schema.optionalKey(Id.Id),
  change: CustomerChange,
})
/** What became of customers, when, and by which command. */
export type LoggedChange = typeof ChangeFields.Type
/** One record for each change; found by every customer that it names. */
export const Changes: Collection.Collection<LoggedChange, "byCustomer"> = Collection.make({
  name: "customer-change",
  schema: ChangeFields,
  id: ({ changeId }) => changeId,
  indexes: {
    byCustomer: {
      entries: ({ change, number }) => customersOf(change).map((customer) => [customer, number]),
    },
  },
})

const LogEndFields = Schema.Struct({ customer: Id.Id, number: Schema.Int })
/** One record for each customer: the number of the last change that names them. */
export const LogEnds: Collection.Collection<typeof LogEndFields.Type> = Collection.make({
  name: "customer-change-end",
  schema: LogEndFields,
  id: ({ customer }) => customer,
})

/** The customers that a change names. */
export const customersOf = (change: CustomerChange): ReadonlyArray<string> => {
  switch (change._tag) {
    case "Founded":
    case "Regrouped":
    case "Ended":
      return [change.customer]
    case "Renamed":
      return [change.from, change.to]
    case "Merged":
      return [...new Set([change.into, ...change.from])]
    case "Split":
      return [...new Set([change.from, ...change.into])]
  }
}
