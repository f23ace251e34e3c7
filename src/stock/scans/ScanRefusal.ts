/**
 * Why a scan cannot be read, or cannot be taken. `offset` counts UTF-16 units of the text as given,
 * from 0.
 *
 * @module
 */
import { Schema } from "effect"

const offset = Schema.Int

/** The last digit of a number is not what GS1 reckons of the others. */
export class CheckDigitWrong extends Schema.TaggedError<CheckDigitWrong>()("CheckDigitWrong", {
  offset,
  given: Schema.String,
  expected: Schema.Int,
}) {
  override get message(): string {
    return `the check digit of ${this.given} should be ${this.expected}`
  }
}

/** A date that no calendar has. */
export class ScanDateInvalid extends Schema.TaggedError<ScanDateInvalid>()("ScanDateInvalid", {
  offset,
  ai: Schema.String,
  given: Schema.String,
}) {
  override get message(): string {
    return `(${this.ai})${this.given} is no date: year, month and day of two digits each`
  }
}

/** What should be an application identifier is none. */
export class IdentifierUnknown extends Schema.TaggedError<IdentifierUnknown>()(
  "IdentifierUnknown",
  { offset, given: Schema.String },
) {
  override get message(): string {
    return `${JSON.stringify(this.given)} is no application identifier of GS1`
  }
}

/** The text ends before its application identifier, or the value of it, does. */
export class ScanTruncated extends Schema.TaggedError<ScanTruncated>()("ScanTruncated", {
  offset,
  ai: Schema.String,
  given: Schema.String,
  least: Schema.Int,
}) {
  override get message(): string {
    return `(${this.ai})${this.given} is shorter than ${this.least}`
  }
}

/** A value, or the whole text, is longer than it may be. */
export class ScanTooLong extends Schema.TaggedError<ScanTooLong>()("ScanTooLong", {
  offset,
  ai: Schema.optionalKey(Schema.String),
  length: Schema.Int,
  most: Schema.Int,
}) {
  override get message(): string {
    const what = this.ai === undefined ? "the text" : `the value of (${this.ai})`
    return `${what} has ${this.length} characters, and ${this.most} at most`
  }
}

/** A character that may not stand there; empty where the text has none at all. */
export class ScanCharacterInvalid extends Schema.TaggedError<ScanCharacterInvalid>()(
  "ScanCharacterInvalid",
  { offset, character: Schema.String },
) {
  override get message(): string {
    return this.character === ""
      ? "there is nothing to read"
      : `${JSON.stringify(this.character)} may not stand there`
  }
}

/** An application identifier stands twice, with different values. */
export class IdentifierRepeated extends Schema.TaggedError<IdentifierRepeated>()(
  "IdentifierRepeated",
  { offset, ai: Schema.String },
) {
  override get message(): string {
    return `(${this.ai}) has two values`
  }
}

/** Why a text cannot be read. */
export type ScanUnreadable =
  | CheckDigitWrong
  | ScanDateInvalid
  | IdentifierUnknown
  | ScanTruncated
  | ScanTooLong
  | ScanCharacterInvalid
  | IdentifierRepeated

/** The text can be read, but no item or unit is known by it. */
export class ScanUnknown extends Schema.TaggedError<ScanUnknown>()("ScanUnknown", {
  text: Schema.String,
}) {
  override get message(): string {
    return `nothing is known by ${JSON.stringify(this.text)}`
  }
}

/** A scan of this id, or of this number of the device, has come before and said something else. */
export class ScanConflict extends Schema.TaggedError<ScanConflict>()("ScanConflict", {
  scanId: Schema.String,
  device: Schema.String,
  sequence: Schema.Int,
}) {
  override get message(): string {
    return `scan ${this.scanId} (${this.device}, ${this.sequence}) said something else before`
  }
}

/** So many scans of the unit wait for one that is missing that no more are taken; try again. */
export class ScansWaiting extends Schema.TaggedError<ScansWaiting>()("ScansWaiting", {
  sku: Schema.String,
  serial: Schema.String,
  waiting: Schema.Int,
}) {
  override get message(): string {
    return `${this.waiting} scans of ${this.sku} ${this.serial} wait for an earlier one`
  }
}
