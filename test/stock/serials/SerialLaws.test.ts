import { assert, describe, it } from "@effect/vitest"
import { Equal, HashMap, Result, Schema } from "effect"
import {
  SerialAccount,
  SerialBook,
  type SerialCommand,
  SerialDecision,
  SerialEvent,
  SerialMoves,
} from "entrepot/stock"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import {
  type Command,
  command,
  commands,
  type Event,
  now,
  play,
  playOut,
  type Room,
} from "./support/units.ts"

const room: Room = {
  decide: SerialDecision.decide,
  evolve: SerialBook.evolve,
  legs: SerialEvent.legs,
}
type Decide = Room["decide"]
const deciding = (decide: Decide): Room => ({ ...room, decide })
const evolving = (evolve: Room["evolve"]): Room => ({ ...room, evolve })

// --- mutants -------------------------------------------------------------------------------------

/** Decides each line for itself, and does not see that a unit is named twice. */
const eachAlone: Decide = (book, asked, instant) => {
  if (asked._tag === "Replace" || asked._tag === "Receive")
    return SerialDecision.decide(book, asked, instant)
  return Result.map(
    Result.all(
      asked.lines.map((line) => SerialDecision.decide(book, { ...asked, lines: [line] }, instant)),
    ),
    (told) => told.flat(),
  )
}

/** Lets what is possible through, and drops the rest. */
const halfAndHalf: Decide = (book, asked, instant) => {
  if (asked._tag === "Replace" || asked._tag === "Receive")
    return SerialDecision.decide(book, asked, instant)
  const possible = asked.lines.filter((line) =>
    Result.isSuccess(SerialDecision.decide(book, { ...asked, lines: [line] }, instant)),
  )
  return SerialDecision.decide(
    book,
    possible.length === 0 ? asked : { ...asked, lines: possible },
    instant,
  )
}

const onShelf = (book: SerialBook.Book, kinds: ReadonlyArray<SerialAccount.Kind>) =>
  HashMap.map(book, (unit) =>
    kinds.includes(unit.where._tag)
      ? { ...unit, where: { _tag: "Shelf" as const, place: placeOr(unit.where) } }
      : unit,
  )
const placeOr = (account: SerialAccount.SerialAccount) => SerialAccount.placeOf(account) ?? "main"

/** Takes units for free that another order holds, or that are sold. */
const believing =
  (...kinds: ReadonlyArray<SerialAccount.Kind>): Decide =>
  (book, asked, instant) =>
    SerialDecision.decide(onShelf(book, kinds), asked, instant)

const ignoring =
  (tag: Event["_tag"]): Room["evolve"] =>
  (book, event) =>
    event._tag === tag ? book : SerialBook.evolve(book, event)

/** Writes where a unit was, and not where it went. */
const backwards: Room["evolve"] = (book, event) =>
  SerialBook.evolve(book, {
    ...event,
    lines: event.lines.map((line) => (event._tag === "Held" ? { ...line, to: line.from } : line)),
  })

/** One leg for each account, of one unit however many moved. */
const countingLegs: Room["legs"] = (event) =>
  SerialEvent.legs(event).map((leg) => ({ ...leg, quantity: 1 }))

const postingCounts: Room["legs"] = (event) =>
  SerialEvent.legs(event._tag === "Counted" ? { ...event, _tag: "Received" } : event).map((leg) =>
    event._tag === "Counted" ? { ...leg, from: { _tag: "Supplier" } } : leg,
  )

// --- laws ----------------------------------------------------------------------------------------

const nameOf = (account: SerialAccount.SerialAccount) => JSON.stringify(account)

/** What each account has of each unit by the lines alone; every unit begins at the supplier. */
class Balances {
  private readonly of = new Map<string, Map<string, number>>()
  post(event: Event): void {
    for (const line of event.lines) {
      const name = SerialBook.serialName(line)
      const accounts = this.of.get(name) ?? new Map([[nameOf(SerialAccount.supplier), 1]])
      const add = (account: SerialAccount.SerialAccount, units: number) =>
        accounts.set(nameOf(account), (accounts.get(nameOf(account)) ?? 0) + units)
      add(line.from, -1)
      add(line.to, 1)
      this.of.set(name, accounts)
    }
  }
  /** The accounts that have a unit, with how often. */
  holding(name: string): ReadonlyArray<readonly [string, number]> {
    return [...(this.of.get(name) ?? [])].filter(([, units]) => units !== 0)
  }
}

const oneAccountAtATime = (of: Room) =>
  fc.property(commands, (history) => {
    const balances = new Balances()
    let seen = 0
    for (const { book, events } of play(of, history)) {
      for (const event of events.slice(seen)) balances.post(event)
      seen = events.length
      for (const [name, { where }] of book)
        assert.deepStrictEqual(balances.holding(name), [[nameOf(where), 1]])
    }
  })

const kept = new Set<SerialAccount.Kind>(["Held"])
const sold = new Set<SerialAccount.Kind>(["Customer", "CustomerRepair"])

/** Nothing enters a set of accounts that is in it, whatever the lines say of where it was. */
const neverTwice = (of: Room, accounts: ReadonlySet<SerialAccount.Kind>) =>
  fc.property(commands, (history) => {
    const inside = new Set<string>()
    let seen = 0
    for (const { events } of play(of, history)) {
      for (const { lines, _tag } of events.slice(seen))
        for (const line of lines) {
          const name = SerialBook.serialName(line)
          const enters = accounts.has(line.to._tag)
          const stays = _tag === "Counted" || _tag.startsWith("Repaired")
          if (enters && inside.has(name) && !stays) assert.fail(`${_tag} twice: ${name}`)
          if (enters) inside.add(name)
          else inside.delete(name)
        }
      seen = events.length
    }
  })

const isUnit = Schema.is(SerialBook.SerialUnit)
const decodeEvent = Schema.decodeUnknownSync(SerialEvent.SerialEvent)

const replayGivesTheRecords = (of: Room) =>
  fc.property(commands, (history) => {
    const { book, events } = playOut(of, history)
    const replayed = events
      .map((event) => decodeEvent(JSON.parse(JSON.stringify(event))))
      .reduce(SerialBook.evolve, SerialBook.empty)
    assert.isTrue(Equal.equals(replayed, book))
    assert.isTrue(
      HashMap.every(book, (unit) => isUnit(unit)),
      "each unit is a record",
    )
  })

const refsOf = (asked: Command): ReadonlyArray<SerialCommand.SerialRef> =>
  asked._tag === "Replace" ? asked.lines.flatMap((line) => [line, line.by]) : asked.lines

/** Every unit of the command moves by a row of the table, or none does and each fault is named. */
const allOrNothing = (of: Room) =>
  fc.property(commands, command, (history, last) => {
    const { book } = playOut(of, history)
    const decision = of.decide(book, last, now)
    const names = refsOf(last).map(SerialBook.serialName)
    if (Result.isFailure(decision)) {
      const { failure } = decision
      if (failure._tag === "SerialsDuplicated")
        assert.isBelow(new Set(names).size, names.length, "a duplicate")
      else assert.isNotEmpty(failure.moves)
      return
    }
    const moved = decision.success.flatMap(({ lines }) => lines)
    assert.deepStrictEqual(moved.map(SerialBook.serialName), names)
    assert.strictEqual(new Set(names).size, names.length, "no unit twice")
    for (const { from, to, ...line } of moved) {
      assert.deepStrictEqual(from, SerialBook.where(book, line))
      assert.isTrue(SerialMoves.table.some(([, a, b]) => a === from._tag && b === to._tag))
    }
  })

type Counts = ReadonlyMap<string, number>

const countsOfShelves = (legs: ReadonlyArray<SerialEvent.Leg>): Counts => {
  const found = new Map<string, number>()
  const add = (sku: string, account: SerialAccount.SerialAccount, units: number) => {
    if (account._tag !== "Shelf" && account._tag !== "Held") return
    const name = `${account._tag} ${sku} ${account.place}`
    found.set(name, (found.get(name) ?? 0) + units)
  }
  for (const { sku, from, to, quantity } of legs) {
    add(sku, from, -quantity)
    add(sku, to, quantity)
  }
  return new Map([...found].filter(([, units]) => units !== 0))
}

const countsOfUnits = (book: SerialBook.Book): Counts => {
  const found = new Map<string, number>()
  for (const [, { sku, where }] of book) {
    if (where._tag !== "Shelf" && where._tag !== "Held") continue
    const name = `${where._tag} ${sku} ${where.place}`
    found.set(name, (found.get(name) ?? 0) + 1)
  }
  return found
}

const shelvesCountTheirSerials = (of: Room) =>
  fc.property(commands, (history) => {
    for (const { book, events } of play(of, history))
      if (!Equal.equals(countsOfShelves(events.flatMap(of.legs)), countsOfUnits(book)))
        assert.fail("a shelf and its serials disagree")
  })

describe("the laws of serial numbers", () => {
  it("a unit is in exactly one account at any time", () => {
    holds(oneAccountAtATime(room))
    kills(oneAccountAtATime(deciding(eachAlone)))
    kills(oneAccountAtATime(deciding(believing("Held"))))
    kills(oneAccountAtATime(evolving(ignoring("Returned"))))
  })

  it("no unit is held twice, and none is sold twice", () => {
    holds(neverTwice(room, kept))
    holds(neverTwice(room, sold))
    kills(neverTwice(deciding(believing("Held")), kept))
    kills(neverTwice(evolving(backwards), kept))
    kills(neverTwice(deciding(believing("Customer")), sold))
    kills(neverTwice(deciding(eachAlone), sold))
    kills(neverTwice(evolving(ignoring("Shipped")), sold))
  })

  it("the journal, read again, gives the records", () => {
    holds(replayGivesTheRecords(room))
    kills(replayGivesTheRecords(evolving(ignoring("Cleared"))))
    kills(replayGivesTheRecords(evolving(backwards)))
  })

  it("all units of a command move as the table says, or none moves", () => {
    holds(allOrNothing(room))
    kills(allOrNothing(deciding(halfAndHalf)))
    kills(allOrNothing(deciding(eachAlone)))
    kills(allOrNothing(deciding(believing("Scrapped"))))
  })

  it("a shelf has as many units as serials are on it, held ones counted apart", () => {
    holds(shelvesCountTheirSerials(room))
    kills(shelvesCountTheirSerials({ ...room, legs: countingLegs }))
    kills(shelvesCountTheirSerials({ ...room, legs: postingCounts }))
    kills(shelvesCountTheirSerials(evolving(ignoring("Lost"))))
  })
})
