/**
 * Where an id means anything: two ids say something about each other within one scope only.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"

/**
 * Who gave an id, to whom, and for how long.
 *
 * A marketplace gives one buyer another id for each seller, each app and each week, and takes it back
 * after a while: ids of two scopes are never compared, even where their letters are the same.
 */
export const Scope = Schema.Struct({
  /** Who gave it, such as `taobao`. */
  issuer: Id.Id,
  /** The shop or account of ours that it was given to, where each gets another. */
  seller: Schema.optionalKey(Id.Id),
  /** The app that it was given to, where each gets another. */
  app: Schema.optionalKey(Id.Id),
  /** The time for which it was given, as the issuer names it, such as `2026-W47`. */
  window: Schema.optionalKey(Id.Id),
  /**
   * Epoch milliseconds from which on it means nothing. It is no part of what an id is: an issuer that
   * gives the same letters to somebody else later names a `window`.
   */
  expiresAt: Schema.optionalKey(Calendar.Instant),
}).annotate({ title: "Scope" })
/** Who gave an id, to whom, and for how long. */
export type Scope = typeof Scope.Type

/**
 * One text for an id in its scope: equal for the same id of the same scope, and for nothing else. Until
 * when it means something does not matter: who asks twice is told of one id with two ends.
 *
 * @example
 * ```ts
 * import { Scope } from "entrepot/customers"
 *
 * const keyIn = (seller: string) => Scope.keyOf({ issuer: "taobao", seller }, "AbC")
 * console.log(keyIn("shoes") === keyIn("shoes"), keyIn("shoes") === keyIn("hats"))
 * ```
 * ```text
 * true false
 * ```
 */
export const keyOf = (scope: Scope, id: string): string => {
  const { issuer, seller, app, window } = scope
  // JSON keeps the parts apart whatever letters they have.
  return JSON.stringify([issuer, seller ?? null, app ?? null, window ?? null, id])
}

/**
 * Whether ids of the scope mean something at an instant.
 *
 * @example
 * ```ts
 * import { Scope } from "entrepot/customers"
 *
 * const week = { issuer: "taobao", expiresAt: Date.UTC(2026, 10, 23) }
 * console.log(Scope.isOpenAt(week, Date.UTC(2026, 10, 22)), Scope.isOpenAt(week, week.expiresAt))
 * ```
 * ```text
 * true false
 * ```
 */
export const isOpenAt = ({ expiresAt }: Scope, at: Calendar.Instant): boolean =>
  expiresAt === undefined || at < expiresAt
