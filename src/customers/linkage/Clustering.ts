/**
 * Clustering: the records that links join, over any number of steps.
 *
 * @module
 */
import * as Blocking from "./Blocking.ts"
import * as Columns from "./Columns.ts"
import type { LinkageModel } from "./LinkageModel.ts"
import type { LinkRecord } from "./LinkRecord.ts"
import * as Scoring from "./Scoring.ts"
import * as Verdict from "./Verdict.ts"

/** Gathers places that are joined: a disjoint-set forest (Galler & Fischer 1964). */
export interface Joining {
  /** Joins two places, and so all that is joined with either. */
  readonly join: (a: number, b: number) => void
  /** The least place that a place is joined with. */
  readonly find: (place: number) => number
}

/**
 * Starts with so many places, each alone.
 *
 * @example
 * ```ts
 * import { Clustering } from "entrepot/customers"
 *
 * const { join, find } = Clustering.joining(4)
 * join(3, 1)
 * join(3, 2)
 * console.log([0, 1, 2, 3].map(find))
 * ```
 * ```text
 * [ 0, 1, 1, 1 ]
 * ```
 */
export const joining = (size: number): Joining => {
  const parents = Int32Array.from({ length: size }, (_, place) => place)
  const find = (place: number): number => {
    let root = place
    while (parents[root] !== root) root = parents[root] ?? root
    let at = place
    while (parents[at] !== root) [at, parents[at]] = [parents[at] ?? root, root]
    return root
  }
  const join = (a: number, b: number): void => {
    const [one, other] = [find(a), find(b)]
    parents[Math.max(one, other)] = Math.min(one, other)
  }
  return { join, find }
}

/**
 * Puts records together that a model links, by its deciding rules or its threshold (or another one),
 * but for pairs under a veto. Ids are ascending, and so are the clusters by their first one; who
 * is linked with nobody is a cluster of one. {@link Resolution} keeps vetoes within a cluster apart, too.
 *
 * @example
 * ```ts
 * import { Clustering, LinkRecord, PriorModel } from "entrepot/customers"
 *
 * const records = ["taobao", "jd", "douyin", "wechat"].map((channel) =>
 *   LinkRecord.make(channel, { phone: "+8618312342807" }),
 * )
 * console.log(Clustering.clusters(PriorModel.model, records))
 * ```
 * ```text
 * [ [ 'douyin', 'jd', 'taobao', 'wechat' ] ]
 * ```
 */
export const clusters = (
  model: LinkageModel,
  records: ReadonlyArray<LinkRecord>,
  threshold = model.threshold,
): ReadonlyArray<ReadonlyArray<string>> => {
  const columns = Columns.of(model, records)
  const scorer = Scoring.over(model, columns)
  const { join, find } = joining(records.length)
  const levels = new Uint8Array(model.comparisons.length)
  const deciding = Verdict.deciding(model, threshold)
  Blocking.forEachPair(model, columns, (a, b) => {
    const bits = scorer.bits(a, b, levels)
    if (deciding.of(bits, levels)._tag === "Linked") join(a, b)
  })
  const members = Map.groupBy(columns.records.keys(), find)
  return Array.from(members.values(), (places) =>
    places.flatMap((place) => columns.records[place]?.id ?? []),
  )
}
