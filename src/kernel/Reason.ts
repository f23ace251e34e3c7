/**
 * Reasons: how a number or a decision explains itself, as data.
 *
 * @module
 */
import { Schema } from "effect"

/** A value that went into a decision; money and decimals as their text. */
export const Value = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])
/** A text, a finite number, or yes or no. */
export type Value = typeof Value.Type

/**
 * Which rule or formula decided, from which inputs, and what it refused.
 *
 * Whoever runs `rule` at `version` over `inputs` again must reach the same answer. Inputs keep
 * their order and carry their unit in their name, such as `leadTimeDays`.
 */
export interface Reason {
  readonly rule: string
  /** From 1; a rule that answers differently has a new one. */
  readonly version: number
  readonly inputs: ReadonlyArray<{ readonly name: string; readonly value: Value }>
  readonly refused: ReadonlyArray<{ readonly alternative: string; readonly because: string }>
  /** What was decided, as one sentence without its full stop. */
  readonly text: string
}

/** Decodes a {@link Reason}; its JSON form is the same. */
export const Reason: Schema.Codec<Reason> = Schema.Struct({
  rule: Schema.NonEmptyString,
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  inputs: Schema.Array(Schema.Struct({ name: Schema.NonEmptyString, value: Value })),
  refused: Schema.Array(Schema.Struct({ alternative: Schema.String, because: Schema.String })),
  text: Schema.String,
})

/**
 * Makes a reason: version 1, without inputs and refused alternatives, unless given.
 *
 * @example
 * ```ts
 * import { Reason } from "entrepot/kernel"
 *
 * const reason = Reason.of("cheapestCourier", "parcel 7 goes by Post", {
 *   inputs: [{ name: "weightGrams", value: 900 }],
 *   refused: [{ alternative: "Express", because: "it costs 4.10 EUR more" }],
 * })
 * console.log(Reason.render(reason))
 * ```
 * ```text
 * parcel 7 goes by Post. Rule: cheapestCourier, version 1. From: weightGrams = 900. Refused: Express, because it costs 4.10 EUR more.
 * ```
 */
export const of = (
  rule: string,
  text: string,
  more: Partial<Pick<Reason, "version" | "inputs" | "refused">> = {},
): Reason => ({
  rule,
  version: more.version ?? 1,
  inputs: more.inputs ?? [],
  refused: more.refused ?? [],
  text,
})

/** One paragraph for people; for programs the data is there. */
export const render = ({ rule, version, inputs, refused, text }: Reason): string => {
  const from = inputs.map(({ name, value }) => `${name} = ${value}`).join(", ")
  const not = refused.map(({ alternative, because }) => `${alternative}, because ${because}`)
  return [
    `${text}.`,
    `Rule: ${rule}, version ${version}.`,
    ...(from === "" ? [] : [`From: ${from}.`]),
    ...(not.length === 0 ? [] : [`Refused: ${not.join("; ")}.`]),
  ].join(" ")
}
