/**
 * Gathering: everything that hangs together with a record, and the customers that it is. Pure.
 *
 * @module
 */
import { Order } from "effect"

import { type Barrier, barriersOf, cluster } from "./Clusters.ts"
import type { Edge } from "./Edge.ts"
import { decidedOf } from "./Legacy.ts"
import type { Link } from "./Link.ts"
import type { Linker } from "./Linker.ts"
import { byId, type Component, type Customer, type Entry, type Subject } from "./Resolution.ts"

/** What is known of records while they are gathered. */
export interface Known {
  readonly linker: Linker
  readonly entryOf: (recordId: string) => Entry | undefined
  /** The decisions that name a record. */
  readonly edgesOf: (recordId: string) => ReadonlyArray<Edge>
}

/** The component of a record, by its links and merges; those of others are not looked at. */
export const gather = (start: string, { linker, entryOf, edgesOf }: Known): Component => {
  const members = new Map<string, Entry>()
  const links: Array<Link> = []
  const decided = new Map<string, ReadonlyArray<Link>>()
  const barriers = new Map<string, ReadonlyArray<Barrier>>()
  const waiting = [start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = members.has(id) ? undefined : entryOf(id)
    if (entry === undefined) continue
    members.set(id, entry)
    const edges = edgesOf(id)
    const settled = decidedOf(id, edges)
    for (const link of entry.links) {
      const other = link.a === id ? link.b : link.a
      if (settled.has(other)) continue
      // Both records have it.
      if (link.a === id) links.push(link)
      waiting.push(other)
    }
    for (const edge of edges) {
      barriers.set(edge.edgeId, barriersOf(edge))
      const made = linksOf(edge)
      decided.set(edge.edgeId, made)
      // A legacy also names records that it keeps this one apart from.
      for (const { a, b } of made) if (a === id || b === id) waiting.push(a, b)
    }
  }
  const records = Array.from(members.values(), ({ compared }) => compared)
  const all = [...links, ...[...decided.values()].flat()]
  const { groups, ...joined } = cluster(records, all, [...barriers.values()].flat(), linker)
  const customers = groups.map((ids) => customerOf(ids, members)).toSorted(byId)
  const owners = customers.flatMap((customer) =>
    customer.recordIds.map((id) => [id, customer] as const),
  )
  return { customers, customerOf: new Map(owners), ...joined }
}

/** The links that a decision makes. */
const linksOf = (edge: Edge): ReadonlyArray<Link> => {
  const { edgeId } = edge
  const link = (one: string, other: string, because: Link["because"]): Link =>
    one < other ? { a: one, b: other, because } : { a: other, b: one, because }
  switch (edge._tag) {
    case "Merge":
      return [link(...edge.records, { _tag: "Manual", edgeId })]
    case "Legacy":
      return edge.links.map(({ to, because: was }) =>
        link(edge.record, to, { _tag: "Legacy", edgeId, was }),
      )
    case "Veto":
      return []
  }
}

/** The customer of some records. */
export const customerOf = (
  ids: ReadonlyArray<string>,
  members: ReadonlyMap<string, Pick<Subject, "since">>,
): Customer => {
  const bySeniority = Order.combine(
    Order.mapInput(Order.Number, (id: string) => members.get(id)?.since ?? Infinity),
    Order.String,
  )
  const recordIds = ids.toSorted(bySeniority)
  return { id: recordIds[0] ?? "", recordIds }
}
