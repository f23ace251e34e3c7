/**
 * The door of a service: input is decoded once, and trusted behind it.
 *
 * @module
 */
import { Effect, Schema } from "effect"

import * as KnownProperties from "./KnownProperties.ts"
import { InputInvalid } from "./TransactionError.ts"

/**
 * A decoder of what callers hand in. It names every fault with its path, and refuses properties
 * that the schema does not know, since a misspelt one would be ignored otherwise.
 *
 * @example
 * ```ts
 * import { Effect, Schema } from "effect"
 * import { Input } from "entrepot/store"
 *
 * const decode = Input.decoder("Shop.greet", Schema.Struct({ name: Schema.String }))
 * const fault = await Effect.runPromise(Effect.flip(decode({ name: 1 })))
 * console.log(fault._tag)
 * ```
 * ```text
 * InputInvalid
 * ```
 */
export const decoder = <A, E>(
  service: string,
  schema: Schema.Codec<A, E>,
): ((input: unknown) => Effect.Effect<A, InputInvalid>) => {
  const decode = Schema.decodeUnknownEffect(schema, { errors: "all" })
  const decodeStrictly = Schema.decodeUnknownEffect(schema, {
    errors: "all",
    onExcessProperty: "error",
  })
  // Effect looks for unknown properties with a new set for each object, which we mostly can spare it.
  const hasOnlyKnown = KnownProperties.checkOf(schema)
  return (input) =>
    Effect.mapError(
      hasOnlyKnown(input) ? decode(input) : decodeStrictly(input),
      (error) => new InputInvalid({ service, detail: error.message }),
    )
}
