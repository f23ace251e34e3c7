/**
 * The links on which customers hang: the strongest that join all that is joined, and no more. Pure.
 *
 * @module
 */
import type { Link } from "./Link.ts"

/** The links of a tree by each record at their ends. */
export type LinkTree = ReadonlyMap<string, ReadonlyArray<Link>>

/** The tree of links of which the strongest come first (Kruskal 1956). */
export const treeOf = (links: ReadonlyArray<Link>): LinkTree => {
  const groups = new Map<string, Set<string>>()
  const groupOf = (id: string) => groups.get(id) ?? new Set([id])
  const tree = new Map<string, Array<Link>>()
  for (const link of links) {
    const [one, other] = [groupOf(link.a), groupOf(link.b)]
    if (one.has(link.b)) continue
    const [large, small] = one.size < other.size ? [other, one] : [one, other]
    for (const id of small) large.add(id)
    for (const id of large) groups.set(id, large)
    for (const id of [link.a, link.b]) tree.set(id, [...(tree.get(id) ?? []), link])
  }
  return tree
}
