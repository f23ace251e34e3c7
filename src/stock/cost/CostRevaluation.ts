/**
 * A new value for what is on hand, as a document of its own. Pure.
 *
 * @module
 */
import { Result } from "effect"

import type * as CostBook from "./CostBook.ts"
import type { CommandOf } from "./CostCommand.ts"
import type { EventOf } from "./CostEvent.ts"
import * as CostLayer from "./CostLayer.ts"
import { serialsOnHand } from "./CostPick.ts"
import { costOf, eventOf } from "./CostReading.ts"
import {
  type CostRefusal,
  SerialsMismatch,
  SerialsMisplaced,
  UnitsNotCosted,
} from "./CostRefusal.ts"

type Book = CostBook.CostBook

/**
 * Values each unit on hand at the same amount, up or down: all become one new layer, and what they
 * were worth is told. No layer is loaded, however many there are, for each is brought up to date when
 * it is next used. A correction that comes later for units that were revalued does not change what
 * they are worth: it adds to the write-down.
 *
 * Source: IAS 2 Inventories, paragraphs 28 to 33.
 */
export const revalue = (
  book: Book,
  command: CommandOf<"Revalue">,
): Result.Result<EventOf<"Revalued">, CostRefusal> =>
  Result.gen(function* () {
    const unitValue = yield* costOf(book, command.unitValue)
    const { units, before, ...named } = yield* whatIsRevalued(book, command.serial)
    return {
      _tag: "Revalued" as const,
      ...eventOf(book, command),
      layer: book.head.tail,
      units,
      before,
      after: unitValue * BigInt(units),
      ...named,
    }
  })

type Revalued = Pick<EventOf<"Revalued">, "units" | "before" | "serial" | "replaces">

const whatIsRevalued = (
  { head, ...rest }: Book,
  serial: string | undefined,
): Result.Result<Revalued, SerialsMismatch | SerialsMisplaced | UnitsNotCosted> => {
  const { scope, method, units, value } = head
  if ((method === "Specific") !== (serial !== undefined))
    return Result.fail(
      new SerialsMismatch({ scope, units: 1, serials: serial === undefined ? 0 : 1 }),
    )
  if (serial === undefined)
    return units === 0
      ? Result.fail(new UnitsNotCosted({ scope, wanted: 1, onHand: 0 }))
      : Result.succeed({ units, before: value })
  const layer = serialsOnHand({ head, ...rest }).get(serial)
  return layer === undefined
    ? Result.fail(new SerialsMisplaced({ scope, onHand: [], absent: [serial] }))
    : Result.succeed({
        units: 1,
        before: CostLayer.costOfAll(layer, layer.onHand),
        serial,
        replaces: layer.layer,
      })
}
