/**
 * The floor of a place: what is picked together, and where it lies.
 *
 * @module
 */
import { Clock, Effect, type Option, Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"
import * as ReasonKeeping from "../../orders/ReasonKeeping.ts"
import * as ReceiptKeeping from "../../orders/ReceiptKeeping.ts"
import { type CommandMethod, commandMethods } from "../../store/CommandMethod.ts"
import * as Input from "../../store/Input.ts"
import type { PageOptions, RecordsError, RecordsShape, Values } from "../../store/Records.ts"
import type { InputInvalid, TransactionError } from "../../store/TransactionError.ts"
import type { TransactorShape } from "../../store/Transactor.ts"
import * as Consignments from "../consignments/Consignments.ts"
import type { SiteIncomplete } from "../consignments/DocketRefusal.ts"
import { Waves } from "../FulfilmentRecords.ts"
import type { UnknownConsignment } from "../parcels/ParcelRefusal.ts"
import type { PickRefusal } from "./PickRefusal.ts"
import { SiteCommand } from "./Site.ts"
import * as SitePosting from "./SitePosting.ts"
import * as Wave from "./Wave.ts"
import * as WavePlan from "./WavePlan.ts"
import * as WavePosting from "./WavePosting.ts"
import type { ConsignmentRepeated, UnknownWave } from "./WaveRefusal.ts"

const { limits, releaseAt, handlingMinutes, apart, oneCutOff } = WavePlan.WavePolicy.fields

/**
 * Which waves to plan: now, of all that waits together, without handling time, for all couriers,
 * unless said.
 */
export const WavesWanted = Schema.Struct({
  place: Id.PlaceId,
  limits,
  releaseAt: Schema.optional(releaseAt),
  handlingMinutes: Schema.optional(handlingMinutes),
  apart: Schema.optional(apart),
  oneCutOff: Schema.optional(oneCutOff),
})
/** Which waves to plan. */
export type WavesWanted = typeof WavesWanted.Encoded

/** A command on a wave as a method. */
export type PostWave<Tag extends Wave.WaveCommand["_tag"]> = CommandMethod<
  (typeof Wave.WaveCommand.cases)[Tag],
  WavePosting.WavePosted,
  WavePosting.PostRefusal
>
/** A command on what is known of places as a method. */
export type PostSite<Tag extends SiteCommand["_tag"]> = CommandMethod<
  (typeof SiteCommand.cases)[Tag],
  SitePosting.SitePosted,
  never
>

/** What can be done with waves, and with what they are picked by. */
export interface WaveFloorShape {
  /** Says where parcels of a place are sent from, how its aisles stand, what weights may differ. */
  readonly setSite: PostSite<"SetSite">
  /** Says where items lie at a place. */
  readonly setPickFaces: PostSite<"SetPickFaces">
  /**
   * Plans waves of all that waits at a place and may leave, and says what is left out and why; nothing
   * is released.
   */
  readonly planWaves: (
    wanted: WavesWanted,
  ) => Effect.Effect<
    WavePlan.WavePlan,
    ConsignmentRepeated | InputInvalid | RecordsError | TransactionError
  >
  /** Releases consignments to the floor; none that is in a wave already, or may not leave. */
  readonly releaseWave: PostWave<"Release">
  /** Takes a consignment out of a wave; it waits for another one. */
  readonly withdrawFromWave: PostWave<"Withdraw">
  /** Says that a wave is picked. */
  readonly finishWave: PostWave<"Finish">
  /**
   * What to pick for a wave, in the order of the walk, and into which totes; and what is left out and
   * why, since its order may not leave any more.
   */
  readonly pickList: (
    waveId: string,
  ) => Effect.Effect<
    WavePosting.WavePicks,
    | UnknownWave
    | UnknownConsignment
    | SiteIncomplete
    | PickRefusal
    | InputInvalid
    | TransactionError
  >
  /** A wave, released or finished. */
  readonly findWave: (
    waveId: string,
  ) => Effect.Effect<Option.Option<Wave.Wave>, InputInvalid | RecordsError>
  /** A page of the waves of a place by their status. */
  readonly waves: (
    of: { readonly place: string; readonly status: Wave.Wave["status"] },
    options?: PageOptions,
  ) => Effect.Effect<Values<Wave.Wave>, InputInvalid | RecordsError>
}

/** Makes the methods over the services that they share with the rest. */
export const make = (transactor: TransactorShape, records: RecordsShape): WaveFloorShape => {
  const wave = commandMethods(ReceiptKeeping.over(transactor), {
    service: "Fulfilment",
    cases: Wave.WaveCommand.cases,
    answer: WavePosting.WavePosted,
    post: (command) =>
      ReasonKeeping.kept(command, WavePosting.orderNamesOf(command), WavePosting.post(command)),
  })
  const site = commandMethods(transactor, {
    service: "Fulfilment",
    cases: SiteCommand.cases,
    answer: SitePosting.SitePosted,
    post: SitePosting.post,
  })
  return {
    setSite: site("setSite", "SetSite"),
    setPickFaces: site("setPickFaces", "SetPickFaces"),
    planWaves: Effect.fnUntraced(function* (input) {
      const wanted = yield* decode.planWaves(input)
      const waiting = yield* Consignments.allOf(records, wanted.place, "waiting")
      const { ready, leftOut } = yield* transactor.run(WavePosting.ready(waiting))
      const now: Calendar.Instant = yield* Clock.currentTimeMillis
      const { limits, releaseAt = now, handlingMinutes = 0 } = wanted
      const { apart = "none", oneCutOff = false } = wanted
      const policy = { limits, releaseAt, handlingMinutes, apart, oneCutOff }
      const plan = yield* Effect.fromResult(WavePlan.plan(ready, policy))
      return { ...plan, leftOut: [...leftOut, ...plan.leftOut] }
    }),
    releaseWave: wave("releaseWave", "Release"),
    withdrawFromWave: wave("withdrawFromWave", "Withdraw"),
    finishWave: wave("finishWave", "Finish"),
    pickList: (input) =>
      Effect.flatMap(decode.pickList(input), (waveId) =>
        transactor.run(WavePosting.pickList(waveId)),
      ),
    findWave: (input) => Effect.flatMap(decode.findWave(input), (id) => records.get(Waves, id)),
    waves: Effect.fnUntraced(function* (of, options) {
      const { place, status } = yield* decode.waves(of)
      return yield* records.page(Waves, { index: "byPlace", under: [place, status] }, options)
    }),
  }
}

const decode = {
  planWaves: Input.decoder("Fulfilment.planWaves", WavesWanted),
  pickList: Input.decoder("Fulfilment.pickList", Id.Id),
  findWave: Input.decoder("Fulfilment.findWave", Id.Id),
  waves: Input.decoder(
    "Fulfilment.waves",
    Schema.Struct({ place: Id.PlaceId, status: Schema.Literals(["released", "finished"]) }),
  ),
}
