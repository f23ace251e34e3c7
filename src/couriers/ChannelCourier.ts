/**
 * Labels that a sales channel wants on its parcels: the channel sells them, through the same port.
 *
 * @module
 */
import { Effect, Schema } from "effect"

import type { CourierShape, CourierTraits } from "./Courier.ts"
import * as CourierAnswer from "./CourierAnswer.ts"
import type { CourierError, Operation } from "./CourierError.ts"
import { CourierLabel, LabelFound } from "./CourierLabel.ts"
import { LabelRequest } from "./Shipment.ts"

/** A request as JSON, as it goes to a channel. */
export type LabelRequestJson = typeof LabelRequest.Encoded

/** What a channel can do about labels. Its answers are JSON that nobody has checked yet. */
export interface ChannelLabels {
  /** Names the channel's labels among the host's couriers. */
  readonly id: string
  readonly traits: CourierTraits
  /** Has to answer as `CourierLabel` decodes; the reference is ours. */
  readonly label: (request: LabelRequestJson) => Effect.Effect<unknown, CourierError>
  /** Has to answer as `LabelFound` decodes. */
  readonly find?: (reference: string) => Effect.Effect<unknown, CourierError>
  /** Gives a label back, where the channel takes it. */
  readonly void?: (trackingNumber: string) => Effect.Effect<void, CourierError>
  /** Erases what the channel keeps about persons for a label of ours, where it can. */
  readonly erase?: (reference: string) => Effect.Effect<void, CourierError>
}

/**
 * A courier whose labels come from a channel. It quotes nothing, since the channel says what its
 * labels cost, and tracks nothing, since the channel follows its own parcels.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { channelCourier } from "entrepot/couriers"
 *
 * const market = channelCourier({
 *   id: "market-labels",
 *   traits: { contract: { name: "market", version: "2" }, labelsOnce: true, settlesMillis: 0 },
 *   label: () => Effect.succeed({ error: "internal" }),
 *   find: () => Effect.succeed({ _tag: "None" }),
 * })
 * const found = market.find === undefined ? undefined : await Effect.runPromise(market.find("p1"))
 * console.log(found, market.quote)
 * ```
 * ```text
 * { _tag: 'None' } undefined
 * ```
 */
export const channelCourier = ({
  id,
  traits,
  label,
  find,
  void: giveBack,
  erase,
}: ChannelLabels): CourierShape => {
  const decoded = <A, E>(
    operation: Operation,
    schema: Schema.Codec<A, E>,
    answer: Effect.Effect<unknown, CourierError>,
  ): Effect.Effect<A, CourierError> => {
    const decode = CourierAnswer.decoder(id, operation, schema)
    return Effect.flatMap(answer, (found) => Effect.fromResult(decode(found)))
  }
  return {
    id,
    traits,
    label: (request) => decoded("label", CourierLabel, label(encode(request))),
    ...(find && { find: (reference) => decoded("find", LabelFound, find(reference)) }),
    ...(giveBack && { void: giveBack }),
    ...(erase && { erase }),
  }
}

const encode = Schema.encodeSync(LabelRequest)
