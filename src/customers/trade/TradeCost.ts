/**
 * What the trade of an order cost us, as far as that is known. Pure.
 *
 * @module
 */
import type * as Money from "../../kernel/Money.ts"
import type { OrderTrade } from "./OrderTrade.ts"
import type { PurchaseLine } from "./Purchase.ts"

/**
 * What all that left cost, less what came back, in the currency of the order: nothing where nothing
 * left, and absent where it is not known.
 *
 * It is known once all that was bought has left and was costed. Of what the stock ledger costs, as many
 * units of our items must have left there as left by the desk. What left has its cost also where it was
 * called off afterwards, and nothing is bought any more.
 */
export const of = (
  { costs, shown, isCostPartly, lines, costedUnits }: OrderTrade,
  bought: ReadonlyArray<PurchaseLine>,
): ReadonlyArray<Money.Money> | undefined => {
  const left = new Map(lines.map(({ lineId, shipped }) => [lineId, shipped]))
  const hasLeft = bought.every(({ lineId, units }) => (left.get(lineId) ?? 0) >= units)
  const isKnown = hasLeft && !isCostPartly && leftByLedger(lines) === costedUnits
  return isKnown && costs.every(({ currency }) => currency === shown?.currency) ? costs : undefined
}

/** Units of our items; none where nobody told what a unit of a line is of them. */
const leftByLedger = (lines: OrderTrade["lines"]): number | undefined => {
  const told = lines.filter(({ byLedger }) => byLedger > 0)
  return told.every(({ items }) => items.length === 1)
    ? told.reduce((sum, { byLedger, items: [each = 0] }) => sum + byLedger * each, 0)
    : undefined
}
