/**
 * Why a command on the cost of stock is refused, with what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { CurrencyMismatch, NotPosted } from "../../kernel/Money.ts"
import type { QuantityOverflow } from "../../kernel/Quantity.ts"

/** More units are to leave than the scope, or the layer that was named, has on hand at a cost. */
export class UnitsNotCosted extends Schema.TaggedError<UnitsNotCosted>()("UnitsNotCosted", {
  scope: Schema.String,
  layer: Schema.optionalKey(Schema.Int),
  wanted: Schema.Int,
  onHand: Schema.Int,
}) {
  override get message(): string {
    const where = this.layer === undefined ? this.scope : `layer ${this.layer} of ${this.scope}`
    return `${where}: ${this.wanted} wanted, ${this.onHand} on hand at a cost`
  }
}

/** The scope never had such a layer. */
export class UnknownCostLayer extends Schema.TaggedError<UnknownCostLayer>()("UnknownCostLayer", {
  scope: Schema.String,
  layer: Schema.Int,
}) {
  override get message(): string {
    return `${this.scope} never had a cost layer ${this.layer}`
  }
}

/** There is an issue of this id already, made by another command. */
export class CostIssueExists extends Schema.TaggedError<CostIssueExists>()("CostIssueExists", {
  issueId: Schema.String,
}) {
  override get message(): string {
    return `issue ${JSON.stringify(this.issueId)} exists already`
  }
}

/** There is no issue of this id. */
export class UnknownCostIssue extends Schema.TaggedError<UnknownCostIssue>()("UnknownCostIssue", {
  issueId: Schema.String,
}) {
  override get message(): string {
    return `there is no issue ${JSON.stringify(this.issueId)}`
  }
}

/** Fewer units of the issue are still out than are to come back; of what is ours still, none can. */
export class ReturnExceedsIssue extends Schema.TaggedError<ReturnExceedsIssue>()(
  "ReturnExceedsIssue",
  { issueId: Schema.String, wanted: Schema.Int, out: Schema.Int },
) {
  override get message(): string {
    return `issue ${JSON.stringify(this.issueId)}: ${this.wanted} wanted back, ${this.out} are out`
  }
}

/** A cost that must not be negative is, or a correction would make it so: in minor units. */
export class CostBelowZero extends Schema.TaggedError<CostBelowZero>()("CostBelowZero", {
  scope: Schema.String,
  layer: Schema.optionalKey(Schema.Int),
  cost: Schema.String,
}) {
  override get message(): string {
    const where = this.layer === undefined ? this.scope : `layer ${this.layer} of ${this.scope}`
    return `${where} would cost ${this.cost} minor units`
  }
}

/** A scope, or a layer of it, would cost more than can be told: 10^30 minor units or more. */
export class CostOverflow extends Schema.TaggedError<CostOverflow>()("CostOverflow", {
  scope: Schema.String,
  layer: Schema.optionalKey(Schema.Int),
  cost: Schema.String,
}) {
  override get message(): string {
    const where = this.layer === undefined ? this.scope : `layer ${this.layer} of ${this.scope}`
    return `${where} would cost ${this.cost} minor units, which are more than can be told`
  }
}

/** Where the method is specific each unit is named by its serial, and nowhere else. */
export class SerialsMismatch extends Schema.TaggedError<SerialsMismatch>()("SerialsMismatch", {
  scope: Schema.String,
  units: Schema.Int,
  serials: Schema.Int,
}) {
  override get message(): string {
    return `${this.scope}: ${this.units} units, but ${this.serials} serials`
  }
}

/** Serials that are on hand where they must not be, or are not where they must. */
export class SerialsMisplaced extends Schema.TaggedError<SerialsMisplaced>()("SerialsMisplaced", {
  scope: Schema.String,
  onHand: Schema.Array(Schema.String),
  absent: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const told = [
      ...this.onHand.map((serial) => `${serial} is on hand already`),
      ...this.absent.map((serial) => `${serial} is not there`),
    ]
    return `${this.scope}: ${told.join("; ")}`
  }
}

/** Records that a decision needs, and the book that it was given does not hold. */
export const CostNeeded = Schema.TaggedUnion({
  /** The layers of `CostBook.front`, in order, until they have so many units together. */
  Front: { units: Schema.Int },
  Layer: { layer: Schema.Int },
  /** The issues other than sales, from this departure number on. */
  Departures: { from: Schema.Int },
})
/** Records that a decision needs. */
export type CostNeeded = typeof CostNeeded.Type

/** Not a refusal of what was asked: load what is `needed` and decide again. */
export class CostNotLoaded extends Schema.TaggedError<CostNotLoaded>()("CostNotLoaded", {
  scope: Schema.String,
  needed: CostNeeded,
}) {
  override get message(): string {
    return `${this.scope}: load ${JSON.stringify(this.needed)} and decide again`
  }
}

const line = { sku: Schema.String, place: Schema.String }

/** Units of items come in whose cost is kept, and nobody says what they cost. */
export class CostMissing extends Schema.TaggedError<CostMissing>()("CostMissing", {
  lines: Schema.Array(Schema.Struct({ ...line, units: Schema.Int })),
}) {
  override get message(): string {
    return this.lines
      .map(({ sku, place, units }) => `${sku} at ${place}: what do the ${units} units cost?`)
      .join("; ")
  }
}

/** More units are to come back of a sale, named by its hold, than were sold by it and are still out. */
export class ReturnExceedsSale extends Schema.TaggedError<ReturnExceedsSale>()(
  "ReturnExceedsSale",
  { sale: Schema.String, ...line, wanted: Schema.Int, out: Schema.Int },
) {
  override get message(): string {
    const { sale, sku, place, wanted, out } = this
    return `${sku} at ${place}: ${wanted} wanted back of ${JSON.stringify(sale)}, ${out} are out`
  }
}

/** The cost of the item is kept already, in another way. */
export class CostTracked extends Schema.TaggedError<CostTracked>()("CostTracked", {
  sku: Schema.String,
  method: Schema.String,
  currency: Schema.String,
  per: Schema.String,
}) {
  override get message(): string {
    const { sku, method, currency, per } = this
    return `the cost of ${sku} is kept already: ${method} in ${currency}, per ${per}`
  }
}

/** There is a scope of this name already, kept in another way. */
export class CostScopeExists extends Schema.TaggedError<CostScopeExists>()("CostScopeExists", {
  scope: Schema.String,
}) {
  override get message(): string {
    return `there is a cost scope ${JSON.stringify(this.scope)} already`
  }
}

/** There is no scope of this name. */
export class UnknownCostScope extends Schema.TaggedError<UnknownCostScope>()("UnknownCostScope", {
  scope: Schema.String,
}) {
  override get message(): string {
    return `there is no cost scope ${JSON.stringify(this.scope)}`
  }
}

/** The units of the scope come and go on shelves, and their cost with them: not by hand. */
export class CostFollowsShelf extends Schema.TaggedError<CostFollowsShelf>()("CostFollowsShelf", {
  scope: Schema.String,
}) {
  override get message(): string {
    return `what comes to ${JSON.stringify(this.scope)}, and leaves it, is posted on shelves`
  }
}

/** The names of an item and of a place are too long together to be those of a cost scope. */
export class CostScopeTooLong extends Schema.TaggedError<CostScopeTooLong>()("CostScopeTooLong", {
  ...line,
}) {
  override get message(): string {
    return `${this.sku} and ${this.place} are too long together for costs per place`
  }
}

/** Everything that a decision on one scope refuses. */
export type CostRefusal =
  | UnitsNotCosted
  | UnknownCostLayer
  | CostIssueExists
  | UnknownCostIssue
  | ReturnExceedsIssue
  | CostBelowZero
  | SerialsMismatch
  | SerialsMisplaced
  | CostNotLoaded
  | CurrencyMismatch
  | NotPosted
  | QuantityOverflow

/** Everything that is refused on account of costs. */
export type CostRefused =
  | Exclude<CostRefusal, CostNotLoaded>
  | CostMissing
  | CostOverflow
  | CostTracked
  | CostScopeExists
  | UnknownCostScope
  | CostFollowsShelf
  | CostScopeTooLong
  | ReturnExceedsSale
