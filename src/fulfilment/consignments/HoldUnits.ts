/**
 * Units of a consignment among the holds that keep them: what is to be shipped or released of each.
 * Pure.
 *
 * @module
 */
import { Result } from "effect"

import { UnitsNotHeld } from "./DocketRefusal.ts"

/** Units of an item that a hold still keeps, of one lot where lots are told apart. */
export interface KeptUnits {
  readonly holdId: string
  readonly keeper?: "kits" | "lots" | "serials"
  readonly sku: string
  readonly lot?: string
  readonly units: number
}

/** Units that are to leave the holds; `serial` and `document` where each is named. */
export interface WantedUnits {
  readonly sku: string
  readonly quantity: number
  readonly lot?: string
  readonly serial?: string
  readonly document?: string
}

/** Units that leave a hold. */
export interface TakenUnits extends WantedUnits {
  readonly holdId: string
  readonly keeper?: KeptUnits["keeper"]
}

/**
 * Takes units from holds, in the order of the holds. What names a lot is of that lot, where the hold
 * keeps lots; the others come after, of what is left.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { HoldUnits } from "entrepot/fulfilment"
 *
 * const kept = [
 *   { holdId: "h1", sku: "MUG", units: 2 },
 *   { holdId: "h2", sku: "MUG", units: 5 },
 * ]
 * const taken = HoldUnits.take("c1", kept, [{ sku: "MUG", quantity: 3 }])
 * console.log(Result.getOrThrow(taken).map(({ holdId, quantity }) => `${quantity} of ${holdId}`))
 * ```
 * ```text
 * [ '2 of h1', '1 of h2' ]
 * ```
 */
export const take = (
  consignmentId: string,
  kept: ReadonlyArray<KeptUnits>,
  wanted: ReadonlyArray<WantedUnits>,
): Result.Result<ReadonlyArray<TakenUnits>, UnitsNotHeld> => {
  const left = kept.map(({ units, ...of }) => ({ of, units }))
  const taken: Array<TakenUnits> = []
  const lacking = new Map<string, { wanted: number; there: number }>()
  const isNamed = ({ lot }: WantedUnits): boolean => lot !== undefined
  for (const want of [...wanted.filter(isNamed), ...wanted.filter((other) => !isNamed(other))]) {
    let open = want.quantity
    for (const part of left) {
      const { sku, lot } = part.of
      if (sku !== want.sku || (lot !== undefined && want.lot !== undefined && lot !== want.lot))
        continue
      const quantity = Math.min(open, part.units)
      if (quantity <= 0) continue
      open -= quantity
      part.units -= quantity
      const { lot: _, ...rest } = want
      taken.push({ ...rest, ...part.of, quantity })
    }
    const before = lacking.get(want.sku) ?? { wanted: 0, there: 0 }
    lacking.set(want.sku, {
      wanted: before.wanted + want.quantity,
      there: before.there + want.quantity - open,
    })
  }
  const lines = Array.from(lacking, ([sku, units]) => ({ sku, ...units }))
  const short = lines.filter(({ wanted, there }) => there < wanted)
  return short.length > 0
    ? Result.fail(new UnitsNotHeld({ consignmentId, lines: short }))
    : Result.succeed(taken)
}

/** As many of the wanted units as are kept at all: what is free already need not be released. */
export const atMost = (
  kept: ReadonlyArray<KeptUnits>,
  wanted: ReadonlyArray<WantedUnits>,
): ReadonlyArray<WantedUnits> => {
  const left = new Map<string, number>()
  for (const { sku, units } of kept) left.set(sku, (left.get(sku) ?? 0) + units)
  return wanted.flatMap((want) => {
    const there = left.get(want.sku) ?? 0
    const quantity = Math.min(want.quantity, there)
    left.set(want.sku, there - quantity)
    return quantity > 0 ? [{ ...want, quantity }] : []
  })
}
