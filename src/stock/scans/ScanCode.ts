/**
 * Codes that a shop knows its items and units by: GTINs, and texts of its own. Pure.
 *
 * @module
 */
import { Option, Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Gtin from "./Gtin.ts"
import type { CheckDigitWrong, ScanCharacterInvalid } from "./ScanRefusal.ts"

const nameFields = { kind: Schema.Literals(["gtin", "text"]), code: Id.Id }

/** The name of a code: a GTIN of 14 digits, or a text as it stands. */
export const CodeName = Schema.Struct(nameFields)
/** The name of a code. */
export type CodeName = typeof CodeName.Type

const codeFields = { ...nameFields, sku: Id.Sku, serial: Schema.optionalKey(Id.Id) }

/** A code, and the item or the unit that it is of: one record for each. */
export const Code = Schema.Struct(codeFields)
/** A code, and the item or the unit that it is of. */
export type Code = typeof Code.Type

/**
 * A command on codes.
 *
 * - `RegisterGtin`: the item of a GTIN of 8, 12, 13 or 14 digits.
 * - `RegisterCode`: the item of a text, or the unit whose serial number it is. It is looked up as it
 *   stands before anything is read into it.
 *
 * A code is of one item: what is registered last counts.
 */
export const CodeCommand = Schema.TaggedUnion({
  RegisterGtin: { ...CommandHeader.fields, gtin: Schema.String, sku: Id.Sku },
  RegisterCode: {
    ...CommandHeader.fields,
    text: Id.Id,
    sku: Id.Sku,
    serial: Schema.optional(Id.Id),
  },
})
/** A command on codes. */
export type CodeCommand = typeof CodeCommand.Type

/** An event of codes. */
export const CodeEvent = Schema.TaggedUnion({ CodeRegistered: codeFields })
/** An event of codes. */
export type CodeEvent = typeof CodeEvent.Type

/**
 * The code that a command is about. Blanks around a text are none of it, as in a scan.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { ScanCode } from "entrepot/stock"
 *
 * const command = { commandId: "c1", gtin: "4006381333931", sku: "PEN" }
 * const code = ScanCode.codeOf({ _tag: "RegisterGtin", ...command })
 * console.log(Result.getOrThrow(code).code)
 * ```
 * ```text
 * 04006381333931
 * ```
 */
export const codeOf = (
  command: CodeCommand,
): Result.Result<Code, CheckDigitWrong | ScanCharacterInvalid> => {
  const { sku } = command
  if (command._tag === "RegisterGtin")
    return Result.map(Gtin.parse(command.gtin), (code): Code => ({ kind: "gtin", code, sku }))
  const { text, serial } = command
  return Result.succeed({
    kind: "text",
    code: text.trim() || text,
    sku,
    ...(serial === undefined ? {} : { serial }),
  })
}

/** What a code comes to: nothing where it is known as the same. */
export const register = (code: Code, known: Option.Option<Code>): ReadonlyArray<CodeEvent> =>
  Option.exists(known, ({ sku, serial }) => sku === code.sku && serial === code.serial)
    ? []
    : [{ _tag: "CodeRegistered", ...code }]
