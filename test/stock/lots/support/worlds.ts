/** Small worlds of lots, in which everything meets: few lots and places, small quantities and times. */
import { Result } from "effect"
import {
  type Lot,
  LotBook,
  type LotCommand,
  LotDecision,
  type LotEvent,
  LotEvolution,
  type LotPick,
  type StockAccount,
} from "entrepot/stock"
import fc from "fast-check"

type Command = LotCommand.LotCommand
type Event = LotEvent.LotEvent

export const sku = "MILK"
const names = ["A", "toString", "批"] as const
const places = ["main", "__proto__"] as const
const holdIds = ["order-1", "constructor"] as const
const commandId = "c"

export const instant = fc.integer({ min: 1, max: 4 })
const small = fc.integer({ min: 1, max: 3 })
const lot = fc.constantFrom(...names)
const place = fc.constantFrom(...places)

/** Lots of one item at one place. */
export const lotsOf: fc.Arbitrary<ReadonlyArray<Lot.LotAt>> = fc.uniqueArray(
  fc
    .record({
      lot,
      free: fc.integer({ min: 0, max: 3 }),
      held: fc.integer({ min: 0, max: 2 }),
      receivedAt: instant,
      blocked: fc.constantFrom(false, false, true),
      expiry: fc.option(instant, { nil: undefined }),
    })
    .map(({ free, expiry, ...rest }) => ({
      sku,
      place: "main",
      ...rest,
      onHand: free + rest.held,
      ...(expiry === undefined ? {} : { expiresAt: expiry }),
    })),
  { selector: (found) => found.lot, maxLength: 3 },
)

export const anyOrder = [{ _tag: "Fefo" }, { _tag: "Fifo" }, { _tag: "Lifo" }] as const
export const strategyOf: fc.Arbitrary<LotPick.Strategy> = fc.oneof(
  fc.constantFrom<LotPick.Strategy>(...anyOrder),
  lot.map((name): LotPick.Strategy => ({ _tag: "ByLot", lot: name })),
)

const line = fc.record({ sku: fc.constant(sku), place, lot, quantity: small })
const lines = fc.array(line, { minLength: 1, maxLength: 3 })
const wanted = fc.array(
  fc.record({ sku: fc.constant(sku), place, quantity: small, strategy: strategyOf }),
  { minLength: 1, maxLength: 3 },
)
const holdId = fc.constantFrom(...holdIds)
const document = fc.constantFrom("note-1", "note-2")

const account: fc.Arbitrary<StockAccount.StockAccount> = fc
  .tuple(fc.constantFrom("Shelf", "Shelf", "Quarantine", "Transit"), place)
  .map(([_tag, at]): StockAccount.StockAccount => ({ _tag, place: at }))
const leg = fc.record({ sku: fc.constant(sku), lot, quantity: small, from: account, to: account })

const expiry = fc
  .option(instant, { nil: undefined })
  .map((second) => (second === undefined ? {} : { expiresAt: second * 1_000 }))

export const holdOf: fc.Arbitrary<Extract<Command, { _tag: "Hold" }>> = fc
  .tuple(holdId, wanted, expiry)
  .map(([id, some, until]) => ({ _tag: "Hold", commandId, holdId: id, lines: some, ...until }))

const receiveOf: fc.Arbitrary<Command> = fc
  .tuple(
    fc.array(
      fc.record({
        sku: fc.constant(sku),
        place,
        lot,
        quantity: small,
        expires: fc.option(
          instant.map((second) => ({ at: second * 1_000 })),
          { nil: undefined },
        ),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    document,
  )
  .map(([some, paper]) => ({ _tag: "Receive", commandId, lines: some, document: paper }))

const recallOf: fc.Arbitrary<Command> = fc
  .tuple(lot, fc.constantFrom("Block", "Unblock"))
  .map(([name, _tag]): Command => ({ _tag, commandId, sku, lot: name }))

const commandOf: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: receiveOf, weight: 3 },
  { arbitrary: holdOf, weight: 3 },
  fc
    .tuple(holdId, fc.option(lines, { nil: undefined }), fc.constantFrom("Ship", "Release"))
    .map(([id, some, _tag]): Command => ({ _tag, commandId, holdId: id, lines: some })),
  fc.tuple(lines, document).map(([some, paper]): Command => ({
    _tag: "Return",
    commandId,
    lines: some,
    document: paper,
  })),
  fc
    .array(leg, { minLength: 1, maxLength: 3 })
    .map((some): Command => ({ _tag: "Move", commandId, lines: some })),
  fc
    .tuple(holdId, expiry)
    .map(([id, until]): Command => ({ _tag: "Extend", commandId, holdId: id, ...until })),
  fc.tuple(line, fc.constantFrom(1, -1)).map(([{ quantity, ...of }, sign]): Command => ({
    _tag: "Adjust",
    commandId,
    lines: [{ ...of, delta: sign * quantity }],
  })),
  recallOf,
)

/** Commands one after the other, each at an instant, in a shop that has something to begin with. */
export const historyOf: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(receiveOf, receiveOf, fc.array(commandOf, { maxLength: 10 }))
  .map(([first, second, rest]) => [first, second, ...rest])

/** Lots of which some expire soon, held for an order that is likely to be shipped. */
export const soldOf: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(
    fc.option(
      instant.map((second) => ({ at: second * 1_000 })),
      { nil: undefined },
    ),
    fc.array(fc.oneof(commandOf, recallOf), { maxLength: 5 }),
    fc.option(line, { nil: undefined }),
    fc.array(commandOf, { maxLength: 4 }),
    expiry,
  )
  .map(([expires, before, some, after, until]) => [
    { _tag: "Receive", commandId, lines: [{ sku, lot: "A", quantity: 3, expires }] },
    { _tag: "Hold", commandId, holdId: "order-1", lines: [{ sku, quantity: 3 }], ...until },
    ...before,
    {
      _tag: "Ship",
      commandId,
      holdId: "order-1",
      lines: some === undefined ? undefined : [{ ...some, place: "main", lot: "A" }],
    },
    ...after,
  ])

/** A hold that is likely to end before others want its units. */
const endedOf: fc.Arbitrary<ReadonlyArray<Command>> = fc
  .tuple(
    fc.array(commandOf, { minLength: 3, maxLength: 5 }),
    holdOf,
    fc.array(commandOf, { maxLength: 2 }),
  )
  .map(([between, hold, after]) => [
    { _tag: "Receive", commandId, lines: [{ sku, lot: "A", quantity: 3 }] },
    {
      _tag: "Hold",
      commandId,
      holdId: "order-1",
      lines: [{ sku, quantity: 3 }],
      expiresAt: 2_000,
    },
    ...between,
    { ...hold, holdId: "constructor" },
    ...after,
  ])

/** Any history, or one that is about an order. */
export const lifeOf: fc.Arbitrary<ReadonlyArray<Command>> = fc.oneof(historyOf, soldOf, endedOf)

/** What lots are made of; a mutant replaces one part. */
export interface Room {
  readonly decide: typeof LotDecision.decide
  readonly evolve: typeof LotEvolution.evolve
}
export const room: Room = { decide: LotDecision.decide, evolve: LotEvolution.evolve }

/** The book and all events after each command; a refusal leaves both. */
export function* play({ decide, evolve }: Room, history: ReadonlyArray<Command>) {
  let book = LotBook.empty
  let events: ReadonlyArray<Event> = []
  for (const [step, command] of history.entries()) {
    // Time goes on slowly, so that some lots and holds expire on the way.
    const at = 1_000 * (1 + Math.floor(step / 4))
    book = { ...book, now: at }
    const told = Result.getOrElse(decide(book, command, at), () => [])
    book = told.reduce(evolve, book)
    events = [...events, ...told]
    yield { book, events, at }
  }
}
