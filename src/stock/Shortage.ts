/**
 * Why units are not available: what there is, and when more of it becomes free.
 *
 * @module
 */
import { Option } from "effect"

import * as Pool from "./Pool.ts"
import * as StockBook from "./StockBook.ts"
import type { Moved } from "./StockEvent.ts"
import { type Freeing, InsufficientStock, type ShortLine, UnknownSku } from "./StockRefusal.ts"

/** Why the wanted units are not available, if they are not. */
export const shortage = (
  book: StockBook.Book,
  wanted: ReadonlyArray<Moved>,
): InsufficientStock | UnknownSku | undefined => {
  const unknown: Array<Pick<Moved, "sku" | "place">> = []
  const short: Array<ShortLine> = []
  let pooled = false
  for (const line of wanted) {
    const { sku, place } = line
    const found = Option.getOrUndefined(StockBook.shelf(book, { sku, place }))
    if (found === undefined) {
      unknown.push({ sku, place })
      continue
    }
    pooled ||= Pool.nameOf(found) !== undefined
    if (!Pool.isPool(found) && line.quantity > StockBook.available(found))
      short.push(shortLine(line, found))
  }
  if (unknown.length > 0) return new UnknownSku({ lines: unknown })
  if (pooled)
    for (const [line, shelf] of Pool.undercut(book, wanted))
      if (!short.some(({ sku, place }) => sku === line.sku && place === line.place))
        short.push(shortLine(line, shelf))
  return short.length > 0 ? new InsufficientStock({ lines: short }) : undefined
}

const shortLine = ({ sku, place, quantity }: Moved, shelf: StockBook.Shelf): ShortLine => ({
  sku,
  place,
  wanted: quantity,
  available: StockBook.available(shelf),
  onHand: shelf.onHand,
  held: shelf.held,
  ...freeing(shelf),
})

/** What becomes free soonest; of a longer slot only its end is known without looking inside. */
const freeing = ({ expiring }: StockBook.Shelf): { readonly frees?: ReadonlyArray<Freeing> } =>
  expiring === undefined
    ? {}
    : {
        frees: expiring
          .slice(0, 3)
          .map(({ at, span, units }) => ({ at: (at + span - 1) * 1_000, units })),
      }
