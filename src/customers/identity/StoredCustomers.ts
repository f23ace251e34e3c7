/**
 * Customers as they are kept, before a change. Pure.
 *
 * @module
 */
import { HashMap } from "effect"

import { customerOf } from "../resolution/Gathering.ts"
import type { Linker } from "../resolution/Linker.ts"
import * as Resolution from "../resolution/Resolution.ts"

/** As much of a record as is kept beside its words. */
interface Member {
  readonly recordId: string
  /** Epoch milliseconds. */
  readonly since: number
  readonly customer: string
}

/** The customers that records are, with nothing of why. */
export const of = (linker: Linker, known: ReadonlyArray<Member>): Resolution.Resolution => {
  const members = new Map(known.map((one) => [one.recordId, one]))
  const customers = [...Map.groupBy(known, ({ customer }) => customer)].map(([id, own]) => ({
    ...customerOf(
      own.map(({ recordId }) => recordId),
      members,
    ),
    id,
  }))
  const owners = new Map(customers.flatMap((one) => one.recordIds.map((id) => [id, one] as const)))
  const component = { customers, customerOf: owners, links: [], cut: [] }
  const entries = known.map(({ recordId: id, since }) => {
    const record = { id, values: new Map<string, ReadonlyArray<string>>() }
    return [id, { record, since, compared: record, keys: [], links: [], component }] as const
  })
  return { ...Resolution.empty(linker), entries: HashMap.fromIterable(entries) }
}
