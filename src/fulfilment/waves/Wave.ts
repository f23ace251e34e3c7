/**
 * A wave: consignments of one place that were released to the floor together. Pure.
 *
 * @module
 */
import { Equal, Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import {
  ConsignmentRepeated,
  ConsignmentsInWave,
  NotInWave,
  UnknownWave,
  WaveExists,
  WaveOver,
  type WaveRefusal,
} from "./WaveRefusal.ts"

/** A wave: one record. What is withdrawn from it may go with another one. */
export const Wave = Schema.Struct({
  waveId: Id.Id,
  place: Id.PlaceId,
  consignmentIds: Schema.Array(Id.Id),
  status: Schema.Literals(["released", "finished"]),
})
/** A wave. */
export type Wave = typeof Wave.Type

const waveId = Id.Id
const released = {
  waveId,
  place: Id.PlaceId,
  consignmentIds: Schema.NonEmptyArray(Id.Id),
}
const withdrawn = { waveId, consignmentId: Id.Id }

/**
 * A command on a wave.
 *
 * - `Release`: these consignments go to the floor.
 * - `Withdraw`: one of them does not go with this wave, such as one that is cancelled.
 * - `Finish`: the wave is picked.
 */
export const WaveCommand = Schema.TaggedUnion({
  Release: { ...CommandHeader.fields, ...released },
  Withdraw: { ...CommandHeader.fields, ...withdrawn },
  Finish: { ...CommandHeader.fields, waveId },
})
/** A command on a wave. */
export type WaveCommand = typeof WaveCommand.Type

/** An event of a wave. */
export const WaveEvent = Schema.TaggedUnion({
  WaveReleased: released,
  ConsignmentWithdrawn: withdrawn,
  WaveFinished: { waveId },
})
/** An event of a wave. */
export type WaveEvent = typeof WaveEvent.Type

/**
 * Decides a command on a wave, or on nothing where none of the id was released. `waveOf` names the
 * wave that each consignment of the command is in, so that two releases at once cannot both take it.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Wave } from "entrepot/fulfilment"
 *
 * const decision = Wave.decide(
 *   undefined,
 *   { _tag: "Release", commandId: "1", waveId: "w2", place: "main", consignmentIds: ["c1", "c2"] },
 *   new Map([["c1", "w1"]]),
 * )
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * cannot release wave "w2": consignment "c1" is in wave "w1"
 * ```
 */
export const decide = (
  wave: Wave | undefined,
  command: WaveCommand,
  waveOf: ReadonlyMap<string, string>,
): Result.Result<ReadonlyArray<WaveEvent>, WaveRefusal> => {
  const { waveId } = command
  if (command._tag === "Release") return release(wave, command, waveOf)
  if (wave === undefined) return Result.fail(new UnknownWave({ waveId }))
  if (command._tag === "Finish")
    return Result.succeed(wave.status === "finished" ? [] : [{ _tag: "WaveFinished", waveId }])
  if (wave.status === "finished") return Result.fail(new WaveOver({ waveId }))
  const { consignmentId } = command
  return wave.consignmentIds.includes(consignmentId)
    ? Result.succeed([{ _tag: "ConsignmentWithdrawn", waveId, consignmentId }])
    : Result.fail(new NotInWave({ waveId, consignmentId }))
}

const release = (
  wave: Wave | undefined,
  { waveId, place, consignmentIds }: Extract<WaveCommand, { readonly _tag: "Release" }>,
  waveOf: ReadonlyMap<string, string>,
): Result.Result<ReadonlyArray<WaveEvent>, WaveRefusal> => {
  if (wave !== undefined)
    return wave.place === place && Equal.equals(wave.consignmentIds, consignmentIds)
      ? Result.succeed([])
      : Result.fail(new WaveExists({ waveId }))
  const repeated = consignmentIds.filter((id, at) => consignmentIds.indexOf(id) !== at)
  if (repeated.length > 0) return Result.fail(new ConsignmentRepeated({ consignmentIds: repeated }))
  const taken = consignmentIds.flatMap((consignmentId) => {
    const other = waveOf.get(consignmentId)
    return other === undefined ? [] : [{ consignmentId, waveId: other }]
  })
  return taken.length > 0
    ? Result.fail(new ConsignmentsInWave({ waveId, consignments: taken }))
    : Result.succeed([{ _tag: "WaveReleased", waveId, place, consignmentIds }])
}

/** The wave after an event; nothing as long as none was released. Total. */
export const evolve = (wave: Wave | undefined, event: WaveEvent): Wave | undefined => {
  if (event._tag === "WaveReleased") {
    const { waveId, place, consignmentIds } = event
    return { waveId, place, consignmentIds, status: "released" }
  }
  if (wave === undefined) return undefined
  if (event._tag === "WaveFinished") return { ...wave, status: "finished" }
  return {
    ...wave,
    consignmentIds: wave.consignmentIds.filter((id) => id !== event.consignmentId),
  }
}
