/** Small worlds of stock, in which everything meets: few items, places and holds, small quantities. */
import { Result } from "effect"
import {
  StockBook,
  StockEvolution,
  type StockCommand,
  StockDecision,
  StockEvent,
} from "entrepot/stock"
import fc from "fast-check"

import { adjust, giveBack, hold, move, receive, release, ship } from "./given.ts"

type Command = StockCommand.StockCommand

const most = Number.MAX_SAFE_INTEGER

export const skus = ["mug", "toString", "皿"] as const
const places = [undefined, "__proto__"] as const
export const holdIds = ["order-1", "order-2", "constructor"] as const

const small = fc.integer({ min: 1, max: 3 })
/** Quantities of which two are more than can be counted. */
export const large = fc.constantFrom(1, 2, most - 1, most)

export interface Vocabulary {
  readonly skus?: ReadonlyArray<string>
  readonly holdIds?: ReadonlyArray<string>
  readonly quantity?: fc.Arbitrary<number>
}

const lineOf = ({ skus: items = skus, quantity = small }: Vocabulary) =>
  fc.record({
    sku: fc.constantFrom(...items),
    quantity,
    place: fc.constantFrom(...places),
  })

/** Up to three lines, of one item also twice. */
const linesOf = (vocabulary: Vocabulary) =>
  fc.array(lineOf(vocabulary), { minLength: 1, maxLength: 3 })

export const holdOf = (vocabulary: Vocabulary = {}): fc.Arbitrary<Command> =>
  fc
    .tuple(fc.constantFrom(...(vocabulary.holdIds ?? holdIds)), linesOf(vocabulary))
    .map(([holdId, lines]) => hold(holdId, ...lines))

/** Any command. */
export const commandOf = (vocabulary: Vocabulary = {}): fc.Arbitrary<Command> => {
  const holdId = fc.constantFrom(...(vocabulary.holdIds ?? holdIds))
  const lines = linesOf(vocabulary)
  const onHold = (make: typeof ship | typeof release) =>
    fc.oneof(
      holdId.map((id): Command => make(id)),
      fc.tuple(holdId, lines).map(([id, some]): Command => make(id, ...some)),
    )
  return fc.oneof(
    lines.map((some) => receive(...some)),
    { arbitrary: holdOf(vocabulary), weight: 3 },
    onHold(release),
    onHold(ship),
    lines.map((some) => giveBack(...some)),
    fc
      .array(fc.tuple(lineOf(vocabulary), fc.constantFrom(1, -1)), { minLength: 1, maxLength: 3 })
      .map((some) =>
        adjust(
          ...some.map(([{ sku, quantity, place }, sign]) => ({
            sku,
            delta: sign * quantity,
            place,
          })),
        ),
      ),
    fc
      .array(fc.tuple(lineOf(vocabulary), fc.constantFrom(...ways)), { minLength: 1, maxLength: 3 })
      .map((some) => move(...some.map(([line, way]) => movementOf(line, way)))),
  )
}

/** From where to where units are moved: the accounts of a place by their name, others as they are. */
const ways = [
  ["Shelf", "Quarantine"],
  ["Quarantine", "Shelf"],
  ["Quarantine", "Repair"],
  ["Repair", "Shelf"],
  ["Customer", "Quarantine"],
  ["Shelf", "Supplier"],
  ["Quarantine", "Loss"],
] as const

type Way = (typeof ways)[number]

const movementOf = (
  { sku, quantity, place = "main" }: StockCommand.Line,
  [from, to]: Way,
): StockCommand.Movement => {
  const account = (name: Way[number]) =>
    name === "Shelf" || name === "Quarantine" || name === "Repair"
      ? { _tag: name, place }
      : { _tag: name }
  return { sku, quantity, from: account(from), to: account(to) }
}

/** Commands one after the other, in a shop that has something to begin with. */
export const historyOf = (vocabulary: Vocabulary = {}): fc.Arbitrary<ReadonlyArray<Command>> =>
  fc
    .tuple(linesOf(vocabulary), fc.array(commandOf(vocabulary), { maxLength: 10 }))
    .map(([lines, commands]) => [receive(...lines), ...commands])

/** What a stock room is made of; a mutant replaces one part. */
export interface Room {
  readonly decide: typeof StockDecision.decide
  readonly evolve: typeof StockEvolution.evolve
  readonly legs: typeof StockEvent.legs
}
export const room: Room = {
  decide: StockDecision.decide,
  evolve: StockEvolution.evolve,
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
