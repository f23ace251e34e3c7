/**
 * Decisions by hand about who is who: what is asked becomes an edge, or is refused. Pure.
 *
 * @module
 */
import { Array, HashMap, Option, Result } from "effect"

import type { Veto } from "./Clusters.ts"
import type { Edge } from "./Edge.ts"
import type { IdentityCommand, IdentityEvent } from "./IdentityCommand.ts"
import {
  EdgeExists,
  type IdentityRefusal,
  NotAPart,
  SameRecord,
  UnknownEdge,
  UnknownRecord,
  VetoStands,
} from "./IdentityRefusal.ts"
import * as Resolution from "./Resolution.ts"
import * as ResolutionChange from "./ResolutionChange.ts"

/**
 * Decides a command. A merge that a veto forbids is refused, whoever asks, and so is one for which a veto
 * would undo an earlier merge by hand: the veto has to be taken back first.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { IdentityDecision, ModelLinker, PriorModel, Resolution } from "entrepot/customers"
 *
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const decided = IdentityDecision.decide(nobody, {
 *   _tag: "Merge",
 *   commandId: "c1",
 *   edgeId: "e1",
 *   actor: "ada",
 *   reason: "she told us",
 *   records: ["web-1", "till-1"],
 * })
 * if (Result.isFailure(decided)) console.log(decided.failure.message)
 * ```
 * ```text
 * there is no record "web-1", "till-1"
 * ```
 */
export const decide = (
  resolution: Resolution.Resolution,
  command: IdentityCommand,
): Result.Result<ReadonlyArray<IdentityEvent>, IdentityRefusal> => {
  const { edgeId, actor } = command
  const decided = { edgeId, actor }
  const standing = Option.getOrUndefined(HashMap.get(resolution.edges, edgeId))
  if (command._tag === "TakeBack")
    // What words came to that are gone is nobody's decision.
    return standing !== undefined && standing._tag !== "Legacy"
      ? Result.succeed([{ _tag: "EdgeTakenBack", ...decided }])
      : Result.fail(new UnknownEdge({ edgeId }))
  if (standing !== undefined) return Result.fail(new EdgeExists({ edgeId }))
  const unknown = recordsOf(command).filter((id) => !HashMap.has(resolution.entries, id))
  if (unknown.length > 0) return Result.fail(new UnknownRecord({ recordIds: unknown }))
  switch (command._tag) {
    case "Merge":
      return merging(resolution, { _tag: "Merge", ...decided, records: command.records })
    case "KeepApart": {
      const { left, right } = command
      const both = left.filter((id) => right.includes(id))
      return both.length > 0
        ? Result.fail(new SameRecord({ recordIds: both }))
        : made({ _tag: "Veto", ...decided, left, right })
    }
    case "Split": {
      const part = new Set(command.records)
      const customers = new Set(
        command.records.flatMap((id) => Option.toArray(Resolution.find(resolution, id))),
      )
      const right = [...customers].flatMap(({ recordIds }) =>
        recordIds.filter((id) => !part.has(id)),
      )
      return customers.size !== 1 || !Array.isReadonlyArrayNonEmpty(right)
        ? Result.fail(new NotAPart({ recordIds: command.records }))
        : made({ _tag: "Veto", ...decided, left: command.records, right })
    }
  }
}

const recordsOf = (
  command: Exclude<IdentityCommand, { readonly _tag: "TakeBack" }>,
): ReadonlyArray<string> =>
  command._tag === "KeepApart" ? [...command.left, ...command.right] : command.records

const made = (edge: Edge): Result.Result<ReadonlyArray<IdentityEvent>, never> =>
  Result.succeed([{ _tag: "EdgeMade", edge }])

const merging = (
  resolution: Resolution.Resolution,
  edge: Extract<Edge, { readonly _tag: "Merge" }>,
): Result.Result<ReadonlyArray<IdentityEvent>, IdentityRefusal> => {
  const [a, b] = edge.records
  if (a === b) return Result.fail(new SameRecord({ recordIds: [a] }))
  const after = ResolutionChange.apply(resolution, { connect: [edge] })
  const cutBefore = new Set([a, b].flatMap((id) => mergesCut(resolution, id)).map(([id]) => id))
  // Which of two merges a veto cuts, the order of ids says: neither may undo the other unasked.
  const [undone] = mergesCut(after, a).filter(([id]) => !cutBefore.has(id))
  if (undone === undefined) return made(edge)
  const [, veto] = undone
  const by = veto._tag === "Manual" ? veto.edgeId : veto.rule
  return Result.fail(new VetoStands({ recordIds: [a, b], by }))
}

/** The merges around a record that a veto undoes, each by the id of its decision. */
const mergesCut = (
  resolution: Resolution.Resolution,
  recordId: string,
): ReadonlyArray<readonly [edgeId: string, veto: Veto]> =>
  Option.match(Resolution.componentOf(resolution, recordId), {
    onNone: () => [],
    onSome: ({ cut }) =>
      cut.flatMap(({ link: { because }, veto }) =>
        because._tag === "Manual" ? [[because.edgeId, veto] as const] : [],
      ),
  })

/**
 * The change that an event makes.
 *
 * @example
 * ```ts
 * import { IdentityDecision } from "entrepot/customers"
 *
 * const change = IdentityDecision.changeOf({ _tag: "EdgeTakenBack", edgeId: "e1", actor: "ada" })
 * console.log(change.disconnect)
 * ```
 * ```text
 * [ 'e1' ]
 * ```
 */
export const changeOf = (event: IdentityEvent): ResolutionChange.Change =>
  event._tag === "EdgeMade" ? { connect: [event.edge] } : { disconnect: [event.edgeId] }
