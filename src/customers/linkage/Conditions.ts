/**
 * What rules want of the level at which two records agree.
 *
 * @module
 */
import type { Level } from "./Level.ts"
import type { Condition } from "./ModelParts.ts"

/** Whether the level of a field fulfils what a rule wants; there is none where values differ. */
export const fulfils: Readonly<
  Record<Condition["is"], (tag: Level["_tag"] | undefined) => boolean>
> = {
  exact: (tag) => tag === "Exact",
  same: (tag) => tag === "Exact" || tag === "Folded",
  similar: (tag) => tag !== undefined,
  different: (tag) => tag === undefined,
}
