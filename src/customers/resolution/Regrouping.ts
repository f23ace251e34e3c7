/**
 * What a change of a resolution did to customers: who was merged, split or renamed. Pure.
 *
 * @module
 */
import { HashMap, Order, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { byId, type Customer, type Resolution } from "./Resolution.ts"

const ids = Schema.Array(Id.Id)

/**
 * What happened to a customer. Customers are named by ids of records.
 *
 * - `Founded`: nobody had its records before.
 * - `Merged`: records of several customers are one's now.
 * - `Split`: records of one customer are several's now.
 * - `Renamed`: its senior record is another one now.
 * - `Regrouped`: it gained or lost records.
 * - `Ended`: none of its records is left.
 */
export const CustomerChange = Schema.TaggedUnion({
  Founded: { customer: Id.Id },
  Merged: { into: Id.Id, from: ids },
  Split: { from: Id.Id, into: ids },
  Renamed: { from: Id.Id, to: Id.Id },
  Regrouped: { customer: Id.Id, gained: ids, lost: ids },
  Ended: { customer: Id.Id },
})
/** What happened to a customer. */
export type CustomerChange = typeof CustomerChange.Type

/** Customers before and after a change who share records, so that one cannot be told without the other. */
export interface Regrouping {
  readonly before: ReadonlyArray<Customer>
  readonly after: ReadonlyArray<Customer>
  readonly changes: ReadonlyArray<CustomerChange>
}

/**
 * What became of the customers between two resolutions, by id; nothing of those who are as they were.
 *
 * @example
 * ```ts
 * import { LinkRecord, ModelLinker, PriorModel, Regrouping, Resolution, ResolutionChange } from "entrepot/customers"
 *
 * const subject = (id: string, since: number) => ({ record: LinkRecord.make(id, {}), since })
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const before = ResolutionChange.apply(nobody, { put: [subject("web-1", 2), subject("till-1", 1)] })
 * const records = ["web-1", "till-1"] as const
 * const decided = { edgeId: "e1", actor: "ada", reason: "showed the receipt" }
 * const after = ResolutionChange.apply(before, { connect: [{ _tag: "Merge", records, ...decided }] })
 * for (const { changes } of Regrouping.between(before, after)) console.log(changes)
 * ```
 * ```text
 * [ { _tag: 'Merged', into: 'till-1', from: [ 'till-1', 'web-1' ] } ]
 * ```
 */
export const between = (before: Resolution, after: Resolution): ReadonlyArray<Regrouping> => {
  const was = changedIn(before, after)
  const is = changedIn(after, before)
  const seen = new Set<Customer>()
  const regroupings: Array<Regrouping> = []
  for (const customer of [...was.values(), ...is.values()]) {
    if (seen.has(customer)) continue
    const waiting = [customer]
    const found = { was: new Set<Customer>(), is: new Set<Customer>() }
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      for (const id of next.recordIds) {
        const [old, young] = [was.get(id), is.get(id)]
        if (old !== undefined) found.was.add(old)
        if (young !== undefined) found.is.add(young)
        waiting.push(...[old, young].filter((one) => one !== undefined))
      }
    }
    const [old, young] = [[...found.was].toSorted(byId), [...found.is].toSorted(byId)]
    const changes = changesOf(old, young)
    if (changes.length > 0) regroupings.push({ before: old, after: young, changes })
  }
  return regroupings.toSorted(
    Order.mapInput(Order.String, ({ before, after }) => (before[0] ?? after[0])?.id ?? ""),
  )
}

/** The customer of each record whose component is not the same in the other resolution. */
const changedIn = (one: Resolution, other: Resolution): ReadonlyMap<string, Customer> => {
  const found = new Map<string, Customer>()
  for (const [id, { component }] of HashMap.entries(one.entries)) {
    const elsewhere = HashMap.get(other.entries, id)
    if (elsewhere._tag === "Some" && elsewhere.value.component === component) continue
    const customer = component.customerOf.get(id)
    if (customer !== undefined) found.set(id, customer)
  }
  return found
}

const changesOf = (
  before: ReadonlyArray<Customer>,
  after: ReadonlyArray<Customer>,
): ReadonlyArray<CustomerChange> => {
  const [was] = before
  const [is] = after
  if (is === undefined) return before.map(({ id }) => ({ _tag: "Ended", customer: id }))
  if (was === undefined) return after.map(({ id }) => ({ _tag: "Founded", customer: id }))
  if (before.length === 1 && after.length === 1) return changesOfOne(was, is)
  const merged = after.flatMap((customer): ReadonlyArray<CustomerChange> => {
    const from = sharing(customer, before)
    return from.length < 2 ? [] : [{ _tag: "Merged", into: customer.id, from }]
  })
  const split = before.flatMap((customer): ReadonlyArray<CustomerChange> => {
    const into = sharing(customer, after)
    return into.length < 2 ? [] : [{ _tag: "Split", from: customer.id, into }]
  })
  return [...split, ...merged]
}

const changesOfOne = (was: Customer, is: Customer): ReadonlyArray<CustomerChange> => {
  const [then, now] = [new Set(was.recordIds), new Set(is.recordIds)]
  const gained = is.recordIds.filter((id) => !then.has(id)).toSorted()
  const lost = was.recordIds.filter((id) => !now.has(id)).toSorted()
  return [
    ...(was.id === is.id ? [] : [{ _tag: "Renamed" as const, from: was.id, to: is.id }]),
    ...(gained.length + lost.length === 0
      ? []
      : [{ _tag: "Regrouped" as const, customer: is.id, gained, lost }]),
  ]
}

const sharing = (customer: Customer, others: ReadonlyArray<Customer>): ReadonlyArray<string> => {
  const own = new Set(customer.recordIds)
  return others.filter(({ recordIds }) => recordIds.some((id) => own.has(id))).map(({ id }) => id)
}
