/**
 * Places that stock is at, and pools of them: what an order may hold units of before it is known
 * which place ships them. Pure.
 *
 * @module
 */
import { HashMap, Option, Result, Schema } from "effect"

import * as CommandHeader from "../kernel/CommandHeader.ts"
import * as Id from "../kernel/Id.ts"

/** The most places of one pool. */
export const mostPlaces = 100

const places = Schema.Array(Id.PlaceId).check(Schema.isMinLength(1), Schema.isMaxLength(mostPlaces))

/**
 * A place, or a pool, which is named like one: one record for each. A place is part of one pool at
 * most; `pool` names it. `places` are those of a pool.
 */
export const Place = Schema.Struct({
  place: Id.PlaceId,
  pool: Schema.optionalKey(Id.PlaceId),
  places: Schema.optionalKey(places),
})
/** A place, or a pool. */
export type Place = typeof Place.Type

/**
 * A command of places.
 *
 * - `DeclarePool`: orders may hold units of these places together, by naming the pool as the place of
 *   a line. What they hold no other hold can take, whatever place it names. A pool stays as it is.
 */
export const PlaceCommand = Schema.TaggedUnion({
  DeclarePool: { ...CommandHeader.fields, pool: Id.PlaceId, places },
})
/** A command of places. */
export type PlaceCommand = typeof PlaceCommand.Type

/** An event of places. */
export const PlaceEvent = Schema.TaggedUnion({
  PoolDeclared: { pool: Id.PlaceId, places },
})
/** An event of places. */
export type PlaceEvent = typeof PlaceEvent.Type

/** Why a pool cannot be declared: names that are taken, and places of another pool. */
export class PoolRefused extends Schema.TaggedError<PoolRefused>()("PoolRefused", {
  pool: Schema.String,
  faults: Schema.Array(
    Schema.Struct({
      place: Schema.String,
      fault: Schema.Literals(["isPlace", "isPool", "inPool", "namedTwice"]),
      pool: Schema.optionalKey(Schema.String),
    }),
  ),
}) {
  override get message(): string {
    const said = {
      isPlace: "is a place",
      isPool: "is a pool",
      inPool: "is part of pool",
      namedTwice: "is named twice",
    } as const
    const faults = this.faults.map(({ place, fault, pool = "" }) =>
      `${place} ${said[fault]} ${pool}`.trim(),
    )
    return `pool ${JSON.stringify(this.pool)}: ${faults.join("; ")}`
  }
}

type Fault = (typeof PoolRefused.Type)["faults"][number]

/** Places by their name: those that a decision needs. */
export type Places = HashMap.HashMap<string, Place>

/** The places by their name. */
export const of = (places: Iterable<Place>): Places =>
  HashMap.fromIterable(Array.from(places, (place) => [place.place, place]))

/**
 * Decides on places that know the pool and its parts. The same pool again changes nothing.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Place } from "entrepot/stock"
 *
 * const taken = Place.of([{ place: "Berlin", pool: "EU" }])
 * const command = { commandId: "c1", pool: "DE", places: ["Berlin", "Bremen"] }
 * const decision = Place.decide(taken, { _tag: "DeclarePool", ...command })
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * pool "DE": Berlin is part of pool EU
 * ```
 */
export const decide = (
  known: Places,
  { pool, places }: PlaceCommand,
): Result.Result<ReadonlyArray<PlaceEvent>, PoolRefused> => {
  const found = Option.getOrUndefined(HashMap.get(known, pool))
  if (found?.places !== undefined)
    return sameNames(found.places, places)
      ? Result.succeed([])
      : Result.fail(new PoolRefused({ pool, faults: [{ place: pool, fault: "isPool" }] }))
  const isSelf: ReadonlyArray<Fault> =
    found === undefined ? [] : [{ place: pool, fault: "isPlace" }]
  const faults = places.flatMap((place, at) =>
    faultsOf(known, pool, place, places.indexOf(place) < at),
  )
  return isSelf.length + faults.length > 0
    ? Result.fail(new PoolRefused({ pool, faults: [...isSelf, ...faults] }))
    : Result.succeed([{ _tag: "PoolDeclared", pool, places }])
}

const faultsOf = (
  known: Places,
  pool: string,
  place: string,
  isRepeated: boolean,
): ReadonlyArray<Fault> => {
  const found = Option.getOrUndefined(HashMap.get(known, place))
  if (isRepeated) return [{ place, fault: "namedTwice" }]
  if (place === pool || found?.places !== undefined) return [{ place, fault: "isPool" }]
  return found?.pool === undefined ? [] : [{ place, fault: "inPool", pool: found.pool }]
}

const sameNames = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((name) => others.includes(name))

/** The places after an event. Total. */
export const evolve = (known: Places, { pool, places }: PlaceEvent): Places =>
  places.reduce(
    (after, place) => HashMap.set(after, place, { place, pool }),
    HashMap.set(known, pool, { place: pool, places }),
  )
