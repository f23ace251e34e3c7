/**
 * Why a command on a cycle count is refused.
 *
 * @module
 */
import { Record, Schema } from "effect"

const countId = Schema.String

/** There is no count of this id. */
export class UnknownCount extends Schema.TaggedError<UnknownCount>()("UnknownCount", { countId }) {
  override get message(): string {
    return `there is no count ${JSON.stringify(this.countId)}`
  }
}

/** There is a count of this id already. */
export class CountExists extends Schema.TaggedError<CountExists>()("CountExists", { countId }) {
  override get message(): string {
    return `count ${JSON.stringify(this.countId)} exists already`
  }
}

/** The count is over. */
export class CountOver extends Schema.TaggedError<CountOver>()("CountOver", {
  countId,
  status: Schema.String,
}) {
  override get message(): string {
    return `count ${JSON.stringify(this.countId)} is ${this.status}`
  }
}

/** What is wrong with a line of a count, in words. */
const faults = {
  OtherPlace: "was counted at another place",
  NotInCount: "is not in the count",
  NamedTwice: "is named twice",
  BeforeSnapshot: "was counted before the snapshot",
  Uncounted: "was not counted",
  Disputed: "was counted differently",
  ApprovalWanted: "differs by more than the tolerance",
  OtherVariance: "differs by other units than were approved",
} as const

/** What is wrong with a line of a count. */
export const CountFault = Schema.Literals(Record.keys(faults))
/** What is wrong with a line of a count. */
export type CountFault = typeof CountFault.Type

/** A line at fault, by its place among the lines, from 0. */
export const FaultyLine = Schema.Struct({ line: Schema.Int, sku: Schema.String, fault: CountFault })
/** A line at fault. */
export type FaultyLine = typeof FaultyLine.Type

/** Lines of the command, or of the count that is to be posted, are at fault; nothing happened. */
export class CountLinesRefused extends Schema.TaggedError<CountLinesRefused>()(
  "CountLinesRefused",
  { countId, lines: Schema.Array(FaultyLine) },
) {
  override get message(): string {
    const lines = this.lines.map(({ line, sku, fault }) => `line ${line}, ${sku}, ${faults[fault]}`)
    return `count ${JSON.stringify(this.countId)}: ${lines.join("; ")}`
  }
}

/** Items that other counts have open at the place; they have to be over first. */
export class CountsOverlap extends Schema.TaggedError<CountsOverlap>()("CountsOverlap", {
  countId,
  lines: Schema.Array(Schema.Struct({ sku: Schema.String, openCountId: Schema.String })),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ sku, openCountId }) => `${sku} is in count ${JSON.stringify(openCountId)}`,
    )
    return `count ${JSON.stringify(this.countId)}: ${lines.join("; ")}`
  }
}

/** Everything that a count refuses. */
export type CountRefusal =
  | UnknownCount
  | CountExists
  | CountOver
  | CountLinesRefused
  | CountsOverlap
