/**
 * How a resolution takes in what is new and lets go of what is withdrawn: it looks at the components
 * that this touches, and comes to the same as if it had looked at everything. Pure.
 *
 * @module
 */
import { HashMap } from "effect"

import type { Edge } from "./Edge.ts"
import type { Linker } from "./Linker.ts"
import * as Resolution from "./Resolution.ts"
import { Draft } from "./ResolutionDraft.ts"

/** What is new, and what is withdrawn. A record or decision that is put replaces the one of its id. */
export interface Change {
  readonly put?: ReadonlyArray<Resolution.Subject>
  readonly remove?: ReadonlyArray<string>
  readonly connect?: ReadonlyArray<Edge>
  readonly disconnect?: ReadonlyArray<string>
}

/**
 * The resolution after a change. It does not matter in which order things come, nor how they are
 * divided into changes: what is withdrawn leaves no trace.
 *
 * Takes time for the records that change, for those that share a key with them, and for the components
 * of both; a value that becomes generic, or is it no longer, changes all records that have it.
 *
 * @example
 * ```ts
 * import { LinkRecord, ModelLinker, PriorModel, Resolution, ResolutionChange } from "entrepot/customers"
 *
 * const put = ["a", "b", "c"].map((id, i) => ({
 *   record: LinkRecord.make(id, i < 2 ? { phone: "+8618312342807" } : {}),
 *   since: i,
 * }))
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put })
 * console.log(Resolution.customers(resolution).map(({ recordIds }) => recordIds.join("+")).join(" "))
 * const without = ResolutionChange.apply(resolution, { remove: ["a"] })
 * console.log(Resolution.customers(without).map(({ recordIds }) => recordIds.join("+")).join(" "))
 * ```
 * ```text
 * a+b c
 * b c
 * ```
 */
export const apply = (resolution: Resolution.Resolution, change: Change): Resolution.Resolution => {
  const draft = new Draft(resolution)
  for (const id of change.disconnect ?? []) draft.disconnect(id)
  for (const edge of change.connect ?? []) draft.connect(edge)
  for (const id of change.remove ?? []) draft.remove(id)
  for (const subject of change.put ?? []) draft.put(subject)
  return draft.finish()
}

/**
 * All records and decisions of a resolution by another model: who is who, asked anew.
 *
 * @example
 * ```ts
 * import { LinkRecord, ModelLinker, PriorModel, Resolution, ResolutionChange } from "entrepot/customers"
 *
 * const put = ["a", "b", "c"].map((id, i) => ({
 *   record: LinkRecord.make(id, i < 2 ? { phone: "+8618312342807" } : {}),
 *   since: i,
 * }))
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put })
 * const model = { ...PriorModel.model, version: "no rules", links: [], threshold: 0.999_999_9 }
 * const strict = ResolutionChange.refit(resolution, ModelLinker.make(model))
 * console.log(Resolution.customers(resolution).length, Resolution.customers(strict).length)
 * ```
 * ```text
 * 2 3
 * ```
 */
export const refit = (resolution: Resolution.Resolution, linker: Linker): Resolution.Resolution =>
  apply(Resolution.empty(linker), {
    put: Array.from(HashMap.values(resolution.entries), ({ record, since }) => ({ record, since })),
    connect: Array.from(HashMap.values(resolution.edges)),
  })
