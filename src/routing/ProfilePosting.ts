/**
 * Posting what routing needs to know: places, items and the policy.
 *
 * @module
 */
import { Effect, Option, Result, Schema } from "effect"

import { Transaction } from "../store/Transaction.ts"
import * as RouteCheck from "./plan/RouteCheck.ts"
import type { RouteRefusal } from "./plan/RouteRefusal.ts"
import * as Profile from "./Profile.ts"
import type { ProfileCommand, RoutingEvent } from "./RoutingCommand.ts"
import {
  ItemProfiles,
  PlaceProfiles,
  Policies,
  policyId,
  RoutingHistory,
} from "./RoutingRecords.ts"
import { UnknownPlace } from "./RoutingRefusal.ts"

/** The answer of a posted command: what happened. */
export const ProfilePosted = Schema.Struct({
  event: Schema.Literals(["PlaceSet", "PlaceDropped", "ItemSet", "PolicySet"]),
})
/** The answer of a posted command. */
export type ProfilePosted = typeof ProfilePosted.Type

/** Why a command is refused: what no route could be made with is not taken in. */
export type ProfileRefusal = UnknownPlace | RouteRefusal

/**
 * Writes what a command says, in place of what was said before.
 *
 * @example
 * ```ts
 * import { ProfilePosting } from "entrepot/routing"
 *
 * const item = { sku: "MUG", weightGrams: 350 }
 * const program = ProfilePosting.post({ _tag: "SetItem", commandId: "c1", item })
 * ```
 */
export const post = Effect.fnUntraced(function* (
  command: ProfileCommand,
): Effect.fn.Return<ProfilePosted, ProfileRefusal, Transaction> {
  const tx = yield* Transaction
  const tell = <Event extends RoutingEvent & { readonly _tag: ProfilePosted["event"] }>(
    event: Event,
  ) =>
    Effect.as(tx.append(RoutingHistory, event, { occurredAt: command.occurredAt }), {
      event: event._tag,
    })
  switch (command._tag) {
    case "SetPlace": {
      const { profile } = command
      const policy = Option.getOrUndefined(yield* tx.get(Policies, policyId))
      if (policy !== undefined) yield* Effect.fromResult(checked(policy, [profile]))
      yield* tx.put(PlaceProfiles, profile)
      return yield* tell({ _tag: "PlaceSet", profile })
    }
    case "DropPlace": {
      const { place } = command
      if (Option.isNone(yield* tx.get(PlaceProfiles, place)))
        return yield* new UnknownPlace({ place })
      yield* tx.remove(PlaceProfiles, place)
      return yield* tell({ _tag: "PlaceDropped", place })
    }
    case "SetItem": {
      const { item } = command
      yield* tx.put(ItemProfiles, item)
      return yield* tell({ _tag: "ItemSet", item })
    }
    case "SetPolicy": {
      const { policy } = command
      // Places may be in another currency until each is set again: routes are refused meanwhile.
      yield* Effect.fromResult(checked(policy, []))
      yield* tx.put(Policies, policy)
      return yield* tell({ _tag: "PolicySet", policy })
    }
  }
})

/** Whether an order could be routed by the policy at all: currencies, goals and bands agree. */
const checked = (
  policy: Profile.RoutingPolicy,
  profiles: ReadonlyArray<Profile.PlaceProfile>,
): Result.Result<void, RouteRefusal> => {
  const { currency, bands, deliveryDays, goals, maxParcels, splitLines } = policy
  const fault = RouteCheck.faultOf({
    at: 0,
    currency,
    lines: [{ lineId: "1", sku: "any", quantity: 1, weightGrams: 1 }],
    places: profiles.map((profile) => ({ ...profile, cutOffAt: 0, stock: [] })),
    destination: { country: "XX" },
    deliveryDays,
    bands,
    limits: { maxParcels, splitLines },
    goals,
  })
  return fault === undefined ? Result.void : Result.fail(fault)
}
