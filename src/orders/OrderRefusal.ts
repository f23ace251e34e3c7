/**
 * Why the desk refuses: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import type { QuantityOverflow } from "../kernel/Quantity.ts"

const quoted = (texts: ReadonlyArray<string>): string =>
  texts.map((text) => JSON.stringify(text)).join(", ")

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
    return `order ${JSON.stringify(this.externalId)} has no line ${quoted(this.lineIds)}`
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
    return `order ${JSON.stringify(this.externalId)}: ${lines.join("; ")}`
  }
}

/** A document names lines twice, so nobody can say which of the two they are. */
export class LineRepeated extends Schema.TaggedError<LineRepeated>()("LineRepeated", {
  externalId: Schema.String,
  lineIds: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `order ${JSON.stringify(this.externalId)} names line ${quoted(this.lineIds)} twice`
  }
}

/** Everything that the desk refuses. */
export type OrderRefusal =
  | UnknownOrder
  | UnknownLine
  | LinesExceeded
  | LineRepeated
  | QuantityOverflow
