import { assert, describe, it } from "@effect/vitest"
import { Array, Equal, HashMap, Option, Result, Schema } from "effect"
import {
  StockBook,
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
type Evolve = typeof StockBook.evolve
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

const alike = (one: StockCommand.Line, other: StockCommand.Line | undefined) =>
  one.sku === other?.sku && one.place === other.place

/** Ships and releases whatever it is asked for. */
const believing: Decide = (book, command) =>
  "holdId" in command && command._tag !== "Hold" && command.lines !== undefined
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
    event._tag === tag ? book : StockBook.evolve(book, event)

/** Takes what is shipped off the hold, and leaves it on the shelf. */
const leavingBehind: Evolve = (book, event) =>
  StockBook.evolve(book, event._tag === "Shipped" ? { ...event, _tag: "Released" } : event)

/** Frees the shelf of what is released, and says nothing to the hold. */
const forgettingTheHold: Evolve = (book, event) => {
  const after = StockBook.evolve(book, event)
  return event._tag === "Released" ? { ...after, holds: book.holds } : after
}

const misposting: typeof StockEvent.legs = (event) =>
  StockEvent.legs(event._tag === "Returned" ? { ...event, _tag: "Received" } : event)

// --- laws ----------------------------------------------------------------------------------------

const neverOversells = (room: Room) =>
  fc.property(historyOf(), (history) => {
    for (const { book } of play(room, history))
      for (const [, shelf] of book.shelves) {
        assert.isAtLeast(StockBook.available(shelf), 0, "available")
        assert.isAtLeast(shelf.held, 0, "held")
        assert.isAtMost(shelf.held, shelf.onHand, "held above on hand")
      }
  })

const shelvesKnowTheirHolds = (room: Room) =>
  fc.property(historyOf(), (history) => {
    for (const { book } of play(room, history)) {
      const lines = [...book.holds].flatMap(([, hold]) => hold.lines)
      for (const line of lines) assert.isAtLeast(StockBook.open(line), 0, "open")
      for (const [, { sku, place, held }] of book.shelves) {
        const own = lines.filter((line) => line.sku === sku && line.place === place)
        assert.strictEqual(held, total(own.map(StockBook.open)), `held of ${place}/${sku}`)
      }
    }
  })

/** Balances by item and account. */
const balances = (legs: ReadonlyArray<StockEvent.Leg>): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const add = (sku: string, account: StockEvent.Account, units: number) => {
    const name = `${sku} ${account._tag} ${"place" in account ? account.place : ""}`
    found.set(name, (found.get(name) ?? 0) + units)
  }
  for (const { sku, quantity, from, to } of legs) {
    add(sku, from, -quantity)
    add(sku, to, quantity)
  }
  return found
}

const unitsOf = (events: ReadonlyArray<Event>, sku: string, tag: Event["_tag"]): number =>
  total(
    events
      .filter(({ _tag }) => _tag === tag)
      .flatMap((event): ReadonlyArray<StockEvent.Moved | StockEvent.Differed> => event.lines)
      .filter((line) => line.sku === sku)
      .map((line) => ("delta" in line ? line.delta : line.quantity)),
  )

/** What left one account entered another, and the book says of each shelf what its legs say. */
const conserves = (room: Room) =>
  fc.property(historyOf(), (history) => {
    for (const { book, events } of play(room, history)) {
      const accounts = balances(events.flatMap(room.legs))
      for (const sku of skus) {
        const of = (account: string) => accounts.get(`${sku} ${account}`) ?? 0
        const units = (tag: Event["_tag"]) => unitsOf(events, sku, tag)
        const own = [...accounts].filter(([name]) => name.startsWith(`${sku} `))
        assert.strictEqual(total(own.map(([, balance]) => balance)), 0, "over all accounts")
        assert.strictEqual(of("Supplier "), 0 - units("Received"), "from the supplier")
        assert.strictEqual(of("Customer "), units("Shipped") - units("Returned"), "at customers")
        assert.strictEqual(0 - of("Found ") - of("Loss "), units("Adjusted"), "adjusted")
        for (const place of ["main", "__proto__"]) {
          const { onHand, held } = Option.getOrElse(StockBook.shelf(book, { sku, place }), () => ({
            onHand: 0,
            held: 0,
          }))
          assert.strictEqual(of(`Shelf ${place}`) + of(`Held ${place}`), onHand, "on hand")
          assert.strictEqual(of(`Held ${place}`), held, "held")
        }
      }
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
      for (const event of events.slice(-1)) {
        assert.isTrue(isEvent(event), "an event")
        assert.isTrue(Number.isSafeInteger(StockEvent.units(event)), "its units")
      }
      for (const [, shelf] of book.shelves) assert.isTrue(isShelf(shelf), "a shelf")
      for (const [, hold] of book.holds) assert.isTrue(isHold(hold), "a hold")
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
    if (command.lines === undefined) return
    const book = playOut(room, [...history, command])
    const other = playOut(room, [...history, rotated(command)])
    assert.isTrue(Equal.equals(stocked(book), stocked(other)))
  })

const rotated = (command: Command): Command => {
  if (command._tag === "Adjust") return { ...command, lines: Array.rotate(command.lines, 1) }
  return command.lines === undefined
    ? command
    : { ...command, lines: Array.rotate(command.lines, 1) }
}

describe("the laws of stock", () => {
  it("what is available is never below zero, and what is held never above what is there", () => {
    holds(neverOversells(room))
    kills(neverOversells(deciding(forgettingHolds)))
    kills(neverOversells(deciding(summingNothing)))
    kills(neverOversells(deciding(believing)))
    kills(neverOversells(evolving(ignoring("Held"))))
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
