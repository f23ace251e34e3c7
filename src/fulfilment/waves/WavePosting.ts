/**
 * Posting waves, and what is picked for them.
 *
 * @module
 */
import { Array, Effect, Option, Schema } from "effect"

import type { UnknownOrder } from "../../orders/OrderRefusal.ts"
import { Transaction } from "../../store/Transaction.ts"
import type { Consignment } from "../consignments/Consignment.ts"
import * as Docket from "../consignments/Docket.ts"
import * as DocketKeeping from "../consignments/DocketKeeping.ts"
import { NotForWave, type NotReady, SiteIncomplete } from "../consignments/DocketRefusal.ts"
import * as Readiness from "../consignments/Readiness.ts"
import {
  Dockets,
  FulfilmentHistory,
  pickFaceId,
  PickFaces,
  Sites,
  Waves,
} from "../FulfilmentRecords.ts"
import type { UnknownConsignment } from "../parcels/ParcelRefusal.ts"
import * as PickList from "./PickList.ts"
import type { PickRefusal } from "./PickRefusal.ts"
import * as Wave from "./Wave.ts"
import type { LeftOut } from "./WavePlan.ts"
import { UnknownWave, type WaveRefusal } from "./WaveRefusal.ts"

/** The answer of a posted command: what happened, and the consignments that are in the wave now. */
export const WavePosted = Schema.Struct({
  event: Schema.Literals(["WaveReleased", "ConsignmentWithdrawn", "WaveFinished", "None"]),
  consignments: Schema.Int,
})
/** The answer of a posted command. */
export type WavePosted = typeof WavePosted.Type

/** Everything that a command on a wave is refused for. */
export type PostRefusal = WaveRefusal | NotForWave | UnknownConsignment | NotReady | UnknownOrder

/**
 * Decides a command on a wave, and writes what follows for it and for its consignments. It fails before
 * it writes anything.
 *
 * @example
 * ```ts
 * import { WavePosting } from "entrepot/fulfilment"
 *
 * const program = WavePosting.post({
 *   _tag: "Release",
 *   commandId: "1",
 *   waveId: "w1",
 *   place: "main",
 *   consignmentIds: ["c1"],
 * })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: Wave.WaveCommand,
): Effect.fn.Return<WavePosted, PostRefusal, Transaction> {
  const tx = yield* Transaction
  const { waveId, occurredAt } = command
  const wave = Option.getOrUndefined(yield* tx.get(Waves, waveId))
  const ids = command._tag === "Release" ? [...new Set(command.consignmentIds)] : []
  const dockets = yield* Effect.forEach(ids, (id) => DocketKeeping.read(tx, id))
  const waveOf = new Map(
    dockets.flatMap(({ consignment, waveId }) =>
      waveId === undefined ? [] : [[consignment.consignmentId, waveId] as const],
    ),
  )
  const [event] = yield* Effect.fromResult(Wave.decide(wave, command, waveOf))
  const after = event === undefined ? wave : Wave.evolve(wave, event)
  if (event === undefined || after === undefined)
    return { event: "None", consignments: wave?.consignmentIds.length ?? 0 }
  if (command._tag === "Release") {
    yield* areWaiting(command, dockets)
    const [first] = (yield* ready(dockets)).leftOut
    if (first !== undefined) return yield* first.because
  }
  yield* tx.put(Waves, after)
  if (event._tag === "ConsignmentWithdrawn") {
    const docket = yield* DocketKeeping.read(tx, event.consignmentId)
    yield* DocketKeeping.write(tx, docket, [event], occurredAt)
  } else {
    for (const docket of dockets) yield* tx.put(Dockets, Docket.evolve(docket, event) ?? docket)
    yield* tx.append(FulfilmentHistory, event, { occurredAt })
  }
  return { event: event._tag, consignments: after.consignmentIds.length }
})

/** The names of the orders that a command on a wave is about. */
export const orderNamesOf = Effect.fnUntraced(function* (
  command: Wave.WaveCommand,
): Effect.fn.Return<ReadonlyArray<string>, never, Transaction> {
  if (command._tag === "Release") return yield* DocketKeeping.orderNamesOf(command.consignmentIds)
  if (command._tag === "Withdraw") return yield* DocketKeeping.orderNamesOf([command.consignmentId])
  const wave = Option.getOrUndefined(yield* (yield* Transaction).get(Waves, command.waveId))
  return yield* DocketKeeping.orderNamesOf(wave?.consignmentIds ?? [])
})

const areWaiting = (
  { waveId, place }: Extract<Wave.WaveCommand, { readonly _tag: "Release" }>,
  dockets: ReadonlyArray<Docket.Docket>,
): Effect.Effect<void, NotForWave> => {
  const others = dockets
    .map((docket) => {
      const { consignmentId, place } = docket.consignment
      return { consignmentId, place, state: Docket.state(docket) }
    })
    .filter((docket) => docket.place !== place || docket.state !== "waiting")
  return others.length === 0
    ? Effect.void
    : Effect.fail(new NotForWave({ waveId, place, consignments: others }))
}

/** A consignment that may not leave. */
type LeftBehind = Extract<LeftOut, { readonly _tag: "NotReady" }>

/** Which consignments may leave by what is known of their orders now, and which may not, and why. */
export const ready = Effect.fnUntraced(function* (
  dockets: ReadonlyArray<Docket.Docket>,
): Effect.fn.Return<
  {
    readonly ready: ReadonlyArray<Consignment>
    readonly leftOut: ReadonlyArray<LeftBehind>
  },
  never,
  Transaction
> {
  const tx = yield* Transaction
  const orders = yield* DocketKeeping.ordersOf(tx, dockets)
  const leftOut = dockets.flatMap((docket) => {
    const because = Readiness.whyNot(docket, orders)
    const { consignmentId } = docket.consignment
    return because === undefined ? [] : [{ _tag: "NotReady" as const, consignmentId, because }]
  })
  const out = new Set(leftOut.map(({ consignmentId }) => consignmentId))
  const consignments = dockets.map(({ consignment }) => consignment)
  return { ready: consignments.filter(({ consignmentId }) => !out.has(consignmentId)), leftOut }
})

/** What to pick for a wave, and what of it stays on the shelves since it may not leave any more. */
export interface WavePicks extends PickList.PickList {
  readonly leftOut: ReadonlyArray<LeftBehind>
}

/**
 * What is to be picked for a wave, in the order of the walk: all that is in no parcel yet, and may leave
 * by what is known of its orders now. What is held lies on the shelves, so that only where it lies is
 * asked for. A tote stays that of its consignment, whatever is left out.
 */
export const pickList = Effect.fnUntraced(function* (
  waveId: string,
): Effect.fn.Return<
  WavePicks,
  UnknownWave | UnknownConsignment | SiteIncomplete | PickRefusal,
  Transaction
> {
  const tx = yield* Transaction
  const wave = Option.getOrUndefined(yield* tx.get(Waves, waveId))
  if (wave === undefined) return yield* new UnknownWave({ waveId })
  const { place, consignmentIds } = wave
  const dockets = yield* Effect.forEach(consignmentIds, (id) => DocketKeeping.read(tx, id))
  const unpicked = dockets.filter(
    (docket) => !docket.cancelled && Docket.unpacked(docket).length > 0,
  )
  const { ready: leaving, leftOut } = yield* ready(unpicked)
  const picked = new Set(leaving.map(({ consignmentId }) => consignmentId))
  const toPick = dockets.map((docket) => {
    const { consignmentId } = docket.consignment
    return { consignmentId, lines: picked.has(consignmentId) ? Docket.unpacked(docket) : [] }
  })
  const units = new Map<string, number>()
  for (const { sku, quantity } of toPick.flatMap(({ lines }) => lines))
    units.set(sku, (units.get(sku) ?? 0) + quantity)
  const skus = [...units.keys()]
  const layout = Option.getOrUndefined(yield* tx.get(Sites, place))?.layout
  const found = yield* tx.getAll(
    PickFaces,
    skus.map((sku) => pickFaceId({ place, sku })),
  )
  const unplaced = skus.filter((_, i) => Option.isNone(found[i] ?? Option.none()))
  const missing = [
    ...(layout === undefined ? ["how its aisles stand"] : []),
    ...unplaced.map((sku) => `where ${sku} lies`),
  ]
  if (layout === undefined || missing.length > 0)
    return yield* new SiteIncomplete({ place, missing })
  const shelved = Array.getSomes(found).map(({ sku, location }) => ({
    sku,
    location,
    units: units.get(sku) ?? 0,
  }))
  const list = yield* Effect.fromResult(PickList.of(toPick, shelved, layout))
  return { ...list, leftOut }
})
