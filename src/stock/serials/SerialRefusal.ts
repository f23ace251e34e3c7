/**
 * Why a command on units with serial numbers is refused: each refusal names every line at fault.
 *
 * @module
 */
import { Schema } from "effect"

import { describe, SerialAccount } from "./SerialAccount.ts"

/** A unit that a command names more than once; `lines` count from 0. */
export const DuplicateSerial = Schema.Struct({
  sku: Schema.String,
  serial: Schema.String,
  lines: Schema.Array(Schema.Int),
})
/** A unit that a command names more than once. */
export type DuplicateSerial = typeof DuplicateSerial.Type

/** Units that one command names more than once. */
export class SerialsDuplicated extends Schema.TaggedError<SerialsDuplicated>()(
  "SerialsDuplicated",
  { serials: Schema.Array(DuplicateSerial) },
) {
  override get message(): string {
    return this.serials
      .map(({ sku, serial, lines }) => `${sku} ${serial} is in lines ${lines.join(", ")}`)
      .join("; ")
  }
}

/**
 * A unit that cannot move as asked: the `line` (from 0), the verb that was asked for, and where the
 * unit is. `expected` is the place, hold or transfer that the command names or should have named,
 * and is missing where the verb is impossible from there, whatever is named.
 */
export const ImpossibleMove = Schema.Struct({
  line: Schema.Int,
  sku: Schema.String,
  serial: Schema.String,
  asked: Schema.String,
  where: SerialAccount,
  expected: Schema.optionalKey(
    Schema.Struct({
      what: Schema.Literals(["place", "hold", "transfer"]),
      id: Schema.optionalKey(Schema.String),
    }),
  ),
})
/** A unit that cannot move as asked. */
export type ImpossibleMove = typeof ImpossibleMove.Type

/** Units that cannot move as asked; none of the command's units moved. */
export class SerialMoveImpossible extends Schema.TaggedError<SerialMoveImpossible>()(
  "SerialMoveImpossible",
  { moves: Schema.Array(ImpossibleMove) },
) {
  override get message(): string {
    return this.moves.map(sentence).join("; ")
  }
}

const sentence = ({ line, sku, serial, asked, where, expected }: ImpossibleMove): string => {
  const but = expected === undefined ? "" : ` (${expected.what}: ${expected.id ?? "none"} named)`
  return `line ${line}: no ${asked} of ${sku} ${serial}, which is ${describe(where)}${but}`
}

/** Everything that commands on units are refused for. */
export type SerialRefusal = SerialsDuplicated | SerialMoveImpossible
