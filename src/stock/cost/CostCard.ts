/**
 * The card of a cost scope: how many units it had and what they cost, as of any instant. Pure.
 *
 * @module
 */
import type { CardName, CardRow } from "../cards/Card.ts"
import * as CardAmounts from "../cards/CardAmounts.ts"
import type { Entry } from "../cards/StockCard.ts"
import * as CostEvent from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"

/** The account of units on a card of costs, beside the accounts of value in minor units. */
export const units = "Units"

/** The name of the card of a scope. */
export const nameOf = (scope: string): CardName => ["cost", scope]

/**
 * The row of an entry, where it changes any value or the units: one for each account.
 *
 * @example
 * ```ts
 * import { CostCard } from "entrepot/stock"
 *
 * const fact = {
 *   _tag: "Received",
 *   scope: "MUG",
 *   currency: "EUR",
 *   source: "Supplier",
 *   layers: [{ layer: 0, units: 3, cost: 10_000n }],
 * } as const
 * const [found] = CostCard.rowsOf({ position: 1, recordedAt: 2_000, occurredAt: 1_000, fact })
 * console.log(found?.row.changes.join(" "))
 * ```
 * ```text
 * Clearing,-10000 Stock,10000 Units,3
 * ```
 */
export const rowsOf = ({
  fact,
  position,
  recordedAt,
  occurredAt,
}: Entry<CostEvent.CostEvent>): ReadonlyArray<CardRow> => {
  const values = CostEvent.legs(fact).flatMap(({ from, to, amount }) => [
    [from, -amount] as const,
    [to, amount] as const,
  ])
  const changes = CardAmounts.of([...values, [units, unitsBy(fact)]])
  if (changes.length === 0) return []
  const instants = { position, recordedAt, occurredAt }
  return [
    {
      card: nameOf(fact.scope),
      row: {
        ...instants,
        event: fact._tag,
        ...("document" in fact && fact.document !== undefined ? { document: fact.document } : {}),
        changes,
      },
    },
  ]
}

const unitsBy = (event: CostEvent.CostEvent): bigint => {
  switch (event._tag) {
    case "Received":
      return BigInt(event.layers.reduce((sum, layer) => sum + layer.units, 0))
    case "Issued":
      return -BigInt(CostLayer.unitsOf(event.parts))
    case "Returned":
      return BigInt(CostLayer.unitsOf(event.parts))
    default:
      return 0n
  }
}
