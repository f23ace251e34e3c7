/**
 * What is left of words that are gone: of each pair that they said something about, what it came to.
 * Pure.
 *
 * @module
 */
import { Equal, HashMap, Option } from "effect"

import type { LinkRecord } from "../linkage/LinkRecord.ts"
import type { Edge, Legacy } from "./Edge.ts"
import { type Evidenced, type Link, strongestFirst } from "./Link.ts"
import { treeOf } from "./LinkTree.ts"
import * as Resolution from "./Resolution.ts"

/** What words came to, without an id yet; those of a record that has one already belong to it. */
export type Draft = Omit<Legacy, "_tag" | "edgeId">

/** The other records of the pairs of a record that a legacy has decided: their evidence is not asked. */
export const decidedOf = (id: string, edges: ReadonlyArray<Edge>): ReadonlySet<string> =>
  new Set(
    edges.flatMap((edge) => {
      if (edge._tag !== "Legacy") return []
      const others = [...edge.links.map(({ to }) => to), ...edge.strangers]
      if (edge.record === id) return others
      return others.includes(id) ? [edge.record] : []
    }),
  )

/**
 * How many links of a record are written down beside those on which its customer hangs: a buyer of 500
 * orders by one account has 124,750.
 */
const mostLinks = 10

/**
 * What the words of some records came to, as far as what is left of them comes to something else.
 *
 * `before` has all that hangs together with them, and with those whom what is left would link; `after`
 * has the links of what is left. Every pair is written once.
 */
export const drafts = (
  before: Resolution.Resolution,
  after: Resolution.Resolution,
  recordIds: ReadonlyArray<string>,
): ReadonlyArray<Draft> => {
  const faded = new Set(recordIds)
  const apartOf = vetoesLost(before, after)
  const isJoint = jointsOf(before, recordIds)
  return recordIds.flatMap((record): ReadonlyArray<Draft> => {
    const decided = decidedOf(record, edgesOf(before, record))
    const isOpen = (other: string) => !decided.has(other) && !(faded.has(other) && other < record)
    const [was, is] = [evidenceOf(before, record), evidenceOf(after, record)]
    const links = Array.from(was, ([to, because]) => ({ to, because }))
      .filter(({ to, because }) => isOpen(to) && !Equal.equals(because, is.get(to)))
      .filter(({ to }, i) => i < mostLinks || isJoint(record, to))
    const strangers = [...is.keys()].filter((other) => isOpen(other) && !was.has(other))
    const known = legacyOf(before, record)?.apart ?? []
    const apart = apartOf(record, [...membersOf(before, record), ...strangers]).filter(
      (one) =>
        !(faded.has(one.from) && one.from < record) &&
        !known.some(({ from, rule }) => from === one.from && rule === one.rule),
    )
    return links.length + strangers.length + apart.length === 0
      ? []
      : [{ record, links, apart, strangers }]
  })
}

/** A draft together with the legacy that its record has already; nothing where it has none. */
export const over = (before: Resolution.Resolution, draft: Draft): Legacy | undefined => {
  const known = legacyOf(before, draft.record)
  return known === undefined
    ? undefined
    : {
        ...known,
        links: [...known.links, ...draft.links],
        apart: [...known.apart, ...draft.apart],
        strangers: [...known.strangers, ...draft.strangers],
      }
}

const legacyOf = (resolution: Resolution.Resolution, id: string): Legacy | undefined =>
  edgesOf(resolution, id).find(
    (edge): edge is Legacy => edge._tag === "Legacy" && edge.record === id,
  )

const edgesOf = ({ edges, edgesOf: ids }: Resolution.Resolution, id: string): ReadonlyArray<Edge> =>
  Option.getOrElse(HashMap.get(ids, id), () => []).flatMap((edgeId) =>
    Option.toArray(HashMap.get(edges, edgeId)),
  )

const membersOf = (resolution: Resolution.Resolution, id: string): ReadonlyArray<string> =>
  Option.match(Resolution.componentOf(resolution, id), {
    onNone: () => [],
    onSome: ({ customerOf }) => [...customerOf.keys()].filter((other) => other !== id),
  })

/** Whether a customer hangs on the link of two records. */
const jointsOf = (before: Resolution.Resolution, recordIds: ReadonlyArray<string>) => {
  const found = recordIds.flatMap((id) => Option.toArray(Resolution.componentOf(before, id)))
  const trees = Array.from(new Set(found), ({ links }) => treeOf(links))
  return (record: string, to: string): boolean =>
    trees.some((tree) => tree.get(record)?.some(({ a, b }) => a === to || b === to) === true)
}

/** The links of a record by the model, by their other ends, the strongest first. */
const evidenceOf = (
  { entries }: Resolution.Resolution,
  id: string,
): ReadonlyMap<string, Evidenced> => {
  const links: ReadonlyArray<Link> = Option.match(HashMap.get(entries, id), {
    onNone: () => [],
    onSome: (entry) => entry.links,
  })
  return new Map(
    links
      .toSorted(strongestFirst)
      .flatMap(({ a, b, because }) =>
        because._tag === "Rule" || because._tag === "Weights"
          ? [[a === id ? b : a, because] as const]
          : [],
      ),
  )
}

/** The rules that keep a record apart from others by its words, and no more by what is left of them. */
const vetoesLost = (before: Resolution.Resolution, after: Resolution.Resolution) => {
  const recordIn = (resolution: Resolution.Resolution, id: string): LinkRecord | undefined =>
    Option.getOrUndefined(HashMap.get(resolution.entries, id))?.compared
  const was = (id: string) => recordIn(before, id)
  const is = (id: string) => recordIn(after, id) ?? was(id)
  const ids = [...HashMap.keys(before.entries)]
  const judgeOf = (compared: (id: string) => LinkRecord | undefined) =>
    before.linker.over(ids.flatMap((id) => compared(id) ?? []))
  const [then, now] = [judgeOf(was), judgeOf(is)]
  const { vetoKeyOf } = before.linker
  return (id: string, others: ReadonlyArray<string>): Legacy["apart"] => {
    const [own, left] = [was(id), is(id)]
    if (own === undefined || left === undefined || vetoKeyOf(own) === undefined) return []
    return others.flatMap((from) => {
      const [other, otherLeft] = [was(from), is(from)]
      if (other === undefined || otherLeft === undefined) return []
      const rule = then.vetoOf(own, other)
      return rule === undefined || now.vetoOf(left, otherLeft) === rule ? [] : [{ from, rule }]
    })
  }
}
