/**
 * Tenure: whose a record was, and from when on. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../../kernel/Calendar.ts"
import * as Id from "../../kernel/Id.ts"

/** A record was a customer's from an instant on (epoch milliseconds), until its next tenure begins. */
export const Tenure = Schema.Struct({ customer: Id.Id, from: Calendar.Instant })
/** A record was a customer's from an instant on. */
export type Tenure = typeof Tenure.Type

/**
 * The tenures of a record, in the order of time, after it was found to be a customer's at an instant.
 * Nobody had it for no time.
 *
 * @example
 * ```ts
 * import { Tenure } from "entrepot/customers"
 *
 * const found = [["web-1", 1], ["web-1", 4], ["till-1", 5]] as const
 * const tenures = found.reduce<ReadonlyArray<Tenure.Tenure>>(
 *   (known, [customer, at]) => Tenure.evolve(known, customer, at),
 *   [],
 * )
 * console.log(Tenure.at(tenures, 0), Tenure.at(tenures, 4), Tenure.at(tenures, 9))
 * ```
 * ```text
 * undefined web-1 till-1
 * ```
 */
export const evolve = (
  tenures: ReadonlyArray<Tenure>,
  customer: string,
  at: Calendar.Instant,
): ReadonlyArray<Tenure> => {
  if (tenures.at(-1)?.customer === customer) return tenures
  const before = tenures.filter(({ from }) => from < at)
  return before.at(-1)?.customer === customer ? before : [...before, { customer, from: at }]
}

/**
 * Whose the record was at an instant; nobody's before it was known.
 *
 * @example
 * ```ts
 * import { Tenure } from "entrepot/customers"
 *
 * const tenures = [
 *   { customer: "web-1", from: 1 },
 *   { customer: "till-1", from: 5 },
 * ]
 * console.log([0, 4, 5].map((instant) => Tenure.at(tenures, instant)))
 * ```
 * ```text
 * [ undefined, 'web-1', 'till-1' ]
 * ```
 */
export const at = (tenures: ReadonlyArray<Tenure>, instant: Calendar.Instant): string | undefined =>
  tenures.findLast(({ from }) => from <= instant)?.customer

/**
 * Whose the record was from when until when (epoch milliseconds); the last of them has no end.
 *
 * @internal
 */
export const stretches = (
  tenures: ReadonlyArray<Tenure>,
): ReadonlyArray<Tenure & { readonly to: Calendar.Instant }> =>
  tenures.map((tenure, i) => ({ ...tenure, to: tenures[i + 1]?.from ?? Infinity }))

/**
 * When the record ceased to be a customer's, the last time; absent where it never did.
 *
 * @internal
 */
export const endOf = (
  tenures: ReadonlyArray<Tenure>,
  customer: string,
): Calendar.Instant | undefined => {
  const last = tenures.findLastIndex((tenure) => tenure.customer === customer)
  return last < 0 ? undefined : tenures[last + 1]?.from
}
