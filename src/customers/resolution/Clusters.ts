/**
 * Customers of records that hang together: every link joins, the strongest first, unless it would
 * cross a veto. Pure.
 *
 * @module
 */
import type { LinkRecord } from "../linkage/LinkRecord.ts"
import type { Edge } from "./Edge.ts"
import * as Link from "./Link.ts"
import type { Judge, Linker } from "./Linker.ts"

/** Why a link joins nothing: a decision by hand, or a rule of the model. */
export type Veto =
  | { readonly _tag: "Manual"; readonly edgeId: string }
  | { readonly _tag: "Rule"; readonly rule: string }

/** Records of which none on the left joins any on the right. */
export interface Barrier {
  readonly veto: Veto
  readonly left: ReadonlyArray<string>
  readonly right: ReadonlyArray<string>
}

/**
 * What a decision keeps apart: a veto by hand, or the rules of which the grounds are gone.
 *
 * @internal
 */
export const barriersOf = (edge: Edge): ReadonlyArray<Barrier> => {
  switch (edge._tag) {
    case "Merge":
      return []
    case "Veto":
      return [{ veto: { _tag: "Manual", edgeId: edge.edgeId }, left: edge.left, right: edge.right }]
    case "Legacy":
      return [...Map.groupBy(edge.apart, ({ rule }) => rule)].map(([rule, apart]) => ({
        veto: { _tag: "Rule", rule },
        left: [edge.record],
        right: apart.map(({ from }) => from),
      }))
  }
}

/** A link that would cross a veto. */
export interface CutLink {
  readonly link: Link.Link
  readonly veto: Veto
}

/** What comes of links and vetoes. */
export interface Clustering {
  /** The records of each customer. */
  readonly groups: ReadonlyArray<ReadonlyArray<string>>
  /** The links that stand, the strongest first: all of them are within one group. */
  readonly links: ReadonlyArray<Link.Link>
  readonly cut: ReadonlyArray<CutLink>
}

/**
 * Joins records by links as long as no veto is crossed: Kruskal's algorithm (1956), by which a veto
 * costs the weakest links between the two that it keeps apart. For one veto that is the same as taking
 * away the weakest link on any path between them until there is none; for several it takes away none
 * in vain. The order of {@link Link.strongestFirst} is total, so one answer is right.
 *
 * @internal
 */
export const cluster = (
  records: ReadonlyArray<LinkRecord>,
  links: ReadonlyArray<Link.Link>,
  barriers: ReadonlyArray<Barrier>,
  linker: Pick<Linker, "vetoKeyOf" | "over">,
): Clustering => {
  if (links.length === 0) return { groups: records.map(({ id }) => [id]), links, cut: [] }
  const groups = new Map(records.map((record) => [record.id, groupOf(record, linker)]))
  const rules = rulesOver(records, linker)
  for (const barrier of barriers) {
    for (const id of barrier.left) groups.get(id)?.sides.set(barrier, "left")
    for (const id of barrier.right) groups.get(id)?.sides.set(barrier, "right")
  }
  const standing: Array<Link.Link> = []
  const cut: Array<CutLink> = []
  for (const link of links.toSorted(Link.strongestFirst)) {
    const [one, other] = [groups.get(link.a), groups.get(link.b)]
    if (one === undefined || other === undefined) continue
    const veto = one === other ? undefined : vetoBetween(one, other, rules)
    if (veto !== undefined) {
      cut.push({ link, veto })
      continue
    }
    standing.push(link)
    if (one === other) continue
    const [large, small] = one.ids.length < other.ids.length ? [other, one] : [one, other]
    for (const id of small.ids) {
      large.ids.push(id)
      groups.set(id, large)
    }
    for (const [barrier, side] of small.sides) large.sides.set(barrier, side)
    for (const [key, record] of small.portraits) large.portraits.set(key, record)
  }
  return {
    groups: Array.from(new Set(groups.values()), ({ ids }) => ids.toSorted()),
    links: standing,
    cut,
  }
}

/** Records that are one customer's so far, and what vetoes have to be asked about. */
interface Group {
  readonly ids: Array<string>
  /** The side on which it stands of each barrier; on both it cannot be. */
  readonly sides: Map<Barrier, "left" | "right">
  /** A record for each way to be vetoed by a rule. */
  readonly portraits: Map<string, LinkRecord>
}

const groupOf = (record: LinkRecord, { vetoKeyOf }: Pick<Linker, "vetoKeyOf">): Group => {
  const key = vetoKeyOf(record)
  return {
    ids: [record.id],
    sides: new Map(),
    portraits: new Map(key === undefined ? [] : [[key, record]]),
  }
}

/** Finds the rules that keep two groups apart; asks nobody where none can. */
type Rules = (one: Group, other: Group) => ReadonlyArray<string>

const rulesOver = (records: ReadonlyArray<LinkRecord>, { over }: Pick<Linker, "over">): Rules => {
  let judge: Judge | undefined
  return (one, other) => {
    if (one.portraits.size === 0 || other.portraits.size === 0) return []
    judge ??= over(records)
    const found: Array<string> = []
    for (const a of one.portraits.values())
      for (const b of other.portraits.values()) {
        const rule = judge.vetoOf(a, b)
        if (rule !== undefined) found.push(rule)
      }
    return found
  }
}

/** What a person said before what a rule says, and then by name. */
const vetoBetween = (one: Group, other: Group, rules: Rules): Veto | undefined => {
  const vetoes = Array.from(one.sides)
    .filter(([barrier, side]) => (other.sides.get(barrier) ?? side) !== side)
    .map(([{ veto }]) => veto)
  const [edgeId] = vetoes.flatMap((veto) => (veto._tag === "Manual" ? veto.edgeId : [])).toSorted()
  if (edgeId !== undefined) return { _tag: "Manual", edgeId }
  const gone = vetoes.flatMap((veto) => (veto._tag === "Rule" ? veto.rule : []))
  const [rule] = [...gone, ...rules(one, other)].toSorted()
  return rule === undefined ? undefined : { _tag: "Rule", rule }
}
