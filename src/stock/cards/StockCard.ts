/**
 * The stock card of an item at a place: its rows, and what its accounts mean. Pure.
 *
 * @module
 */
import { Result } from "effect"

import * as Quantity from "../../kernel/Quantity.ts"
import * as StockEvent from "../StockEvent.ts"
import type { CardName, CardRow, Row } from "./Card.ts"
import * as CardAmounts from "./CardAmounts.ts"

/** An entry of the journal, as far as a card needs it. */
export interface Entry<A> {
  /** Ascends in the journal. */
  readonly position: number
  /** Epoch milliseconds; never decreases by position. */
  readonly recordedAt: number
  /** Epoch milliseconds; a fact from outside may be late. */
  readonly occurredAt: number
  readonly fact: A
}

/** Units of an item that are somehow at a place. */
export interface Counts {
  /** Physically there, and neither in quarantine nor on the bench. */
  readonly onHand: number
  /** Kept by holds. */
  readonly held: number
  /** On hand and not held; what lots keep from being sold is counted in. */
  readonly available: number
  /** Promised by suppliers, on the way from other places, not for sale, and being repaired. */
  readonly expected: number
  readonly transit: number
  readonly quarantine: number
  readonly repair: number
  /** The customers' own, being repaired. */
  readonly customerRepair: number
}

/** The name of the card of an item at a place. */
export const nameOf = ({ sku, place }: Pick<StockEvent.Moved, "sku" | "place">): CardName => [
  "stock",
  place,
  sku,
]

/**
 * The rows of an entry: one for each item at each place of which it changes an account.
 *
 * @example
 * ```ts
 * import { StockCard } from "entrepot/stock"
 *
 * const lines = [{ sku: "MUG", place: "main", quantity: 2 }]
 * const instants = { position: 1, recordedAt: 2_000, occurredAt: 1_000 }
 * const fact = { _tag: "Held", holdId: "order-1", lines } as const
 * for (const { card, row } of StockCard.rowsOf({ ...instants, fact }))
 *   console.log(card.join(" "), row.holdId, row.changes.join(" "))
 * ```
 * ```text
 * stock main MUG order-1 Held,2 Shelf,-2
 * ```
 */
export const rowsOf = ({
  fact,
  ...entry
}: Entry<StockEvent.StockEvent>): ReadonlyArray<CardRow> => {
  const changes = new Map<
    string,
    { readonly card: CardName; readonly amounts: Array<readonly [string, bigint]> }
  >()
  for (const { sku, quantity, from, to } of StockEvent.legs(fact))
    for (const [account, units] of [
      [from, -quantity],
      [to, quantity],
    ] as const) {
      if (!("place" in account)) continue
      const card = nameOf({ sku, place: account.place })
      // No id holds NUL.
      const name = card.join("\u0000")
      const known = changes.get(name) ?? { card, amounts: [] }
      known.amounts.push([account._tag, BigInt(units)])
      changes.set(name, known)
    }
  const { position, recordedAt, occurredAt } = entry
  const row = { position, recordedAt, occurredAt, event: fact._tag, ...namedBy(fact) }
  return Array.from(changes.values(), ({ card, amounts }) => ({
    card,
    row: { ...row, changes: CardAmounts.of(amounts) },
  })).filter(({ row }) => row.changes.length > 0)
}

const namedBy = (fact: StockEvent.StockEvent): Pick<Row, "document" | "holdId"> => ({
  ...("document" in fact && fact.document !== undefined ? { document: fact.document } : {}),
  ...("holdId" in fact ? { holdId: fact.holdId } : {}),
})

/**
 * What the accounts of a card mean. Refused where more units came than can be counted: that is so
 * only at instants before something late that left.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { StockCard } from "entrepot/stock"
 *
 * const counts = StockCard.countsOf([["Held", "2"], ["Shelf", "3"]])
 * const { onHand, held, available } = Result.getOrThrow(counts)
 * console.log(onHand, held, available)
 * ```
 * ```text
 * 5 2 3
 * ```
 */
export const countsOf = (
  amounts: CardAmounts.CardAmounts,
): Result.Result<Counts, Quantity.QuantityOverflow> => {
  const of = (account: string) => CardAmounts.amountOf(amounts, account)
  return Result.all({
    onHand: counted(of("Shelf") + of("Held")),
    held: counted(of("Held")),
    available: counted(of("Shelf")),
    expected: counted(of("Expected")),
    transit: counted(of("Transit")),
    quarantine: counted(of("Quarantine")),
    repair: counted(of("Repair")),
    customerRepair: counted(of("CustomerRepair")),
  })
}

const counted = (amount: bigint): Result.Result<number, Quantity.QuantityOverflow> =>
  Number.isSafeInteger(Number(amount))
    ? Result.succeed(Number(amount))
    : Result.fail(new Quantity.QuantityOverflow({ exact: `${amount}` }))

/** The counts where held units have become free. */
export const freed = (counts: Counts, units: number): Counts => ({
  ...counts,
  held: counts.held - units,
  available: counts.available + units,
})
