/**
 * Warnings of an item as values: low, out of stock, and a channel that drifts. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import * as Id from "../../kernel/Id.ts"
import * as Quantity from "../../kernel/Quantity.ts"

const kind = Schema.Literals(["Low", "OutOfStock", "Drift"])

/**
 * What is wrong: `Low` and `OutOfStock` of the units available, `Drift` of a channel that shows
 * other units than it was told to.
 */
export type Kind = typeof kind.Type

/**
 * The lines of an item, in units. A warning is raised at the first level and armed again at the
 * second, so that a number that trembles about one level does not warn each time.
 *
 * - `low`: raised at `at` or less, armed again at `rearmAt` or more.
 * - `outOfStock`: raised at zero, armed again at `rearmAt` or more.
 * - `drift`: raised where the difference, either way, is `at` or more; armed again at `rearmAt` or
 *   less.
 */
export const Lines = Schema.Struct({
  low: Schema.optionalKey(
    Schema.Struct({ at: Quantity.Quantity, rearmAt: Quantity.PositiveQuantity }).check(
      Schema.makeFilter(({ at, rearmAt }) =>
        rearmAt > at ? undefined : "rearmAt must be above at",
      ),
    ),
  ),
  outOfStock: Schema.Struct({ rearmAt: Quantity.PositiveQuantity }),
  drift: Schema.optionalKey(
    Schema.Struct({ at: Quantity.PositiveQuantity, rearmAt: Quantity.Quantity }).check(
      Schema.makeFilter(({ at, rearmAt }) =>
        rearmAt < at ? undefined : "rearmAt must be below at",
      ),
    ),
  ),
})
/** The lines of an item. */
export type Lines = typeof Lines.Type

/** A warning that stands; `units` is the reading that raised it. */
export const Breach = Schema.Struct({
  kind,
  channel: Schema.optionalKey(Id.Id),
  units: Schema.Int,
})
/** A warning that stands. */
export type Breach = typeof Breach.Type

/** The lines of an item and the warnings that stand: one record for each item that has lines. */
export const Watch = Schema.Struct({ sku: Id.Sku, lines: Lines, raised: Schema.Array(Breach) })
/** The lines of an item and the warnings that stand. */
export type Watch = typeof Watch.Type

/** What is seen now: units available, or the drift of a channel in units. */
export type Reading =
  | { readonly _tag: "Available"; readonly units: Quantity.Quantity }
  | { readonly _tag: "Drift"; readonly channel: string; readonly units: Quantity.QuantityDelta }

const fields = { sku: Id.Sku, kind, channel: Schema.optionalKey(Id.Id), units: Schema.Int }

/**
 * What happened to the warnings of an item: its lines were set, a warning was raised, or it is armed
 * again; `units` is the reading that made it so.
 */
export const WatchEvent = Schema.TaggedUnion({
  LinesSet: { sku: Id.Sku, lines: Lines },
  Raised: fields,
  Rearmed: fields,
})
/** What happened to the warnings of an item. */
export type WatchEvent = typeof WatchEvent.Type

/** A warning, or that it is armed again. */
export type WarningEvent = Extract<WatchEvent, { readonly _tag: "Raised" | "Rearmed" }>

/**
 * The warnings that a reading raises or arms again: each is raised once for each breach.
 *
 * @example
 * ```ts
 * import { StockWarning } from "entrepot/stock"
 *
 * const lines = { low: { at: 3, rearmAt: 5 }, outOfStock: { rearmAt: 1 } }
 * let watch: StockWarning.Watch = { sku: "MUG", lines, raised: [] }
 * for (const units of [6, 3, 4, 2, 5, 0]) {
 *   const events = StockWarning.decide(watch, { _tag: "Available", units })
 *   watch = events.reduce(StockWarning.evolve, watch)
 *   console.log(units, events.map(({ _tag, kind }) => `${_tag} ${kind}`).join(", ") || "nothing")
 * }
 * ```
 * ```text
 * 6 nothing
 * 3 Raised Low
 * 4 nothing
 * 2 nothing
 * 5 Rearmed Low
 * 0 Raised Low, Raised OutOfStock
 * ```
 */
export const decide = (watch: Watch, reading: Reading): ReadonlyArray<WarningEvent> => {
  const { low, outOfStock, drift } = watch.lines
  const { units } = reading
  if (reading._tag === "Drift") {
    if (drift === undefined) return []
    const { channel } = reading
    const off = Math.abs(units)
    return crossed(watch, { kind: "Drift", channel, units }, off >= drift.at, off <= drift.rearmAt)
  }
  return [
    ...(low === undefined
      ? []
      : crossed(watch, { kind: "Low", units }, units <= low.at, units >= low.rearmAt)),
    ...crossed(watch, { kind: "OutOfStock", units }, units === 0, units >= outOfStock.rearmAt),
  ]
}

/** The watch after an event: a warning does not outlive its line. Total. */
export const evolve = (watch: Watch, event: WatchEvent): Watch => {
  if (event._tag === "LinesSet") {
    const { lines } = event
    return { ...watch, lines, raised: watch.raised.filter(({ kind }) => hasLine(lines, kind)) }
  }
  const { kind, channel, units } = event
  const others = watch.raised.filter((breach) => !isSame(breach, { kind, channel }))
  if (event._tag === "Rearmed") return { ...watch, raised: others }
  return {
    ...watch,
    raised: [...others, channel === undefined ? { kind, units } : { kind, channel, units }],
  }
}

const hasLine = ({ low, drift }: Lines, kind: Kind): boolean =>
  kind === "OutOfStock" || (kind === "Low" ? low : drift) !== undefined

interface Subject {
  readonly kind: Kind
  readonly channel?: string | undefined
}

const isSame = (one: Subject, other: Subject): boolean =>
  one.kind === other.kind && one.channel === other.channel

const crossed = (
  { sku, raised }: Watch,
  subject: Omit<WarningEvent, "_tag" | "sku">,
  isBreached: boolean,
  isWell: boolean,
): ReadonlyArray<WarningEvent> => {
  const stands = raised.some((breach) => isSame(breach, subject))
  if (isBreached && !stands) return [{ _tag: "Raised", sku, ...subject }]
  if (isWell && stands) return [{ _tag: "Rearmed", sku, ...subject }]
  return []
}
