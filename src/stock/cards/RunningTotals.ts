/**
 * Running totals: what accounts came to by any instant, whatever the order in which their changes
 * become known.
 *
 * They are a tree of nodes, each a list of instants in order; above the lowest nodes an entry stands
 * for all that is in the node below it, with its total. So a change, and a question, concern one
 * node of each level: four in a million instants.
 *
 * Source: R. Bayer and E. McCreight, Organization and maintenance of large ordered indices, Acta
 * Informatica 1, 1972, for the tree; Cormen et al., Introduction to Algorithms, chapter Augmenting
 * Data Structures, for totals in it.
 *
 * @module
 */
import { Schema } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import * as CardAmounts from "./CardAmounts.ts"

/** How many rows there are, and what they change together. */
export const Total = Schema.Struct({
  rows: Quantity.Quantity,
  amounts: CardAmounts.CardAmounts,
})
/** How many rows there are, and what they change together. */
export type Total = typeof Total.Type

/**
 * The changes at an instant in epoch milliseconds; or from it on, up to the next entry, and then
 * `node` is the number of the node that has them one by one.
 */
export const Entry = Schema.Struct({
  at: Schema.Int,
  ...Total.fields,
  node: Schema.optionalKey(Quantity.Quantity),
})
/** The changes at an instant, or from it on. */
export type Entry = typeof Entry.Type

/** What changes at an instant. */
export type Change = Omit<Entry, "node">

/** Entries in the order of time. */
export const Node = Schema.Array(Entry)
/** Entries in the order of time. */
export type Node = typeof Node.Type

/** The most entries of a node. */
export const mostEntries = 32

/** Totals of which the nodes below the root are known as far as they were looked up. */
export interface RunningTotals {
  readonly root: Node
  /** How many nodes there are below the root. */
  readonly size: number
  readonly nodes: ReadonlyMap<number, Node>
}

/** Totals of which no node is known yet. */
export const of = (root: Node, size: number): RunningTotals => ({ root, size, nodes: new Map() })

/** Totals of nothing. */
export const empty: RunningTotals = of([], 0)

/**
 * The number of the next node to look up before anything can be said of an instant, or
 * `undefined` where all is known.
 */
export const unknown = ({ root, nodes }: RunningTotals, at: number): number | undefined => {
  for (let node: Node | undefined = root; ;) {
    const below: number | undefined = node[Math.max(lastUntil(node, at), 0)]?.node
    if (below === undefined) return undefined
    node = nodes.get(below)
    if (node === undefined) return below
  }
}

/** The totals, knowing more of their nodes. */
export const within = (
  totals: RunningTotals,
  nodes: Iterable<readonly [number: number, node: Node]>,
): RunningTotals => ({ ...totals, nodes: new Map([...totals.nodes, ...nodes]) })

/**
 * What came until an instant, that instant included.
 *
 * @example
 * ```ts
 * import { RunningTotals } from "entrepot/stock"
 *
 * const at = (at: number, units: string) => ({ at, rows: 1, amounts: [["Shelf", units]] as const })
 * const totals = RunningTotals.add(RunningTotals.empty, [at(20, "5"), at(30, "-2"), at(10, "1")])
 * console.log(RunningTotals.until(totals, 20))
 * ```
 * ```text
 * { rows: 2, amounts: [ [ 'Shelf', '6' ] ] }
 * ```
 */
export const until = (totals: RunningTotals, at: number): Total => {
  const found: Array<Total> = []
  for (let node = totals.root; ;) {
    const slot = lastUntil(node, at)
    const entry = node[slot]
    if (entry === undefined) return sum(found)
    if (entry.node === undefined) return sum([...found, ...node.slice(0, slot + 1)])
    found.push(...node.slice(0, slot))
    node = known(totals.nodes, entry.node)
  }
}

/** The totals with more changes, at instants of which nothing is {@link unknown}. */
export const add = (totals: RunningTotals, changes: ReadonlyArray<Change>): RunningTotals => {
  const tree = { size: totals.size, nodes: new Map(totals.nodes) }
  let root = put(tree, totals.root, changes, true)
  while (root.length > mostEntries) root = divided(root, true).map((node) => above(tree, node))
  return { root, ...tree }
}

interface Tree {
  size: number
  readonly nodes: Map<number, Node>
}

/** The entries of a node with changes, however many. `isLast`: nothing is later than the node. */
const put = (tree: Tree, node: Node, changes: ReadonlyArray<Change>, isLast: boolean): Node =>
  node[0]?.node === undefined
    ? inOrder([...node, ...changes])
    : node.flatMap((entry, i) => {
        const next = node[i + 1]?.at ?? Number.POSITIVE_INFINITY
        const own = changes.filter(({ at }) => (i === 0 || at >= entry.at) && at < next)
        if (own.length === 0 || entry.node === undefined) return [entry]
        const isLastBelow = isLast && i === node.length - 1
        const below = put(tree, known(tree.nodes, entry.node), own, isLastBelow)
        return divided(below, isLastBelow).map((part, nth) =>
          above(tree, part, nth === 0 ? entry.node : undefined),
        )
      })

/** One entry for each instant. */
const inOrder = (changes: ReadonlyArray<Change>): Node =>
  Array.from(Map.groupBy(changes, ({ at }) => at))
    .toSorted(([one], [other]) => one - other)
    .map(([at, some]) => ({ at, ...sum(some) }))

/** The entry that stands for a node, a new one unless its number is given. */
const above = (tree: Tree, node: Node, number?: number): Entry => {
  const below = number ?? tree.size
  if (number === undefined) tree.size += 1
  tree.nodes.set(below, node)
  return { at: node[0]?.at ?? 0, ...sum(node), node: below }
}

/**
 * Entries as nodes that are not too long. Time mostly goes on, and then nothing more comes into any
 * but the last, so they are full; elsewhere all are alike.
 */
const divided = (entries: Node, isLast: boolean): ReadonlyArray<Node> => {
  const count = Math.ceil(entries.length / mostEntries)
  const length = isLast ? mostEntries : Math.ceil(entries.length / count)
  return Array.from({ length: count }, (_, i) => entries.slice(i * length, (i + 1) * length))
}

const sum = (totals: ReadonlyArray<Total>): Total => ({
  rows: totals.reduce((rows, total) => rows + total.rows, 0),
  amounts: CardAmounts.sum(totals.map(({ amounts }) => amounts)),
})

const known = (nodes: ReadonlyMap<number, Node>, number: number): Node => {
  const node = nodes.get(number)
  if (node === undefined) throw new Error(`node ${number} was not looked up`)
  return node
}

/** Where the last entry stands that is not later than an instant; -1 where all are. */
const lastUntil = (node: Node, at: number): number => node.findLastIndex((entry) => entry.at <= at)
