/**
 * Records that say the same, such as the orders of one busy buyer: of these one is judged for all of
 * them. Pure.
 *
 * @module
 */
import { HashMap, Option, Order } from "effect"

import type { LinkRecord } from "../linkage/LinkRecord.ts"
import { type Edge, recordsOf } from "./Edge.ts"
import { customerOf } from "./Gathering.ts"
import { type Because, strongestFirst } from "./Link.ts"
import type { Linker } from "./Linker.ts"
import * as Resolution from "./Resolution.ts"
import * as ResolutionChange from "./ResolutionChange.ts"

/** Records that say the same, and why any two of them are one person's. */
interface Alike {
  readonly first: Resolution.Subject
  readonly others: ReadonlyArray<Resolution.Subject>
  readonly because: Because
}

/**
 * The customers of some records and decisions: as `ResolutionChange.apply` of all of them would find
 * them, but without the links of records that say the same as another one. The linker counts nothing,
 * so that its limits are infinite.
 *
 * Of records alike that no decision names, the one of the first id stands for all, where no other link
 * of theirs is stronger than those among themselves. For then, of equal links to another record, the
 * one of the first id comes first, and where it is vetoed so are the others; and by its own links it
 * joins all of them before any has another turn. Where one is stronger, each of them is judged.
 *
 * @example
 * ```ts
 * import { Alike, LinkRecord, ModelLinker, PriorModel, Resolution } from "entrepot/customers"
 *
 * const limits = { companions: Infinity, records: Infinity, perKey: Infinity }
 * const linker = { ...ModelLinker.make(PriorModel.model), limits }
 * const orders = Array.from({ length: 500 }, (_, at) => ({
 *   record: LinkRecord.make(`order-${at}`, { phone: "+4915123456789", account: "web 7" }),
 *   since: at,
 * }))
 * const [buyer] = Resolution.customers(Alike.resolve(linker, orders, []))
 * console.log(buyer?.id, buyer?.recordIds.length)
 * ```
 * ```text
 * order-0 500
 * ```
 */
export const resolve = (
  linker: Linker,
  subjects: ReadonlyArray<Resolution.Subject>,
  connect: ReadonlyArray<Edge>,
): Resolution.Resolution => {
  const put = (some: ReadonlyArray<Alike>): Resolution.Resolution => {
    const spared = new Set(some.flatMap(({ others }) => others))
    return ResolutionChange.apply(Resolution.empty(linker), {
      put: subjects.filter((one) => !spared.has(one)),
      connect,
    })
  }
  const alike = alikeIn(linker, subjects, connect)
  const resolution = put(alike)
  const settled = alike.filter((one) => comesFirst(one, resolution))
  return settled.length === alike.length
    ? withOthers(resolution, alike)
    : withOthers(put(settled), settled)
}

/**
 * Whether two of some records are linked; asks once for all pairs of records that say the same.
 *
 * @example
 * ```ts
 * import { Alike, LinkRecord, ModelLinker, PriorModel } from "entrepot/customers"
 *
 * const said = { phone: "+4915123456789", account: "web 7" }
 * const [a, b] = [LinkRecord.make("a", said), LinkRecord.make("b", said)]
 * console.log(Alike.linkedOver(ModelLinker.make(PriorModel.model), [a, b])(a, b))
 * ```
 * ```text
 * true
 * ```
 */
export const linkedOver = (
  { over }: Pick<Linker, "over">,
  records: Iterable<LinkRecord>,
): ((a: LinkRecord, b: LinkRecord) => boolean) => {
  // Two of each, so that each is compared to another one that says the same.
  const kinds = new Map<string, Array<LinkRecord>>()
  for (const record of records) {
    const words = wordsOf(record)
    const kind = kinds.get(words) ?? []
    if (kind.length < 2) kinds.set(words, [...kind, record])
  }
  const judge = over([...kinds.values()].flat())
  const known = new Map<string, boolean>()
  return (a, b) => {
    const [some, others] = [wordsOf(a), wordsOf(b)]
    const pair = `${some}\n${others}`
    const answer = known.get(pair)
    if (answer !== undefined) return answer
    const [one = a] = kinds.get(some) ?? []
    const other = kinds.get(others)?.find((record) => record !== one) ?? b
    const isLinked = judge.linkOf(one, other) !== undefined
    known.set(pair, isLinked)
    return isLinked
  }
}

const alikeIn = (
  linker: Linker,
  subjects: ReadonlyArray<Resolution.Subject>,
  connect: ReadonlyArray<Edge>,
): ReadonlyArray<Alike> => {
  const named = new Set(connect.flatMap(recordsOf))
  const free = subjects.filter(({ record }) => !named.has(record.id))
  return Array.from(Map.groupBy(free, ({ record }) => wordsOf(record)).values()).flatMap((some) => {
    const [first, second] = some
    if (first === undefined || second === undefined) return []
    if (linker.keysOf(first.record).length === 0) return []
    const judge = linker.over([first.record, second.record])
    const because = judge.linkOf(first.record, second.record)
    if (because === undefined || judge.vetoOf(first.record, second.record) !== undefined) return []
    const least = some.reduce((a, b) => (a.record.id < b.record.id ? a : b))
    return [{ first: least, others: some.filter((one) => one !== least), because }]
  })
}

/** One for each record: the same are asked about again and again. */
const written = new WeakMap<LinkRecord, string>()

/** All by which a record is judged. */
const wordsOf = (record: LinkRecord): string => {
  const known = written.get(record)
  if (known !== undefined) return known
  const { source = "", values, names = new Map() } = record
  const words = JSON.stringify([
    source,
    [...values].toSorted(byField),
    [...names].toSorted(byField),
  ])
  written.set(record, words)
  return words
}

const byField = Order.mapInput(Order.String, ([field]: readonly [string, unknown]) => field)

/** Whether no link to others is stronger than those among themselves. */
const comesFirst = (
  { first: { record }, because }: Alike,
  { entries }: Resolution.Resolution,
): boolean => {
  const own = { a: "", b: "", because }
  const links = Option.match(HashMap.get(entries, record.id), {
    onNone: () => [],
    onSome: (entry) => entry.links,
  })
  return links.every((link) => strongestFirst(own, { ...own, because: link.because }) <= 0)
}

/** Gives each record that was spared to the customer of the one that stood for it. */
const withOthers = (
  resolution: Resolution.Resolution,
  alike: ReadonlyArray<Alike>,
): Resolution.Resolution => {
  if (alike.length === 0) return resolution
  const othersOf = new Map(alike.map(({ first, others }) => [first.record.id, others]))
  const entries = [...HashMap.values(resolution.entries)]
  const all = new Map(
    entries.flatMap((entry) => [
      [entry.record.id, entry] as const,
      ...(othersOf.get(entry.record.id) ?? []).map(
        ({ record, since }) =>
          [record.id, { ...entry, record, compared: record, since, links: [] }] as const,
      ),
    ]),
  )
  const whole = new Map<Resolution.Component, Resolution.Component>()
  for (const component of new Set(entries.map((entry) => entry.component))) {
    const customers = component.customers.map(({ recordIds }) => {
      const others = recordIds.flatMap((id) => othersOf.get(id) ?? [])
      return customerOf([...recordIds, ...others.map(({ record }) => record.id)], all)
    })
    const owners = customers.flatMap((one) => one.recordIds.map((id) => [id, one] as const))
    const customerOfEach = new Map(owners)
    whole.set(component, {
      ...component,
      customers: customers.toSorted(Resolution.byId),
      customerOf: customerOfEach,
    })
  }
  return {
    ...resolution,
    entries: HashMap.fromIterable(
      Array.from(all, ([id, entry]) => {
        const component = whole.get(entry.component) ?? entry.component
        return [id, { ...entry, component }] as const
      }),
    ),
  }
}
