import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { StockBook, StockEvolution, type StockCommand, StockDecision } from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import { extend, hold, holdUntil, line, receive, release, ship } from "./support/given.ts"

type Command = StockCommand.StockCommand
type Room = {
  readonly decide: typeof StockDecision.decide
  readonly evolve: typeof StockEvolution.evolve
}
const room: Room = { decide: StockDecision.decide, evolve: StockEvolution.evolve }

interface Step {
  /** In milliseconds after the step before. */
  readonly later: number
  readonly command: Command
}

const holdId = fc.constantFrom("a", "b", "c")
const units = fc.integer({ min: 1, max: 3 })
const instant = fc.option(fc.integer({ min: 1, max: 9_000 }), { nil: undefined })

const command: fc.Arbitrary<Command> = fc.oneof(
  units.map((quantity) => receive(line("mug", quantity))),
  {
    arbitrary: fc
      .tuple(holdId, units, instant)
      .map(([id, quantity, until]) =>
        until === undefined
          ? hold(id, line("mug", quantity))
          : holdUntil(until, id, line("mug", quantity)),
      ),
    weight: 3,
  },
  fc.tuple(holdId, instant).map(([id, until]) => extend(id, until)),
  fc.tuple(holdId, units).map(([id, quantity]) => ship(id, line("mug", quantity))),
  fc.tuple(holdId, units).map(([id, quantity]) => release(id, line("mug", quantity))),
)
const later = fc.constantFrom(0, 1, 499, 999, 1_000, 2_500)
const histories = fc.array(fc.record({ later, command }), { minLength: 2, maxLength: 12 })

/** The book and the instant after each step. */
function* play({ decide, evolve }: Room, steps: ReadonlyArray<Step>) {
  let now = 0
  let book = StockBook.empty
  for (const { later, command } of [{ later: 0, command: receive(line("mug", 4)) }, ...steps]) {
    now += later
    book = Result.getOrElse(decide({ ...book, now }, command), () => []).reduce(evolve, book)
    yield { book, now }
  }
}

/** At every instant the shelf keeps what its holds keep, those apart that have expired by then. */
const keepsWhatStands = (room: Room) =>
  fc.property(histories, (steps) => {
    for (const { book, now } of play(room, steps))
      for (const instant of [now, now + 999, now + 1_000, now + 5_000])
        for (const [, shelf] of book.shelves) {
          const standing = [...book.holds]
            .filter(([, { expiresAt = Infinity }]) => expiresAt > instant)
            .flatMap(([, { lines }]) => lines.map(StockBook.open))
          assert.strictEqual(
            StockBook.current(shelf, instant).held,
            standing.reduce((sum, open) => sum + open, 0),
            `at ${instant}`,
          )
        }
  })

const neverOversells = (room: Room) =>
  fc.property(histories, (steps) => {
    for (const { book, now } of play(room, steps))
      for (const [, shelf] of book.shelves)
        assert.isAtLeast(StockBook.available(StockBook.current(shelf, now)), 0)
  })

// --- mutants -------------------------------------------------------------------------------------

/** Lets the dead ship: what has expired is handed out although others may have it by now. */
const forgivingTheLate: Room = {
  ...room,
  decide: (book, command) =>
    room.decide(command._tag === "Ship" ? { ...book, now: 0 } : book, command),
}

const forgettingTheOldExpiry: Room = {
  ...room,
  evolve: (book, event) =>
    room.evolve(book, event._tag === "Extended" ? { ...event, lines: [] } : event),
}

const holdingForGood: Room = {
  ...room,
  evolve: (book, event) => {
    if (event._tag !== "Held") return room.evolve(book, event)
    const { holdId, lines } = event
    const after = room.evolve(book, { _tag: "Held", holdId, lines })
    return { ...after, holds: room.evolve(book, event).holds }
  },
}

const expiringAtOnce: Room = {
  ...room,
  decide: (book, command) => room.decide({ ...book, now: book.now + 1_000 }, command),
}

describe("the laws of holds that expire", () => {
  it("at every instant a shelf keeps what its holds keep that have not expired", () => {
    holds(keepsWhatStands(room))
    kills(keepsWhatStands(holdingForGood))
    kills(keepsWhatStands(forgettingTheOldExpiry))
    kills(keepsWhatStands(expiringAtOnce))
  })

  it("what is available is never below zero", () => {
    holds(neverOversells(room))
    kills(neverOversells(forgivingTheLate))
  })
})
