/**
 * What was decided about records beside the model: by hand that two are one person's, or that some are
 * not; by the house what words came to that are gone.
 *
 * @module
 */
import { Array, Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import { Evidenced } from "./Link.ts"

/** Who decided. Why they did is personal, and stands elsewhere. */
const decided = { edgeId: Id.Id, actor: Id.Id }
const records = Schema.NonEmptyArray(Id.Id)

/**
 * A decision. It holds as long as it stands; to take it back is as if it had never been.
 *
 * - `Merge`: two records are one person's.
 * - `Veto`: no record on the left is the person's of any on the right. It is never crossed, not even by
 *   a merge.
 * - `Legacy`: nobody's decision, but what the words of a record came to before they were erased or
 *   outlived their time: the records that it was linked to, and why; those that a rule of the model kept
 *   it `apart` from; and `strangers`, whom only what is left of it would link. So it stays whose it was,
 *   and whatever is decided or taken back afterwards comes to the same as with the words.
 */
export const Edge = Schema.TaggedUnion({
  Merge: { ...decided, records: Schema.Tuple([Id.Id, Id.Id]) },
  Veto: { ...decided, left: records, right: records },
  Legacy: {
    edgeId: Id.Id,
    record: Id.Id,
    links: Schema.Array(Schema.Struct({ to: Id.Id, because: Evidenced })),
    apart: Schema.Array(Schema.Struct({ from: Id.Id, rule: Schema.String })),
    strangers: Schema.Array(Id.Id),
  },
})
/** A decision. */
export type Edge = typeof Edge.Type
/** What the words of a record came to. */
export type Legacy = Extract<Edge, { readonly _tag: "Legacy" }>

/** A decision, and why a person made it, as long as the reason is kept. */
export interface Decision {
  readonly edge: Edge
  readonly reason?: string
}

/**
 * All records that a decision names, some of them maybe twice.
 *
 * @internal
 */
export const recordsOf = (edge: Edge): ReadonlyArray<Id.Id> => {
  switch (edge._tag) {
    case "Merge":
      return edge.records
    case "Veto":
      return [...edge.left, ...edge.right]
    case "Legacy":
      return [
        edge.record,
        ...edge.links.map(({ to }) => to),
        ...edge.apart.map(({ from }) => from),
        ...edge.strangers,
      ]
  }
}

/**
 * What is left of a decision when some of its records are gone; nothing where it then says nothing.
 *
 * @example
 * ```ts
 * import { Edge } from "entrepot/customers"
 *
 * const apart: Edge.Edge = { _tag: "Veto", edgeId: "e1", actor: "eve", left: ["a", "b"], right: ["c"] }
 * const left = Edge.without(apart, new Set(["a"]))
 * console.log(left === undefined ? "nothing" : Edge.recordsOf(left).join(" "))
 * console.log(Edge.without(apart, new Set(["c"])))
 * ```
 * ```text
 * b c
 * undefined
 * ```
 */
export const without = (edge: Edge, gone: ReadonlySet<string>): Edge | undefined => {
  if (!recordsOf(edge).some((id) => gone.has(id))) return edge
  switch (edge._tag) {
    case "Merge":
      return undefined
    case "Veto": {
      const [left, right] = [edge.left, edge.right].map((ids) => ids.filter((id) => !gone.has(id)))
      return left !== undefined &&
        right !== undefined &&
        Array.isReadonlyArrayNonEmpty(left) &&
        Array.isReadonlyArrayNonEmpty(right)
        ? { ...edge, left, right }
        : undefined
    }
    case "Legacy": {
      if (gone.has(edge.record)) return undefined
      const links = edge.links.filter(({ to }) => !gone.has(to))
      const apart = edge.apart.filter(({ from }) => !gone.has(from))
      const strangers = edge.strangers.filter((id) => !gone.has(id))
      return links.length + apart.length + strangers.length === 0
        ? undefined
        : { ...edge, links, apart, strangers }
    }
  }
}
