/**
 * Why promises are refused: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { QuantityOverflow } from "../../kernel/Quantity.ts"

const day = (instant: number) => new Date(instant).toISOString()

/**
 * Fewer units are coming than are to be promised: all in units of the item.
 *
 * `promisable` could be promised by `wantedBy` (epoch milliseconds), or at all where nothing was
 * wanted by a date; `unpromised` is everything that is coming and not promised yet, and `nextDue`
 * when the first of it is due, if anything is.
 */
export class PromiseShort extends Schema.TaggedError<PromiseShort>()("PromiseShort", {
  promiseId: Schema.String,
  sku: Schema.String,
  place: Schema.String,
  wanted: Schema.Int,
  promisable: Schema.Int,
  unpromised: Schema.Int,
  wantedBy: Schema.optionalKey(Schema.Int),
  nextDue: Schema.optionalKey(Schema.Int),
}) {
  override get message(): string {
    const by = this.wantedBy === undefined ? "" : ` by ${day(this.wantedBy)}`
    const next =
      this.nextDue === undefined ? "nothing more is due" : `next due ${day(this.nextDue)}`
    return `${this.sku} at ${this.place}: ${this.wanted} wanted, ${this.promisable} coming${by}, ${next}`
  }
}

/** There is a promise of this id already, made by another command. */
export class PromiseExists extends Schema.TaggedError<PromiseExists>()("PromiseExists", {
  promiseId: Schema.String,
}) {
  override get message(): string {
    return `promise ${JSON.stringify(this.promiseId)} exists already`
  }
}

/** There is no promise of this id. */
export class UnknownPromise extends Schema.TaggedError<UnknownPromise>()("UnknownPromise", {
  promiseId: Schema.String,
}) {
  override get message(): string {
    return `there is no promise ${JSON.stringify(this.promiseId)}`
  }
}

/** Nothing of the promise is waiting: it was kept, broken or cancelled. */
export class PromiseSettled extends Schema.TaggedError<PromiseSettled>()("PromiseSettled", {
  promiseId: Schema.String,
}) {
  override get message(): string {
    return `nothing of promise ${JSON.stringify(this.promiseId)} is waiting`
  }
}

/** Units are expected under this id already. */
export class InboundExists extends Schema.TaggedError<InboundExists>()("InboundExists", {
  inboundId: Schema.String,
}) {
  override get message(): string {
    return `units are expected already as ${JSON.stringify(this.inboundId)}`
  }
}

/** Nothing is expected under this id, or nothing more. */
export class UnknownInbound extends Schema.TaggedError<UnknownInbound>()("UnknownInbound", {
  inboundId: Schema.String,
}) {
  override get message(): string {
    return `nothing is expected as ${JSON.stringify(this.inboundId)}`
  }
}

/** Fewer units are expected than are to be cut: units of the item. */
export class InboundExceeded extends Schema.TaggedError<InboundExceeded>()("InboundExceeded", {
  inboundId: Schema.String,
  wanted: Schema.Int,
  open: Schema.Int,
}) {
  override get message(): string {
    return `${JSON.stringify(this.inboundId)}: ${this.wanted} to be cut, ${this.open} expected`
  }
}

/** The date of what would be promised has passed; it must be moved or cut before it can be. */
export class InboundOverdue extends Schema.TaggedError<InboundOverdue>()("InboundOverdue", {
  inboundId: Schema.String,
  due: Schema.Int,
}) {
  override get message(): string {
    return `${JSON.stringify(this.inboundId)} was due ${day(this.due)}: give it another date first`
  }
}

/** So many deliveries of one item to one place are open that no more can be expected. */
export class TooManyInbounds extends Schema.TaggedError<TooManyInbounds>()("TooManyInbounds", {
  sku: Schema.String,
  place: Schema.String,
  most: Schema.Int,
}) {
  override get message(): string {
    return `${this.sku} at ${this.place}: at most ${this.most} deliveries can be open`
  }
}

/**
 * More promises would be kept or broken than one command may: `units` of the item are not too many, and
 * the rest may follow by the next command.
 */
export class TooManyPromises extends Schema.TaggedError<TooManyPromises>()("TooManyPromises", {
  inboundId: Schema.String,
  most: Schema.Int,
  units: Schema.Int,
}) {
  override get message(): string {
    return `${JSON.stringify(this.inboundId)}: more than ${this.most} promises at once; ${this.units} units are not too many`
  }
}

/** Everything that promises refuse, and what the ledger refuses of what is expected. */
export type PromiseRefusal =
  | PromiseShort
  | PromiseExists
  | UnknownPromise
  | PromiseSettled
  | InboundExists
  | UnknownInbound
  | InboundExceeded
  | InboundOverdue
  | TooManyInbounds
  | TooManyPromises
  | QuantityOverflow
