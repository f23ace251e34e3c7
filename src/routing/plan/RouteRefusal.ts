/**
 * Why there is no route.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"
import { Candidate, describe } from "./Candidate.ts"
import * as RouteChange from "./RouteChange.ts"

const quoted = (name: string): string => JSON.stringify(name)

/** The request lacks what every route needs. */
export class RequestEmpty extends Schema.TaggedError<RequestEmpty>()("RequestEmpty", {
  what: Schema.Literals(["lines", "goals", "bands"]),
}) {
  override get message(): string {
    return `a route needs ${this.what}: there are none`
  }
}

/** One name for two things that must be told apart; `place` says where, for items and lots. */
export class NamedTwice extends Schema.TaggedError<NamedTwice>()("NamedTwice", {
  what: Schema.Literals(["line", "place", "goal", "band", "item", "lot"]),
  name: Schema.String,
  place: Schema.optionalKey(Schema.String),
}) {
  override get message(): string {
    const where = this.place === undefined ? "" : ` at ${this.place}`
    return `${this.what} ${quoted(this.name)} is named twice${where}`
  }
}

/** The weight of one unit is no whole number of grams, or no weight that a unit has. */
export class WeightRefused extends Schema.TaggedError<WeightRefused>()("WeightRefused", {
  lineId: Schema.String,
  because: Schema.String,
}) {
  override get message(): string {
    return `line ${quoted(this.lineId)}: wanted ${this.because}`
  }
}

/** A band does not reach farther than the one before it. */
export class BandsUnordered extends Schema.TaggedError<BandsUnordered>()("BandsUnordered", {
  band: Schema.String,
}) {
  override get message(): string {
    return `band ${quoted(this.band)} reaches no farther than the one before it`
  }
}

/** An amount that is below zero, in another currency, or too large or fine to be added up exactly. */
export class CostRefused extends Schema.TaggedError<CostRefused>()("CostRefused", {
  where: Schema.String,
  given: Schema.String,
  wanted: Schema.String,
}) {
  override get message(): string {
    return `${this.where}: wanted ${this.wanted}, but got ${this.given}`
  }
}

/**
 * No set of places can serve the order: what usable places have of each item together, what is wrong
 * with each place, and changes of which every one would make a route. Where it is not proven, the
 * steps of the search ran out first.
 */
export class NoRoute extends Schema.TaggedError<NoRoute>()("NoRoute", {
  isProven: Schema.Boolean,
  lines: Schema.Array(
    Schema.Struct({
      lineId: Id.Id,
      sku: Id.Sku,
      wanted: Quantity.PositiveQuantity,
      there: Quantity.Quantity,
    }),
  ),
  candidates: Schema.Array(Candidate),
  advice: Schema.Array(RouteChange.Advice),
}) {
  override get message(): string {
    const lines = this.lines
      .filter(({ wanted, there }) => there < wanted)
      .map(({ sku, wanted, there }) => `${there} of ${wanted} of ${sku}`)
    const lacking = lines.length === 0 ? "" : `: usable places have ${lines.join(", ")}`
    const faults = this.candidates.flatMap(({ place, faults: [fault] }) =>
      fault === undefined ? [] : [`${place} ${describe(fault)}`],
    )
    const advice = this.advice.map(RouteChange.describe)
    return [
      `no route${this.isProven ? "" : " was found in time"}${lacking}`,
      ...faults,
      ...(advice.length === 0 ? [] : [`any of these would do: ${advice.join(" / ")}`]),
    ].join("; ")
  }
}

/** Everything that routing refuses. */
export type RouteRefusal =
  | RequestEmpty
  | NamedTwice
  | WeightRefused
  | BandsUnordered
  | CostRefused
  | Quantity.QuantityOverflow
  | NoRoute
