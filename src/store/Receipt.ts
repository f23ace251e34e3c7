/**
 * Receipts: what makes a repeated command harmless.
 *
 * @module
 */
import { Schema } from "effect"

import * as Digest from "../kernel/Digest.ts"
import * as Collection from "./Collection.ts"
import { Sha256 } from "./Sha256.ts"

/** The kept answer of a command: the hash of its body, and what it answered first. */
export interface Receipt {
  readonly commandId: string
  /** SHA-256 over the canonical JSON (RFC 8785) of the body as received, in hexadecimal. */
  readonly hash: string
  readonly answer: Schema.Json
  /** Epoch milliseconds, where the caller said. */
  readonly issuedAt?: number
}

/** The reserved collection of receipts. */
export const Receipts: Collection.Collection<Receipt> = Collection.make({
  name: "$receipt",
  schema: Schema.Struct({
    commandId: Schema.String,
    hash: Schema.String,
    // Its own codec made it, so it need not be looked through once more.
    answer: Schema.Unknown as Schema.Unknown & Schema.Codec<Schema.Json>,
    issuedAt: Schema.optionalKey(Schema.Int),
  }),
  id: (receipt) => receipt.commandId,
})

/** The longest answer of a command, in characters of JSON text. */
export const maxAnswerLength = 1_024

/**
 * The hash of a command's body; `undefined` where it is not JSON.
 *
 * @example
 * ```ts
 * import { Receipt } from "entrepot/store"
 *
 * console.log(Receipt.hash({ b: 1, a: 2 }) === Receipt.hash({ a: 2, b: 1 }))
 * ```
 * ```text
 * true
 * ```
 */
export const hash = (
  body: unknown,
  sha256: (text: string) => string = Sha256.defaultValue(),
): string | undefined => {
  try {
    return sha256(Digest.canonicalJson(body))
  } catch {
    return undefined
  }
}

/** The oldest instant whose receipts are all kept, moved by pruning. */
export interface Horizon {
  readonly id: "horizon"
  /** Epoch milliseconds. */
  readonly keptSince: number
}

/** The reserved collection of the one horizon record. */
export const Horizons: Collection.Collection<Horizon> = Collection.make({
  name: "$horizon",
  schema: Schema.Struct({ id: Schema.Literal("horizon"), keptSince: Schema.Int }),
  id: (horizon) => horizon.id,
})
