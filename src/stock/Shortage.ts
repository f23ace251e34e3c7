/**
 * Why units are not available: what there is, and when more of it becomes free.
 *
 * @module
 */
import { Option } from "effect"

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
  for (const { sku, place, quantity } of wanted) {
    const found = StockBook.shelf(book, { sku, place })
    if (Option.isNone(found)) {
      unknown.push({ sku, place })
      continue
    }
    const { onHand, held } = found.value
    const available = StockBook.available(found.value)
    if (quantity > available)
      short.push({
        sku,
        place,
        wanted: quantity,
        available,
        onHand,
        held,
        ...freeing(found.value),
      })
  }
  if (unknown.length > 0) return new UnknownSku({ lines: unknown })
  return short.length > 0 ? new InsufficientStock({ lines: short }) : undefined
}

/** What becomes free soonest; of a longer slot only its end is known without looking inside. */
const freeing = ({ expiring }: StockBook.Shelf): { readonly frees?: ReadonlyArray<Freeing> } =>
  expiring === undefined
    ? {}
    : {
        frees: expiring
          .slice(0, 3)
          .map(({ at, span, units }) => ({ at: (at + span - 1) * 1_000, units })),
      }
