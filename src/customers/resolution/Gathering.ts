/**
 * Gathering: everything that hangs together with a record, and the customers that it is. Pure.
 *
 * @module
 */
import { Order } from "effect"

import { cluster } from "./Clusters.ts"
import type { Edge } from "./Edge.ts"
import type { Link } from "./Link.ts"
import type { Linker } from "./Linker.ts"
import type { Component, Customer, Entry } from "./Resolution.ts"

/** What is known of records while they are gathered. */
export interface Known {
  readonly linker: Linker
  readonly entryOf: (recordId: string) => Entry | undefined
  /** The decisions by hand that name a record. */
  readonly edgesOf: (recordId: string) => ReadonlyArray<Edge>
}

/** The component of a record, by its links and merges; those of others are not looked at. */
export const gather = (start: string, { linker, entryOf, edgesOf }: Known): Component => {
  const members = new Map<string, Entry>()
  const links: Array<Link> = []
  const merges = new Map<string, Link>()
  const vetoes = new Set<Extract<Edge, { readonly _tag: "Veto" }>>()
  const waiting = [start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const entry = members.has(id) ? undefined : entryOf(id)
    if (entry === undefined) continue
    members.set(id, entry)
    for (const link of entry.links) {
      // Both records have it.
      if (link.a === id) links.push(link)
      waiting.push(link.a === id ? link.b : link.a)
    }
    for (const edge of edgesOf(id)) {
      if (edge._tag === "Veto") {
        vetoes.add(edge)
        continue
      }
      const [a = id, b = id] = edge.records.toSorted()
      merges.set(edge.edgeId, {
        a,
        b,
        because: { _tag: "Manual", edgeId: edge.edgeId },
      })
      waiting.push(a, b)
    }
  }
  const records = Array.from(members.values(), ({ compared }) => compared)
  const all = [...links, ...merges.values()]
  const { groups, ...decided } = cluster(records, all, [...vetoes], linker)
  const customers = groups.map((ids) => customerOf(ids, members)).toSorted(byId)
  const owners = customers.flatMap((customer) =>
    customer.recordIds.map((id) => [id, customer] as const),
  )
  return { customers, customerOf: new Map(owners), ...decided }
}

const byId = Order.mapInput(Order.String, ({ id }: Customer) => id)

const customerOf = (ids: ReadonlyArray<string>, members: ReadonlyMap<string, Entry>): Customer => {
  const bySeniority = Order.combine(
    Order.mapInput(Order.Number, (id: string) => members.get(id)?.since ?? Infinity),
    Order.String,
  )
  const recordIds = ids.toSorted(bySeniority)
  return { id: recordIds[0] ?? "", recordIds }
}
