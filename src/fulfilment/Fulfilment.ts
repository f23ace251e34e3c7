/**
 * Fulfilment: brings what was routed out of the door, and tells everybody, once.
 *
 * @module
 */
import { Context, Effect, Layer } from "effect"

import { LabelDesk, type LabelDeskShape } from "../couriers/LabelDesk.ts"
import { Records } from "../store/Records.ts"
import { storeServices } from "../store/services.ts"
import type { Store } from "../store/Store.ts"
import { Transactor } from "../store/Transactor.ts"
import * as Consignments from "./consignments/Consignments.ts"
import * as PackingTable from "./parcels/PackingTable.ts"
import * as WaveFloor from "./waves/WaveFloor.ts"

/**
 * What fulfilment does. Input is decoded first (`InputInvalid` says what is wrong, and where), and each
 * command answers or refuses as a whole: stock, order lines and parcels move together.
 */
export interface FulfilmentShape
  extends Consignments.ConsignmentsShape, WaveFloor.WaveFloorShape, PackingTable.PackingTableShape {
  /** The labels of all parcels, and what is left to do about them. */
  readonly labels: LabelDeskShape
}

/**
 * The service. Over any store it is the same.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import * as Memory from "entrepot/adapters/stores/memory"
 * import { Fulfilment } from "entrepot/fulfilment"
 *
 * const program = Effect.gen(function* () {
 *   const { cancel } = yield* Fulfilment
 *   return yield* cancel({ commandId: "1", consignmentId: "c1" })
 * }).pipe(Effect.catchTag("UnknownConsignment", ({ message }) => Effect.succeed(message)))
 * const live = Fulfilment.layer.pipe(Layer.provide(Memory.layer()))
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(live))))
 * ```
 * ```text
 * there is no consignment "c1"
 * ```
 */
export class Fulfilment extends Context.Service<Fulfilment, FulfilmentShape>()(
  "entrepot/fulfilment/Fulfilment",
) {
  /** Over given services, such as those that other rooms share. */
  static readonly layerOver: Layer.Layer<Fulfilment, never, Transactor | Records | LabelDesk> =
    Layer.effect(
      Fulfilment,
      Effect.gen(function* () {
        const transactor = yield* Transactor
        const records = yield* Records
        const labels = yield* LabelDesk
        return Fulfilment.of({
          ...Consignments.make(transactor, records),
          ...WaveFloor.make(transactor, records),
          ...PackingTable.make(transactor, records, labels),
          labels,
        })
      }),
    )

  /** With services of its own over a store. */
  static readonly layer: Layer.Layer<Fulfilment, never, Store> = Fulfilment.layerOver.pipe(
    Layer.provide(LabelDesk.layerOver),
    Layer.provide(storeServices),
  )
}
