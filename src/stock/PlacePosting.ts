/**
 * Posting commands of places.
 *
 * @module
 */
import { Array, Effect, HashMap, Result, Schema } from "effect"

import { Transaction } from "../store/Transaction.ts"
import * as Place from "./Place.ts"
import { PlaceHistory, Places } from "./StockRecords.ts"

/** The answer of a posted command of places. */
export const PlacePosted = Schema.Struct({ event: Schema.Literals(["PoolDeclared", "None"]) })
/** The answer of a posted command of places; `None` where nothing had to change. */
export type PlacePosted = typeof PlacePosted.Type

/** Decides a command on the places it concerns, and writes what follows. */
export const post = Effect.fnUntraced(function* (
  command: Place.PlaceCommand,
): Effect.fn.Return<PlacePosted, Place.PoolRefused, Transaction> {
  const tx = yield* Transaction
  const names = new Set([command.pool, ...command.places])
  const known = Place.of(Array.getSomes(yield* tx.getAll(Places, [...names])))
  const decision = Place.decide(known, command)
  if (Result.isFailure(decision)) return yield* decision.failure
  const [event] = decision.success
  if (event === undefined) return { event: "None" }
  for (const place of HashMap.values(Place.evolve(known, event))) yield* tx.put(Places, place)
  yield* tx.append(PlaceHistory, event, { occurredAt: command.occurredAt })
  return { event: event._tag }
})
