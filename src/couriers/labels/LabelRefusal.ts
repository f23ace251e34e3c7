/**
 * Why a command on a label is refused.
 *
 * @module
 */
import { Schema } from "effect"

const reference = Schema.String

/** There is no label of this reference. */
export class UnknownLabel extends Schema.TaggedError<UnknownLabel>()("UnknownLabel", {
  reference,
}) {
  override get message(): string {
    return `there is no label ${JSON.stringify(this.reference)}`
  }
}

/** The reference stands for another label already. */
export class LabelExists extends Schema.TaggedError<LabelExists>()("LabelExists", { reference }) {
  override get message(): string {
    return `label ${JSON.stringify(this.reference)} exists already, and is another one`
  }
}

/** The label is not in a state in which this can be done. */
export class LabelNotReady extends Schema.TaggedError<LabelNotReady>()("LabelNotReady", {
  reference,
  wanted: Schema.Literals(["ask for", "void"]),
  status: Schema.String,
}) {
  override get message(): string {
    return `cannot ${this.wanted} label ${JSON.stringify(this.reference)}: it is ${this.status}`
  }
}

/** The host has no courier of this id. */
export class UnknownCourier extends Schema.TaggedError<UnknownCourier>()("UnknownCourier", {
  courier: Schema.String,
}) {
  override get message(): string {
    return `there is no courier ${JSON.stringify(this.courier)}`
  }
}

/** Everything that a command on a label is refused for. */
export type LabelRefusal = UnknownLabel | LabelExists | LabelNotReady
