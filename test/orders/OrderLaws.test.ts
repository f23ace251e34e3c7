import { assert, describe, it } from "@effect/vitest"
import { HashMap, HashSet, Option, Result } from "effect"
import { Order, OrderBook, OrderDecision } from "entrepot/orders"
import fc from "fast-check"

import { holds, kills } from "../kernel/law.ts"
import {
  type Command,
  type Document,
  documents,
  history,
  observe,
  play,
  playOut,
  refOf,
  type Room,
  room,
  shows,
} from "./support/worlds.ts"

const { decide, evolve } = room

// --- mutants -------------------------------------------------------------------------------------

const forgetful: Room = {
  decide,
  evolve: (book, event) => ({ ...evolve(book, event), documents: HashSet.empty() }),
}

const lastComes: Room = {
  decide,
  evolve: (book, event) =>
    evolve(book, event._tag === "Revised" ? { ...event, _tag: "Placed" } : event),
}

const isOlder = (book: OrderBook.Book, document: Document): boolean =>
  Option.exists(
    OrderBook.order(book, refOf(document.externalId)),
    ({ shownBy }) => shownBy.observedAt >= document.observedAt,
  )

const blindToOlder: Room = {
  evolve,
  decide: (book, command) =>
    command._tag === "Observe" && isOlder(book, command.document)
      ? Result.succeed([])
      : decide(book, command),
}

/** What the newest document leaves out stays as it was. */
const always = (how: "whole" | "part"): Room => ({
  decide: (book, command) =>
    decide(book, command._tag === "Observe" ? { ...command, shows: how } : command),
  evolve,
})

const onLines = (
  book: OrderBook.Book,
  change: (line: Order.OrderLine) => Order.OrderLine,
): OrderBook.Book => ({
  ...book,
  orders: HashMap.map(book.orders, (order) => ({ ...order, lines: order.lines.map(change) })),
})

/** Takes for ordered what is shown now, whatever became of it. */
const forgetsTheMost: Room = {
  decide,
  evolve: (book, event) =>
    onLines(evolve(book, event), (line) => ({
      ...line,
      quantity: line.quantity - line.withdrawn,
      withdrawn: 0,
    })),
}

/** Decides each entry of a command on its own, as if none named a line twice. */
const oneByOne: Room = {
  evolve,
  decide: (book, command) =>
    !("lines" in command)
      ? decide(book, command)
      : Result.map(
          Result.all(command.lines.map((line) => decide(book, { ...command, lines: [line] }))),
          (decisions) => decisions.flat(),
        ),
}

/** Cancels what was returned before. */
const cancelsTwice: Room = {
  evolve,
  decide: (book, command) =>
    command._tag === "CancelLines"
      ? decide(
          onLines(book, (line) => ({ ...line, returned: 0 })),
          command,
        )
      : decide(book, command),
}

// --- laws ----------------------------------------------------------------------------------------

const some = fc.record({ seen: documents, how: shows })
const observed = (seen: ReadonlyArray<Document>, how: "whole" | "part") =>
  seen.map((document) => observe(document, how))

const againChangesNothing = (candidate: Room) =>
  fc.property(some, fc.array(fc.nat()), ({ seen, how }, picks) => {
    const book = playOut(candidate, observed(seen, how))
    const again = picks.flatMap((pick) => seen[pick % seen.length] ?? [])
    for (const { events } of play(candidate, observed(again, how), book))
      assert.deepStrictEqual(events, [])
  })

/** An order with its lines in the order of their ids. */
const sorted = (order: Order.Order): Order.Order => ({
  ...order,
  lines: order.lines.toSorted((left, right) => (left.lineId < right.lineId ? -1 : 1)),
})

const ordersOf = ({ orders }: OrderBook.Book) => new Map(HashMap.map(orders, sorted))

const arrivalDoesNotMatter = (candidate: Room) =>
  fc.property(
    some.chain(({ seen, how }) =>
      fc.tuple(
        fc.constant(observed(seen, how)),
        fc.shuffledSubarray(observed(seen, how), { minLength: seen.length }),
      ),
    ),
    ([one, other]) => {
      assert.deepStrictEqual(ordersOf(playOut(candidate, one)), ordersOf(playOut(candidate, other)))
    },
  )

const newestOf = (seen: ReadonlyArray<Document>): Document | undefined =>
  seen
    .toSorted(
      (left, right) =>
        left.observedAt - right.observedAt || (left.revision < right.revision ? -1 : 1),
    )
    .at(-1)

/** The instant of a line, wherever it is written. */
const instantOf = (line: { readonly placedAt?: number }, of: { readonly placedAt: number }) =>
  line.placedAt ?? of.placedAt

const newestCounts = (candidate: Room) =>
  fc.property(some, ({ seen, how }) => {
    for (const [, order] of playOut(candidate, observed(seen, how)).orders) {
      const mine = seen.filter(({ externalId }) => externalId === order.externalId)
      const newest = newestOf(mine)
      assert.strictEqual(order.customerRef, newest?.value.customerRef)
      assert.strictEqual(order.shownBy.revision, newest?.revision)
      const placed = mine.map(({ value }) => value.placedAt)
      const { placedAt } =
        how === "part" ? { placedAt: Math.min(...placed) } : (newest?.value ?? {})
      assert.strictEqual(order.placedAt, placedAt)
      for (const line of order.lines) {
        const naming = (document: Document) =>
          document.value.lines.filter(({ lineId }) => lineId === line.lineId)
        const last = newestOf(mine.filter((document) => naming(document).length > 0))
        const [shown] = last === undefined ? [] : naming(last)
        const isGone = how === "whole" && last !== newest
        assert.strictEqual(line.quantity - line.withdrawn, isGone ? 0 : shown?.quantity)
        assert.strictEqual(line.sku, shown?.sku)
        if (last !== undefined && shown !== undefined)
          assert.strictEqual(instantOf(line, order), instantOf(shown, last.value))
        const ever = mine.flatMap(naming).map(({ quantity }) => quantity)
        assert.strictEqual(line.quantity, Math.max(...ever))
      }
    }
  })

const isPossible = (line: Order.OrderLine): boolean =>
  line.cancelled + line.returned <= line.quantity &&
  line.withdrawn <= line.quantity &&
  Order.open(line) >= 0

const neverMoreThanOrdered = (candidate: Room) =>
  fc.property(history, (commands: ReadonlyArray<Command>) => {
    for (const { book } of play(candidate, commands))
      for (const [, { lines }] of book.orders)
        assert.deepStrictEqual(
          lines.filter((line) => !isPossible(line)),
          [],
        )
  })

describe("orders", () => {
  it("are not changed by documents that come again", () => {
    holds(againChangesNothing(room))
    kills(againChangesNothing(forgetful))
  })

  it("come to the same, whatever order their documents come in", () => {
    holds(arrivalDoesNotMatter(room))
    kills(arrivalDoesNotMatter(lastComes))
    kills(arrivalDoesNotMatter(blindToOlder))
  })

  it("end in what the newest documents show", () => {
    holds(newestCounts(room))
    kills(newestCounts(lastComes))
    kills(newestCounts(always("part")))
    kills(newestCounts(always("whole")))
    kills(newestCounts(forgetsTheMost))
  })

  it("never have more units cancelled and returned than were ordered", () => {
    holds(neverMoreThanOrdered(room))
    kills(neverMoreThanOrdered(oneByOne))
    kills(neverMoreThanOrdered(cancelsTwice))
    kills(neverMoreThanOrdered(forgetsTheMost))
  })
})

describe("OrderDecision.decide", () => {
  it("is the decision that the laws are about", () => {
    assert.strictEqual(room.decide, OrderDecision.decide)
  })
})
