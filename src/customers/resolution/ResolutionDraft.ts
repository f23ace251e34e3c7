/**
 * A resolution that is changing: what comes and goes is taken in, and then who is who is worked out
 * anew around it.
 *
 * @module
 */
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import { BlockIndex } from "./BlockIndex.ts"
import { type Edge, recordsOf } from "./Edge.ts"
import { gather } from "./Gathering.ts"
import { GenericCounting } from "./GenericCounting.ts"
import type { Link } from "./Link.ts"
import { Lists, Overlay } from "./Overlay.ts"
import * as Resolution from "./Resolution.ts"

/** The component of a record until it is known. */
const alone: Resolution.Component = { customers: [], customerOf: new Map(), links: [], cut: [] }

/** A resolution that is changing. */
export class Draft {
  readonly #before: Resolution.Resolution
  readonly #entries: Overlay<Resolution.Entry>
  readonly #edges: Overlay<Edge>
  readonly #edgesOf: Lists
  readonly #blocks: BlockIndex
  readonly #counting: GenericCounting
  /** Records that are compared anew. */
  readonly #fresh = new Set<string>()
  /** Records whose components are gathered anew; of a component all or none. */
  readonly #touched = new Set<string>()

  constructor(before: Resolution.Resolution) {
    this.#before = before
    this.#entries = new Overlay(before.entries)
    this.#edges = new Overlay(before.edges)
    this.#edgesOf = new Lists(before.edgesOf)
    this.#blocks = new BlockIndex(before)
    this.#counting = new GenericCounting(before)
  }

  connect(edge: Edge): void {
    this.disconnect(edge.edgeId)
    this.#edges.set(edge.edgeId, edge)
    for (const id of new Set(recordsOf(edge))) {
      this.#edgesOf.append(id, edge.edgeId)
      this.#touch(id)
    }
  }

  disconnect(edgeId: string): void {
    const edge = this.#edges.get(edgeId)
    if (edge === undefined) return
    this.#edges.set(edgeId, undefined)
    for (const id of new Set(recordsOf(edge))) {
      this.#edgesOf.drop(id, edgeId)
      this.#touch(id)
    }
  }

  remove(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#touch(id)
    this.#forget(entry)
    this.#counting.remove(entry.record)
    this.#entries.set(id, undefined)
    this.#fresh.delete(id)
  }

  put(subject: Resolution.Subject): void {
    const { record } = subject
    this.remove(record.id)
    const entry = { ...subject, compared: record, keys: [], links: [], component: alone }
    this.#entries.set(record.id, entry)
    this.#counting.add(record)
    this.#fresh.add(record.id)
    this.#touch(record.id)
  }

  finish(): Resolution.Resolution {
    const surprised = this.#counting.recognise((id) => this.#entries.get(id)?.record)
    for (const id of surprised) this.#refresh(id)
    this.#index([...this.#fresh])
    this.#compare()
    this.#gather()
    return {
      ...this.#before,
      entries: this.#entries.finish(),
      edges: this.#edges.finish(),
      edgesOf: this.#edgesOf.finish(),
      blocks: this.#blocks.finish(),
      ...this.#counting.finish(),
    }
  }

  /** All that hung together with a record may hang together otherwise. */
  #touch(id: string): void {
    if (this.#touched.has(id)) return
    this.#touched.add(id)
    const component = this.#entries.get(id)?.component
    for (const other of component?.customerOf.keys() ?? []) this.#touched.add(other)
  }

  /** Takes the keys of a record away, and its links on both sides. */
  #forget({ record: { id }, keys, links }: Resolution.Entry): void {
    for (const key of keys) this.#blocks.remove(key, id)
    for (const { a, b } of links) {
      const other = this.#entries.get(a === id ? b : a)
      if (other === undefined) continue
      const left = other.links.filter((link) => link.a !== id && link.b !== id)
      this.#entries.set(other.record.id, { ...other, links: left })
    }
  }

  /** Has a record compared anew, as what else is there makes it another. */
  #refresh(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined || this.#fresh.has(id)) return
    this.#fresh.add(id)
    this.#touch(id)
    this.#forget(entry)
    this.#entries.set(id, { ...entry, keys: [], links: [] })
  }

  /** Puts fresh records where their keys are, and asks anew for all of a key that came to be crowded. */
  #index(ids: Iterable<string>): void {
    for (const id of ids) {
      const entry = this.#entries.get(id)
      if (entry === undefined) continue
      const compared = this.#counting.without(entry.record)
      const keys = [...new Set(this.#before.linker.keysOf(compared))]
      for (const key of keys) this.#blocks.add(key, id)
      this.#entries.set(id, { ...entry, compared, keys })
    }
    const surprised = [...this.#blocks.surprised()].filter((id) => !this.#fresh.has(id))
    for (const id of surprised) this.#refresh(id)
    if (surprised.length > 0) this.#index(surprised)
  }

  /** Looks at every pair of a fresh record and one that shares a key with it, once. */
  #compare(): void {
    const { linker } = this.#before
    const known = new Map<string, LinkRecord>()
    for (const id of this.#fresh) {
      const compared = this.#entries.get(id)?.compared
      if (compared !== undefined) known.set(id, compared)
    }
    const pairs: Array<readonly [LinkRecord, LinkRecord]> = []
    for (const id of this.#fresh) {
      const own = known.get(id)
      if (own === undefined) continue
      for (const otherId of this.#sharing(id)) {
        const other = known.get(otherId) ?? this.#entries.get(otherId)?.compared
        if (other === undefined) continue
        known.set(otherId, other)
        pairs.push(id < otherId ? [own, other] : [other, own])
      }
    }
    if (pairs.length === 0) return
    const judge = linker.over([...known.values()])
    const links = pairs.flatMap(([a, b]): ReadonlyArray<Link> => {
      const because = judge.linkOf(a, b)
      return because === undefined ? [] : [{ a: a.id, b: b.id, because }]
    })
    this.#link(Map.groupBy(links, ({ a }) => a))
    this.#link(Map.groupBy(links, ({ b }) => b))
  }

  /** Other records that share a key with a fresh one, but for fresh ones whose turn it is. */
  #sharing(id: string): ReadonlySet<string> {
    const found = new Set<string>()
    for (const key of this.#entries.get(id)?.keys ?? [])
      for (const other of this.#blocks.sharing(key))
        if (other > id || (other < id && !this.#fresh.has(other))) found.add(other)
    return found
  }

  #link(linksOf: ReadonlyMap<string, ReadonlyArray<Link>>): void {
    for (const [id, links] of linksOf) {
      const entry = this.#entries.get(id)
      if (entry === undefined) continue
      this.#touch(id)
      this.#entries.set(id, { ...entry, links: [...entry.links, ...links] })
    }
  }

  #gather(): void {
    const seen = new Set<string>()
    const known = {
      linker: this.#before.linker,
      entryOf: (id: string) => this.#entries.get(id),
      edgesOf: (id: string) =>
        (this.#edgesOf.get(id) ?? []).flatMap((edgeId) => this.#edges.get(edgeId) ?? []),
    }
    for (const id of this.#touched) {
      if (seen.has(id) || this.#entries.get(id) === undefined) continue
      const component = gather(id, known)
      for (const member of component.customerOf.keys()) {
        seen.add(member)
        const entry = this.#entries.get(member)
        if (entry !== undefined) this.#entries.set(member, { ...entry, component })
      }
    }
  }
}
