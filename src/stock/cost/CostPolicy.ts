/**
 * Whose cost is kept, and how: by item, or by item at each place. Pure.
 *
 * @module
 */
import { Option, Result, Schema } from "effect"

import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Currency from "../../kernel/Currency.ts"
import * as Id from "../../kernel/Id.ts"
import { Money } from "../../kernel/Money.ts"
import { CostTracked } from "./CostRefusal.ts"

/**
 * How units that leave are costed: `Fifo` by the oldest layers, `MovingAverage` by the pool of all
 * on hand, `Specific` each by its own serial.
 */
export const Method = Schema.Literals(["Fifo", "MovingAverage", "Specific"])
/** One of the names in {@link Method}. */
export type Method = typeof Method.Type

/** An item, or an item at a place: the units that have one cost book. */
export const Home = Schema.Struct({ sku: Id.Sku, place: Schema.optionalKey(Id.PlaceId) })
/** An item, or an item at a place. */
export type Home = typeof Home.Type

const fields = {
  sku: Id.Sku,
  method: Method,
  currency: Currency.Currency,
  per: Schema.Literals(["item", "place"]),
}

/**
 * How the cost of an item is kept. `per` says whether its places share one cost book, so that only
 * what comes and leaves matters, or whether each has its own, between which units are transferred.
 */
export const Policy = Schema.Struct(fields)
/** How the cost of an item is kept. */
export type Policy = typeof Policy.Type

/** A name for a scope of one's own: no control characters, which the ones of items may have. */
const scope = Id.Id.check(
  Schema.makeFilter((name) =>
    // oxlint-disable-next-line no-control-regex -- these two are what keys are joined by
    /[\u0001\u0002]/.test(name) ? "the name of a scope must not hold U+0001 or U+0002" : undefined,
  ),
)

/**
 * A command on what is costed.
 *
 * - `Track`: from now on the cost of an item follows its units on every shelf. Units that are there
 *   already come in at `unitCost` each.
 * - `Open`: a scope of its own, which only commands of its own change.
 */
export const PolicyCommand = Schema.TaggedUnion({
  Track: { ...CommandHeader.fields, ...fields, unitCost: Schema.optional(Money) },
  Open: { ...CommandHeader.fields, scope, method: Method, currency: Currency.Currency },
})
/** A command on what is costed. */
export type PolicyCommand = typeof PolicyCommand.Type

/** An event of policies. */
export const PolicyEvent = Schema.TaggedUnion({ Tracked: fields })
/** An event of policies. */
export type PolicyEvent = typeof PolicyEvent.Type

/**
 * Decides to keep the cost of an item. The same again changes nothing; another policy is refused, for
 * what was posted by the first one stands.
 *
 * @example
 * ```ts
 * import { Option, Result } from "effect"
 * import { CostPolicy } from "entrepot/stock"
 *
 * const policy = { sku: "MUG", method: "Fifo", currency: "EUR", per: "item" } as const
 * const other = { _tag: "Track", commandId: "c1", ...policy, method: "MovingAverage" } as const
 * const decision = CostPolicy.decide(Option.some(policy), other)
 * console.log(Result.isFailure(decision) && decision.failure.message)
 * ```
 * ```text
 * the cost of MUG is kept already: Fifo in EUR, per item
 * ```
 */
export const decide = (
  known: Option.Option<Policy>,
  { sku, method, currency, per }: Extract<PolicyCommand, { _tag: "Track" }>,
): Result.Result<ReadonlyArray<PolicyEvent>, CostTracked> =>
  Option.match(known, {
    onNone: () => Result.succeed([{ _tag: "Tracked", sku, method, currency, per }]),
    onSome: (policy) =>
      policy.method === method && policy.currency === currency && policy.per === per
        ? Result.succeed([])
        : Result.fail(new CostTracked(policy)),
  })
