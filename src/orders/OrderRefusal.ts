/**
 * Why the desk refuses: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { QuantityOverflow } from "../kernel/Quantity.ts"

const quoted = (texts: ReadonlyArray<string>): string =>
  texts.map((text) => JSON.stringify(text)).join(", ")

const nameOf = (externalId: string): string => `order ${JSON.stringify(externalId)}`

/** There is no order of this name. */
export class UnknownOrder extends Schema.TaggedError<UnknownOrder>()("UnknownOrder", {
  channel: Schema.String,
  account: Schema.String,
  externalId: Schema.String,
}) {
  override get message(): string {
    const { channel, account, externalId } = this
    return `there is no order ${JSON.stringify(externalId)} of ${channel}, account ${account}`
  }
}

/** The order has no lines of these ids. */
export class UnknownLine extends Schema.TaggedError<UnknownLine>()("UnknownLine", {
  externalId: Schema.String,
  lineIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `${nameOf(this.externalId)} has no line ${quoted(this.lineIds)}`
  }
}

/** More units of lines were wanted than there are left; every such line is named. */
export class LinesExceeded extends Schema.TaggedError<LinesExceeded>()("LinesExceeded", {
  externalId: Schema.String,
  lines: Schema.Array(
    Schema.Struct({ lineId: Schema.String, wanted: Schema.Int, left: Schema.Int }),
  ),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ lineId, wanted, left }) => `line ${lineId}: ${wanted} wanted, ${left} left`,
    )
    return `${nameOf(this.externalId)}: ${lines.join("; ")}`
  }
}

/** A document names lines twice, so nobody can say which of the two they are. */
export class LineRepeated extends Schema.TaggedError<LineRepeated>()("LineRepeated", {
  externalId: Schema.String,
  lineIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `${nameOf(this.externalId)} names line ${quoted(this.lineIds)} twice`
  }
}

/** Only a released order is planned, and what a person does to a held one wants it held. */
export class ReviewStands extends Schema.TaggedError<ReviewStands>()("ReviewStands", {
  externalId: Schema.String,
  wanted: Schema.Literals(["held", "released", "held or rejected"]),
  state: Schema.Literals(["waiting", "held", "released", "rejected"]),
  /** Where it waits. */
  queues: Schema.Array(Schema.String),
}) {
  override get message(): string {
    const { externalId, wanted, state, queues } = this
    const where = queues.length === 0 ? "" : ` (${quoted(queues)})`
    return `${nameOf(externalId)} is to be ${wanted}, but it is ${state}${where}`
  }
}

/** Rules ask for the word of somebody with another role; each is named with its rule. */
export class ApprovalMissing extends Schema.TaggedError<ApprovalMissing>()("ApprovalMissing", {
  externalId: Schema.String,
  missing: Schema.Array(Schema.Struct({ rule: Schema.String, role: Schema.String })),
}) {
  override get message(): string {
    const asked = this.missing.map(({ rule, role }) => `rule ${rule} asks for a ${role}`)
    return `${nameOf(this.externalId)}: ${asked.join("; ")}`
  }
}

/**
 * Nobody has mapped what the channel calls these, so there is nothing that could leave: map them, and
 * have the order looked at again.
 */
export class ListingsUnmapped extends Schema.TaggedError<ListingsUnmapped>()("ListingsUnmapped", {
  externalId: Schema.String,
  skus: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `${nameOf(this.externalId)} wants ${quoted(this.skus)}, which nobody has mapped, or only since it was looked at`
  }
}

/** A document comes to more money, or to more units, than can be kept. */
export class TotalsOverflow extends Schema.TaggedError<TotalsOverflow>()("TotalsOverflow", {
  externalId: Schema.String,
  side: Schema.Literals(["units", "money"]),
  /** As plain decimal text. */
  amount: Schema.String,
}) {
  override get message(): string {
    const { externalId, side, amount } = this
    return `${nameOf(externalId)} comes to more ${side} than can be kept: ${amount}`
  }
}

/** The buyer asks to cancel, so nothing is planned before somebody answers. */
export class CancellationAsked extends Schema.TaggedError<CancellationAsked>()(
  "CancellationAsked",
  { externalId: Schema.String },
) {
  override get message(): string {
    return `the buyer asks to cancel ${nameOf(this.externalId)}: accept or refuse that first`
  }
}

/** There is no question of the buyer to answer. */
export class NoCancellationAsked extends Schema.TaggedError<NoCancellationAsked>()(
  "NoCancellationAsked",
  { externalId: Schema.String },
) {
  override get message(): string {
    return `nobody asks to cancel ${nameOf(this.externalId)}, or it was answered`
  }
}

/** Units are with a consignment, which has to be stopped first, or they have left. */
export class UnderWay extends Schema.TaggedError<UnderWay>()("UnderWay", {
  externalId: Schema.String,
  lines: Schema.Array(
    Schema.Struct({ lineId: Schema.String, planned: Schema.Int, shipped: Schema.Int }),
  ),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ lineId, planned, shipped }) => `line ${lineId}: ${planned} planned, ${shipped} shipped`,
    )
    return `${nameOf(this.externalId)} is under way: ${lines.join("; ")}`
  }
}

/** Everything that the desk refuses. */
export type OrderRefusal =
  | UnknownOrder
  | UnknownLine
  | LinesExceeded
  | LineRepeated
  | ReviewStands
  | ApprovalMissing
  | ListingsUnmapped
  | TotalsOverflow
  | CancellationAsked
  | NoCancellationAsked
  | UnderWay
  | QuantityOverflow
