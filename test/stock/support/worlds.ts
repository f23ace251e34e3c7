/** Small worlds of stock, in which everything meets: few items, places and holds, small quantities. */
import { Result } from "effect"
import { StockBook, type StockCommand, StockDecision, StockEvent } from "entrepot/stock"
import fc from "fast-check"

import { adjust, giveBack, hold, receive, release, ship } from "./given.ts"

type Command = StockCommand.StockCommand

const most = Number.MAX_SAFE_INTEGER

export const skus = ["mug", "toString", "皿"] as const
export const places = [undefined, "__proto__"] as const
export const holdIds = ["order-1", "order-2", "constructor"] as const

export const small = fc.integer({ min: 1, max: 3 })
/** Quantities of which two are more than can be counted. */
export const large = fc.constantFrom(1, 2, most - 1, most)

export interface Vocabulary {
  readonly skus?: ReadonlyArray<string>
  readonly holdIds?: ReadonlyArray<string>
  readonly quantity?: fc.Arbitrary<number>
}

/** Up to three lines, of one item also twice. */
const linesOf = ({ skus: items = skus, quantity = small }: Vocabulary) => {
  const line = fc.record({
    sku: fc.constantFrom(...items),
    quantity,
    place: fc.constantFrom(...places),
  })
  return fc.tuple(line, fc.array(line, { maxLength: 2 }))
}

export const holdOf = (vocabulary: Vocabulary = {}): fc.Arbitrary<Command> =>
  fc
    .tuple(fc.constantFrom(...(vocabulary.holdIds ?? holdIds)), linesOf(vocabulary))
    .map(([holdId, [first, rest]]) => hold(holdId, first, ...rest))

/** Any command. */
export const commandOf = (vocabulary: Vocabulary = {}): fc.Arbitrary<Command> => {
  const holdId = fc.constantFrom(...(vocabulary.holdIds ?? holdIds))
  const lines = linesOf(vocabulary)
  const onHold = (make: typeof ship | typeof release) =>
    fc.oneof(
      holdId.map((id): Command => make(id)),
      fc.tuple(holdId, lines).map(([id, [first, rest]]): Command => make(id, first, ...rest)),
    )
  const sign = fc.constantFrom(1, -1)
  return fc.oneof(
    lines.map(([first, rest]) => receive(first, ...rest)),
    { arbitrary: holdOf(vocabulary), weight: 3 },
    onHold(release),
    onHold(ship),
    lines.map(([first, rest]) => giveBack(first, ...rest)),
    fc.tuple(lines, sign, sign).map(([[first, rest], one, other]) => {
      const difference = ({ sku, quantity, place }: StockCommand.Line, sign: number) => ({
        sku,
        delta: sign * quantity,
        place,
      })
      return adjust(difference(first, one), ...rest.map((line) => difference(line, other)))
    }),
  )
}

/** Commands one after the other, in a shop that has something to begin with. */
export const historyOf = (vocabulary: Vocabulary = {}): fc.Arbitrary<ReadonlyArray<Command>> =>
  fc
    .tuple(linesOf(vocabulary), fc.array(commandOf(vocabulary), { maxLength: 10 }))
    .map(([[first, rest], commands]) => [receive(first, ...rest), ...commands])

/** What a stock room is made of; a mutant replaces one part. */
export interface Room {
  readonly decide: typeof StockDecision.decide
  readonly evolve: typeof StockBook.evolve
  readonly legs: typeof StockEvent.legs
}
export const room: Room = {
  decide: StockDecision.decide,
  evolve: StockBook.evolve,
  legs: StockEvent.legs,
}

/** The book and all events after each command; a refusal leaves both. */
export function* play(
  { decide, evolve }: Room,
  history: ReadonlyArray<Command>,
): Generator<{
  readonly book: StockBook.Book
  readonly events: ReadonlyArray<StockEvent.StockEvent>
}> {
  let book = StockBook.empty
  let events: ReadonlyArray<StockEvent.StockEvent> = []
  for (const command of history) {
    const told = Result.getOrElse(decide(book, command), () => [])
    book = told.reduce(evolve, book)
    events = [...events, ...told]
    yield { book, events }
  }
}

/** The book after all commands. */
export const playOut = (room: Room, history: ReadonlyArray<Command>): StockBook.Book => {
  let last = StockBook.empty
  for (const { book } of play(room, history)) last = book
  return last
}
