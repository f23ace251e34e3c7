import { assert, describe, it } from "@effect/vitest"
import { Array, Equal, HashMap, Result, Schema } from "effect"
import {
  type StockAccount,
  StockBook,
  StockEvolution,
  type StockCommand,
  StockDecision,
  StockEvent,
  StockRecords,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import {
  commandOf,
  historyOf,
  holdIds,
  holdOf,
  large,
  play,
  playOut,
  type Room,
  room,
  skus,
} from "./support/worlds.ts"

type Command = StockCommand.StockCommand
type Decide = typeof StockDecision.decide
type Evolve = typeof StockEvolution.evolve
type Event = StockEvent.StockEvent

const deciding = (decide: Decide): Room => ({ ...room, decide })
const evolving = (evolve: Evolve): Room => ({ ...room, evolve })
const total = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0)

/** Shelves by name, those where nothing is left apart: being known is no stock. */
const stocked = ({ shelves }: StockBook.Book) =>
  HashMap.filter(shelves, ({ onHand, held }) => onHand !== 0 || held !== 0)

// --- mutants -------------------------------------------------------------------------------------

const onShelves =
  (change: (shelf: StockBook.Shelf) => StockBook.Shelf) =>
  (book: StockBook.Book): StockBook.Book => ({
    ...book,
    shelves: HashMap.map(book.shelves, change),
  })

/** Looks at what is on hand, whoever holds it. */
const forgettingHolds: Decide = (book, command) =>
  StockDecision.decide(onShelves((shelf) => ({ ...shelf, held: 0 }))(book), command)

const eachAlone = (command: Extract<Command, { _tag: "Hold" }>): ReadonlyArray<Command> =>
  command.lines.map((line) => ({ ...command, lines: [line] }))

/** Compares each line with the shelf for itself. */
const summingNothing: Decide = (book, command) => {
  if (command._tag !== "Hold") return StockDecision.decide(book, command)
  const refused = eachAlone(command)
    .map((alone) => StockDecision.decide(book, alone))
    .find(Result.isFailure)
  const lines = command.lines.map(({ place = "main", ...line }) => ({ ...line, place }))
  return refused ?? Result.succeed([{ _tag: "Held", holdId: command.holdId, lines }])
}

/** Sums only lines that stand one behind the other. */
const summingNeighbours: Decide = (book, command) =>
  command._tag === "Hold" && command.lines.length === 3 && alike(command.lines[0], command.lines[2])
    ? summingNothing(book, command)
    : StockDecision.decide(book, command)

const alike = (one?: StockCommand.Line, other?: StockCommand.Line) =>
  one?.sku === other?.sku && one?.place === other?.place

/** Ships and releases whatever it is asked for. */
const believing: Decide = (book, command) =>
  (command._tag === "Ship" || command._tag === "Release") && command.lines !== undefined
    ? Result.succeed([
        {
          _tag: command._tag === "Ship" ? "Shipped" : "Released",
          holdId: command.holdId,
          lines: command.lines.map(({ place = "main", ...line }) => ({ ...line, place })),
        },
      ])
    : StockDecision.decide(book, command)

/** Counts on, wherever that leads. */
const uncountable: Decide = (book, command) =>
  command._tag === "Receive"
    ? Result.succeed([
        {
          _tag: "Received",
          lines: command.lines.map(({ place = "main", ...line }) => ({ ...line, place })),
        },
      ])
    : StockDecision.decide(book, command)

/** Thinks that nothing is left as soon as one shelf is empty. */
const oneForAll: Decide = (book, command) =>
  command._tag === "Hold" && HashMap.some(book.shelves, (shelf) => StockBook.available(shelf) === 0)
    ? StockDecision.decide(StockBook.empty, command)
    : StockDecision.decide(book, command)

const releasingTheFirst: Decide = (book, command) =>
  Result.map(StockDecision.decide(book, command), (events) =>
    events.map((event) =>
      event._tag === "Released" ? { ...event, lines: event.lines.slice(0, 1) } : event,
    ),
  )

const ignoring =
  (tag: Event["_tag"]): Evolve =>
  (book, event) =>
    event._tag === tag ? book : StockEvolution.evolve(book, event)

/** Takes what is shipped off the hold, and leaves it on the shelf. */
const leavingBehind: Evolve = (book, event) =>
  StockEvolution.evolve(book, event._tag === "Shipped" ? { ...event, _tag: "Released" } : event)

/** Writes a hold down, and nothing on the shelf. */
const forgettingTheShelf: Evolve = (book, event) => {
  const after = StockEvolution.evolve(book, event)
  return event._tag === "Held" ? { ...after, shelves: book.shelves } : after
}

/** Frees the shelf of what is released, and says nothing to the hold. */
const forgettingTheHold: Evolve = (book, event) => {
  const after = StockEvolution.evolve(book, event)
  return event._tag === "Released" ? { ...after, holds: book.holds } : after
}

const misposting: typeof StockEvent.legs = (event) =>
  StockEvent.legs(event._tag === "Returned" ? { ...event, _tag: "Received" } : event)

// --- laws ----------------------------------------------------------------------------------------

const neverOversells = (room: Room) =>
  fc.property(historyOf(), (history) => {
    for (const { book } of play(room, history))
      for (const [, shelf] of book.shelves)
        if (StockBook.available(shelf) < 0 || shelf.held < 0 || shelf.onHand < 0)
          assert.fail(`sold what is not there: ${JSON.stringify(shelf)}`)
  })

const shelvesKnowTheirHolds = (room: Room) =>
  fc.property(historyOf(), (history) => {
    for (const { book } of play(room, history)) {
      const lines = [...book.holds].flatMap(([, hold]) => hold.lines)
      assert.isTrue(
        lines.every((line) => StockBook.open(line) >= 0),
        "open",
      )
      for (const [, { sku, place, held }] of book.shelves) {
        const own = lines.filter((line) => line.sku === sku && line.place === place)
        assert.strictEqual(held, total(own.map(StockBook.open)), `held of ${place}/${sku}`)
      }
    }
  })

type Balances = ReadonlyMap<string, number>

/** What each account has of each item, those apart that have nothing. */
const sums = (entries: Iterable<readonly [account: string, units: number]>): Balances => {
  const found = new Map<string, number>()
  for (const [account, units] of entries) found.set(account, (found.get(account) ?? 0) + units)
  return new Map([...found].filter(([, units]) => units !== 0))
}

const accounts = (legs: ReadonlyArray<StockEvent.Leg>): Balances =>
  sums(
    legs.flatMap(({ sku, quantity, from, to }) => [
      [nameOf(sku, from), -quantity] as const,
      [nameOf(sku, to), quantity] as const,
    ]),
  )

const nameOf = (sku: string, account: StockAccount.StockAccount) =>
  "place" in account ? `${account._tag} ${account.place} ${sku}` : `${account._tag} ${sku}`

/** The same by the book and by the words of the events, without their legs. */
const expectedOf = ({ shelves }: StockBook.Book, events: ReadonlyArray<Event>): Balances => {
  const shelf = [...shelves].flatMap(([, { sku, place, onHand, held, beside }]) => [
    [`Shelf ${place} ${sku}`, onHand - held] as const,
    [`Held ${place} ${sku}`, held] as const,
    ...Object.entries(beside ?? {}).map(
      ([account, units]) => [`${account} ${place} ${sku}`, units] as const,
    ),
  ])
  return sums([...shelf, ...events.flatMap(outside)])
}

const outside = (event: Event): ReadonlyArray<readonly [string, number]> => {
  switch (event._tag) {
    case "Received":
      return event.lines.map(({ sku, quantity }) => [`Supplier ${sku}`, -quantity])
    case "Shipped":
      return event.lines.map(({ sku, quantity }) => [`Customer ${sku}`, quantity])
    case "Returned":
      return event.lines.map(({ sku, quantity }) => [`Customer ${sku}`, -quantity])
    case "Adjusted":
      return event.lines.map(({ sku, delta }) => [`${delta > 0 ? "Found" : "Loss"} ${sku}`, -delta])
    case "Moved":
      return event.lines.flatMap(({ sku, quantity, from, to }) => [
        ...("place" in from ? [] : [[`${from._tag} ${sku}`, -quantity] as const]),
        ...("place" in to ? [] : [[`${to._tag} ${sku}`, quantity] as const]),
      ])
    default:
      return []
  }
}

/** What left one account entered another, and the book says of each shelf what its legs say. */
const conserves = (room: Room) =>
  fc.property(historyOf(), (history) => {
    for (const { book, events } of play(room, history)) {
      const balances = accounts(events.flatMap(room.legs))
      assert.strictEqual(total(balances.values()), 0)
      if (!Equal.equals(balances, expectedOf(book, events)))
        assert.deepStrictEqual(balances, expectedOf(book, events))
    }
  })

const holdAndReleaseIsNothing = (room: Room) =>
  fc.property(historyOf({ holdIds: ["order-0"] }), holdOf(), (history, hold) => {
    const before = playOut(room, history)
    const held = room.decide(before, hold)
    if (!("holdId" in hold) || Result.isFailure(held)) return
    const between = held.success.reduce(room.evolve, before)
    const { holdId, commandId } = hold
    const free = room.decide(between, { _tag: "Release", holdId, commandId })
    const after = Result.getOrElse(free, () => []).reduce(room.evolve, between)
    assert.isTrue(Equal.equals(after.shelves, before.shelves))
  })

/** Every event can be written down, every book after it too, and its units be counted. */
const evolvesWhateverWasDecided = (room: Room) =>
  fc.property(historyOf({ quantity: large }), (history) => {
    for (const { book, events } of play(room, history)) {
      const countable = events
        .slice(-1)
        .every((event) => isEvent(event) && Number.isSafeInteger(StockEvent.units(event)))
      assert.isTrue(countable, "the last event")
      assert.isTrue(
        HashMap.every(book.shelves, (shelf) => isShelf(shelf)),
        "shelves",
      )
      assert.isTrue(
        HashMap.every(book.holds, (hold) => isHold(hold)),
        "holds",
      )
    }
  })
const isEvent = Schema.is(StockEvent.StockEvent)
const isShelf = Schema.is(StockRecords.Shelves.schema)
const isHold = Schema.is(StockRecords.Holds.schema)

/** Two commands that name nothing in common may come in either order. */
const independentCommandsCommute = (room: Room) => {
  const [one, ...others] = skus
  const [first, ...rest] = holdIds
  const ours = commandOf({ skus: [one], holdIds: [first] })
  const theirs = commandOf({ skus: others, holdIds: rest })
  return fc.property(historyOf({ holdIds: ["order-0"] }), ours, theirs, (history, a, b) => {
    const book = playOut(room, [...history, a, b])
    const other = playOut(room, [...history, b, a])
    assert.isTrue(Equal.equals(book.shelves, other.shelves))
    assert.isTrue(Equal.equals(book.holds, other.holds))
  })
}

const lineOrderDoesNotMatter = (room: Room) =>
  fc.property(historyOf(), commandOf(), (history, command) => {
    if (!("lines" in command)) return
    const book = playOut(room, [...history, command])
    const other = playOut(room, [...history, rotated(command)])
    assert.isTrue(Equal.equals(stocked(book), stocked(other)))
  })

const rotated = (command: Command): Command => {
  switch (command._tag) {
    case "Adjust":
      return { ...command, lines: Array.rotate(command.lines, 1) }
    case "Move":
      return { ...command, lines: Array.rotate(command.lines, 1) }
    case "Assign":
      return { ...command, lines: Array.rotate(command.lines, 1) }
    case "Extend":
      return command
    default:
      return command.lines === undefined
        ? command
        : { ...command, lines: Array.rotate(command.lines, 1) }
  }
}

describe("the laws of stock", () => {
  it("what is available is never below zero, and what is held never above what is there", () => {
    holds(neverOversells(room))
    kills(neverOversells(deciding(forgettingHolds)))
    kills(neverOversells(deciding(summingNothing)))
    kills(neverOversells(deciding(believing)))
    kills(neverOversells(evolving(forgettingTheShelf)))
  })

  it("a shelf says that held what its holds keep", () => {
    holds(shelvesKnowTheirHolds(room))
    kills(shelvesKnowTheirHolds(deciding(believing)))
    kills(shelvesKnowTheirHolds(evolving(forgettingTheHold)))
  })

  it("units are conserved over all accounts, and the book equals its legs, at every position", () => {
    holds(conserves(room))
    kills(conserves(evolving(leavingBehind)))
    kills(conserves(evolving(ignoring("Adjusted"))))
    kills(conserves({ ...room, legs: misposting }))
  })

  it("a hold that is released leaves the shelves as they were", () => {
    holds(holdAndReleaseIsNothing(room))
    kills(holdAndReleaseIsNothing(deciding(releasingTheFirst)))
    kills(holdAndReleaseIsNothing(evolving(ignoring("Released"))))
  })

  it("what was decided can be told, written and counted, however large the numbers", () => {
    holds(evolvesWhateverWasDecided(room))
    kills(evolvesWhateverWasDecided(deciding(uncountable)))
  })

  it("the order of independent commands does not matter", () => {
    holds(independentCommandsCommute(room))
    kills(independentCommandsCommute(deciding(oneForAll)))
  })

  it("the order of a command's lines does not matter", () => {
    holds(lineOrderDoesNotMatter(room))
    kills(lineOrderDoesNotMatter(deciding(summingNeighbours)))
  })
})
