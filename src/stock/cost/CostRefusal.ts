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

/** Fewer units of the issue are still out than are to come back; of a transfer, none can. */
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
  /** The first layers on hand, in order, until they have so many units together. */
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

/** Everything that the cost of stock refuses. */
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
